"""The engine keeps its promises: imports flow one way; no clock, no print, no writing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "scoring"

CLOCKS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.monotonic",
    "time.perf_counter",
    "time.strftime",
    "time.time",
    "time.time_ns",
}
# Methods that change files, whatever they are called on. (`replace` is left out: strings have it.)
WRITERS = {
    "chmod",
    "hardlink_to",
    "mkdir",
    "makedirs",
    "rename",
    "renames",
    "rmdir",
    "rmtree",
    "symlink_to",
    "touch",
    "unlink",
    "write_bytes",
    "write_text",
}
TEMPORARY = {"NamedTemporaryFile", "TemporaryDirectory", "TemporaryFile", "mkdtemp", "mkstemp"}


def dotted(node: ast.expr) -> str:
    """`datetime.datetime.now` -> its name; anything but names and attributes -> ''."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def opens_for_writing(call: ast.Call, name: str) -> bool:
    """Whether `call` is an open() whose mode may write; a mode that is computed may."""
    if name.rpartition(".")[2] not in {"open", "fdopen"}:
        return False
    # Path.open takes the mode first, the built-in takes it second.
    place = 0 if "." in name and name not in {"io.open", "os.fdopen", "os.open"} else 1
    modes = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    for mode in modes or call.args[place : place + 1]:
        if not isinstance(mode, ast.Constant):
            return True
        if isinstance(mode.value, str) and set(mode.value) & set("wax+"):
            return True
    return False


def offences(source: str, *, may_write: bool = False) -> Iterator[tuple[int, str]]:
    """Every promise `source` breaks: its line, and what it does."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = dotted(call.func)
        last = call.func.attr if isinstance(call.func, ast.Attribute) else name
        if name in {"print", "input", "sys.stdout.write", "sys.stderr.write"}:
            yield call.lineno, f"speaks to a terminal: {name}"
        if any(name == clock or name.endswith("." + clock) for clock in CLOCKS):
            yield call.lineno, f"reads the clock: {name}"
        writes = last in WRITERS | TEMPORARY or opens_for_writing(call, name or f".{last}")
        if writes and not may_write:
            yield call.lineno, f"writes a file: {last}"


def engine_files() -> list[Path]:
    return sorted(ENGINE.rglob("*.py"))


def is_cache(path: Path) -> bool:
    """The engine may write in its cache: a module, or a package, called ``cache``."""
    return path.stem == "cache" or "cache" in path.relative_to(ENGINE).parts


@pytest.mark.parametrize("path", engine_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_engine_has_no_clock_no_voice_and_no_pen(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for line, what in offences(source, may_write=is_cache(path))
    ]
    assert not found, "\n".join(found)


def test_imports_flow_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("print(1)", "speaks"),
        ("import sys\nsys.stderr.write('x')", "speaks"),
        ("datetime.now(zone)", "reads the clock"),
        ("import datetime as d\nd.datetime.now()", "reads the clock"),
        ("date.today()", "reads the clock"),
        ("time.time()", "reads the clock"),
        ("open(name, 'w')", "writes"),
        ("open(name, mode='ab')", "writes"),
        ("open(name, mode)", "writes"),
        ("path.open('x')", "writes"),
        ("folder.joinpath('a').open('r+')", "writes"),
        ("(folder / 'a').write_text('x')", "writes"),
        ("os.makedirs('x')", "writes"),
        ("tempfile.mkdtemp()", "writes"),
    ],
)
def test_a_broken_promise_is_seen(source: str, what: str) -> None:
    assert [found for _, found in offences(source) if found.startswith(what)]


@pytest.mark.parametrize(
    "source", ["open(name)", "path.open('rb')", "(folder / 'a').open()", "text.replace('a', 'b')"]
)
def test_reading_is_no_offence(source: str) -> None:
    assert not list(offences(source))

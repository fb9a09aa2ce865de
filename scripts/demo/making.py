"""``gongkai demo``: a new repository with the whole year in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import GongkaiError
from scoring.history.repository import MAIN
from scoring.history.signers import ALLOWED_SIGNERS
from scripts.demo.confirming import confirmation
from scripts.demo.history import Receiving, clerk_of
from scripts.demo.material import Material, material
from scripts.demo.plan import stage_of, submissions
from scripts.demo.sealing import demo_checkpoint_key, demo_key, keep_keys, trust_in
from scripts.demo.stage import moment
from scripts.repository.git import run_git
from scripts.repository.making import (
    FirstCommit,
    begin,
    check_out,
    starting_files,
    streaming,
    write_first,
)
from scripts.repository.place import check_free, taking
from scripts.repository.sealing import seal
from scripts.repository.stream import GONGKAI

SEED = 2023
_BEGINNING = "建立演示仓库"
_CONFIGURATION = "mkdocs.yml"
_EXTRA = re.compile(r"^extra:\n", re.MULTILINE)
_MARK = re.compile(r"^(extra:\n(?:[ #].*\n|\n)*?)  demo: *\w+.*\n", re.MULTILINE)
_SUBMITTERS = re.compile(rb"^submitters:.*\n(?:[ -].*\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the head of ``main``, how many records of how many units."""

    head: str
    records: int
    units: int


def make_demo(target: Path, seed: int = SEED, *, force: bool = False) -> Made:
    """Make the demo repository at ``target``.

    ``force`` replaces a demo that stands there, and nothing but a demo. The same seed and the
    same product give the same head on every machine, sealed with a key made from the seed. Raises
    WrongUse where the place is taken.
    """
    check_free(target, is_demo if force else lambda _: False)
    data = material()
    key = demo_key(seed)
    files = {**demo_files(data), ALLOWED_SIGNERS: trust_in(key, demo_checkpoint_key(seed))}
    stage = stage_of(files, data, seed)
    year = submissions(stage)
    first = FirstCommit(files, f"{_BEGINNING}\n", moment(data["year"]["begins"]))
    with taking(target) as folder:
        begin(folder)
        with streaming(folder) as stream:
            Receiving(stream, stage, write_first(stream, first), first.at).receive(year)
        head = seal(folder, key)
        with streaming(folder) as stream:
            closing = [confirmation(stage, folder, head)]
            Receiving(stream, stage, head, year[-1].received).receive(closing)
        seal(folder, key, since=head)
        _forget_unsigned(folder)
        keep_keys(folder, seed)
        return Made(check_out(folder), len(year) + 1, len(stage.assessed))


def _forget_unsigned(folder: Path) -> None:
    """Take the commits away as they were before they were signed."""
    run_git(folder, "reflog", "expire", "--expire=now", "--all")
    run_git(folder, "repack", "-a", "-d", "-q")
    run_git(folder, "prune", "--expire=now")


def demo_files(data: Material) -> Mapping[str, bytes]:
    """Return the files of the demo's first commit: those of any repository, marked as a demo.

    engine.txt names no engine, so that the head depends on nothing but the product and the seed.
    """
    files = starting_files(None)
    for path, content in files.items():
        if path.endswith("/unit.yml"):
            clerk = f"submitters: [{clerk_of(path.split('/')[1])}]\n".encode()
            files[path] = _SUBMITTERS.sub(clerk, content, count=1)
    files[_CONFIGURATION] = marked(files[_CONFIGURATION].decode()).encode()
    files["README.md"] = _readme(files["README.md"].decode(), data).encode()
    return files


def marked(configuration: str) -> str:
    """Return the portal's configuration with ``extra.demo`` true: every page says 演示数据."""
    if _MARK.search(configuration):
        return _MARK.sub(r"\1  demo: true\n", configuration, count=1)
    if _EXTRA.search(configuration):
        return _EXTRA.sub("extra:\n  demo: true\n", configuration, count=1)
    return f"{configuration.rstrip()}\n\nextra:\n  demo: true\n"


def is_demo(target: Path) -> bool:
    """Tell whether ``target`` is a demo made by this program and may be replaced."""
    if not (target / ".git").is_dir():
        return False
    try:
        begun = run_git(target, "log", "--max-parents=0", "--format=%an: %s", MAIN, "--")
    except GongkaiError:
        return False
    return begun == f"{GONGKAI.name}: {_BEGINNING}"


def _readme(text: str, data: Material) -> str:
    """Put in front what is demo about it: which unit shows what."""
    title, _, rest = text.partition("\n")
    rows = "".join(f"| `{case['unit']}` | {case['shows']} |\n" for case in data["cases"]["cases"])
    notice = (
        "> **演示数据。** 本仓库由 `gongkai demo` 生成，单位名称是真实的，"
        f"材料、数字和情节都是虚构的（{data['year']['year']}年）。"
    )
    return f"{title}（演示）\n\n{notice}\n\n| 单位 | 演示什么 |\n|---|---|\n{rows}{rest}"

"""The wheel alone, in an environment of its own and far from the checkout, does the whole job."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from scripts.product import product_files, product_path, product_root

ROOT = Path(__file__).resolve().parents[1]
ONLINE = os.environ.get("GONGKAI_TEST_ONLINE") == "1"
BIN = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user with an empty home, and neither PYTHONPATH nor a Git identity."""
    kept = ("PATH", "LANG", "SYSTEMROOT", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def build_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, environment: Path) -> Path:
    """Make an empty environment with the wheel in it; return its Python.

    Its dependencies are lent by the environment that runs the tests, without what is installed
    there in editable form; with GONGKAI_TEST_ONLINE=1 they are installed from the lock.
    """
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / BIN / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    pip.append("--disable-pip-version-check")
    if ONLINE:
        lock = str(ROOT / "requirements.lock")
        subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
    else:
        lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        show = "import sysconfig; print(sysconfig.get_path('purelib'))"
        own = subprocess.check_output([str(python), "-I", "-c", show], encoding="utf-8").strip()
        # A line of a .pth file is a folder for sys.path, whose own .pth files are not followed.
        (Path(own) / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    return python


def assert_stands_alone(python: Path, cwd: Path) -> None:
    """Fail if anything of the program would come from the checkout."""
    source = (
        "import scoring, scripts; from scripts.product import product_root;"
        "print(scoring.__file__, scripts.__file__, product_root(), sep='\\n')"
    )
    done = run(python, "-c", source, cwd=cwd, home=cwd)
    assert done.returncode == 0, done.stderr
    environment = python.parents[1].resolve()
    for line in done.stdout.splitlines():
        assert Path(line).resolve().is_relative_to(environment), line


def test_the_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path / "dist")
    python = install(wheel, tmp_path / "environment")
    gongkai = python.with_name("gongkai")
    away = tmp_path / "away"
    away.mkdir()
    assert_stands_alone(python, away)

    def succeeds(*arguments: str) -> str:
        done = run(gongkai, *arguments, cwd=away, home=tmp_path)
        assert done.returncode == 0, f"gongkai {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout

    succeeds("init", "data")
    data = away / "data"
    for name in ("mkdocs.yml", "engine.txt", "requirements.lock", ".github/workflows/check.yml"):
        assert (data / name).is_file(), name
    assert (data / ".github/engine_pin.py").read_bytes() == (
        ROOT / "scripts/engine_pin.py"
    ).read_bytes()
    assert len(list(data.glob("units/*/unit.yml"))) == len(list(ROOT.glob("units/*/unit.yml")))
    status = run("git", "status", "--porcelain", cwd=data, home=tmp_path)
    assert (status.returncode, status.stdout) == (0, "")

    succeeds("--repo", "data", "check")
    ledger = json.loads(succeeds("--repo", "data", "score", "--format", "json"))
    assert ledger["schema"] == "ledger/1"
    assert ledger["units"]

    succeeds("--repo", "data", "site", "build", "--out", "site")
    assert (away / "site/index.html").is_file()
    assert list((away / "site" / str(ledger["year"]) / "units").glob("*.html"))


def test_the_wheel_carries_the_product_and_no_records(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_wheel(tmp_path)) as wheel:
        names = set(wheel.namelist())
    registry = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("units/*/unit.yml")}
    schemas = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("schemas/*.json")}
    wanted = registry | schemas | {"mkdocs.yml", "requirements.lock"}
    assert {f"scripts/_product/{name}" for name in wanted} <= names
    rulebooks = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("scoring/rulebooks/*.yml")}
    assert rulebooks <= names
    templates = product_files("scripts/templates")
    assert {path.relative_to(ROOT).as_posix() for path in templates} <= names
    records = {name for name in names if "/units/" in name} - {
        f"scripts/_product/{name}" for name in registry
    }
    assert not records
    assert not {name for name in names if name.startswith("tests/") or "__pycache__" in name}


def test_in_a_checkout_the_product_is_the_repository() -> None:
    assert product_root() == ROOT
    assert product_path("schemas") == ROOT / "schemas"
    assert product_path("scoring/rulebooks") == ROOT / "scoring/rulebooks"
    assert ROOT / "units/wanshui/unit.yml" in product_files("units", "*/unit.yml")


@pytest.mark.parametrize("path", ["/etc", "../elsewhere", "schemas/../../elsewhere"])
def test_no_path_leads_out_of_the_product(path: str) -> None:
    with pytest.raises(ValueError, match="inside the product"):
        product_path(path)


def test_a_missing_folder_of_the_product_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        product_files("nowhere")

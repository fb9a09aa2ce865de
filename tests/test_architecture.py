"""docs/architecture.md says truly what imports what, and nothing the contracts forbid."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SMALL = {"errors", "problem", "version"}

TABLE = {
    row["part"]: set(re.findall(r"`(\w+)`", row["imports"].partition(" (")[0]))
    for row in re.finditer(
        r"^\| `scoring/(?P<part>\w+)(?:/|\.py)` \|[^|]*\| (?P<imports>[^|]*) \|$", PAGE, re.M
    )
}


def imported(part: str) -> set[str]:
    """The parts of scoring that the modules of one part import."""
    place = ROOT / "scoring" / part
    files = list(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    found: set[str] = set()
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))):
        match node:
            case ast.ImportFrom(module=str(module)):
                names = [module]
            case ast.Import(names=aliases):
                names = [alias.name for alias in aliases]
            case _:
                continue
        found |= {name.split(".")[1] for name in names if name.startswith("scoring.")}
    return found - {part} - SMALL


DRAWING = PAGE.partition("\n    scoring/ ")[2].partition("\n\n")[0]
ROWS = [set(row.split()) for row in DRAWING.splitlines()]


def test_every_part_of_the_engine_is_in_the_table_and_in_the_drawing() -> None:
    folders = {path.parent.name for path in (ROOT / "scoring").glob("*/__init__.py")}
    assert TABLE.keys() == folders | {"assessment"}
    assert sorted(part for row in ROWS for part in row) == sorted(TABLE)


def test_in_the_drawing_a_part_imports_from_the_rows_below_it() -> None:
    for place, row in enumerate(ROWS):
        below = set().union(*ROWS[place + 1 :])
        for part in row:
            assert imported(part) <= below, part


def test_every_folder_of_scripts_has_its_place() -> None:
    named = PAGE.partition("| what for | folders of `scripts/` |")[2].partition("\n\n")[0]
    folders = {path.parent.name for path in (ROOT / "scripts").glob("*/__init__.py")}
    assert set(re.findall(r"`(\w+)`", named)) == folders


@pytest.mark.parametrize("part", TABLE)
def test_a_part_imports_what_the_table_says(part: str) -> None:
    assert imported(part) == TABLE[part]


def test_the_table_allows_nothing_that_a_contract_forbids() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in project["tool"]["importlinter"]["contracts"]:
        for source in contract["source_modules"]:
            for forbidden in contract["forbidden_modules"]:
                target = forbidden.removeprefix("scoring.")
                assert target not in TABLE.get(source.removeprefix("scoring."), set())

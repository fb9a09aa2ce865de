"""A few units under rulebooks of a few lines: a site of half the pages, and of the same kinds."""

from typing import Any

from tests.support.records import ROOT, registry_files

UNITS = ("zhengfuban", "wanshui", "geyi", "weijian")
BOOKS = ROOT / "tests" / "scenarios" / "rulebooks"


def few_units() -> dict[str | bytes, Any]:
    """Return the registry of these units alone."""
    files = registry_files()
    return {path: files[path] for path in (f"units/{unit}/unit.yml" for unit in UNITS)}


def small_year() -> dict[str | bytes, Any]:
    """Return the files of a repository's first commit: the units, and rulebooks for both kinds."""
    names = (f"changing-{kind}-2023.yml" for kind in ("township", "department"))
    books = {f"scoring/rulebooks/{name}": (BOOKS / name).read_bytes() for name in names}
    return {**few_units(), **books}

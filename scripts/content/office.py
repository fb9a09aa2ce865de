"""Word and Excel files: what they are, and nothing in them that runs, hides or fetches."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from scripts.content.fault import Contents, FileFault
from scripts.content.kinds_of_file import is_archive
from scripts.content.office_text import sheet_lines, word_lines
from scripts.content.package import Package

_TYPES = "[Content_Types].xml"
_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
}
_REAL = {
    **{ending: ending for ending in _MAIN},
    "docm": "ms-word.document.macroenabled",
    "xlsm": "ms-excel.sheet.macroenabled",
    "dotx": "wordprocessingml.template.main+xml",
    "xltx": "spreadsheetml.template.main+xml",
    "pptx": "presentationml",
    "xlsb": "sheet.binary",
}
_RUNS = ("vbaproject", "macroenabled", "macrosheet", "activex", "ms-office.vbadata")
_RUNNING_PARTS = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/macrosheets/|/activex/", re.I)
_HOLDS = {"oleObject", "package", "aFChunk", "subDocument"}
_HELD_PARTS = re.compile(r"/(embeddings|afchunk)[^/]*(/|$)", re.I)
_CONTROLS = {"control", "vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet"}
_FETCHES = {"attachedTemplate", "connections", "externalLink", "externalLinkPath"}
_WEB = ("http://", "https://", "mailto:", "#")
_AWAY = re.compile(r"[a-z][a-z0-9+.-]*:|[\\/]{2}")  # a scheme, or another machine
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
_NAMES = ("creator", "lastModifiedBy", "Manager")
_SHOWN = 80


def office_contents(content: bytes, ending: str) -> Contents:
    """Return what is in a Word (``docx``) or Excel (``xlsx``) file, and its text.

    That is read in any case: fields of Word and formulas of Excel can run commands.

    Raises FileFault for what is another kind of file or cannot be read at all.
    """
    package = Package(content)
    parts = _parts_by_type(package)
    _check_type(package, parts, ending)
    found = Contents()
    links = list(_links(package))
    found.faults += _running(package, parts, links)
    found.faults += _embedded(package, links)
    found.faults += _fetching(links)
    found.authors += _authors(package)
    if found.faults:
        return found
    found.lines += [target for _, target, outside in links if outside]
    if ending == "docx":
        word_lines(package, parts, found)
    else:
        sheet_lines(package, parts, found)
    return found


def _parts_by_type(package: Package) -> dict[str, str]:
    """Return the parts that the archive declares: name → type, in small letters."""
    if _TYPES not in package.beginnings:
        return {}
    return {
        each.get("PartName", each.get("Extension", "")): each.get("ContentType", "").lower()
        for each in package.xml(_TYPES)
    }


def _check_type(package: Package, parts: dict[str, str], ending: str) -> None:
    """Raise FileFault where the archive is no file of its ending; with macros it is told so."""
    mains = [name for name, kind in parts.items() if _MAIN[ending] in kind]
    if any(_is_there(name, package) for name in mains):
        return
    if mains:  # a text is declared, and there is none
        raise FileFault("attachment-broken")
    for real, mark in _REAL.items():
        wanted = _MAIN.get(real, mark)
        if any(wanted in kind for kind in parts.values()):
            if real.removesuffix("m") == ending.removesuffix("x"):
                raise FileFault("attachment-macro")
            raise FileFault("attachment-type-other", {"type": ending, "real": real})
    real = "ofd" if "OFD.xml" in package.beginnings else "zip"
    raise FileFault("attachment-type-other", {"type": ending, "real": real})


def _is_there(declared: str, package: Package) -> bool:
    """Tell whether the part ``declared``, or one of the ending declared, is in the archive."""
    if declared.startswith("/"):
        return declared.lstrip("/").lower() in map(str.lower, package.beginnings)
    return any(name.endswith(f".{declared}") for name in package.beginnings)


def _links(package: Package) -> Iterator[tuple[str, str, bool]]:
    """Yield every relationship: its kind (the last word of its type), target, is it outside."""
    for name in package.beginnings:
        if name.lower().endswith(".rels"):
            for each in package.xml(name):
                kind = posixpath.basename(each.get("Type", ""))
                yield kind, each.get("Target", ""), _is_outside(each)


def _is_outside(link: Any) -> bool:
    """Tell whether a relationship leads out of the file, whatever it says of itself."""
    target = link.get("Target", "").strip().lower()
    return link.get("TargetMode", "").lower() == "external" or bool(_AWAY.match(target))


def _running(
    package: Package, parts: dict[str, str], links: list[tuple[str, str, bool]]
) -> Iterator[FileFault]:
    if (
        any(mark in kind for kind in parts.values() for mark in _RUNS)
        or any(_RUNNING_PARTS.search(f"/{name}") for name in package.beginnings)
        or any(kind in _CONTROLS for kind, _, _ in links)
    ):
        yield FileFault("attachment-macro")


def _embedded(package: Package, links: list[tuple[str, str, bool]]) -> Iterator[FileFault]:
    held = {posixpath.basename(target) for kind, target, _ in links if kind in _HOLDS}
    for name, beginning in package.beginnings.items():
        if _RUNNING_PARTS.search(f"/{name}"):
            continue  # told already
        if _HELD_PARTS.search(f"/{name}") or is_archive(beginning):
            held.add(posixpath.basename(name))
    if held:
        yield FileFault("attachment-embedded", {"what": "、".join(sorted(held))[:_SHOWN]})


def _fetching(links: list[tuple[str, str, bool]]) -> Iterator[FileFault]:
    for kind, target, outside in links:
        harmless = kind == "hyperlink" and target.lower().startswith(_WEB)
        if (outside and not harmless) or (kind in _FETCHES and kind != "attachedTemplate"):
            yield FileFault("attachment-external", {"target": target[:_SHOWN]})
            return


def _authors(package: Package) -> list[str]:
    named = (
        each.text or ""
        for part in _PROPERTIES
        if part in package.beginnings
        for each in package.xml(part)
        if str(each.tag).rpartition("}")[2] in _NAMES
    )
    return [name.strip() for name in named if name.strip()]

"""Every way within the site leads to a file that is there, and to an anchor that is there."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

_WAY = re.compile(r"""\s(?:href|src|action|data-scope)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_PLACE = re.compile(r"""\s(?:id|name)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ELSEWHERE = ("http:", "https:", "mailto:", "tel:", "data:")
_WHOLE_SITE = "404.html"  # served at any address, so that its ways begin at the site's root


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (unescape(next(filter(None, each), "")) for each in pattern.findall(text))


def _target(page: str, way: str) -> tuple[str, str]:
    """Return file and anchor that ``way`` on ``page`` leads to."""
    parts = urlsplit(way)
    path = unquote(parts.path)
    if not path:
        return page, unquote(parts.fragment)
    base = "" if path.startswith("/") else dirname(page)
    return normpath(join(base, path.lstrip("/"))), unquote(parts.fragment)


def test_every_way_within_the_site_leads_somewhere(folder: Path) -> None:
    files = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    pages = {name: (folder / name).read_text("utf-8") for name in files if name.endswith(".html")}
    places = {name: set(_found(_PLACE, text)) for name, text in pages.items()}
    broken, ways = [], 0
    for page, text in pages.items():
        for way in set(_found(_WAY, text)):
            if way.startswith(_ELSEWHERE):
                continue
            ways += 1
            file, anchor = _target(page, way)
            folder_itself = page == _WHOLE_SITE and file in (".", "..")
            if file not in files and not (folder / file).is_dir() and not folder_itself:
                broken.append(f"{page}: {way}")
            elif anchor and file in places and anchor not in places[file]:
                broken.append(f"{page}: {way} (no such anchor)")
    assert ways > 10_000 and len(pages) > 250
    assert not broken, "\n".join(broken[:40])


def test_what_feeds_and_data_files_name_is_there(folder: Path) -> None:
    broken, ways = [], 0
    for feed in folder.glob("feeds/**/*.xml"):
        name = feed.relative_to(folder).as_posix()
        for each in ElementTree.parse(feed).iter("{http://www.w3.org/2005/Atom}link"):
            ways += 1
            file, anchor = _target(name, each.attrib["href"])
            if not _is_there(folder, file, anchor):
                broken.append(f"{name}: {each.attrib['href']}")
    for data in folder.glob("data/*/submissions.json"):
        for record in json.loads(data.read_text("utf-8"))["submissions"]:
            ways += len(record["files"])
            broken += [file for file in record["files"] if not (folder / file).is_file()]
    assert ways > 1000
    assert not broken, "\n".join(broken[:40])


def _is_there(folder: Path, file: str, anchor: str) -> bool:
    if not (folder / file).is_file():
        return False
    return not anchor or anchor in _places(folder / file)


@cache
def _places(page: Path) -> frozenset[str]:
    return frozenset(_found(_PLACE, page.read_text("utf-8")))

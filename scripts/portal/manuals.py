"""手册: the manual of each role as a page of the site, with its pictures where they were taken.

The texts are the product's own (``docs/manuals``), not a unit's: they are Markdown and stay so.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from scripts.portal.page import Page, SiteFile
from scripts.portal.volume import Volume

_TITLE = re.compile(r"\A# (.+)\n")
_PICTURE = re.compile(r"^!\[[^\]]*\]\(shots/([a-z-]+\.png)\)\n?", re.MULTILINE)
_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\)")
"""A link to what lies beside the manuals, in the repository alone: on the site just its words."""
_INDEX = "README"
FOLDER = "help/"


@dataclass(frozen=True, slots=True)
class ManualBody:
    """A manual's text below its title, as Markdown."""

    text: Markup


def address(name: str) -> str:
    """Return where the manual in ``<name>.md`` stands."""
    return f"{FOLDER}{'index' if name == _INDEX else name}.html"


def pages(volume: Volume) -> Iterator[Page]:
    """Yield a page for each manual; a picture that was not taken is left out."""
    shots = volume.site.shots
    for name, text in sorted(volume.site.manuals.items()):
        title = _TITLE.match(text)
        below = text[title.end() :] if title else text

        def if_taken(found: re.Match[str]) -> str:
            return found[0] if found[1] in shots else ""

        yield Page(
            address=address(name),
            template="manual.html",
            title=title[1] if title else name,
            description=f"{title[1] if title else name}：操作手册。",
            year=volume.year,
            body=ManualBody(Markup(_OUTSIDE.sub(r"\1", _PICTURE.sub(if_taken, below)))),
            wide=False,
            dated=False,
        )


def files(shots: Mapping[str, bytes]) -> Iterator[SiteFile]:
    """Yield the pictures."""
    for name, content in sorted(shots.items()):
        yield SiteFile(f"{FOLDER}shots/{name}", content)

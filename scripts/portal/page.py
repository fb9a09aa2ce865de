"""What the site is made of, as values: its pages, and the files beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``address`` ends in ``.html``; ``template`` is a file of ``site_overrides/pages``.

    ``body`` is what the template shows. ``wide`` pages have no table of contents beside them,
    ``sought`` pages are found by the search, ``dated`` ones tell at their foot as of when they are.
    ``scripts`` are files of ``assets/javascripts`` that this page alone needs, ``feed`` is the
    name of the feed of what it shows, ``linked`` what it is about in the words of schema.org.
    """

    address: str
    template: str
    title: str
    description: str
    year: int
    body: object
    wide: bool = True
    sought: bool = True
    dated: bool = True
    scripts: tuple[str, ...] = ()
    feed: str = ""
    linked: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file to be published beside the pages."""

    address: str
    content: bytes

"""Page data to source pages: Markdown files whose bodies are HTML that Markdown leaves alone."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from scripts.html_pages import templates
from scripts.portal import addresses, chart, words
from scripts.portal.escape import safe_url, shown
from scripts.portal.page import Page
from scripts.scoreboard.columns import told_status
from scripts.scoreboard.ranking import plain
from scripts.times import told_moment


@dataclass(frozen=True, slots=True)
class Facts:
    """What every page of a year says of itself. ``confirmation`` is where the office's word is.

    ``held``: scores are told once they are confirmed, and not before.
    """

    year: int
    as_of: str
    head: str
    final: bool
    confirmation: str | None
    held: bool = False


_FOOT = "foot.html"
_FOOT_HERE = Markup("<!--gongkai:foot-->")
_AS_OF_HERE = Markup("<!--gongkai:as-of-->")
"""What stands in a page's source where the hour and the commit of this build will be told.

They change with every build, and pages whose source is the same need not be made again. Nothing
that a record says can become a comment.
"""


class Renderer:
    """Renders pages from the templates in ``folder``; ``known`` are all addresses of the site."""

    def __init__(self, folder: Path, known: Collection[str]) -> None:
        self._known = known
        self._environment = templates(folder, shown=shown)
        self._environment.filters.update(
            url=safe_url, points=plain, short_day=words.short_day,
            moment=told_moment, status=lambda status: told_status(status, "zh"),
        )  # fmt: skip
        self._environment.globals.update(
            anchor=addresses.record_anchor,
            chart=chart,
            heading=heading,
            of_year=addresses.of_year,
        )

    def source(self, page: Page, facts: Facts) -> str:
        """Return the source of ``page``: front matter, its heading, its body.

        What belongs to this build alone is left open in it, for ``completed``.
        """
        template = self._environment.get_template(page.template)
        lasting = replace(facts, as_of=_AS_OF_HERE)
        body = template.render(page=page, body=page.body, site=lasting, link=self._links(page))
        foot = _FOOT_HERE if page.dated else ""
        parts = (self.front(page), f"# {shown(page.title)}", body, foot)
        return "\n\n".join(part.strip() for part in parts) + "\n"

    def front(self, page: Page) -> str:
        """Return the front matter of ``page``, which is all that other pages know of it."""
        return f"---\n{_front_matter(page)}---"

    def completed(self, text: str, page: Page, facts: Facts) -> str:
        """Return ``text``, the source of ``page`` or the page, with the hour and its foot."""
        text = text.replace(_AS_OF_HERE, shown(facts.as_of))
        if not page.dated:
            return text
        foot = self._environment.get_template(_FOOT).render(
            page=page, site=facts, link=self._links(page)
        )
        return text.replace(_FOOT_HERE, foot.strip())

    def _links(self, page: Page) -> Callable[[str], Markup]:
        """Return what makes a relative link; it raises LookupError where nothing is there."""

        def link(address: str) -> Markup:
            if address.partition("#")[0] not in self._known:
                raise LookupError(f"{page.address} links to {address}, which is not there")
            return Markup(addresses.way(page.address, address))

        return link


def heading(level: int, text: object, anchor: str) -> Markup:
    """Return a heading that Markdown puts into the table of contents.

    It stands between blank lines, outside of any HTML block.
    """
    return Markup(f"\n\n{'#' * level} {shown(text)} {{ #{anchor} }}\n\n")


def _front_matter(page: Page) -> str:
    # The theme writes titles and descriptions out as they stand, so they are escaped here; JSON is
    # YAML, and quotes whatever they hold.
    values: dict[str, Any] = {
        "title": str(shown(page.title)),
        "description": str(shown(page.description)),
        "hide": ["navigation", "toc"] if page.wide else ["navigation"],
    }
    if page.scripts:
        values["scripts"] = list(page.scripts)
    if page.feed:
        values["feed"] = page.feed
    if page.linked is not None:
        values["linked"] = {"@context": "https://schema.org", **page.linked}
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())

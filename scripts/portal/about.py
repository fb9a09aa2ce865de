"""关于本站: where its numbers come from, how it can be read, what may be relied on."""

from dataclasses import dataclass

from scripts.portal import addresses
from scripts.portal.page import Page
from scripts.portal.volume import Volume

ADDRESS = "about.html"


@dataclass(frozen=True, slots=True)
class AboutBody:
    """Links that the text needs."""

    audit: str
    data: str
    rules: tuple[tuple[str, str], ...]


def page(volume: Volume) -> Page:
    """Return the page, made from the newest year."""
    return Page(
        address=ADDRESS,
        template="about.html",
        title="关于本站和无障碍",
        description="本站公布什么、数据从哪里来、怎样阅读和引用。",
        year=volume.year,
        body=AboutBody(
            addresses.of_year(volume.year, "audit"),
            addresses.of_year(volume.year, "data"),
            tuple(
                (book.title, addresses.rules(volume.year, book.id))
                for book in volume.input.rulebooks
            ),
        ),
    )

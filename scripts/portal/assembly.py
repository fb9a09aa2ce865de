"""All pages and files of a site, from its input. Pure: nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.errors import GongkaiError
from scripts.portal import (
    addresses,
    appeals,
    audit,
    board,
    guides,
    home,
    listings,
    opendata,
    reports,
    rules,
    units,
)
from scripts.portal.input import PortalInput
from scripts.portal.opendata import DataFile
from scripts.portal.page import Page
from scripts.portal.render import Facts
from scripts.portal.shelf import File
from scripts.portal.volume import Volume, volumes
from scripts.times import told_moment


@dataclass(frozen=True, slots=True)
class BoardBody:
    """The scoreboard page."""

    tables: tuple[board.Table, ...]
    ledger: str
    csv: str


@dataclass(frozen=True)
class Site:
    """Everything to be published: pages with what they say of themselves, files, attachments."""

    pages: tuple[tuple[Page, Facts], ...]
    files: tuple[DataFile, ...]
    attachments: tuple[File, ...]
    years: tuple[int, ...]

    @property
    def addresses(self) -> frozenset[str]:
        """Every address of the site."""
        return frozenset(
            (
                *(page.address for page, _ in self.pages),
                *(file.address for file in self.files),
                *(file.address for file in self.attachments),
            )
        )


def assemble(site: PortalInput) -> Site:
    """Return the whole site for ``site``'s audience.

    Raises GongkaiError where two pages would have the same address (a unit called like another's
    guide).
    """
    pages: list[tuple[Page, Facts]] = []
    files: list[DataFile] = []
    attachments: dict[str, File] = {}
    for place, volume in enumerate(volumes(site)):
        made = tuple(opendata.files(volume))
        files += made
        facts = _facts(volume)
        pages += ((page, facts) for page in _pages(volume, made, newest=place == 0))
        for item in volume.shelf.items:
            attachments.update((file.address, file) for file in item.files)
    seen: set[str] = set()
    for page, _ in pages:
        if page.address in seen:
            raise GongkaiError("site-page-twice", address=page.address)
        seen.add(page.address)
    years = tuple(year.year for year in site.years)
    return Site(tuple(pages), tuple(files), tuple(attachments.values()), years)


def _facts(volume: Volume) -> Facts:
    year = volume.input
    confirmation = volume.find(year.confirmed.record) if year.confirmed else None
    return Facts(
        year=year.year,
        as_of=told_moment(year.ledger.as_of),
        head=volume.site.head.commit,
        final=year.ledger.final,
        confirmation=volume.listed(confirmation),
    )


def _pages(volume: Volume, made: tuple[DataFile, ...], *, newest: bool) -> Iterator[Page]:
    tables = board.tables(volume)
    yield from home.pages(volume, tables, newest=newest)
    yield _scoreboard(volume, tables)
    yield from units.pages(volume, tables)
    yield from guides.pages(volume)
    yield from reports.pages(volume)
    yield from listings.news_pages(volume)
    yield from listings.topic_pages(volume)
    yield listings.policy_page(volume)
    yield from rules.pages(volume)
    yield appeals.page(volume)
    yield audit.page(volume)
    yield opendata.page(volume, made)


def _scoreboard(volume: Volume, tables: tuple[board.Table, ...]) -> Page:
    return Page(
        address=addresses.of_year(volume.year, "scoreboard"),
        template="scoreboard.html",
        title=f"{volume.year}年政务公开考核评分榜",
        description=f"{volume.year}年各单位政务公开考核得分、名次和逐月走势。",
        year=volume.year,
        body=BoardBody(
            tables,
            addresses.data(volume.year, "ledger.json"),
            addresses.data(volume.year, "scoreboard.csv"),
        ),
        sought=False,
    )

"""All pages and files of a site, from its input. Pure: nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.errors import GongkaiError
from scripts.portal import (
    about,
    appeals,
    audit,
    board,
    catalogue,
    clauses,
    course,
    due,
    feeds,
    guides,
    home,
    listings,
    manuals,
    opendata,
    reports,
    review,
    rules,
    search,
    units,
    years,
    years_data,
)
from scripts.portal.input import PortalInput
from scripts.portal.page import Page, SiteFile
from scripts.portal.render import Facts
from scripts.portal.shelf import File
from scripts.portal.submit import pages as submit
from scripts.portal.tree import tree
from scripts.portal.volume import Volume, volumes
from scripts.times import told_moment


@dataclass(frozen=True)
class Site:
    """Everything to be published: pages with what they say of themselves, files, attachments."""

    pages: tuple[tuple[Page, Facts], ...]
    files: tuple[SiteFile, ...]
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
    files: list[SiteFile] = []
    attachments: dict[str, File] = {}
    found: dict[int, tuple[search.Entry, ...]] = {}
    every = volumes(site)
    across = years.across(every) if len(every) > 1 else {}
    for place, volume in enumerate(every):
        made = tuple(opendata.files(volume))
        files += (*made, *catalogue.files(volume), *due.files(volume))
        facts = _facts(volume)
        of_year = tuple(_pages(volume, made, across, newest=place == 0))
        pages += ((page, facts) for page in of_year)
        found[volume.year] = search.entries(volume, of_year)
        files.append(search.file(volume, found[volume.year]))
        for item in volume.shelf.items:
            attachments.update((file.address, file) for file in item.files)
        attachments.update((file.address, file) for file in guides.files(volume))
        if place == 0:
            pages.append((about.page(volume), facts))
            pages += ((page, facts) for page in manuals.pages(volume))
            files += manuals.files(site.shots)
            files += feeds.files(volume, feeds.feeds(volume))
            pages += ((page, facts) for page in submit.pages(volume))
    pages.append((search.page(found), pages[0][1]))
    if across:
        pages.append((years.page(every, across), pages[0][1]))
        files += years_data.files(across)
    files += opendata.checkpoint_files(site.checkpoint)
    seen: set[str] = set()
    for page, _ in pages:
        if page.address in seen:
            raise GongkaiError("site-page-twice", address=page.address)
        seen.add(page.address)
    return Site(
        tuple(pages),
        tuple(files),
        tuple(attachments.values()),
        tuple(year.year for year in site.years),
    )


def _facts(volume: Volume) -> Facts:
    year = volume.input
    confirmation = volume.find(year.confirmation)
    return Facts(
        year=year.year,
        as_of=told_moment(year.ledger.as_of),
        head=volume.site.head.commit,
        final=year.ledger.final,
        held=year.held,
        confirmation=volume.listed(confirmation),
    )


def _pages(
    volume: Volume, made: tuple[SiteFile, ...], across: years.Across, *, newest: bool
) -> Iterator[Page]:
    tables = board.tables(volume)
    yield from home.pages(volume, tables, newest=newest)
    yield board.page(volume, tables, several_years=bool(across))
    yield due.page(volume)
    trees = {unit.unit: tree(volume, unit) for unit in volume.input.ledger.units}
    yield course.page(volume, tables)
    yield from clauses.pages(volume, trees)
    yield from units.pages(volume, tables, trees, across)
    yield from catalogue.pages(volume)
    yield from guides.pages(volume)
    yield from reports.pages(volume)
    yield from listings.news_pages(volume)
    yield from listings.topic_pages(volume)
    yield listings.policy_page(volume)
    yield from rules.pages(volume)
    yield appeals.page(volume)
    yield audit.page(volume)
    yield from review.pages(volume)
    yield opendata.page(volume, made)

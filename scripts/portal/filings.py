"""Which annual reports units have filed, and who owes one: the city's sums and lists follow."""

import re
from collections.abc import Iterator, Mapping

from scoring.records.registry import Unit
from scripts.portal import words
from scripts.portal.shelf import Item
from scripts.portal.volume import Volume
from scripts.statutory.city import FINAL, City, Filing
from scripts.statutory.figures import figures

KIND = "annual-report"
GOVERNMENT = "本级政府"
"""What the government itself is called among the kinds of units; its office files for it."""

_YEAR = re.compile(r"\d{4}年")


def city(volume: Volume) -> City:
    """Return the reports of a year, and who owes one and has filed none."""
    return City(volume.year, tuple(_filings(volume)))


def cities(volume: Volume) -> tuple[City, ...]:
    """Return the reports of every year of the site, newest first."""
    site, shelves = volume.site, volume.shelves
    return tuple(city(Volume(site, year, shelves)) for year in site.years)


def _filings(volume: Volume) -> Iterator[Filing]:
    for unit in volume.units():
        items = editions(volume, unit)
        if not items and not _owes(volume, unit):
            continue
        kind = GOVERNMENT if is_government(volume, unit) else volume.kind_name(unit.kind)
        if not items:
            yield Filing(unit.id, unit.short_name, kind)
            continue
        item = items[0]
        yield Filing(
            unit=unit.id,
            name=_name_of(volume, unit, item),
            kind=kind,
            edition=edition_of(volume, item),
            since=_period(item).get("from", ""),
            until=_period(item).get("to", ""),
            received=words.short_day(item.received),
            figures=figures([item.data]) if item.open else None,
        )


def is_government(volume: Volume, unit: Unit) -> bool:
    """Tell whether ``unit`` files not for itself: it may by its role alone (``x-writers``)."""
    schema = volume.site.schemas.kinds.get(KIND)
    writers = () if schema is None else schema.writers
    return not any(unit.kind in writer.kinds for writer in writers) and any(
        writer.role in unit.roles for writer in writers if writer.role is not None
    )


def _owes(volume: Volume, unit: Unit) -> bool:
    """Tell whether ``unit`` has to report: it is assessed this year, or files for all."""
    assessed = any(book.assesses.get("kind") == unit.kind for book in volume.input.rulebooks)
    return assessed or is_government(volume, unit)


def _name_of(volume: Volume, unit: Unit, item: Item) -> str:
    """Return whose report it is: of the government's own what its title begins with."""
    before = _YEAR.split(item.title, maxsplit=1)
    if is_government(volume, unit) and item.open and len(before) == 2 and before[0]:
        return before[0]
    return unit.short_name


def editions(volume: Volume, unit: Unit) -> tuple[Item, ...]:
    """Return the newest report of each edition, that of the whole year first.

    Reports keep to their edition, so the edition is read before anything is withheld from view.
    """
    newest: dict[str, Item] = {}
    for item in volume.shelf.of(KIND, unit.id):
        newest[edition_of(volume, item)] = item
    return tuple(sorted(newest.values(), key=lambda item: edition_of(volume, item) != FINAL))


def edition_of(volume: Volume, item: Item) -> str:
    """Return which edition ``item`` is: ``final`` or ``assessment``."""
    return str(volume.site.records[item.id].data.get("edition", ""))


def _period(item: Item) -> Mapping[str, str]:
    period = item.data.get("period")
    return period if isinstance(period, Mapping) else {}

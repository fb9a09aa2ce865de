"""One year of the site: its input with its shelf; what all page builders take."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.ledger.model import UnitScore
from scoring.records.changing import in_year
from scoring.records.registry import Registry, Unit
from scoring.rulebook.model import Rulebook
from scripts.portal import addresses
from scripts.portal.input import PortalInput, YearInput
from scripts.portal.shelf import Item, Shelf, labels
from scripts.unit_change import change_text


@dataclass(frozen=True)
class Volume:
    """A year's input and shelf; ``shelves`` are those of all years of the site."""

    site: PortalInput
    input: YearInput
    shelves: Mapping[int, Shelf]

    @property
    def year(self) -> int:
        """The assessment year."""
        return self.input.year

    @property
    def shelf(self) -> Shelf:
        """The year's records."""
        return self.shelves[self.year]

    def find(self, record_id: str | None) -> Item | None:
        """Return the item of ``record_id`` in whichever year of the site it lies."""
        found = (shelf.get(record_id) for shelf in self.shelves.values())
        return next((item for item in found if item is not None), None)

    def listed(self, item: Item | None) -> str | None:
        """Return where ``item`` is listed; None where it is in no catalogue of the site."""
        if item is None or item.hidden or item.unit not in self.site.registry:
            return None
        return item.address

    def ruled(self, record_id: str | None) -> str | None:
        """Return where the ruling called so stands with its reason; None where no page has it."""
        item = self.find(record_id)
        if item is None:
            return None
        return f"{addresses.of_year(item.year, 'appeals')}#{addresses.record_anchor(item.id)}"

    def unit_page(self, unit_id: str) -> str | None:
        """Return the address of a unit's page; None where it has none this year."""
        if unit_id not in self.site.registry:
            return None
        assessed = unit_id in self.input.assessed or self.input.ledger.unit(unit_id) is not None
        if not assessed and not self.shelf.by_unit(unit_id):
            return None
        return addresses.unit(self.year, unit_id)

    @property
    def registry(self) -> Registry:
        """The units as they stood in the year, as far as that is told."""
        return self.input.units or self.site.registry

    def change(self, unit: UnitScore) -> str:
        """Return what became of ``unit`` in the year; nothing where nothing did."""
        names = {each.id: each.short_name for each in self.registry.values()}
        return "" if unit.change is None else change_text(unit.change, names, "zh")

    def board_title(self, book: Rulebook) -> str:
        """Return what the units that ``book`` is for are called."""
        return self.kind_name(str(book.assesses.get("kind")))

    def name(self, unit_id: str) -> str:
        """Return a unit's short name; the id where the registry no longer has it."""
        unit = self.registry.get(unit_id)
        return unit.short_name if unit is not None else unit_id

    def units(self) -> tuple[Unit, ...]:
        """Return the units that are there in the year or have records in it, in the same order."""
        return tuple(
            unit
            for unit in self.everyone()
            if in_year(unit, self.year) is not None or self.shelf.by_unit(unit.id)
        )

    def everyone(self) -> tuple[Unit, ...]:
        """Return all units in the order people know: by kind, then by code or id.

        Assessed kinds come first, in the order of the rulebooks.
        """
        kinds = [book.assesses.get("kind") for book in self.input.rulebooks]

        def order(unit: Unit) -> tuple[int, str]:
            place = kinds.index(unit.kind) if unit.kind in kinds else len(kinds)
            return (place, unit.code or unit.id)

        return tuple(sorted(self.registry.values(), key=order))

    def kind_name(self, kind: str) -> str:
        """Return what units of ``kind`` are called (the unit schema's ``x-labels``)."""
        unit = self.site.schemas.unit
        properties = unit.document.get("properties", {}) if unit is not None else {}
        names: Mapping[str, str] = properties.get("kind", {}).get("x-labels", {})
        return names.get(kind, kind)

    def label(self, kind: str, field: str, value: str) -> str:
        """Return the Chinese name of ``value`` in the field ``field`` of records of ``kind``."""
        return labels(self.site.schemas.kinds.get(kind), field).get(value, value)

    def rulebook(self, rulebook_id: str) -> Rulebook | None:
        """Return the rulebook called ``rulebook_id``."""
        return next((book for book in self.input.rulebooks if book.id == rulebook_id), None)


def volumes(site: PortalInput) -> tuple[Volume, ...]:
    """Return the years of ``site``, newest first."""
    shelves = {year.year: Shelf(site, year) for year in site.years}
    return tuple(Volume(site, year, shelves) for year in site.years)

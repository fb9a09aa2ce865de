"""What the year is played on: the registry, the working days, the material, the dice, the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scripts.demo.desk import Desk
from scripts.demo.dice import Dice
from scripts.demo.hours import Hours
from scripts.demo.material import Material

OFFICE = "office"
DEPARTMENT = "department"


@dataclass(frozen=True)
class Stage:
    """Everything that the parts of the year share."""

    registry: Registry
    schemas: SchemaSet
    hours: Hours
    material: Material
    dice: Dice
    desk: Desk

    @property
    def year(self) -> int:
        """The year that is played."""
        return int(self.material["year"]["year"])

    @property
    def assessed(self) -> tuple[Unit, ...]:
        """The units that are assessed: by kind, then code, then id."""
        units = (unit for unit in self.registry.values() if unit.kind != OFFICE)
        return tuple(sorted(units, key=lambda unit: (unit.code is None, unit.code or "", unit.id)))

    def holder(self, role: str) -> Unit:
        """Return the unit that holds ``role``."""
        return next(unit for unit in self.registry.values() if role in unit.roles)

    def departures(self, of: str) -> Mapping[str, Any]:
        """Return who departs from the rules in ``of``, and how (year.yml)."""
        return dict(self.material["year"][of])

    def fixed(self, unit: str, node: str) -> bool:
        """Tell whether a case says what ``unit`` loses at ``node``: then no dice decide there."""
        return any(
            case["unit"] == unit
            and ("score" in case or any(path.endswith(node) for path in case["loses"]))
            for case in self.material["cases"]["cases"]
        )

    def names(self, unit: Unit) -> dict[str, str]:
        """Return the names that texts about ``unit`` use."""
        return {"unit": unit.short_name, "name": unit.name, "year": str(self.year)}


def moment(text: str) -> datetime:
    """Return the time that ``text`` of the material names; it has its zone."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo is not None, text
    return found

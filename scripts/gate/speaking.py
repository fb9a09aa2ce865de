"""For whom a branch speaks: the unit its sender may submit for and its files are of."""

from collections.abc import Sequence

from scoring.history.tree import is_unit_file
from scoring.problem import Problem
from scoring.records.registry import REGISTRAR, Registry, Unit
from scoring.records.submitters import submits
from scripts.gate.branch import Touched


def unit_of(
    touched: Sequence[Touched], who: str, wanted: str | None, registry: Registry, name: str
) -> tuple[Unit | None, tuple[Problem, ...]]:
    """Return the unit that ``who`` sends ``touched`` in for, or why there is none.

    ``wanted`` is the unit named with it, None where none was; ``name`` is what the branch is
    called in the problems.
    """
    own = [registry[unit] for unit in sorted(registry) if submits(registry[unit], who)]
    if not own:
        return None, (Problem("submitter-unknown", name, 0, 0, {"login": who}),)
    if wanted is not None:
        for unit in own:
            if unit.id == wanted:
                return unit, ()
        values = {"login": who, "unit": wanted, "own": _names(own)}
        return None, (Problem("submitter-not-of-unit", name, 0, 0, values),)
    registrars = [unit for unit in own if REGISTRAR in unit.roles]
    if registrars and touched and all(is_unit_file(each.path) for each in touched):
        return registrars[0], ()
    spoken_for = {parts[1] for each in touched if len(parts := each.path.split("/")) > 2}
    among = [unit for unit in own if unit.id in spoken_for]
    if len(among) > 1:
        values = {"units": _names(among)}
        return None, (Problem("submission-several-units", name, 0, 0, values),)
    return (among or own)[0], ()


def _names(units: Sequence[Unit]) -> str:
    return "、".join(f"{unit.short_name}（{unit.id}）" for unit in units)

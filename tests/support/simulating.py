"""Trials of changed rulebooks on small repositories."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.assessment import Assessment
from scripts.simulating.comparing import simulate
from scripts.simulating.proposing import Amendments, propose
from scripts.simulating.result import ClauseMove, Simulation, UnitMove
from scripts.simulating.setting import setting_of
from tests.support.scenario import ROOT, Stage, as_of

NEWS = "2023-township:disclosure/news.monthly.points_per_missing"
"""What a missing piece of news costs a township."""


def opened(folder: Path, given: Sequence[Mapping[str, Any]] = (), **more: Any) -> Assessment:
    """Return a repository with the records ``given``, as a scenario writes them."""
    Stage(folder, {"given": list(given), **more})
    return Assessment.open(folder, product=ROOT)


def tried(
    assessment: Assessment,
    *settings: str,
    until: str = "2024-02-15",
    year: int = 2023,
    files: Sequence[tuple[str, bytes]] = (),
    moves: bool = False,
    only: frozenset[str] | None = None,
) -> Simulation:
    """Return what ``settings`` and ``files`` change."""
    amendments = Amendments(tuple(files), tuple(map(setting_of, settings)), moves)
    proposal = propose(assessment, ROOT, year, amendments)
    return simulate(assessment, proposal, year, as_of(until), only)


def unit_in(simulation: Simulation, unit_id: str) -> UnitMove:
    """Return one unit's move."""
    found = [unit for board in simulation.boards for unit in board.units if unit.unit == unit_id]
    assert len(found) == 1
    return found[0]


def clause_in(unit: UnitMove, path: str) -> ClauseMove:
    """Return what moves at one node for one unit."""
    (found,) = (clause for clause in unit.clauses if clause.path == path)
    return found

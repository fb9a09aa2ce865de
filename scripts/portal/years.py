"""历年对比: every unit's score and place in all the years of the site, side by side.

Schemes differ from year to year, and a score says nothing beside one of another scheme; the page
says so, and shows what each was out of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scripts.portal import addresses
from scripts.portal.page import Page
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import Standing, boards, plain


@dataclass(frozen=True, slots=True)
class YearResult:
    """One unit in one year: ``score`` of ``points``, ``rank`` among ``among`` of its board.

    ``score`` is None where the grade was fixed and nothing scored. ``note``: what became of the
    unit that year, where anything did.
    """

    year: int
    unit: str
    name: str
    rulebook: str
    kind: str
    score: Decimal | None
    points: Decimal
    rank: int
    among: int
    grade: str
    final: bool
    address: str
    note: str

    @property
    def score_text(self) -> str:
        """The score as it is written; a dash where there is none."""
        return "—" if self.score is None else plain(self.score)

    @property
    def points_text(self) -> str:
        """The most there was to get, as it is written."""
        return plain(self.points)


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's years, newest first; None for a year in which it was not assessed.

    ``notes``: what became of it, each told once, and what it was called when it was called else.
    """

    name: str
    results: tuple[YearResult | None, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The units of one kind, as they were when they were last assessed.

    ``points`` is what each year was out of; empty where that differs from unit to unit.
    """

    id: str
    title: str
    points: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class YearsBody:
    """The page: the years, newest first, which of them are not final, the groups, the files."""

    years: tuple[int, ...]
    open: tuple[int, ...]
    groups: tuple[Group, ...]
    csv: str
    json: str


Across = Mapping[str, tuple[YearResult, ...]]
"""Every assessed unit's years, newest first."""


def across(volumes: Iterable[Volume]) -> Across:
    """Return the results of all units in all years that are told, newest first."""
    found: dict[str, list[YearResult]] = {}
    for volume in volumes:
        titles = {book.id: volume.board_title(book) for book in volume.input.rulebooks}
        for board in boards(volume.input.ledger, titles):
            for standing in board.standings:
                grade = board.grade(standing.unit)
                result = _result(volume, standing, len(board.standings), board.title, grade)
                found.setdefault(result.unit, []).append(result)
    return {unit: tuple(results) for unit, results in found.items()}


def _result(volume: Volume, standing: Standing, among: int, kind: str, grade: str) -> YearResult:
    unit = standing.unit
    return YearResult(
        year=volume.year,
        unit=unit.unit,
        name=unit.name,
        rulebook=unit.rulebook,
        kind=kind,
        score=None if unit.fixed else unit.score,
        points=unit.points,
        rank=standing.rank,
        among=among,
        grade=grade,
        final=volume.input.ledger.final,
        address=addresses.unit(volume.year, unit.unit),
        note=volume.change(unit),
    )


def page(volumes: tuple[Volume, ...], results: Across) -> Page:
    """Return the page of all years."""
    newest = volumes[0]
    years = tuple(volume.year for volume in volumes)
    return Page(
        address=addresses.YEARS,
        template="years.html",
        title="历年对比",
        description=f"各单位{years[-1]}年至{years[0]}年政务公开考核的得分和名次。",
        year=newest.year,
        body=YearsBody(
            years=years,
            open=tuple(each.year for each in volumes if not each.input.ledger.final),
            groups=_groups(volumes, results),
            csv=addresses.YEARS_CSV,
            json=addresses.YEARS_JSON,
        ),
    )


def _groups(volumes: tuple[Volume, ...], results: Across) -> tuple[Group, ...]:
    """Return the units by the kind they last were, in the order people know."""
    order = {unit.id: place for place, unit in enumerate(volumes[0].units())}
    known = sorted(results, key=lambda unit: (order.get(unit, len(order)), unit))
    titles = dict.fromkeys(results[unit][0].kind for unit in known)
    groups = []
    for number, title in enumerate(titles, 1):
        lines = tuple(
            Line(results[unit][0].name, _by_year(volumes, results[unit]), _notes(results[unit]))
            for unit in known
            if results[unit][0].kind == title
        )
        groups.append(Group(f"group-{number}", title, _points(volumes, lines), lines))
    return tuple(groups)


def _notes(results: tuple[YearResult, ...]) -> tuple[str, ...]:
    notes = list(dict.fromkeys(each.note for each in results if each.note))
    known = results[0].name
    for each in results[1:]:
        if each.name != known and not any(f"称{each.name}" in note for note in notes):
            notes.append(f"{each.year}年称{each.name}")
        known = each.name
    return tuple(notes)


def _points(volumes: tuple[Volume, ...], lines: tuple[Line, ...]) -> tuple[str, ...]:
    columns = [{line.results[place] for line in lines} for place in range(len(volumes))]
    points = [{each.points_text for each in column if each is not None} for column in columns]
    return tuple(each.pop() if len(each) == 1 else "" for each in points)


def _by_year(
    volumes: tuple[Volume, ...], results: tuple[YearResult, ...]
) -> tuple[YearResult | None, ...]:
    found = {result.year: result for result in results}
    return tuple(found.get(volume.year) for volume in volumes)

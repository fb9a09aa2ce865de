"""评分榜: who stands where, what was lost in which category, and the year's course."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scoring.ledger.model import Ledger, Status, UnitScore
from scripts.portal import addresses, words
from scripts.portal.chart import Curve, curve
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import Standing, boards, plain


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that leads to where it is explained; ``share`` is the part of 100 that is lost."""

    text: str
    address: str
    lost: Decimal
    share: int


@dataclass(frozen=True, slots=True)
class Row:
    """One unit on its board. ``change`` is what the score moved since the last month's end."""

    unit: str
    name: str
    address: str
    rank: int
    score: str
    status: Status
    lost: Cell
    categories: tuple[Cell, ...]
    course: tuple[str, ...]
    curve: Curve | None
    change: Decimal


@dataclass(frozen=True, slots=True)
class Table:
    """The board of one rulebook, best first; equal scores share a rank."""

    id: str
    title: str
    points: str
    rules: str
    categories: tuple[str, ...]
    months: tuple[str, ...]
    rows: tuple[Row, ...]
    mean: str
    full: int
    since: str


def tables(volume: Volume) -> tuple[Table, ...]:
    """Return the boards of the year, in the order of its rulebooks."""
    year = volume.input
    titles = {book.id: volume.kind_name(str(book.assesses.get("kind"))) for book in year.rulebooks}
    courses = _courses(volume)
    made = {
        board.rulebook: _table(volume, board.rulebook, board.title, board.standings, courses)
        for board in boards(year.ledger, titles)
        if board.standings
    }
    return tuple(made[book.id] for book in year.rulebooks if book.id in made)


def _table(
    volume: Volume,
    rulebook: str,
    title: str,
    standings: tuple[Standing, ...],
    courses: Mapping[str, tuple[Decimal, ...]],
) -> Table:
    units = {standing.unit.unit: standing.unit for standing in standings}
    order = {unit.id: place for place, unit in enumerate(volume.units())}
    standings = tuple(sorted(standings, key=lambda each: (each.rank, order.get(each.unit.unit, 0))))
    seen = [score for unit in units for score in courses.get(unit, ())]
    top = max(unit.points for unit in units.values())
    floor = min([*seen, *(unit.score for unit in units.values())])
    shown = dict(zip(units, words.aligned(unit.score for unit in units.values()), strict=True))
    before, since = _month_before(volume.input.ledger, volume)
    rows = tuple(
        _row(volume, standing, shown, courses.get(standing.unit.unit, ()), (floor, top), before)
        for standing in standings
    )
    total = sum((unit.score for unit in units.values()), Decimal(0))
    first = standings[0].unit
    return Table(
        id=rulebook,
        title=title,
        points=plain(top),
        rules=addresses.rules(volume.year, rulebook),
        categories=tuple(node.title for node in first.nodes),
        months=tuple(words.month(end.period) for end in volume.input.month_ends),
        rows=rows,
        mean=f"{total / len(rows):.2f}",
        full=sum(unit.score == unit.points for unit in units.values()),
        since=since,
    )


def _row(
    volume: Volume,
    standing: Standing,
    shown: Mapping[str, str],
    course: tuple[Decimal, ...],
    scale: tuple[Decimal, Decimal],
    before: Ledger | None,
) -> Row:
    unit = standing.unit
    address = addresses.unit(volume.year, unit.unit)
    earlier = before.unit(unit.unit) if before is not None else None
    return Row(
        unit=unit.unit,
        name=unit.name,
        address=address,
        rank=standing.rank,
        score=shown[unit.unit],
        status=unit.status,
        lost=Cell(
            plain(standing.lost), f"{address}#score", standing.lost, _share(standing.lost, unit)
        ),
        categories=tuple(_categories(unit, address)),
        course=words.aligned(course),
        curve=curve(course, *scale),
        change=unit.score - earlier.score if earlier is not None else Decimal(0),
    )


def _categories(unit: UnitScore, address: str) -> list[Cell]:
    cells = []
    for node in unit.nodes:
        lost = Decimal(0)
        if node.points is not None and node.score is not None:
            lost = node.points - node.score
        anchor = f"{address}#{addresses.node(node.id)}"
        cells.append(Cell(plain(lost), anchor, lost, _share(lost, unit)))
    return cells


def _share(lost: Decimal, unit: UnitScore) -> int:
    return int(100 * lost / unit.points) if unit.points else 0


def _courses(volume: Volume) -> Mapping[str, tuple[Decimal, ...]]:
    """Return each unit's scores at the months' ends."""
    courses: dict[str, list[Decimal]] = {}
    for end in volume.input.month_ends:
        for unit in end.ledger.units:
            courses.setdefault(unit.unit, []).append(unit.score)
    return {unit: tuple(scores) for unit, scores in courses.items()}


def _month_before(ledger: Ledger, volume: Volume) -> tuple[Ledger | None, str]:
    """Return the ledger of the last month's end before this one, and that month's name."""
    now = datetime.fromisoformat(ledger.as_of)
    ends = [
        end for end in volume.input.month_ends if datetime.fromisoformat(end.ledger.as_of) < now
    ]
    return (ends[-1].ledger, words.month(ends[-1].period)) if ends else (None, "")

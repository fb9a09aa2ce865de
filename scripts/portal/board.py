"""评分榜: who stands where, what was lost in which category, and the year's course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scoring.ledger.model import Ledger, NodeScore, Status, UnitScore
from scripts.portal import addresses, words
from scripts.portal.chart import Curve, curve
from scripts.portal.page import Page
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import Board, Standing, boards, plain


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that leads to where it is explained."""

    text: str
    address: str
    lost: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One unit on its board. ``change`` is what the score moved since the last month's end.

    ``shares`` are the points lost in each category, as parts of the most that any unit lost;
    ``grade`` is empty where the rulebook has none; ``note`` says what became of it in the year.
    """

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
    shares: tuple[Decimal, ...]
    grade: str
    note: str


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
    graded: bool


@dataclass(frozen=True, slots=True)
class BoardBody:
    """The page: its boards and files; ``several_years``, whether there is a page of all years."""

    tables: tuple[Table, ...]
    ledger: str
    csv: str
    several_years: bool

    @property
    def changed(self) -> bool:
        """Whether a unit came, went or was renamed in the year."""
        return any(row.note for table in self.tables for row in table.rows)


def page(volume: Volume, tables: tuple[Table, ...], *, several_years: bool) -> Page:
    """Return the page of the boards."""
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
            several_years,
        ),
        sought=False,
    )


def tables(volume: Volume) -> tuple[Table, ...]:
    """Return the boards of the year, in the order of its rulebooks."""
    year = volume.input
    titles = {book.id: volume.board_title(book) for book in year.rulebooks}
    courses = _courses(volume)
    made = {
        board.rulebook: _table(volume, board, courses)
        for board in boards(year.ledger, titles)
        if board.standings
    }
    return tuple(made[book.id] for book in year.rulebooks if book.id in made)


def _table(volume: Volume, board: Board, courses: Mapping[str, tuple[Decimal, ...]]) -> Table:
    standings = board.standings
    units = {standing.unit.unit: standing.unit for standing in standings}
    order = {unit.id: place for place, unit in enumerate(volume.units())}
    standings = tuple(sorted(standings, key=lambda each: (each.rank, order.get(each.unit.unit, 0))))
    seen = [score for unit in units for score in courses.get(unit, ())]
    top = max(unit.points for unit in units.values())
    floor = min([*seen, *(unit.score for unit in units.values())])
    shown = _Shown(units, seen)
    before, since = _month_before(volume.input.ledger, volume)
    most = max(standing.lost for standing in standings)
    drawn = _Drawn(shown, courses, (floor, top), before, most)
    rows = tuple(_row(volume, board, standing, drawn) for standing in standings)
    total = sum((unit.score for unit in units.values()), Decimal(0))
    first = standings[0].unit
    return Table(
        id=board.rulebook,
        title=board.title,
        points=plain(top),
        rules=addresses.rules(volume.year, board.rulebook),
        categories=tuple(node.title for node in first.nodes),
        months=tuple(words.month(end.period) for end in volume.input.month_ends),
        rows=rows,
        mean=f"{total / len(rows):.2f}",
        full=sum(unit.score == unit.points for unit in units.values()),
        since=since,
        graded=bool(board.grades),
    )


@dataclass(frozen=True)
class _Drawn:
    """What all rows of a board are drawn by: its numbers as text, courses, scale, most lost."""

    shown: "_Shown"
    courses: Mapping[str, tuple[Decimal, ...]]
    scale: tuple[Decimal, Decimal]
    before: Ledger | None
    most: Decimal


def _row(volume: Volume, board: Board, standing: Standing, drawn: _Drawn) -> Row:
    unit, shown, before = standing.unit, drawn.shown, drawn.before
    course = drawn.courses.get(unit.unit, ())
    address = addresses.unit(volume.year, unit.unit)
    earlier = before.unit(unit.unit) if before is not None else None
    return Row(
        unit=unit.unit,
        name=unit.name,
        address=address,
        rank=standing.rank,
        score="—" if unit.fixed else shown.scores[unit.unit],
        status=unit.status,
        lost=Cell(shown.losses[unit.unit], f"{address}#score", standing.lost),
        categories=tuple(
            Cell(
                shown.categories[node.id][unit.unit],
                f"{address}#{addresses.node_anchor(node.id)}",
                _lost(node),
            )
            for node in unit.nodes
        ),
        course=shown.course(course),
        curve=curve(course, *drawn.scale),
        change=unit.score - earlier.score if earlier is not None else Decimal(0),
        shares=_shares(unit, drawn.most),
        grade=board.grade(unit),
        note=volume.change(unit),
    )


def _shares(unit: UnitScore, most: Decimal) -> tuple[Decimal, ...]:
    """Return what each category lost as a part of ``most``; what gained more than it has is 0."""
    if most <= 0:
        return ()
    lost = [max(_lost(node), Decimal(0)) for node in unit.nodes]
    return tuple(min(each / most, Decimal(1)) for each in lost)


def _lost(node: NodeScore) -> Decimal:
    if node.points is None or node.score is None:
        return Decimal(0)
    return node.points - node.score


class _Shown:
    """The numbers of a board as text, each column with as many places as it needs."""

    def __init__(self, units: Mapping[str, UnitScore], seen: Sequence[Decimal]) -> None:
        self.scores = _column({unit: score.score for unit, score in units.items()})
        self.losses = _column({unit: each.points - each.score for unit, each in units.items()})
        columns: dict[str, dict[str, Decimal]] = {}
        for unit, score in units.items():
            for node in score.nodes:
                columns.setdefault(node.id, {})[unit] = _lost(node)
        self.categories = {node: _column(column) for node, column in columns.items()}
        self._seen = dict(zip(seen, words.aligned(seen), strict=True))

    def course(self, scores: tuple[Decimal, ...]) -> tuple[str, ...]:
        """Return a unit's scores at the months' ends, with the places of the whole board's."""
        return tuple(self._seen[score] for score in scores)


def _column(values: Mapping[str, Decimal]) -> Mapping[str, str]:
    """Return ``values`` as text that lines up; nothing at all stays a plain 0."""
    texts = words.aligned(values.values())
    return {
        unit: text if value else "0"
        for (unit, value), text in zip(values.items(), texts, strict=True)
    }


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

"""全年走势: who stood where at every month's end, and how the boards' means moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scripts.portal import addresses, words
from scripts.portal.board import Table
from scripts.portal.chart import Plot, plot
from scripts.portal.page import Page
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import boards


@dataclass(frozen=True, slots=True)
class Step:
    """A unit at one month's end: its place, its score, and which third of the board it is in."""

    rank: int
    score: str
    third: int


@dataclass(frozen=True, slots=True)
class Walk:
    """One unit's year."""

    name: str
    address: str
    steps: tuple[Step | None, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One board's year; ``means`` are what ``chart`` draws."""

    id: str
    title: str
    months: tuple[str, ...]
    walks: tuple[Walk, ...]
    means: tuple[str, ...]
    chart: Plot | None


@dataclass(frozen=True, slots=True)
class CourseBody:
    """All boards of the year."""

    courses: tuple[Course, ...]


def page(volume: Volume, tables: tuple[Table, ...]) -> Page:
    """Return the page of the year's course."""
    return Page(
        address=addresses.of_year(volume.year, "course"),
        template="course.html",
        title=f"{volume.year}年考核全年走势",
        description=f"{volume.year}年每个月末各单位的名次和得分。",
        year=volume.year,
        body=CourseBody(tuple(_course(volume, table) for table in tables)),
    )


def _course(volume: Volume, table: Table) -> Course:
    months: list[Mapping[str, Step]] = []
    means: list[Decimal] = []
    for end in volume.input.month_ends:
        (board,) = boards(end.ledger, {table.id: table.title})
        scores = [standing.unit.score for standing in board.standings]
        means.append(sum(scores, Decimal(0)) / max(1, len(scores)))
        third = max(1, -(-len(scores) // 3))
        months.append(
            {
                each.unit.unit: Step(
                    each.rank, f"{each.unit.score:.2f}", min(3, 1 + (each.rank - 1) // third)
                )
                for each in board.standings
            }
        )
    top = Decimal(table.points)
    return Course(
        id=table.id,
        title=table.title,
        months=tuple(words.month(end.period) for end in volume.input.month_ends),
        walks=tuple(
            Walk(row.name, row.address, tuple(month.get(row.unit) for month in months))
            for row in table.rows
        ),
        means=tuple(f"{mean:.2f}" for mean in means),
        chart=plot(means, top),
    )

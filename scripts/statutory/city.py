"""The figures of many reports together: summed by edition and by kind of unit, and year by year.

Where a unit has filed the final report of a year, that alone counts; the one for the assessment,
which ends in autumn, counts until then. Page, CSV and workbook all show what is reckoned here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scripts.statutory.figures import TOTAL, Figures, Path, figures, group_total

FINAL, ASSESSMENT = "final", "assessment"


@dataclass(frozen=True, slots=True)
class Filing:
    """What a unit has filed for a year: one that owes a report and has filed none is here too.

    ``edition`` is that which counts, empty where there is none; ``figures`` are None where there
    is none or where it may not be shown. ``kind`` is what the unit is called among others. Days are
    ISO dates; the figures are of the days from ``since`` to ``until``.
    """

    unit: str
    name: str
    kind: str
    edition: str = ""
    since: str = ""
    until: str = ""
    received: str = ""
    figures: Figures | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Units of one kind: who has reported, and who has not."""

    kind: str
    filings: tuple[Filing, ...]

    def count(self, edition: str) -> int:
        """Return how many count with ``edition`` (empty: have filed nothing)."""
        return sum(filing.edition == edition for filing in self.filings)


@dataclass(frozen=True)
class City:
    """All reports of a year. ``filings`` stand in the order in which they are shown."""

    year: int
    filings: tuple[Filing, ...]

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The filings by kind of unit."""
        kinds = dict.fromkeys(filing.kind for filing in self.filings)
        return tuple(
            Group(kind, tuple(each for each in self.filings if each.kind == kind)) for kind in kinds
        )

    @cached_property
    def sums(self) -> Mapping[str, Figures]:
        """The sums that are told apart, by name: all, each edition, each kind of unit."""
        by_edition = {
            NAMES[edition]: [each for each in self.filings if each.edition == edition]
            for edition in (FINAL, ASSESSMENT)
        }
        by_kind = {group.kind: group.filings for group in self.groups}
        parts: dict[str, Sequence[Filing]] = {ALL: self.filings, **by_edition, **by_kind}
        return {name: added(each.figures for each in filings) for name, filings in parts.items()}

    @property
    def whole(self) -> Figures:
        """The sums over all reports that count."""
        return self.sums[ALL]

    def count(self, edition: str) -> int:
        """Return how many reports count with ``edition``."""
        return sum(filing.edition == edition for filing in self.filings)


ALL = "合计"
NAMES = {FINAL: "其中法定全年报告", ASSESSMENT: "其中考核报送稿"}


def added(several: Iterable[Figures | None]) -> Figures:
    """Return the sums of ``several``; a report that may not be shown adds nothing."""
    sums = dict(figures(()))
    for each in several:
        for path, value in (each or {}).items():
            sums[path] += value
    return sums


@dataclass(frozen=True, slots=True)
class Line:
    """One of the figures that people ask for first: its words, and the sum it stands for."""

    label: str
    path: Path


LINES = (
    Line("本年新收申请", ("requests", "received", TOTAL)),
    Line("上年结转申请", ("requests", "carried_in", TOTAL)),
    Line("予以公开", ("requests", "results", "granted")),
    Line("部分公开", ("requests", "results", "partly_granted")),
    Line("不予公开", ("requests", "results", "refused")),
    Line("无法提供", ("requests", "results", "unavailable")),
    Line("不予处理", ("requests", "results", "not_processed")),
    Line("其他处理", ("requests", "results", "other")),
    Line("办理结果总计", ("requests", "results", TOTAL, TOTAL)),
    Line("结转下年度继续办理", ("requests", "carried_out", TOTAL)),
    Line("行政复议", ("disputes", "reconsideration", TOTAL)),
    Line("未经复议直接起诉", ("disputes", "litigation_direct", TOTAL)),
    Line("复议后起诉", ("disputes", "litigation_after_reconsideration", TOTAL)),
)


def value(line: Line, of: Figures) -> int:
    """Return what ``line`` says of ``of``."""
    if line.path in of:
        return int(of[line.path])
    return group_total(of, line.path[2])


def years(cities: Iterable[City]) -> Iterator[City]:
    """Yield the years in which anybody has reported, oldest first."""
    for city in sorted(cities, key=lambda each: each.year):
        if city.count(FINAL) or city.count(ASSESSMENT):
            yield city

"""待报事项: what is owed, by when, by whom, and what is lost otherwise; calendars to subscribe to.

The public site knows nothing of notices that are not public: the input leaves them out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.calendar import periods
from scoring.calendar.zone import day_of
from scripts.owing.due import Due
from scripts.owing.feed import feed
from scripts.owing.sentences import what_in_short
from scripts.portal import addresses
from scripts.portal.page import Page, SiteFile
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import plain
from scripts.times import told_day

_QUOTA = "owed-more"
_SECTIONS = {
    "week": "本周",
    "period": "本月、本季度",
    "deadline": "报送时限",
    "reply": "从收到之日起算的",
}
"""What is owed, by how its day is reckoned: anchor and title."""

_FEED_NAME = "{who}政务公开报送"
_ALL = "各单位"


@dataclass(frozen=True, slots=True)
class Line:
    """The same thing owed by ``units`` (name and page), each with ``points`` at stake.

    ``earns``: they are not lost without it, but earned by it; ``in_share``: it counts in a share
    and has none of its own.
    """

    what: str
    points: str
    earns: bool
    in_share: bool
    units: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What is due on one day at one node by units of one kind; ``left`` is in days."""

    day: str
    left: int
    title: str
    kind: str
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Groups of one sort, nearest first."""

    title: str
    anchor: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A unit with the number of things it owes, the nearest day, the points at stake."""

    name: str
    address: str | None
    count: int
    day: str
    points: str
    calendar: str


@dataclass(frozen=True, slots=True)
class DueBody:
    """The page. ``calendar`` is the address of the calendar of all units."""

    sections: tuple[Section, ...]
    subscribers: tuple[Subscriber, ...]
    calendar: str


def page(volume: Volume) -> Page:
    """Return the page of what is owed."""
    return Page(
        address=addresses.of_year(volume.year, "due"),
        template="due.html",
        title="待报事项",
        description=f"{volume.year}年各单位待报送的材料、截止日期和逾期要扣的分，可以订阅到日历。",
        year=volume.year,
        body=DueBody(
            tuple(_sections(volume)),
            tuple(_subscribers(volume)),
            addresses.calendar(volume.year),
        ),
        sought=False,
    )


def files(volume: Volume) -> Iterator[SiteFile]:
    """Yield the calendars: one of all units, one for each unit that is assessed."""
    dues = volume.input.ahead
    yield _calendar(volume, addresses.calendar(volume.year), _ALL, dues)
    for unit in volume.units():
        if unit.id in volume.input.assessed:
            own = (due for due in dues if due.unit == unit.id)
            address = addresses.calendar(volume.year, unit.id)
            yield _calendar(volume, address, unit.short_name, own)


def _calendar(volume: Volume, address: str, who: str, dues: Iterable[Due]) -> SiteFile:
    site = volume.site
    name = _FEED_NAME.format(who=who)
    return SiteFile(
        address,
        feed(dues, name=name, as_of=site.as_of, version=site.head.commits, language="zh"),
    )


def _sections(volume: Volume) -> Iterator[Section]:
    """Yield what is owed now: periods that have not begun are in the calendars alone."""
    dues: dict[str, list[Due]] = {anchor: [] for anchor in _SECTIONS}
    for due in _begun(volume):
        dues[_section(due)].append(due)
    for anchor, title in _SECTIONS.items():
        if dues[anchor]:
            yield Section(title, anchor, _groups(volume, dues[anchor]))


def _begun(volume: Volume) -> Iterator[Due]:
    now = volume.site.as_of
    return (due for due in volume.input.ahead if periods.parse(due.period).start <= now)


def _section(due: Due) -> str:
    """Return the anchor of the section that tells of ``due``."""
    if due.trigger is not None:
        return "reply"
    if due.code != _QUOTA:
        return "deadline"
    return "week" if "W" in due.period else "period"


def by_day(volume: Volume, dues: Iterable[Due]) -> Mapping[tuple[date, str, str], list[Due]]:
    """Return ``dues`` by last day, title of the node and kind of unit, nearest first."""
    found: dict[tuple[date, str, str], list[Due]] = {}
    for due in dues:
        unit = volume.site.registry.get(due.unit)
        kind = volume.kind_name(unit.kind) if unit is not None else ""
        found.setdefault((due.last_day, due.node_title, kind), []).append(due)
    return dict(sorted(found.items(), key=lambda group: group[0][0]))


def _groups(volume: Volume, dues: list[Due]) -> tuple[Group, ...]:
    today = day_of(volume.site.as_of)
    return tuple(
        Group(
            told_day(day, "zh"),
            (day - today).days,
            title,
            kind,
            len({due.unit for due in group}),
            _lines(volume, group),
        )
        for (day, title, kind), group in by_day(volume, dues).items()
    )


def _lines(volume: Volume, dues: list[Due]) -> tuple[Line, ...]:
    lines: dict[tuple[str, Decimal, bool, bool], list[Due]] = {}
    for due in dues:
        what = what_in_short(due, "zh")
        key = (what, due.earns or due.points, due.earns > 0, due.in_share)
        lines.setdefault(key, []).append(due)
    return tuple(
        Line(
            what,
            plain(points),
            earns,
            in_share,
            tuple((volume.name(due.unit), volume.unit_page(due.unit)) for due in group),
        )
        for (what, points, earns, in_share), group in lines.items()
    )


def _subscribers(volume: Volume) -> Iterator[Subscriber]:
    owed: dict[str, list[Due]] = {}
    for due in _begun(volume):
        owed.setdefault(due.unit, []).append(due)
    for unit in volume.units():
        if unit.id not in volume.input.assessed:
            continue
        dues = owed.get(unit.id, [])
        nearest = min((due.last_day for due in dues), default=None)
        yield Subscriber(
            unit.short_name,
            volume.unit_page(unit.id),
            len(dues),
            nearest.isoformat() if nearest is not None else "",
            plain(sum((due.points for due in dues), Decimal(0))),
            addresses.calendar(volume.year, unit.id),
        )

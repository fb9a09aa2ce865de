"""Records by hand, seen at a moment: what a rule is judged on, without any repository.

The kinds are invented, so that no rule can know one; only their annotations speak.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from scoring.calendar.workdays import WorkCalendar, YearCalendar
from scoring.calendar.zone import SHANGHAI, end_of
from scoring.records.archive import archive_of
from scoring.records.record import Receipt, Record, Strength, units_spoken_of
from scoring.records.registry import Member, Unit
from scoring.records.schemas import KindSchema
from scoring.records.view import GivenTime, View
from scoring.rulebook.model import Rule
from scoring.rules import understand
from scoring.rules.judgement import Context, Judgement, Lapse, Progress


def kind(name: str, **annotations: Any) -> KindSchema:
    """A kind with these annotations and none of the others."""
    absent: dict[str, Any] = {
        "writers": (),
        "unit_field": None,
        "date_field": None,
        "period_field": None,
        "node_field": None,
        "text_fields": (),
        "internal": False,
        "public": (),
        "keeps": (),
        "span": None,
        "effect": None,
        "facts": {},
        "terms": (),
    }
    return KindSchema(title=name, document={}, kind=name, **{**absent, **annotations})


KINDS = {
    each.kind: each
    for each in (
        kind("paper"),
        kind("letter", unit_field="to", date_field="sent_on"),
        kind("answer"),
        kind("order", unit_field="to", date_field="signed_on"),
        kind("fault", unit_field="to", date_field="seen_on", node_field="node"),
        kind("circular", unit_field="to", date_field="signed_on", period_field="quarter"),
        kind("slip", period_field="week"),
        kind("channel", unit_field="to", span={"from": "began", "closes": "ends", "to": "ended"}),
        kind("figures", unit_field="rows[].unit", period_field="month"),
        kind("sheet", period_field="month"),
        kind("display"),
        kind("extension", unit_field="to", node_field="node", effect="move-due"),
    )
}

NATIONAL_DAY = {
    "holidays": ("2023-09-29", *(f"2023-10-0{day}" for day in range(2, 7))),
    "workdays": ("2023-10-07", "2023-10-08", "2023-05-06"),
}

CALENDAR = WorkCalendar(
    "china",
    {
        2023: YearCalendar(
            frozenset(map(date.fromisoformat, NATIONAL_DAY["holidays"])),
            frozenset(map(date.fromisoformat, NATIONAL_DAY["workdays"])),
        ),
        2024: YearCalendar(frozenset((date(2024, 1, 1),)), frozenset()),
    },
)

UNIT = Unit(
    "one",
    "一镇",
    "一镇",
    "township",
    sets={"villages": (Member("v1", "甲村"), Member("v2", "乙村"))},
)


def moment(text: str) -> datetime:
    """The time that ``text`` names; Beijing time where it names no offset; a date means its end."""
    if len(text) == 10:
        return end_of(date.fromisoformat(text))
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=SHANGHAI)


class Stage:
    """Takes records in the order in which they are received, and shows them at a moment."""

    def __init__(self, kinds: Mapping[str, KindSchema] = KINDS) -> None:
        self.kinds = kinds
        self.records: list[Record] = []

    def receive(
        self,
        kind: str,
        at: str,
        *,
        unit: str = "one",
        year: int = 2023,
        facts: frozenset[str] = frozenset(),
        **data: Any,
    ) -> str:
        """Receive a record and return its id; ``at`` without a time of day is nine o'clock."""
        time = moment(f"{at} 09:00") if len(at) == 10 else moment(at)
        place = len(self.records) + 1
        record = Record(
            id=f"{unit}/{year}/{kind}/{time.astimezone(SHANGHAI):%Y-%m-%d}-{place:03d}",
            unit=unit,
            year=year,
            kind=kind,
            data={"kind": kind, **data},
            receipt=Receipt(f"{place:040x}", place, time, Strength.RECORDED),
            speaks_of=units_spoken_of(unit, self.kinds[kind].unit_field, data),
            facts=facts,
        )
        self.records.append(record)
        return record.id

    def seen(
        self,
        as_of: str,
        *,
        unit: Unit = UNIT,
        node: str = "top/leaf",
        year: int = 2023,
        first_day: str | None = None,
        calendar: WorkCalendar = CALENDAR,
        given: Mapping[str, str] | None = None,
    ) -> Context:
        """What a rule sees at ``as_of``; ``given`` are the times that rulings have set."""
        times = {name: GivenTime(moment(time), "ruling") for name, time in (given or {}).items()}
        view = View(archive_of(self.records), self.kinds, (moment(as_of), -1, ""), times)
        start = date.fromisoformat(first_day) if first_day else None
        return Context(unit, node, view, calendar, year, start)


def judge(fields: Mapping[str, Any], context: Context) -> Judgement:
    """Understand the rule written in ``fields`` and judge it."""
    own = {name: value for name, value in fields.items() if name != "kind"}
    return understand(Rule("rule", fields["kind"], own, None, (), 0)).judge(context)


def told(lapse: Lapse) -> tuple[str, str, str]:
    """A lapse in short: points, period, reason."""
    return (str(lapse.points), lapse.period.name, lapse.code)


def ids(lapse: Lapse) -> list[str]:
    """The ids of the records concerned."""
    return [entry.record.id for entry in lapse.concerned]


def lapsed(rule: dict, stage: Stage, as_of: str, **seen: object) -> list[str]:
    """The periods that cost something."""
    return [lapse.period.name for lapse in judge(rule, stage.seen(as_of, **seen)).lapses]  # type: ignore[arg-type]


def progress(rule: dict, stage: Stage, as_of: str, **seen: object) -> Progress:
    return judge(rule, stage.seen(as_of, **seen)).progress  # type: ignore[arg-type]

"""Random histories under the schemes of other places: bounds, order, the same bytes."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.calendar.workdays import WorkCalendar, YearCalendar
from scoring.calendar.zone import SHANGHAI, end_of
from scoring.composition.compose import assess_year
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_json
from scoring.records.archive import archive_of
from scoring.records.record import Receipt, Record, Strength, units_spoken_of
from scoring.records.registry import Registry, unit_from
from scoring.records.yamltext import load_yaml
from scoring.rulebook.model import Rulebook
from scoring.rulebook.parse import parse_rulebook
from scripts.explaining.sentences import sentences
from tests.support import memory
from tests.support.scenario import FOLDER, example_data
from tests.test_rulebook_manual import schemas

SCHEMES = ("laiyuan-2023", "licheng-2020", "sample-2023", "wanzhi-2021", "yunling-2023")
UNITS = {
    "wanshui": "township",
    "geyi": "township",
    "caizheng": "department",
    "tongji": "department",
}
OWN = {"request", "column-update", "quarter-result"}
CODES = ("leak", "poor-content", "privacy-leak", "secret-leak", "unreadable")
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
DAYS = WorkCalendar(
    "china", {year: YearCalendar(frozenset(), frozenset()) for year in range(2019, 2025)}
)


@cache
def book(name: str) -> Rulebook:
    content = (FOLDER / "rulebooks" / f"{name}.yml").read_bytes()
    return parse_rulebook(load_yaml(content, max_bytes=512 * 1024), "0" * 64)


@cache
def registry(kind: str) -> Registry:
    more: dict[str, Any] = {
        "duties": ["mailbox", "columns"],
        "columns": [{"code": "news", "name": "动态", "every": "quarter"}],
    }
    return {
        unit: unit_from(unit, {**memory.registry()[unit].entry, **more})
        for unit, of_kind in UNITS.items()
        if of_kind == kind
    }


@st.composite
def histories(draw: st.DrawFn, name: str) -> list[Record]:
    scheme = book(name)
    units = list(registry(str(scheme.assesses["kind"])))
    leaves = [node.path for node in scheme.leaves()]
    made = []
    for place in range(1, draw(st.integers(1, 10)) + 1):
        unit = draw(st.sampled_from(units))
        day = datetime(scheme.year, 1, 1, 9, tzinfo=SHANGHAI) + timedelta(
            days=draw(st.integers(0, 380))
        )
        on = day.date().isoformat()
        points = Decimal(draw(st.integers(0, 100)))
        quarter = f"{scheme.year}Q{draw(st.integers(1, 4))}"
        notices = [each.id for each in made if each.kind == "opinion-notice"]
        asked = draw(st.sampled_from(notices or ["zhengfuban/2023/opinion-notice/2023-01-01-x"]))
        kind, author, changes = draw(
            st.sampled_from(
                [
                    ("news", unit, {}),
                    ("guide", unit, {}),
                    ("leadership", unit, {}),
                    ("annual-report", unit, {"edition": "final"}),
                    ("column-update", unit, {}),
                    ("request", unit, {"received_on": on, "answered_on": on}),
                    ("finding", "zhengfuban",
                     {"to": unit, "node": draw(st.sampled_from(leaves)), "observed_on": on,
                      "code": draw(st.sampled_from(CODES))}),
                    ("criticism", "zhengfuban",
                     {"to": [unit], "issued_on": on, "subject": "other", "issuer": "province",
                      "quarter": quarter}),
                    ("mark", "zhengfuban",
                     {"to": unit, "node": draw(st.sampled_from(leaves)), "marked_on": on,
                      "points": points, "period": quarter}),
                    ("quarter-result", "zhengfuban",
                     {"quarter": quarter, "rows": [{"unit": unit, "result": points}]}),
                    ("mark", "zhengfuban",
                     {"to": unit, "node": draw(st.sampled_from(leaves)), "marked_on": on,
                      "points": None, "level": draw(st.sampled_from(["good", "province"]))}),
                    ("opinion-notice", "zhengfuban", {"to": unit, "issued_on": on}),
                    ("opinion-response", unit, {"notice": asked}),
                ]
            )
        )  # fmt: skip
        data = example_data({"kind": kind, "set": changes}, f"{place:03d}", own=kind in OWN)
        spoken = units_spoken_of(author, schemas().kinds[kind].unit_field, data)
        receipt = Receipt(f"{place:040x}", place, day, Strength.RECORDED)
        record_id = f"{author}/{scheme.year}/{kind}/{on}-{place:03d}"
        made.append(Record(record_id, author, scheme.year, kind, data, receipt, spoken))
    return made


def ledger(name: str, history: list[Record]) -> Ledger:
    scheme = book(name)
    return assess_year(
        archive=archive_of(history),
        kinds=schemas().kinds,
        registry=registry(str(scheme.assesses["kind"])),
        rulebooks=[scheme],
        calendars={"china": DAYS},
        year=scheme.year,
        as_of=end_of(scheme.closes_on),
        head="0" * 40,
    )


@pytest.mark.parametrize("name", SCHEMES)
@quick
@given(st.data())
def test_whatever_is_sent(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    result = ledger(name, history)
    text = ledger_json(result)

    assert ledger_json(ledger(name, history)) == text
    shuffled = list(history)
    random.Random(0).shuffle(shuffled)
    assert ledger_json(ledger(name, shuffled)) == text

    scheme = book(name)
    most = scheme.points + sum((n.points or 0 for n in scheme.walk() if n.bonus), Decimal(0))
    for unit in result.units:
        assert scheme.root.least <= unit.score <= most
        if result.schema == "ledger/2":
            assert sentences(unit, scheme, "zh")[-1].startswith("总分：")

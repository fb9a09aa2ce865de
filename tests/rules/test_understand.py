"""Rules as written, understood; and what holds for every kind of rule."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.records.schemas import load_schemas
from scoring.records.yamltext import load_yaml
from scoring.rulebook.model import Rule
from scoring.rulebook.parse import parse_rulebook
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules import KINDS, understand
from scoring.rules.judgement import Progress
from tests.rules.stage import KINDS as INVENTED
from tests.rules.stage import UNIT, Stage, judge

ROOT = Path(__file__).resolve().parents[2]
RULEBOOKS = sorted((ROOT / "scoring" / "rulebooks").glob("*.yml"))

WRITTEN: dict[str, dict[str, Any]] = {
    "deadline": {"record": "paper", "due": "10-31", "points": 1, "requires": ["word", "text"]},
    "quota": {
        "record": "slip",
        "every": "week",
        "at_least": 1,
        "points_per_missing": Decimal("0.1"),
        "distinct": ["text"],
        "during": "channel",
    },
    "response": {
        "to": "letter",
        "record": "answer",
        "match": {"letter": "id", "text": "text"},
        "starts": ["sent_on", "received"],
        "within": 3,
        "points": Decimal("0.2"),
    },
    "incident": {"record": "fault", "once_per": ["text"], "points_by": {"text": {"a": 1}}},
    "streak": {
        "record": "circular",
        "once_per": ["text"],
        "period": "quarter",
        "every": "quarter",
        "consecutive": 2,
        "points": 1,
    },
    "tally": {
        "record": "figures",
        "rows": "rows",
        "field": "n",
        "every": "month",
        "points_each": 1,
    },
    "rate": {
        "record": "figures",
        "rows": "rows",
        "numerator": "n",
        "denominator": "m",
        "target": Decimal("0.98"),
        "step": Decimal("0.01"),
        "points_per_step": Decimal("0.04"),
    },
    "coverage": {
        "record": "display",
        "items": "sites",
        "key": "place",
        "of": "villages",
        "complete": {"papers": ["a"]},
        "none": 1,
        "partial": Decimal("0.5"),
    },
    "mark": {"record": "sheet", "every": "month", "value": "n"},
    "band": {
        "record": "figures",
        "every": "month",
        "rows": "rows",
        "figure": {"ratio": ["n", "m"]},
        "bands": [{"at_least": Decimal("0.9"), "earns": 2}, {"points": 1}],
    },
    "sameness": {
        "record": "paper",
        "fields": ["text"],
        "with": ["other-units", "last-year"],
        "points": 5,
    },
}


def rule(kind: str, **fields: Any) -> Rule:
    return Rule("own", kind, fields, None, (), 0)


def refused(written: Rule) -> RulebookUnusable:
    with pytest.raises(RulebookUnusable) as found:
        understand(written)
    return found.value


def test_every_kind_of_rule_is_tried_here() -> None:
    assert WRITTEN.keys() == KINDS.keys()


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_every_rule_of_the_rulebooks_is_understood(path: Path) -> None:
    data = load_yaml(path.read_bytes(), max_bytes=1024 * 1024)
    assert isinstance(data, dict)
    rules = [each for leaf in parse_rulebook(data, "").leaves() for each in leaf.rules]
    assert rules
    for each in rules:
        understand(each)


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_the_rulebooks_name_kinds_with_the_annotations_their_rules_need(path: Path) -> None:
    schemas = {each.name: each.read_bytes() for each in (ROOT / "schemas").glob("*.json")}
    kinds = load_schemas(schemas).kinds
    data = load_yaml(path.read_bytes(), max_bytes=1024 * 1024)
    assert isinstance(data, dict)
    for leaf in parse_rulebook(data, "").leaves():
        for each in leaf.rules:
            record = kinds[each.fields["record"]]
            if each.kind == "incident":
                assert record.date_field
            if each.kind in ("tally", "rate"):
                assert record.period_field
            if "to" in each.fields:
                assert kinds[each.fields["to"]].date_field
            if "during" in each.fields:
                assert kinds[each.fields["during"]].span


def test_an_unknown_kind_of_rule_is_refused() -> None:
    error = refused(rule("lottery"))
    assert (error.code, error.pointer, error.values) == (
        "rulebook-rule-kind",
        (),
        {"rule": "own", "kind": "lottery"},
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_without_any_field_is_refused(kind: str) -> None:
    error = refused(rule(kind))
    assert (error.code, error.pointer) == ("rulebook-rule-field", ())
    assert error.values["rule"] == "own" and error.values["kind"] == kind


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("deadline", "record", 7),
        ("deadline", "due", "13-01"),
        ("deadline", "due", "soon"),
        ("deadline", "points", 0.5),  # a binary float is not exact
        ("deadline", "points", "1"),
        ("deadline", "points", -1),
        ("deadline", "points", True),
        ("deadline", "points", Decimal("NaN")),
        ("deadline", "requires", "word"),
        ("deadline", "where", ["a"]),
        ("quota", "every", "fortnight"),
        ("quota", "at_least", 0),
        ("quota", "at_least", Decimal("1.5")),
        ("quota", "lag", -1),
        ("quota", "distinct", [7]),
        ("response", "match", {}),
        ("response", "match", {"letter": 7}),
        ("response", "starts", []),
        ("response", "within", -1),
        ("incident", "points_by", {"a": {"x": 1}, "b": {"x": 1}}),
        ("incident", "points_by", {"a": {}}),
        ("incident", "points_by", {"a": {"x": "1"}}),
        ("streak", "consecutive", 0),
        ("rate", "step", 0),
        ("coverage", "complete", {}),
        ("coverage", "shown_by", "place"),
    ],
)
def test_a_field_that_cannot_be_what_it_says_is_refused(kind: str, field: str, value: Any) -> None:
    error = refused(rule(kind, **{**WRITTEN[kind], field: value}))
    assert error.values == {"rule": "own", "kind": kind, "field": field}


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_is_left_to_chance(kind: str) -> None:
    understand(rule(kind, **WRITTEN[kind]))
    optional = {"where", "requires", "distinct", "during", "rows", "once_per", "plus", "lag"}
    if kind in ("mark", "band"):
        optional |= {"every"}
    for field in WRITTEN[kind].keys() - optional:
        less = {name: value for name, value in WRITTEN[kind].items() if name != field}
        named = "points" if field == "points_by" else field
        assert refused(rule(kind, **less)).values["field"] == named


def test_bands_that_rise_are_refused_but_for_one_unit_the_first_that_holds_is_clear() -> None:
    bands = [{"at_least": 1, "points": 1}, {"at_least": 2, "points": 0}]
    rising = rule("band", record="paper", figure={"count": True}, bands=bands)
    error = refused(rising)
    assert (error.code, error.pointer) == ("rulebook-bands-order", ())
    assert error.values == {"rule": "own"}
    understand(rising, UNIT)


def test_rules_name_no_kind_of_record() -> None:
    kinds = {path.stem for path in (ROOT / "schemas").glob("*.json")}
    # Words of common speech here: a rule kind, the schemas that are no kinds, what is done later.
    kinds -= {"deadline", "mark", "common", "unit", "rulebook", "ruling"}
    for path in (ROOT / "scoring" / "rules").glob("*.py"):
        words = set(re.findall(r"[a-z]+(?:-[a-z]+)*", path.read_text(encoding="utf-8").lower()))
        assert not words & {*kinds, "hotline"}, path.name


# --- whatever records say ------------------------------------------------------------------------

NAMES = (
    "text", "letter", "sent_on", "began", "ends", "ended", "week", "month", "quarter", "rows", "n",
    "m", "sites", "place", "papers", "due_on", "to", "node", "seen_on",
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.decimals(-9, 9, places=2),
    st.sampled_from(
        ["", "a", "one", "all", "top/leaf", "v1", "2023-W07", "2023-02", "2023Q2", "2023-05-01",
         "2023-02-30", "0000-00-00", "2023-W99", "one/2023/letter/2023-01-01-001"]
    ),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=6,
)
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(sorted(INVENTED.keys() - {"figures"})),
        st.integers(0, 11),
        st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.lists(VALUES, max_size=3), st.sampled_from(["2023-06-30", "2024-02-15"]))
def test_no_record_makes_a_rule_stumble(
    records: list[tuple[str, int, dict]], rows: list, as_of: str
) -> None:
    stage = Stage()
    for kind, month, said in records:
        stage.receive(kind, f"2023-{month + 1:02d}-05", **said)
    listed = [row for row in rows if isinstance(row, dict)]
    stage.receive("figures", "2023-06-01", month="2023-02", rows=listed)
    for kind, fields in WRITTEN.items():
        judgement = judge({"kind": kind, **fields}, stage.seen(as_of))
        assert judgement.progress in Progress
        assert all(lapse.points >= 0 for lapse in judgement.lapses)
        assert judgement == judge({"kind": kind, **fields}, stage.seen(as_of))


@pytest.mark.parametrize(
    ("kind", "fields", "lacks"),
    [
        ("quota", {"every": "month", "at_least": 1, "earns": 1, "points_at_most": 2},
         "points_per_missing"),
        ("quota", {"every": "month", "at_least": 1, "earns": 1, "surplus_step": 2},
         "earns_per_surplus"),
        ("incident", {"points": 1, "keeps": "greatest"}, "once_per"),
        ("band", {"figure": {"count": True}, "bands": [{"points": 1}], "without": {"points": 1}},
         "without"),
        ("band", {"figure": {"in_time_count": {"to": "letter", "match": {"a": "id"},
                                               "starts": ["received"], "within": 3}},
                  "bands": [{"points": 1}], "rows": "rows"}, "rows"),
    ],
)  # fmt: skip
def test_what_means_nothing_without_another_field_asks_for_it(
    kind: str, fields: dict[str, Any], lacks: str
) -> None:
    with pytest.raises(RulebookUnusable) as refused:
        understand(Rule("rule", kind, {"record": "paper", **fields}, None, (), 0))
    assert refused.value.values["field"] == lacks

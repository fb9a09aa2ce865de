"""The rulebook's schema: the kinds of rule, each with its own fields and no others."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.schemas import EXAMPLES, accepted, replaced, schema_of, without

RULES: dict[str, dict[str, Any]] = {
    "deadline": {"record": "guide", "due": "10-31", "points": 1},
    "quota": {
        "record": "news",
        "every": "month",
        "at_least": 2,
        "points_per_missing": Decimal("0.1"),
    },
    "response": {
        "to": "opinion-notice",
        "record": "opinion-response",
        "match": {"notice": "id"},
        "starts": ["issued_on", "received"],
        "within": 3,
        "points": Decimal("0.2"),
    },
    "incident": {"record": "finding", "points": 1},
    "streak": {
        "record": "criticism",
        "period": "quarter",
        "every": "quarter",
        "consecutive": 4,
        "points": 1,
    },
    "tally": {
        "record": "hotline-report",
        "field": "signed_late",
        "every": "month",
        "points_each": Decimal("0.01"),
    },
    "rate": {
        "record": "hotline-report",
        "numerator": "completed_on_time",
        "denominator": "due",
        "target": Decimal("0.98"),
        "step": Decimal("0.01"),
        "points_per_step": Decimal("0.04"),
    },
    "coverage": {
        "record": "gazette-display",
        "items": "sites",
        "key": "place",
        "of": "villages",
        "complete": {"gazettes": ["province", "prefecture"], "mini_program": True},
        "none": 1,
        "partial": Decimal("0.5"),
    },
    "mark": {"record": "mark", "value": "points"},
    "band": {
        "record": "hotline-report",
        "figure": {"ratio": ["completed_on_time", "due"]},
        "bands": [{"at_least": Decimal("0.98"), "earns": 2}, {"points": 1}],
    },
    "sameness": {
        "record": "annual-report",
        "fields": ["summary"],
        "with": ["other-units", "last-year"],
        "points": 5,
    },
}
VARYING = {"by": "unit", "is": {"wanshui": 3}, "else": 2}
WHERE = {"where": {"topic": ["audit", "planning"], "code": "shortcoming", "level": 3}}
OPTIONAL: dict[str, dict[str, Any]] = {
    "deadline": {**WHERE, "requires": ["word", "public-statement"], "earns": 1},
    "quota": {
        **WHERE,
        "distinct": ["body", "url"],
        "during": "media-account",
        "lag": 1,
        "requires": ["interpretation"],
        "points": 1,
        "earns": 2,
        "earns_per_surplus": Decimal("0.1"),
        "surplus_at_most": 10,
        "all": True,
        "each": {"key": "topic", "of": "columns", "every": "every"},
    },
    "response": {
        **WHERE,
        "requires": ["word"],
        "earns": 1,
        "answered": "answered_on",
        "to_where": {"subject": "other"},
    },
    "incident": {**WHERE, "once_per": ["document_number", "subject"]},
    "streak": {**WHERE, "once_per": ["document_number", "subject"]},
    "tally": {**WHERE, "rows": "rows"},
    "rate": {**WHERE, "rows": "rows", "every": "quarter", "earns": 1},
    "coverage": {**WHERE, "plus": ["party-service-centre"], "earns": 1},
    "mark": {
        **WHERE,
        "rows": "rows",
        "every": "quarter",
        "over": "average",
        "round": {"places": 2, "how": "half-up"},
        "missing": "zero",
        "losing": True,
    },
    "band": {**WHERE, "rows": "rows", "every": "month", "distinct": ["url"]},
    "sameness": {**WHERE, "once": True},
}
EVERYWHERE = {
    "charge_to": "disclosure",
    "once_with": ["other", "third"],
    "sets": {"node": "total", "score": 0},
    "fixes": {"node": "total", "grade": "failed"},
}


def book(*rules: Any, **node: Any) -> dict[str, Any]:
    """A rulebook of one node with these rules."""
    leaf = {"id": "leaf", "title": "指标", "points": 1, "rules": list(rules), **node}
    return {**EXAMPLES["rulebook"], "nodes": [leaf]}


def rule(kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": "r", "kind": kind, **RULES[kind], **fields}


def accepts(*rules: Any, **node: Any) -> bool:
    schema = schema_of("rulebook")
    data = book(*rules, **node)
    assert schema.is_valid(data) == (schema.errors(data) == ())
    return schema.is_valid(data)


def errors(*rules: Any) -> list[tuple[Any, str]]:
    found = schema_of("rulebook").errors(book(*rules))
    return [(error.path[2:], error.keyword) for error in found]


def test_the_example_has_a_rule_of_each_kind_of_2023() -> None:
    def kinds(nodes: Any) -> set[str]:
        found: set[str] = set()
        for node in nodes:
            found |= {each["kind"] for each in node.get("rules", ())} | kinds(node.get("nodes", ()))
        return found

    assert kinds(EXAMPLES["rulebook"]["nodes"]) == RULES.keys() - {"mark", "band", "sameness"}


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_needs_its_fields(kind: str) -> None:
    assert accepts(rule(kind))
    for field in ("id", "kind", *RULES[kind]):
        assert not accepts(without(rule(kind), (field,))), field


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_may_have_more(kind: str) -> None:
    assert accepts(rule(kind, **OPTIONAL[kind], **EVERYWHERE))
    for field, value in {**OPTIONAL[kind], **EVERYWHERE}.items():
        assert accepts(rule(kind, **{field: value})), field


@pytest.mark.parametrize("kind", RULES)
def test_a_field_of_another_kind_is_an_error(kind: str) -> None:
    own = {*RULES[kind], *OPTIONAL[kind], *EVERYWHERE}
    others = {
        field: value
        for fields in (*RULES.values(), *OPTIONAL.values())
        for field, value in fields.items()
    }
    priced_otherwise = {
        "incident": {"points_by", "earns", "earns_by"},
        "streak": {"earns"},
        "tally": {"earns_each"},
    }
    for field in sorted(others.keys() - own - priced_otherwise.get(kind, set())):
        assert errors(rule(kind, **{field: others[field]})) == [
            (("rules", 0, field), "additionalProperties")
        ]


def test_a_rule_of_no_known_kind_is_told_what_there_is() -> None:
    (error,) = schema_of("rulebook").errors(book({"id": "r", "kind": "dedline", "record": "guide"}))
    assert (error.path[2:], error.keyword) == (("rules", 0, "kind"), "enum")
    assert error.values["expected"].split(", ") == list(RULES)


def test_an_incident_has_one_price_or_several() -> None:
    by_issuer = {"points_by": {"issuer": {"central": 2, "county": Decimal("0.5")}}}
    bare = without(rule("incident"), ("points",))
    assert accepts({**bare, **by_issuer})
    assert not accepts({**bare, **by_issuer, "points": 1})
    assert not accepts({**bare, "points_by": {}})
    assert not accepts({**bare, "points_by": {"issuer": {}}})
    assert not accepts({**bare, "points_by": {"issuer": {"central": -1}}})
    assert not accepts({**bare, "points_by": {"issuer": {"central": 1}, "subject": {"a": 1}}})


@pytest.mark.parametrize("kind", ["deadline", "quota", "response", "streak", "tally", "rate"])
def test_what_is_met_may_earn_instead(kind: str) -> None:
    stake = next(name for name in RULES[kind] if name.startswith("points"))
    earns = "earns_each" if kind == "tally" else "earns"
    assert accepts({**without(rule(kind), (stake,)), earns: 2})


@pytest.mark.parametrize("kind", RULES)
def test_a_number_may_differ_by_unit(kind: str) -> None:
    for stake in (name for name in RULES[kind] if name.startswith("points") or name == "none"):
        assert accepts(rule(kind, **{stake: VARYING}))
        assert not accepts(rule(kind, **{stake: without(VARYING, ("else",))}))


@pytest.mark.parametrize("due", ["10-31", "02-29", "2024-01-31"])
def test_due_dates(due: str) -> None:
    assert accepts(rule("deadline", due=due))


@pytest.mark.parametrize("due", ["02-30", "10-31\n", "2023-02-29", "10月底", 1031])
def test_due_dates_that_no_calendar_has(due: Any) -> None:
    assert errors(rule("deadline", due=due))[0][0] == ("rules", 0, "due")


@pytest.mark.parametrize("points", [-1, "1", Decimal("NaN"), Decimal("1e-10"), 1001, True, None])
def test_points_are_numbers_that_can_be_reckoned_with(points: Any) -> None:
    assert errors(rule("deadline", points=points))[0][0] == ("rules", 0, "points")


def test_a_node_has_nodes_or_rules() -> None:
    below = {"id": "below", "title": "下级", "rules": []}
    assert accepts(rules=[])
    assert accepts(applies_to=[])
    assert not accepts(nodes=[below])
    data = without(book(), ("nodes", 0, "rules"))
    assert not accepted("rulebook", data)
    assert accepted("rulebook", replaced(data, ("nodes", 0, "nodes"), [below]))
    assert not accepted("rulebook", replaced(data, ("nodes", 0, "nodes"), []))


@pytest.mark.parametrize("field", EXAMPLES["rulebook"])
def test_a_rulebook_needs_its_fields(field: str) -> None:
    assert accepted("rulebook", without(EXAMPLES["rulebook"], (field,))) == (field == "from")

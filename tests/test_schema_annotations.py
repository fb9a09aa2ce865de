"""What the schemas shipped tell the engine: who writes a kind, whom it is about, what is public."""

import pytest

from scoring.records.schemas import Writer
from tests.support.schemas import DESCRIBED, EXAMPLES, SET

UNITS = frozenset(("township", "department"))
ASSESSOR = (Writer(frozenset(), "assessor", (), (), None),)
OWN = (Writer(UNITS, None, (), (), None),)
DEPARTMENT = (Writer(frozenset(("department",)), None, (), (), None),)
WRITERS = {
    "leadership": OWN,
    "gazette-display": (Writer(frozenset(("township",)), None, (), (), None),),
    "news": OWN,
    "guide": OWN,
    "annual-report": OWN + ASSESSOR,
    "opinion-response": OWN,
    "disclosure": DEPARTMENT,
    "policy": DEPARTMENT,
    "media-account": (
        Writer(UNITS, None, (), ("to",), None),
        Writer(frozenset(), "registrar", ("to",), (), "to"),
    ),
    "media-approval": OWN,
    "appeal": OWN,
    "opinion-notice": ASSESSOR,
    "criticism": ASSESSOR,
    "finding": ASSESSOR,
    "deadline": ASSESSOR,
    "policy-issuance": ASSESSOR,
    "ruling": ASSESSOR,
    "hotline-report": (Writer(frozenset(), "hotline", (), (), None),),
    "confirmation": ASSESSOR,
    "mark": ASSESSOR,
}
INTERNAL = {"opinion-notice", "opinion-response", "media-approval", "appeal"}

DATES = {
    "news": "published_on",
    "disclosure": "published_on",
    "policy": "issued_on",
    "opinion-notice": "issued_on",
    "criticism": "issued_on",
    "finding": "observed_on",
    "policy-issuance": "issued_on",
    "confirmation": "confirmed_on",
    "mark": "marked_on",
}


@pytest.mark.parametrize("kind", SET.kinds)
def test_writers_and_date_are_those_of_the_kind(kind: str) -> None:
    schema = SET.kinds[kind]
    assert schema.writers == WRITERS[kind]
    assert schema.date_field == DATES.get(kind)
    assert schema.internal == (kind in INTERNAL)


def test_units_spoken_of() -> None:
    speaking = {kind: schema.unit_field for kind, schema in SET.kinds.items() if schema.unit_field}
    named_in_to = {
        "media-account", "opinion-notice", "criticism", "finding", "deadline", "policy-issuance",
        "ruling", "mark",
    }  # fmt: skip
    assert speaking == {**dict.fromkeys(named_in_to, "to"), "hotline-report": "rows[].unit"}


def test_periods_nodes_and_texts() -> None:
    kinds = SET.kinds
    periods = {kind: schema.period_field for kind, schema in kinds.items() if schema.period_field}
    assert periods == {
        "hotline-report": "month",
        "media-approval": "week",
        "criticism": "quarter",
        "mark": "period",
    }
    assert {kind for kind, schema in kinds.items() if schema.node_field == "node"} == {
        "finding", "ruling", "deadline", "appeal", "mark",
    }  # fmt: skip
    assert kinds["news"].text_fields == ("body", "summary")
    assert kinds["disclosure"].text_fields == ("summary",)


def test_what_single_kinds_say_of_themselves() -> None:
    kinds = SET.kinds
    assert kinds["appeal"].public == ("node", "rule", "period")
    assert kinds["annual-report"].keeps == ("edition",)
    assert kinds["media-account"].span == {
        "from": "registered_on",
        "closes": "closes",
        "to": "closed_on",
    }
    effects = {kind: schema.effect for kind, schema in kinds.items() if schema.effect}
    assert effects == {"deadline": "move-due", "ruling": "ruling", "confirmation": "confirm"}
    assert kinds["policy"].facts == {"public-statement": {"files": ".docx", "text": "此件公开发布"}}
    assert [term["term"] for term in kinds["hotline-report"].terms] == [
        "unique",
        "unique-items",
        "at-most",
    ]
    assert kinds["finding"].terms == ({"term": "priced", "node": "node", "code": "code"},)


FIELD_ANNOTATIONS = {
    "x-groups",
    "x-heading",
    "x-help",
    "x-internal",
    "x-labels",
    "x-members",
    "x-ref",
    "x-total",
}


def test_annotations_on_fields_are_known_and_well_formed() -> None:
    targets = {*SET.kinds, "*", "attachment"}
    for where, schema in DESCRIBED:
        if where.count("/") == 0:
            continue  # the root's are read and checked by load_schemas
        own = {key for key in schema if key.startswith("x-")}
        assert own <= FIELD_ANNOTATIONS, where
        assert schema.get("x-internal", True) is True, where
        references = schema.get("x-ref", [])
        assert set([references] if isinstance(references, str) else references) <= targets, where


@pytest.mark.parametrize("kind", SET.kinds)
def test_no_approval_and_no_release_is_public(kind: str) -> None:
    data = {**EXAMPLES[kind], "release": [{"code": "some-code", "reason": "误报"}]}
    shown = SET.kinds[kind].public_view(data) or {}
    assert not shown.keys() & {"approval", "release"}
    fields = SET.kinds[kind].document.get("$defs", {}).get("common.approval", {})
    for field, part in fields.get("properties", {}).items():
        assert part.get("x-internal", False) == (field != "approved_on")


def test_minutes_and_photos_are_internal() -> None:
    leadership = SET.kinds["leadership"].public_view(EXAMPLES["leadership"])
    assert leadership["meetings"] == [
        {"date": "2023-03-08", "subject": "研究部署2023年政务公开工作"}
    ]
    shown = SET.kinds["gazette-display"].public_view(EXAMPLES["gazette-display"])
    assert all("photo" not in site for site in shown["sites"])
    assert "attachments" not in shown


def test_who_may_submit_is_internal() -> None:
    assert SET.unit is not None
    shown = SET.unit.public_view(EXAMPLES["unit-township"])
    assert shown == {k: v for k, v in EXAMPLES["unit-township"].items() if k != "submitters"}


def test_of_internal_kinds_at_most_the_existence_is_public() -> None:
    for kind in INTERNAL - {"appeal"}:
        assert SET.kinds[kind].public_view(EXAMPLES[kind]) is None
    assert SET.kinds["appeal"].public_view(EXAMPLES["appeal"]) == {
        "node": "disclosure/gazette",
        "rule": "irregular",
        "period": "2023",
    }

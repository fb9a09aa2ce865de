"""Schemas as a folder of files: what is read from them, what is refused, how errors are told."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.records.schemas import KindSchema, SchemaUnusable, Writer, load_schemas
from tests.support.schemas import EXAMPLES, FILES, SET, accepted, places, replaced

COMMON = {
    "$defs": {
        "name": {"title": "名称", "type": "string", "format": "line", "maxLength": 20},
        "person": {
            "title": "人员",
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"$ref": "#/$defs/name"},
                "phone": {"title": "电话", "type": "string", "x-internal": True},
            },
            "additionalProperties": False,
        },
    }
}
MINUTES: dict[str, Any] = {
    "title": "会议记录",
    "x-writers": [
        {"kinds": ["township"], "forbids": ["to"]},
        {"role": "registrar", "requires": ["to"], "supersedes": "to"},
    ],
    "x-unit": "to",
    "x-date": "held_on",
    "type": "object",
    "required": ["kind", "held_on", "people"],
    "properties": {
        "kind": {"title": "种类", "const": "minutes"},
        "to": {"title": "单位", "type": "string", "format": "unit-id"},
        "held_on": {"title": "日期", "type": "string", "format": "date"},
        "people": {
            "title": "出席人员",
            "type": "array",
            "maxItems": 3,
            "items": {"title": "出席人", "$ref": "common.json#/$defs/person"},
        },
        "files": {
            "title": "文件",
            "type": "array",
            "maxItems": 3,
            "uniqueItems": True,
            "items": {"title": "文件名", "type": "string", "x-ref": "attachment"},
        },
        "after": {"title": "前次", "type": "string", "x-ref": ["minutes", "news"]},
        "secret": {"title": "内部", "type": "string", "x-internal": True},
        "share": {"title": "比例", "type": "number", "minimum": 0, "maximum": 1},
        "place": {
            "title": "地点",
            "oneOf": [
                {
                    "title": "会议室",
                    "type": "object",
                    "required": ["as", "room"],
                    "properties": {
                        "as": {"const": "room"},
                        "room": {"title": "房间", "type": "integer"},
                    },
                    "additionalProperties": False,
                },
                {
                    "title": "线上",
                    "type": "object",
                    "required": ["as", "url"],
                    "properties": {
                        "as": {"const": "online"},
                        "url": {"title": "网址", "type": "string", "format": "http-url"},
                    },
                    "additionalProperties": False,
                },
            ],
        },
    },
    "additionalProperties": False,
}
RECORD = {
    "kind": "minutes",
    "held_on": "2023-05-04",
    "people": [{"name": "示例甲", "phone": "12345"}, {"name": "示例乙"}],
    "files": ["a.pdf"],
    "after": "wanshui/2023/minutes/2023-04-01-a",
    "secret": "x",
}


def files(**changed: Any) -> dict[str, bytes]:
    named = {"common": COMMON, "minutes": MINUTES, **changed}
    return {f"{name}.json": json.dumps(schema).encode() for name, schema in named.items()}


def minutes(**annotations: Any) -> KindSchema:
    return load_schemas(files(minutes={**MINUTES, **annotations})).kinds["minutes"]


def told(data: Any) -> list[tuple[Any, str, str]]:
    """Errors as path, keyword, and the value that says most."""
    known = ("field", "limit", "format", "expected", "got")
    return [
        (error.path, error.keyword, next(error.values[key] for key in known if key in error.values))
        for error in minutes().errors(data)
    ]


# --- reading -------------------------------------------------------------------------------------


def test_a_new_kind_is_one_new_file() -> None:
    people = {"title": "单位", "$ref": "common.json#/$defs/units"}
    new = {**MINUTES, "properties": {**MINUTES["properties"], "people": people}}
    kinds = load_schemas({**FILES, "minutes.json": json.dumps(new).encode()}).kinds
    assert kinds.keys() == {*SET.kinds, "minutes"}
    assert kinds["minutes"].is_valid({**RECORD, "people": ["wanshui"]})


def test_annotations_become_fields() -> None:
    kind = minutes()
    assert kind.writers == (
        Writer(frozenset(("township",)), None, (), ("to",), None),
        Writer(frozenset(), "registrar", ("to",), (), "to"),
    )
    assert (kind.kind, kind.title, kind.unit_field, kind.date_field) == (
        "minutes",
        "会议记录",
        "to",
        "held_on",
    )
    assert (kind.period_field, kind.node_field, kind.span, kind.effect) == (None,) * 4
    assert (kind.text_fields, kind.keeps, kind.terms, kind.public) == ((),) * 4
    assert kind.facts == {} and not kind.internal


def test_the_document_stands_alone() -> None:
    document = minutes().document
    assert "common.json" not in json.dumps(document)
    assert document["$defs"].keys() == {"common.person", "common.name"}


def nested(levels: int) -> dict[str, Any]:
    """Return schemas within schemas."""
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"not": schema}
    return schema


def chained(parts: int) -> dict[str, Any]:
    """Return parts each of which refers to the next one."""
    chain = {f"a{n}": {"$ref": f"#/$defs/a{n + 1}"} for n in range(parts)}
    return {"$ref": "#/$defs/a0", "$defs": {**chain, f"a{parts}": {}}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"x-writers": {}}, "x-writers"),
        ({"x-writers": [{}]}, "x-writers"),
        ({"x-writers": [{"role": "a", "kinds": ["b"]}]}, "x-writers"),
        ({"x-writers": [{"role": 1}]}, "x-writers"),
        ({"x-writers": [{"role": "a", "require": ["to"]}]}, "unknown key"),
        ({"x-writers": [{"role": "a", "requires": ["too"]}]}, "'too'"),
        ({"x-unit": "unit"}, "'unit'"),
        ({"x-date": ["held_on"]}, "x-date"),
        ({"x-text": "secret"}, "x-text"),
        ({"x-internal": "yes"}, "x-internal"),
        ({"x-span": {"from": "held_on"}}, "x-span"),
        ({"x-effect": "bless"}, "x-effect"),
        ({"x-facts": {"seal": {"files": ".docx"}}}, "x-facts"),
        ({"x-terms": [{"term": "odd"}]}, "x-terms"),
        ({"x-terms": [{"term": "unique", "fields": ["month"]}]}, "'month'"),
        ({"x-terms": [{"term": ["unique"]}]}, "x-terms"),
        ({"x-terms": [{"term": "unique", "fields": []}]}, "x-terms"),
        ({"x-terms": [{"term": "unique-items", "items": "people", "fields": 5}]}, "x-terms"),
        ({"x-terms": [{"term": "at-most", "items": "people", "field": [], "of": "a"}]}, "x-terms"),
        ({"x-effect": []}, "x-effect"),
        ({"x-effect": {"ruling": 1}}, "x-effect"),
        ({"x-stays": ["too"]}, "'too'"),
        ({"x-writers": [{"role": None}]}, "x-writers"),
        ({"properties": {"kind": True}}, "properties.kind.const"),
        ({"properties": {"kind": False}}, "properties.kind.const"),
        ({"$defs": {"a": {"x-ref": 5}}}, "x-ref"),
        ({"$defs": {"a": {"x-ref": [["news"]]}}}, "x-ref"),
        ({"$defs": {"a": {"x-internal": "no"}}}, "x-internal"),
        ({"$defs": {"a": {"x-labels": ["甲"]}}}, "x-labels"),
        ({"$defs": {"a": {"x-groups": {"甲": "a"}}}}, "x-groups"),
        ({"$defs": {"a": {"x-heading": 5}}}, "x-heading"),
        ({"x-writer": []}, "no annotation"),
        ({"properties": {"kind": {"const": "minute"}}}, "properties.kind.const"),
        ({"type": "objekt"}, "not a JSON Schema"),
        ({"maxLenght": 3}, "'maxLenght'"),
        ({"format": "datum"}, "'datum'"),
        ({"pattern": "(?<=a)("}, "pattern"),
        ({"$ref": "https://example.org/a.json"}, "https://example.org/a.json"),
        ({"$ref": "other.json#/$defs/a"}, "other.json"),
        ({"$ref": "common.json#/$defs/nothing"}, "nothing"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}}, "without end"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "$schema"),
        ({"$id": "https://example.org/minutes"}, "$id"),
        (nested(65), "nested deeper"),
        (nested(400), "nested deeper"),
        (chained(80), "more than 64 parts"),
        (chained(600), "more than 64 parts"),
    ],
)
def test_a_schema_one_cannot_rely_on_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(SchemaUnusable) as refused:
        load_schemas(files(minutes={**MINUTES, **change}))
    assert refused.value.name == "minutes.json"
    assert reason in refused.value.reason


JUNK: list[Any] = [
    None, 5, -1, "x", "", True, [], {}, [5], ["a"], [[1]], [{}], {"a": 1}, "kind", ["kind"],
    "#/$defs/x", 1e300,
]  # fmt: skip
SHIPPED = (
    "finding",
    "gazette-display",
    "hotline-report",
    "media-account",
    "news",
    "policy",
    "ruling",
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from((*SHIPPED, "common")), st.data())
def test_no_annotation_however_odd_breaks_the_reader(name: str, data: st.DataObject) -> None:
    """A schema is refused for what is wrong with it, or it serves; it never fails in use."""
    document = json.loads(FILES[f"{name}.json"])
    for _ in range(data.draw(st.integers(1, 2))):
        paths = [path for path in places(document) if path]
        marked = [path for path in paths if any(str(step).startswith("x-") for step in path)]
        chosen = marked if marked and data.draw(st.integers(0, 2)) else paths
        path = data.draw(st.sampled_from(chosen))
        document = replaced(document, path, data.draw(st.sampled_from(JUNK)))
    kind = "news" if name == "common" else name
    kept = {each: FILES[each] for each in ("common.json", "unit.json", f"{kind}.json")}
    try:
        known = load_schemas({**kept, f"{name}.json": json.dumps(document).encode()}).kinds[kind]
    except SchemaUnusable as refused:
        assert refused.reason
        return
    for record in (EXAMPLES[kind], {"kind": 5, "x": 1}, {**EXAMPLES[kind], "title": ["a"]}):
        assert known.is_valid(record) == (known.errors(record) == ())
        known.references(record)
        known.public_view(record)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b'{"title": "a", "title": "b"}', b"[" * 100_000]
)
def test_what_is_no_json_object_is_refused(content: bytes) -> None:
    with pytest.raises(SchemaUnusable):
        load_schemas({"minutes.json": content})


def test_a_kind_says_who_writes_it() -> None:
    silent = {key: value for key, value in MINUTES.items() if key != "x-writers"}
    with pytest.raises(SchemaUnusable, match="x-writers"):
        load_schemas(files(minutes=silent))


def test_the_digest_tells_every_change() -> None:
    digests = {
        load_schemas(files()).digest,
        load_schemas(files(minutes={**MINUTES, "title": "纪要"})).digest,
        load_schemas(
            files(other={**MINUTES, "properties": {"kind": {"const": "other"}}, **BARE})
        ).digest,
    }
    assert len(digests) == 3
    again = dict(reversed(files().items()))
    assert load_schemas(again).digest in digests


BARE = {"x-unit": None, "x-date": None, "x-writers": []}


# --- judging -------------------------------------------------------------------------------------


def test_a_record_without_mistakes_has_no_errors() -> None:
    assert minutes().is_valid(RECORD)
    assert minutes().errors(RECORD) == ()


@pytest.mark.parametrize("share", [0, 1, Decimal("0.5"), Decimal("1.000")])
def test_decimals_are_numbers(share: Any) -> None:
    assert minutes().is_valid({**RECORD, "share": share})


@pytest.mark.parametrize(
    "share",
    [
        Decimal("1.01"),
        Decimal("-0.1"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1e-400"),
        True,
    ],
)
def test_numbers_one_cannot_reckon_with_are_refused(share: Any) -> None:
    assert not minutes().is_valid({**RECORD, "share": share})
    assert minutes().errors({**RECORD, "share": share})


def test_a_decimal_is_no_integer() -> None:
    room = {"as": "room", "room": Decimal("12.0")}
    assert not minutes().is_valid({**RECORD, "place": room})
    assert minutes().is_valid({**RECORD, "place": {**room, "room": 12}})


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"held_on": "2023-02-30"}, (("held_on",), "format", "date")),
        ({"held_on": 20230504}, (("held_on",), "type", "string")),
        ({"people": []}, None),
        ({"people": [{"name": "甲"}] * 4}, (("people",), "maxItems", "3")),
        ({"people": [{}]}, (("people", 0), "required", "name")),
        (
            {"people": [{"name": "甲", "age": 5}]},
            (("people", 0, "age"), "additionalProperties", "age"),
        ),
        ({"people": [{"name": "甲" * 21}]}, (("people", 0, "name"), "maxLength", "20")),
        ({"files": ["a", "a"]}, (("files",), "uniqueItems", "[…]")),
        ({"place": {"as": "room", "room": "12"}}, (("place", "room"), "type", "integer")),
        ({"place": {"as": "online"}}, (("place",), "required", "url")),
        ({"place": {"as": "outside"}}, (("place", "as"), "enum", "room, online")),
        ({"place": "outside"}, (("place",), "type", "object")),
    ],
)
def test_errors_say_where_and_what(changed: dict[str, Any], expected: Any) -> None:
    assert told({**RECORD, **changed}) == ([expected] if expected else [])


def test_all_errors_are_told_at_once() -> None:
    errors = told(
        {"kind": "minutes", "held_on": "5月4日", "people": [{"name": ""}], "x": 1, "y": 2}
    )
    assert [path for path, *_ in errors] == [("held_on",), ("people", 0, "name"), ("x",), ("y",)]


def test_alternatives_of_another_type_are_named_by_their_titles() -> None:
    (error,) = SET.kinds["deadline"].errors({**EXAMPLES["deadline"], "to": 5})
    assert (error.path, error.keyword) == (("to",), "anyOf")
    assert error.values == {"title": "适用单位", "expected": "单位清单, 全部单位", "got": "5"}


def test_a_field_that_has_no_place_is_named() -> None:
    data = {**EXAMPLES["media-account"], "closed_on": "2023-06-30"}
    (error,) = SET.kinds["media-account"].errors(data)
    assert (error.path, error.keyword) == (("closed_on",), "forbidden")
    assert error.values == {"title": "注销日期", "field": "closed_on"}


def test_a_missing_file_type_is_named() -> None:
    data = {**EXAMPLES["media-approval"], "attachments": []}
    (error,) = SET.kinds["media-approval"].errors(data)
    assert (error.keyword, error.values["expected"]) == ("contains", "审批表的 PDF 版（.pdf）")


def test_what_is_shown_of_a_wrong_value_is_short_and_printable() -> None:
    (error,) = minutes().errors({**RECORD, "held_on": "\x1b[31m" + "长" * 1000})
    assert len(error.values["got"]) == 60
    assert error.values["got"].isprintable()


# --- hostile data --------------------------------------------------------------------------------


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "minutes",
        {1: 2},
        {**RECORD, "kind": {"a": 1}},
        {**RECORD, "held_on": "\ud800"},
        {**RECORD, "held_on": 10**4000},
        {**RECORD, "people": [{"name": deep(50)}]},
        {**RECORD, "people": deep(5000)},
        {**RECORD, "files": [each for number in range(8000) for each in (str(number), number)]},
        {f"f{number}": number for number in range(5000)},
        {**RECORD, "held_on": {1, 2}},
    ],
    ids=range(12),
)
def test_anything_gets_an_answer(data: Any) -> None:
    assert not minutes().is_valid(data)
    errors = minutes().errors(data)
    assert 1 <= len(errors) <= 100
    assert all(len(text) < 300 for error in errors for text in error.values.values())


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["all", "geyi"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=150)
@given(st.sampled_from(sorted(SET.kinds.keys() - {"annual-report", "ruling"})), st.data())
def test_all_validators_say_the_same_of_a_changed_example(kind: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in places(EXAMPLES[kind]) if path]))
    accepted(kind, replaced(EXAMPLES[kind], path, data.draw(VALUES)))


# --- what is public, what is named ---------------------------------------------------------------


def test_internal_fields_are_left_out_at_every_depth() -> None:
    assert minutes().public_view(RECORD) == {
        "kind": "minutes",
        "held_on": "2023-05-04",
        "people": [{"name": "示例甲"}, {"name": "示例乙"}],
        "files": ["a.pdf"],
        "after": "wanshui/2023/minutes/2023-04-01-a",
    }


def test_what_the_schema_does_not_know_is_not_published() -> None:
    assert "odd" not in minutes().public_view({**RECORD, "odd": "x"})


def test_of_an_internal_kind_only_what_is_named_is_public() -> None:
    assert minutes(**{"x-internal": True}).public_view(RECORD) is None
    public = {"x-internal": True, "x-public": ["held_on", "to", "secret"]}
    assert minutes(**public).public_view(RECORD) == {"held_on": "2023-05-04"}


def test_what_a_record_names_is_found() -> None:
    found = [(each.path, each.value, each.kinds) for each in minutes().references(RECORD)]
    assert found == [
        (("files", 0), "a.pdf", ("attachment",)),
        (("after",), "wanshui/2023/minutes/2023-04-01-a", ("minutes", "news")),
    ]

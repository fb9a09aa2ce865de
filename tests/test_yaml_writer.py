"""What the writer writes reads back as the same data, under YAML 1.2 and 1.1."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring.records.schemas import load_schemas
from scoring.records.yamltext import load_yaml
from scripts.yaml_writer import in_schema_order, yaml_text

ROOT = Path(__file__).resolve().parents[1]
TRAPS = (
    *("no", "Yes", "ON", "off", "y", "N", "true", "NULL", "null", "~", "", " ", "-", "--", "---"),
    *("0123", "0o17", "0x1F", "1_000", "8:30", "190:20:30", "1e3", ".5", ".inf", ".NaN", "-1", "+"),
    *("2023-10-31", "2023-10-31T23:50:00+08:00", "2023-W06", "2023Q2", "=", "<<", "?", "? a", ":"),
    *(
        "a: b",
        "a:",
        "a #b",
        "#a",
        "[a",
        "a, b",
        "{a}",
        "a]",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
    ),
    *("`a", "'a'", '"a"', "a\\b", " a", "a ", "a  b", "\ta", "a\tb", "a\n", "a\nb", "\n", "\na"),
    *(
        "a\n\n",
        "  a\nb",
        "a\n  b",
        "a\n\nb\n",
        "a\n \nb",
        "a\r\nb",
        "a\x85b",
        "a\u2028b",
        "\ufeffa",
    ),
    *(
        "a\u200bb",
        "一：二",
        "《三》",
        "“四”。",
        "https://www.example.gov.cn/a?b=c",
        "...",
        "... a",
        "--- a",
    ),
    *("。", "—", "…", "a\n...\nb", "a\n---\nb", "a\n# b", "😀", "a=b", "(a)", "$a", "__proto__"),
)
anything = st.characters(exclude_categories=["Cs"])
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(10**20), max_value=10**20),
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4
    ),
    st.sampled_from(TRAPS),
    st.text(anything, max_size=40),
    st.text("ab一。 \n#:-", max_size=20),
)
keys = st.one_of(st.sampled_from(TRAPS), st.text(anything, max_size=12))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, min_size=1, max_size=5))
def test_what_is_written_reads_back(data: dict[str, Any]) -> None:
    text = yaml_text(data)
    assert load_yaml(text.encode()) == data
    assert yaml_text(load_yaml(text.encode())) == text


@given(st.dictionaries(keys, st.one_of(st.sampled_from(TRAPS), st.text(max_size=20)), min_size=1))
def test_text_stays_text_for_readers_of_yaml_1_1(data: dict[str, str]) -> None:
    try:
        text = yaml_text(data)
    except UnicodeEncodeError:
        return
    assert yaml.safe_load(text) == data


@pytest.mark.parametrize("text", TRAPS)
def test_texts_that_look_like_something_else(text: str) -> None:
    written = yaml_text({"a": text, "b": [text], "c": {text: [text, {"d": text}]}})
    for read in (load_yaml(written.encode()), yaml.safe_load(written)):
        assert read == {"a": text, "b": [text], "c": {text: [text, {"d": text}]}}


def test_it_reads_like_a_hand_written_record() -> None:
    data = {
        "kind": "news",
        "published_on": "2023-02-06",
        "body": "第一段。\n\n第二段。\n",
        "points": Decimal("0.50"),
        "sites": [{"place": "a", "gazettes": ["province"], "mini_program": True}],
        "long": {"first": "一" * 70, "second": "二" * 60},
        "none": [],
    }
    assert yaml_text(data) == (
        "kind: news\n"
        'published_on: "2023-02-06"\n'
        "body: |\n"
        "  第一段。\n"
        "\n"
        "  第二段。\n"
        "points: 0.50\n"
        "sites:\n"
        "  - {place: a, gazettes: [province], mini_program: true}\n"
        "long:\n"
        f"  first: {'一' * 70}\n"
        f"  second: {'二' * 60}\n"
        "none: []\n"
    )


@pytest.mark.parametrize("value", [1.5, object(), b"a", {1: 2}, {1}])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        yaml_text({"a": value})


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), "\ud800"])
def test_what_no_record_can_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        yaml_text({"a": value})


def test_fields_come_in_the_order_of_the_schema() -> None:
    files = {path.name: path.read_bytes() for path in (ROOT / "schemas").glob("*.json")}
    for kind, schema in load_schemas(files).kinds.items():
        example = load_yaml((ROOT / "tests" / "examples" / f"{kind}.yml").read_bytes())
        assert list(in_schema_order(_turned(example), schema.document)) == [
            name for name in schema.document["properties"] if name in example
        ]
        assert in_schema_order(_turned(example), schema.document) == example
    guide = in_schema_order({"office": {"fax": "1", "name": "a"}}, _document(files, "guide"))
    assert list(guide["office"]) == ["name", "fax"]
    signed = in_schema_order(
        {"approval": {"approved_on": "b", "drafted_by": "a"}}, _document(files, "news")
    )
    assert list(signed["approval"]) == ["drafted_by", "approved_on"]


def _document(files: dict[str, bytes], kind: str) -> Any:
    return load_schemas(files).kinds[kind].document


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(item) for key, item in reversed(value.items())}
    return [_turned(item) for item in value] if isinstance(value, list) else value

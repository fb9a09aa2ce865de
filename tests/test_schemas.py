"""The schemas shipped: the form they keep to, and the one example of everything."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from scoring.problem import Pointer
from scoring.records.yamltext import load_yaml
from tests.support.schemas import (
    DESCRIBED,
    EXAMPLES,
    FILES,
    ROOT,
    SET,
    SOURCES,
    accepted,
    at,
    described,
    places,
    replaced,
    schema_of,
    without,
)

KINDS = """
leadership gazette-display news guide annual-report opinion-response disclosure policy
media-account media-approval appeal opinion-notice criticism finding deadline policy-issuance
ruling hotline-report confirmation mark
"""

# What an example has and may lack, as paths without indices.
OPTIONAL = {
    "annual-report": {"published_url", "attachments/title"},
    "appeal": {"rule", "period", "record"},
    "confirmation": {"document_number"},
    "disclosure": {"url"},
    "guide": {"published_url", "office/fax", "office/postcode", "attachments/title"},
    "leadership": {"attachments/title"},
    "mark": {"period"},
    "media-approval": {"attachments/title"},
    "news": {"url"},
    "policy": {"attachments/title"},
    "ruling": {"answers", "rule", "period", "record", "points"},
}


# --- their form -----------------------------------------------------------------------------------

CHINESE = re.compile("[\u4e00-\u9fff]")
UNBOUNDED = {"line", "text", "http-url", "phone", "attachment-name", "amount", "submitter"}


def test_there_is_a_schema_for_each_of_the_kinds_and_nothing_else() -> None:
    assert sorted(SET.kinds) == sorted(KINDS.split())
    assert len(SET.kinds) == 20
    assert FILES.keys() - {f"{kind}.json" for kind in SET.kinds} == {
        "common.json",
        "unit.json",
        "rulebook.json",
    }


@pytest.mark.parametrize("name", FILES)
def test_is_json_schema_2020_12(name: str) -> None:
    source = json.loads(FILES[name])
    assert source["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(source)
    jsonschema_rs.meta.validate(source)


@pytest.mark.parametrize("name", FILES)
def test_is_written_in_the_one_form(name: str) -> None:
    text = FILES[name].decode("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
    assert '"$id"' not in text


@pytest.mark.parametrize("name", FILES)
def test_has_title_and_description_in_chinese(name: str) -> None:
    assert CHINESE.search(SOURCES[name]["title"])
    assert CHINESE.search(SOURCES[name]["description"])


@pytest.mark.parametrize("name", [name for name in FILES if name != "common.json"])
def test_every_field_has_a_chinese_title(name: str) -> None:
    schema = schema_of(name.removesuffix(".json"))
    for where, each in described(schema.document, name):
        for field, inner in each.get("properties", {}).items():
            target = inner.get("$ref", "").removeprefix("#/$defs/")
            shared = schema.document["$defs"][target] if target else {}
            title = inner.get("title", shared.get("title", ""))
            assert CHINESE.search(title) or title == "SHA-256 校验值", f"{where}/{field}"


def test_every_object_is_closed() -> None:
    for where, schema in DESCRIBED:
        if schema.get("type") != "object":
            assert "properties" not in schema, where
            continue
        if schema.get("additionalProperties") is False:
            assert schema["required"] is not None, where
            assert set(schema["required"]) <= schema["properties"].keys(), where
        else:  # a map: its names and its values are described, and their number is bounded
            assert {"propertyNames", "maxProperties"} <= schema.keys(), where
            assert isinstance(schema["additionalProperties"], dict), where


def test_every_text_list_and_number_has_its_limits() -> None:
    for where, schema in DESCRIBED:
        kind = schema.get("type")
        assert isinstance(kind, str | None), where
        if kind == "string" and "enum" not in schema:
            bounded = schema.get("format", "text") not in UNBOUNDED
            assert bounded or schema["maxLength"] <= 20000, where
            assert "format" in schema or "pattern" in schema, where
        elif kind == "array":
            assert schema["maxItems"] <= 200, where
            assert "minItems" in schema and isinstance(schema["items"], dict), where
        elif kind in ("integer", "number"):
            assert schema.keys() & {"minimum", "exclusiveMinimum"}, where
            assert "maximum" in schema, where


def test_patterns_cannot_end_in_a_line_break() -> None:
    """``$`` also matches before a last line break in Python: the length has to rule it out."""
    for where, schema in DESCRIBED:
        if "pattern" in schema:
            length = re.fullmatch(r"\^\[0-9\]\{([0-9]+)\}\$", schema["pattern"])
            assert length is not None, where
            assert schema["minLength"] == schema["maxLength"] == int(length[1]), where


def test_every_choice_has_a_chinese_label() -> None:
    for where, schema in DESCRIBED:
        if "enum" in schema:
            assert list(schema["x-labels"]) == schema["enum"], where
            assert all(CHINESE.search(label) for label in schema["x-labels"].values()), where


def test_labels_without_a_choice_name_values_that_the_rules_know() -> None:
    """Open choices: a rulebook may add members or codes, and those shipped have their label."""
    opened = {
        where: schema["x-labels"]
        for where, schema in DESCRIBED
        if "x-labels" in schema and "enum" not in schema
    }
    assert len(opened) == 2
    books = [
        load_yaml(path.read_bytes(), max_bytes=2**20)
        for path in sorted((ROOT / "scoring" / "rulebooks").glob("*.yml"))
    ]
    rules = list(rules_in(books))
    added = {each for rule in rules for each in rule.get("plus", ())}
    codes = {rule["where"]["code"] for rule in rules if rule["record"] == "finding"}
    assert {value for labels in opened.values() for value in labels} == added | codes
    for where, schema in DESCRIBED:
        if where in opened:
            assert schema["format"] == "slug", where
            assert all(map(CHINESE.search, opened[where].values())), where


def rules_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every rule of rulebooks as data."""
    if isinstance(value, list):
        for each in value:
            yield from rules_in(each)
    elif isinstance(value, dict):
        yield from value.get("rules", ())
        yield from rules_in(value.get("nodes", ()))


@pytest.mark.parametrize("kind", SET.kinds)
def test_every_kind_can_be_corrected_and_released(kind: str) -> None:
    schema = SOURCES[f"{kind}.json"]
    for field in ("supersedes", "release"):
        assert schema["properties"][field] == {"$ref": f"common.json#/$defs/{field}"}
        assert field not in schema["required"]
    assert list(schema["properties"])[:2] == ["kind", "title"]
    assert {"kind", "title"} <= set(schema["required"])


# --- their examples -------------------------------------------------------------------------------


def places_of(name: str) -> Iterator[Pointer]:
    """The places of an example; of the report's rows of six like columns the first one only."""
    for path in places(EXAMPLES[name]):
        is_cell = path[:1] == ("requests",) and isinstance(at(EXAMPLES[name], path), int)
        if not is_cell or path[1] == "received":
            yield path


def named(path: Pointer) -> str:
    return "/".join(step for step in path if isinstance(step, str))


def test_there_is_an_example_of_everything() -> None:
    assert EXAMPLES.keys() == {*SET.kinds, "unit-township", "unit-office", "rulebook"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_valid(name: str) -> None:
    assert schema_of(name).errors(EXAMPLES[name]) == ()
    assert accepted(name, EXAMPLES[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_schema_holds_the_same_example(name: str) -> None:
    assert EXAMPLES[name] in schema_of(name).document["examples"]
    first = (ROOT / "tests/examples" / f"{name}.yml").read_text(encoding="utf-8").splitlines()[0]
    kind = EXAMPLES[name].get("kind")
    folder = f"/{kind}/" if name == kind else {"rulebook": "rulebooks/"}.get(name, "unit.yml")
    assert first.startswith("# ") and folder in first


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"rulebook"}))
def test_every_field_is_wanted_save_the_optional_ones(name: str) -> None:
    for path in places_of(name):
        if path and isinstance(path[-1], str):
            optional = named(path) in OPTIONAL.get(name, ())
            assert accepted(name, without(EXAMPLES[name], path)) == optional, path


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"rulebook"}))
def test_a_missing_field_is_named_with_its_title(name: str) -> None:
    example = EXAMPLES[name]
    missing = next(field for field in reversed(example) if field not in OPTIONAL.get(name, ()))
    schema = schema_of(name)
    first = schema.errors(without(example, (missing,)))[0]
    assert (first.path, first.keyword, first.values["field"]) == ((), "required", missing)
    assert CHINESE.search(first.values["title"])


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"rulebook"}))
def test_an_unknown_field_is_refused_wherever_it_stands(name: str) -> None:
    schema = schema_of(name)
    for path in places_of(name):
        if isinstance(at(EXAMPLES[name], path), dict):
            data = replaced(EXAMPLES[name], (*path, "unknown"), 1)
            assert not accepted(name, data), path
            (error,) = schema.errors(data)
            assert (error.path, error.keyword) == ((*path, "unknown"), "additionalProperties")


@pytest.mark.parametrize("wrong", [None, {"wrong": 1}, [[]], 10**12, ""], ids=str)
@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"rulebook"}))
def test_a_value_of_another_type_is_refused_wherever_it_stands(name: str, wrong: Any) -> None:
    schema = schema_of(name)
    for path in places_of(name):
        if path:
            data = replaced(EXAMPLES[name], path, wrong)
            assert not accepted(name, data), path
            assert schema.errors(data)[0].path[: len(path)] == path


@pytest.mark.parametrize("path", sorted((ROOT / "units").glob("*/unit.yml")), ids=str)
def test_every_unit_of_the_registry_is_valid(path: Path) -> None:
    assert schema_of("unit").errors(load_yaml(path.read_bytes())) == ()

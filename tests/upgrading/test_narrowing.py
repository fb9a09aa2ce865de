"""A schema that only adds, and one that takes something away."""

from typing import Any

import pytest

from scripts.upgrading.narrowing import taken_away

OLD: dict[str, Any] = {
    "title": "动态",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "maxLength": 60},
        "level": {"enum": ["a", "b"]},
        "url": {"type": "string", "format": "url"},
    },
    "additionalProperties": False,
    "x-writers": ["township"],
    "x-date": "published_on",
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**OLD, **changes}


def field(name: str, **changes: Any) -> dict[str, Any]:
    fields = {**OLD["properties"], name: {**OLD["properties"].get(name, {}), **changes}}
    return changed(properties=fields)


@pytest.mark.parametrize(
    "new",
    [
        changed(title="乡镇动态", description="说明"),
        changed(required=[]),
        changed(**{"x-writers": ["township", "department"]}),
        field("title", maxLength=90),
        field("level", enum=["a", "b", "c"]),
        field("level", **{"x-labels": {"a": "甲"}}),
        field("new", type="string"),
        changed(**{"x-afterwards": True}),
    ],
)
def test_what_only_adds_or_words_things_otherwise_takes_nothing_away(new: dict[str, Any]) -> None:
    assert taken_away(OLD, new) == ()


@pytest.mark.parametrize(
    ("new", "place"),
    [
        (changed(required=["title", "url"]), "required/url"),
        (changed(properties={}), "properties/title"),
        (changed(**{"x-writers": []}), "x-writers"),
        (changed(**{"x-date": "received_on"}), "x-date"),
        (changed(**{"x-terms": [{"term": "unique", "fields": ["title"]}]}), "x-terms"),
        (changed(allOf=[{"not": {}}]), "allOf"),
        (field("title", maxLength=30), "properties/title/maxLength"),
        (field("title", minLength=5), "properties/title/minLength"),
        (field("title", pattern="^a"), "properties/title/pattern"),
        (field("level", enum=["a"]), "properties/level/enum"),
        (field("url", format="date"), "properties/url/format"),
    ],
)
def test_what_takes_away_is_named_by_its_place(new: dict[str, Any], place: str) -> None:
    assert place in taken_away(OLD, new)


def test_one_that_cannot_be_read_takes_everything_away() -> None:
    assert taken_away(OLD, None) == ("",)

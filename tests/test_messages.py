"""Code and catalogue hold together: every code has its sentence, every sentence its code."""

import ast
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.admission.schema_flaws import ALL_CODES
from scoring.messages import MAX_VALUE, catalogue, fix, level, places, sentence, value_text
from scoring.messages.words import words
from scoring.records.schemas import SchemaUnusable, load_schemas
from scoring.records.yamltext import YamlUnacceptable, load_yaml

ROOT = Path(__file__).resolve().parents[1]
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LEVELS = {"error", "warning", "notice", "reason"}
ABOUT = {"file", "record", "rule", "cli", "repository"}
SOURCES = sorted(
    path
    for folder in ("scoring", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the program as Python reads it. Only where it is asked for: it is much to read."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


class Taker(NamedTuple):
    """A function or class that takes a code: its place among the arguments; takes it **values?"""

    place: int
    takes_values: bool


# Whatever takes a code says so by a parameter or field called ``code``; these call it otherwise.
OTHER_TAKERS = {"sentence": Taker(0, False), "fix": Taker(0, False)}


def takers() -> dict[str, Taker]:
    """Return every function and class of the program that takes a code, by name."""
    found = dict(OTHER_TAKERS)
    above: dict[str, list[str]] = {}
    for node in (node for tree in trees().values() for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef):
            above[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
            taker = _of_class(node)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
            taker = _of_function(node, skip=0)
        else:
            continue
        if taker is not None:
            found[node.name] = taker
    for _ in range(3):  # a class that inherits what it takes, and its heirs
        for name, bases in above.items():
            for base in bases:
                if base in found:
                    found.setdefault(name, found[base])
    return found


def _of_class(node: ast.ClassDef) -> Taker | None:
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            return _of_function(item, skip=1)
    fields = [
        item.target.id
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]
    return Taker(fields.index("code"), False) if "code" in fields else None


def _of_function(node: ast.FunctionDef, skip: int) -> Taker | None:
    names = [each.arg for each in node.args.posonlyargs + node.args.args][skip:]
    if "code" not in names:
        return None
    return Taker(names.index("code"), node.args.kwarg is not None)


class Use(NamedTuple):
    """A call that is given a code as a constant."""

    place: str
    code: str
    taker: Taker
    call: ast.Call


@cache
def uses() -> tuple[Use, ...]:
    """Return every use of a code."""
    return tuple(_uses())


def _uses() -> Iterator[Use]:
    known = takers()
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            taker = known.get(function.id if isinstance(function, ast.Name) else name)
            if taker is None:
                continue
            named = [each.value for each in node.keywords if each.arg == "code"]
            for value in named or node.args[taker.place : taker.place + 1]:
                code = value.value if isinstance(value, ast.Constant) else None
                if isinstance(code, str) and CODE.fullmatch(code):
                    yield Use(f"{path.relative_to(ROOT)}:{node.lineno}", code, taker, node)


def test_every_code_of_the_program_is_in_the_catalogue() -> None:
    unknown = [f"{use.place}: {use.code}" for use in uses() if use.code not in catalogue()]
    unknown += [f"schema: {code}" for code in sorted(ALL_CODES - catalogue().keys())]
    assert not unknown, "\n".join(unknown)
    assert len(uses()) > 100  # the search finds what it is meant to find


def test_every_code_of_the_catalogue_is_used() -> None:
    constants = {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = [code for code in catalogue() if code not in constants and code not in ALL_CODES]
    assert not unused, unused


def test_every_place_of_a_sentence_is_filled_where_its_code_is_used() -> None:
    lacking = []
    for use in uses():
        given = {each.arg for each in use.call.keywords}
        if not use.taker.takes_values or use.code not in catalogue() or None in given:
            continue  # values handed over as they came
        if use.code == "yaml-number" and not given:
            continue  # raised bare, then told with its number where the place is known
        entry = catalogue()[use.code]
        left = (places(entry["zh"]) | places(entry.get("fix_zh", ""))) - given
        if left:
            lacking.append(f"{use.place}: {use.code} lacks {sorted(left)}")
    assert not lacking, "\n".join(lacking)


@pytest.mark.parametrize("code", catalogue())
def test_an_entry_is_whole_in_both_languages(code: str) -> None:
    entry = catalogue()[code]
    assert CODE.fullmatch(code)
    assert entry.keys() <= {"level", "about", "zh", "en", "fix_zh", "fix_en"}
    assert entry["level"] in LEVELS
    assert entry["about"] in ABOUT
    assert entry["zh"].strip() and entry["en"].strip()
    assert places(entry["zh"]) == places(entry["en"])
    assert ("fix_zh" in entry) == ("fix_en" in entry)
    assert places(entry.get("fix_zh", "")) == places(entry.get("fix_en", ""))
    assert re.search("[\u4e00-\u9fff]", entry["zh"])
    assert not re.search("[\u4e00-\u9fff]", entry["en"].replace("年", ""))
    for text in (entry[name] for name in ("zh", "en", "fix_zh", "fix_en") if name in entry):
        left = re.sub(r"\{[a-z][a-z0-9_]*\}", "", text)
        assert "\n" not in text
        assert "{" not in left and "}" not in left, text


def test_a_sentence_repeats_values_as_they_are_but_short_and_harmless() -> None:
    told = sentence("unit-unknown", {"unit": "{unit.__class__}\x1b[31m\u202e"})
    assert told == sentence("unit-unknown", {"unit": "{unit.__class__} [31m "})
    assert "\x1b" not in told and "\u202e" not in told
    assert len(sentence("unit-unknown", {"unit": "x" * 10_000})) < 2 * MAX_VALUE
    assert sentence("unit-unknown", {}) == sentence("unit-unknown", {"unit": None})


def test_what_the_catalogue_does_not_know() -> None:
    assert sentence("of-a-later-version", {"a": 1}) == "of-a-later-version"
    assert fix("of-a-later-version") == ""
    assert level("of-a-later-version") == "error"


def test_values_are_said_in_the_language_asked_for() -> None:
    assert value_text(["甲", "乙"]) == "甲、乙"
    assert value_text(["甲", "乙"], "en") == "甲, 乙"
    assert value_text(Decimal("0.10")) == "0.1"
    assert value_text(Decimal("10")) == "10"
    assert value_text(3) == "3"


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists))
def test_no_value_breaks_a_sentence_or_its_line(value: object) -> None:
    for lang in ("zh", "en"):
        told = sentence("unit-unknown", {"unit": value}, lang)  # type: ignore[arg-type]
        assert "\n" not in told and "\r" not in told
        told.encode("utf-8")


# ---- what parsers and systems say in English -----------------------------------------------------


def test_every_code_with_words_has_a_place_for_them() -> None:
    for code, told in words().items():
        assert told.place in places(catalogue()[code]["zh"]), code
        for pattern, zh in told.phrases:
            assert set(re.findall(r"\{(\w+)\}", zh)) <= set(pattern.groupindex), zh


@pytest.mark.parametrize(
    "written",
    ["a: b: c", "a: [1", 'a: "x', "a: 'b' c", "a: @x", "- a\nb: c", "a: 1\n- b", 'a: "\\q"',
     "a: {b", "a: & b", "a: ]", "x: >\n y\nz", "a: |x", "%FOO", "a: !x!y z", 'a: "\n---\n"'],
)  # fmt: skip
def test_what_the_parser_cannot_read_is_told_in_chinese(written: str) -> None:
    with pytest.raises(YamlUnacceptable) as broken:
        load_yaml(f"{written}\n".encode())
    error = broken.value
    assert error.code == "yaml-syntax"
    zh = sentence(error.code, error.values)
    assert not re.search("[A-Za-z]{3}", zh.replace("YAML", "")), zh
    assert "（写法不对）" not in zh  # nothing but that it is wrong
    assert str(error.values["problem"]) in sentence(error.code, error.values, "en")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"x-date": 5}, "x-date 应为文字"),
        ({"x-date": ["day"]}, "x-date 应为文字"),
        ({"x-date": "day"}, "x-date 写了结构里没有的字段 'day'"),
        ({"x-text": "body"}, "x-text 应为文字的列表"),
        ({"x-internal": 1}, "x-internal 应为 true 或者 false"),
        ({"x-effect": "magic"}, "x-effect 应为 confirm, move-due, ruling 之一"),
        ({"x-span": {}}, "x-span 应写 from、closes、to"),
        ({"x-terms": [{"term": "x"}]}, "x-terms 有一条不是条件"),
        ({"x-what": 1}, "没有 x-what 这种标注"),
        ({"x-writers": [{}]}, "x-writers 的每一条应写 kinds 或者 role"),
        ({"$schema": "x"}, "$schema 应为 https://json-schema.org"),
        ({"type": "fish"}, "不合 JSON Schema 的规定"),
        ({"frob": 1}, "用了不认识的关键字 'frob'"),
        ({"pattern": "("}, "用了读不懂的正则表达式"),
        ({"$ref": "#/$defs/none"}, "引用了没有的部分 'none'"),
    ],
)
def test_what_is_wrong_with_a_schema_is_told_in_chinese(
    changes: dict[str, object], told: str
) -> None:
    document = {"x-writers": [], "properties": {"kind": {"const": "a"}}, **changes}
    with pytest.raises(SchemaUnusable) as broken:
        load_schemas({"a.json": json.dumps(document).encode()})
    error = broken.value
    values = {"name": error.name, "reason": error.reason}
    assert told in sentence("schema-unusable", values)
    assert error.reason[:60] in sentence("schema-unusable", values, "en")

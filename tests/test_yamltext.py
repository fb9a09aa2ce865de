"""YAML as records may use it: what is read, and what is refused with line, column and reason."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.records.yamltext import MAX_BYTES, YamlUnacceptable, load_yaml, positions


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("8:30", "8:30"),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("2023-09-01", "2023-09-01"),
        ("2023-09", "2023-09"),
        ("2023-02-06 10:00:00", "2023-02-06 10:00:00"),
        ("0.10", Decimal("0.10")),
        ("1e3", Decimal("1e3")),
        ("1_000", "1_000"),
        ("~", None),
        ("null", None),
        ("", None),
        ("True", True),
        ("'123'", "123"),
        ('"null"', "null"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_scalars_resolve_by_the_core_schema_of_yaml_1_2(written: str, value: Any) -> None:
    read = load_yaml(f"a: {written}\n".encode())["a"]
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (b"", "yaml-empty", 1, 1),
        (b"# nothing\n", "yaml-empty", 1, 1),
        (b"a: 1\na: 2\n", "yaml-duplicate-key", 2, 1),
        (b"a: &x 1\n", "yaml-anchor", 1, 4),
        (b"a: *x\n", "yaml-alias", 1, 4),
        (b"*x : 1\n", "yaml-alias", 1, 1),
        (b"a: !!python/object:os.system x\n", "yaml-tag", 1, 4),
        (b"1: a\n", "yaml-key", 1, 1),
        (b"? [a]\n: b\n", "yaml-key", 1, 3),
        (b"a: 1\n---\nb: 2\n", "yaml-documents", 2, 1),
        (b"%YAML 1.2\n---\na: 1\n", "yaml-directive", 1, 1),
        (b"a:\tb\n", "yaml-tab", 1, 3),
        (b"a: 1\r\n", "yaml-line-end", 1, 5),
        (b"a: \x00\n", "yaml-character", 1, 4),
        ("\ufeffa: 1\n".encode(), "yaml-character", 1, 1),
        ("a: b\u2028c: d\n".encode(), "yaml-character", 1, 5),
        ("a: b\u2029\n".encode(), "yaml-character", 1, 5),
        (b"a: \xff\n", "file-encoding", 1, 1),
        (b"a: .inf\n", "yaml-number", 1, 4),
        (b"a: .NaN\n", "yaml-number", 1, 4),
        (b"a: " + b"9" * 31 + b"\n", "yaml-number", 1, 4),
        (b"a: 0x" + b"f" * 6000 + b"\n", "yaml-number", 1, 4),
        (b"a: 0o" + b"7" * 6000 + b"\n", "yaml-number", 1, 4),
        (b"a: [1, 2\n", "yaml-syntax", 2, 1),
        (b"[" * 60 + b"]" * 60, "yaml-depth", 1, 33),
        (b"a" * (MAX_BYTES + 1), "file-too-large", 1, 1),
    ],
)
def test_what_records_may_not_use_is_refused_where_it_stands(
    text: bytes, code: str, line: int, column: int
) -> None:
    with pytest.raises(YamlUnacceptable) as refused:
        load_yaml(text)
    assert (refused.value.code, refused.value.line, refused.value.column) == (code, line, column)


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(YamlUnacceptable) as refused:
        load_yaml("\n".join(lines).encode())
    assert refused.value.code == "yaml-anchor"


def test_places_are_those_of_keys_and_items() -> None:
    text = b"kind: news\nrows:\n  - {unit: a, due: 1}\n  - unit: b\n"
    places = positions(text)
    assert places["kind",] == (1, 1)
    assert places["rows", 0, "due"] == (3, 15)
    assert places["rows", 1] == (4, 5)
    assert places["rows", 1, "unit"] == (4, 5)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_make_it_fail_otherwise(text: bytes) -> None:
    try:
        load_yaml(text)
        positions(text)
    except YamlUnacceptable as refused:
        assert refused.code

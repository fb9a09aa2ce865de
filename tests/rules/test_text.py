"""The normal form of texts, and what counts as the same (reading 5)."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.text import likeness, normal

SIGNS = st.text(
    st.sampled_from("会议，：；？！（）％。ａＢ１2①㎡ﬁe\u0301é \u3000\n\t\u200b\ufeff")
    | st.characters()
)


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        ("会议于２月６日　召开（摘要）。", "会议于2月6日\n召开(摘要)。"),
        ("ＡＢＣ", "A B C"),
        ("e\u0301", "é"),
        ("a\r\nb\tc\u00a0d", "abcd"),
    ],
)
def test_width_and_white_space_make_no_difference(typed: str, again: str) -> None:
    assert normal(typed) == normal(again)


@pytest.mark.parametrize(("one", "other"), [("会议", "会"), ("a", "A"), ("。", "．"), ("1.0", "1")])
def test_other_differences_are_differences(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@given(SIGNS)
def test_it_is_nfkc_without_white_space(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    assert normal(text) == "".join(sign for sign in plain if not sign.isspace())


@pytest.mark.parametrize("empty", [None, "", " \n", [], {}])
def test_what_is_empty_is_like_nothing(empty: object) -> None:
    assert likeness(empty) is None


def test_values_are_alike_by_what_they_say() -> None:
    assert likeness({"a": ["会 议", 1]}) == likeness({"a": ["会议", Decimal("1.0")]})
    assert likeness(1) != likeness(True)
    assert likeness([1]) != likeness(1) and likeness([False, 1]) != likeness(1)
    assert likeness([["a", "x"]]) != likeness({"a": "x"})
    assert likeness(0) != likeness(False) and likeness(0) is not None
    assert likeness("a") != likeness(["a"]) != likeness(["b"])
    assert likeness({"a": "x"}) != likeness({"a": "y"}) != likeness({"b": "y"})
    assert likeness({"a": "x"}) is not None
    assert len({likeness({"a": [1, {"b": "c"}]}), likeness([1])}) == 2

from hypothesis import given
from hypothesis import strategies as st

from scripts.wide import pad, table, width, wrap

TEXTS = st.text(st.sampled_from("abc 12，。（“宛水街道é\u0301"), max_size=60)


def test_chinese_is_two_columns_wide_and_a_combining_accent_none() -> None:
    assert width("宛水 a") == 6
    assert width("e\u0301") == 1


def test_columns_line_up_whatever_the_script() -> None:
    lines = table([["单位", "得分"], ["宛水街道", "9.8"], ["abc", "10"]], right=[1])
    assert lines == ["单位      得分", "宛水街道   9.8", "abc         10"]
    assert len({width(line) for line in lines}) == 1


def test_no_line_begins_with_closing_or_ends_with_opening_punctuation() -> None:
    assert wrap("甲乙丙丁，戊", 8) == ["甲乙丙", "丁，戊"]
    assert wrap("甲乙丙（丁）", 8) == ["甲乙丙", "（丁）"]


def test_words_stay_whole_and_line_breaks_are_kept() -> None:
    assert wrap("one two\nthree", 5) == ["one", "two", "three"]
    assert wrap("disclosure", 4) == ["disclosure"]


@given(TEXTS, st.integers(4, 30))
def test_wrapping_loses_nothing_but_blanks(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, st.integers(0, 80))
def test_padding_fills_to_the_column_and_never_cuts(text: str, columns: int) -> None:
    assert width(pad(text, columns)) == max(columns, width(text))
    assert pad(text, columns, right=True).endswith(text)

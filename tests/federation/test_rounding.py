"""Means and medians in whole numbers: rounded once, half away from zero, never through a float."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.federating.comparing import MACROS
from scripts.federating.gathering import share_of


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(MACROS)
        yield made


@given(total=st.integers(-(10**15), 10**15), count=st.integers(1, 10**6))
def test_a_quotient_is_rounded_half_away_from_zero(
    connection: duckdb.DuckDBPyConnection, total: int, count: int
) -> None:
    told = connection.execute(f"SELECT over({total}::HUGEINT, {count}::HUGEINT)").fetchone()
    exact = Fraction(total, count)
    whole, rest = divmod(abs(exact), 1)
    wanted = int(whole) + (rest >= Fraction(1, 2))
    assert told == (wanted if total >= 0 else -wanted,)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=9))
def test_the_middle_of_a_list(connection: duckdb.DuckDBPyConnection, shares: list[int]) -> None:
    told = connection.execute(f"SELECT middle(list_sort({shares}::HUGEINT[]))").fetchone()
    ordered = sorted(shares)
    two = ordered[(len(shares) - 1) // 2] + ordered[len(shares) // 2]
    assert told is not None
    assert abs(Fraction(told[0]) - Fraction(two, 20_000)) <= Fraction(1, 20_000)


@given(
    st.decimals(min_value=-1000, max_value=1000, places=3),
    st.decimals(min_value="0.001", max_value=1000, places=3),
)
def test_a_share_is_rounded_once(score: Decimal, points: Decimal) -> None:
    exact = Fraction(score) * 100 / Fraction(points)
    told = share_of(score, points)
    assert told is not None and abs(Fraction(told) - exact) <= Fraction(1, 20_000)
    precise = Context(prec=90).divide(Decimal(exact.numerator), Decimal(exact.denominator))
    assert told == precise.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def test_without_points_there_is_no_share() -> None:
    assert share_of(Decimal(0), Decimal(0)) is None

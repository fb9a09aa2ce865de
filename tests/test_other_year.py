"""Days and periods carried over to another year."""

import pytest

from scripts.other_year import in_other_year


@pytest.mark.parametrize(
    ("name", "years", "then"),
    [
        ("2023", 1, "2024"),
        ("2024-H1", -1, "2023-H1"),
        ("2024Q3", -1, "2023Q3"),
        ("2023-02", 1, "2024-02"),
        ("2023-02-S2", 1, "2024-02-S2"),
        ("2023-W07", 1, "2024-W07"),
        ("2023-12-31", 1, "2024-12-31"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-02-29", -1, "2023-02-28"),
    ],
)
def test_a_day_or_period_keeps_its_place_in_the_year(name: str, years: int, then: str) -> None:
    assert in_other_year(name, years) == then


@pytest.mark.parametrize("name", ["12-31", "Q3", "2023-02-30", "2023-H3", "2023年", "", "news"])
def test_what_is_no_day_and_no_period_is_in_no_year(name: str) -> None:
    assert in_other_year(name, 1) is None


def test_a_53rd_week_is_not_in_every_year() -> None:
    assert in_other_year("2020-W53", 6) == "2026-W53"
    assert in_other_year("2020-W53", 1) is None

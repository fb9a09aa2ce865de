"""雷同: a report that another could have signed is told of, whatever name and year stand in it."""

from typing import Any

import pytest

from scoring.messages import level
from scripts.content.shingles import anonymous
from tests.content.test_relations import final, report
from tests.support.content import checked, codes, standing
from tests.support.memory import registry

TEXT = (
    "{year}年，{name}认真落实条例，{short}主动公开信息216条，比{before}年增加12条。\n"
    "{after}年，{short}将继续努力。"
)


def told(unit: str, year: int, text: str = TEXT) -> str:
    """Return ``text`` as ``unit`` would write it in its report of ``year``."""
    known = registry()[unit]
    return text.format(
        name=known.name, short=known.short_name, year=year, before=year - 1, after=year + 1
    )


def texts(unit: str, year: int) -> dict[str, str]:
    return {
        "overview": told(unit, year),
        "problems": told(unit, year, "{short}存在的问题：形式单一。"),
        "other_matters": told(unit, year, "{year}年度{name}未收取信息处理费。"),
    }


def found(others: list[Any], **changes: str) -> list[str]:
    return codes(checked("annual-report", others=others, **{**report(), **changes}))


def test_another_unit_s_report_under_one_s_own_name_is_a_copy() -> None:
    other = standing("annual-report", "a", unit="xining", **{**report(), **texts("xining", 2023)})
    data = {**report(), **texts("wanshui", 2023)}
    (problem,) = checked("annual-report", others=[other], **data)
    assert (problem.code, problem.values["record"]) == ("copied", other.id)
    assert level("copied") == "warning"


def test_last_year_s_report_with_its_years_moved_on_is_a_copy() -> None:
    before = standing("annual-report", "a", year=2022, **{**report(), **texts("wanshui", 2022)})
    assert found([before], **texts("wanshui", 2023)) == ["copied"]


@pytest.mark.parametrize(
    "change",
    [
        ("216条", "217条"),  # a figure of its own
        ("继续努力", "办好三件事"),
        ("增加", "减少"),
    ],
)
def test_one_word_of_its_own_is_enough(change: tuple[str, str]) -> None:
    other = standing("annual-report", "a", unit="xining", **{**report(), **texts("xining", 2023)})
    own = texts("wanshui", 2023)
    own["overview"] = own["overview"].replace(*change)
    assert found([other], **own) == []


def test_the_name_of_a_third_unit_is_part_of_the_text() -> None:
    other = standing("annual-report", "a", unit="xining", **{**report(), **texts("xining", 2023)})
    own = texts("wanshui", 2023)
    own["overview"] += f"会同{registry()['geyi'].name}办理。"
    assert found([other], **own) == []


def test_blanks_marks_and_widths_do_not_hide_a_copy() -> None:
    other = standing("annual-report", "a", unit="xining", **{**report(), **texts("xining", 2023)})
    own = texts("wanshui", 2023)
    own["overview"] = own["overview"].replace("，", "， ").replace("216", "２１６").rstrip("。")
    assert found([other], **own) == ["copied"]


def test_the_final_report_goes_on_from_one_s_own_of_autumn() -> None:
    own = standing("annual-report", "a", **{**report(), **texts("wanshui", 2023)})
    assert codes(checked("annual-report", others=[own], **final(**texts("wanshui", 2023)))) == []


def test_names_within_names_are_replaced_whole() -> None:
    assert anonymous("宛水街道办事处和宛水街道", ("宛水街道", "宛水街道办事处"), 2023) == (
        "某单位和某单位"
    )
    assert anonymous("2022年、2023年、2024年、2021年", (), 2023) == "上年本年次年2021年"

"""The README's scoreboard is what the demo year gives, and can stand on any page."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scoring.ledger.model import Ledger, NodeScore, RulebookRef, Status, UnitScore
from scripts.picture.__main__ import PLACE, demo_picture
from scripts.picture.drawing import FIRST, LAST, svg

SPACE = "{http://www.w3.org/2000/svg}"


def unit(name: str, kept: str) -> UnitScore:
    score = Decimal(kept)
    nodes = (
        NodeScore("open", "公开", Decimal(8), score - 1, Status.JUDGED, deductions=()),
        NodeScore("media", "新媒体", Decimal(1), Decimal(1), Status.JUDGED, deductions=()),
        NodeScore("none", "不计分", None, None, Status.JUDGED, deductions=()),
    )
    return UnitScore(name, f"{name}<乡>", "book", Decimal(9), score, Status.JUDGED, nodes)


def board(count: int) -> Ledger:
    units = tuple(
        unit(f"u{index:02d}", str(Decimal(9) - Decimal(index) / 10)) for index in range(count)
    )
    return Ledger(
        2023, "2024-02-16T00:00:00+08:00", "0" * 40, "x", True, (RulebookRef("book", "x"),), units
    )


def drawn(ledger: Ledger) -> ElementTree.Element:
    return ElementTree.fromstring(svg(ledger, {"book": "甲&乙"}, "演示"))


def words(picture: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SPACE}text")]


def test_the_committed_picture_is_that_of_the_demo_year(demo_repository: Path) -> None:
    assert PLACE.read_text(encoding="utf-8") == demo_picture(demo_repository), "run `make picture`"


def test_both_boards_show_their_first_and_last_units() -> None:
    shown = words(drawn(board(30)))
    assert f"…… 中间{30 - FIRST - LAST}个单位 ……" in shown
    assert [each for each in shown if each.endswith("<乡>")] == [
        f"u{index:02d}<乡>" for index in (*range(FIRST), *range(30 - LAST, 30))
    ]


@pytest.mark.parametrize("count", [1, FIRST + LAST, FIRST + LAST + 1])
def test_a_short_board_shows_every_unit(count: int) -> None:
    shown = words(drawn(board(count)))
    assert sum(each.endswith("<乡>") for each in shown) == count
    assert not any("中间" in each for each in shown)


def test_equal_scores_share_a_place() -> None:
    ledger = replace(board(0), units=(unit("a", "8"), unit("b", "8"), unit("c", "7.5")))
    assert [each for each in words(drawn(ledger)) if each in {"1", "2", "3"}] == ["1", "1", "3"]


def test_a_bar_is_as_long_as_what_was_kept() -> None:
    ledger = replace(board(0), units=(unit("a", "5"),))
    bars = [rect for rect in drawn(ledger).iter(f"{SPACE}rect") if rect.get("height") == "12"]
    whole, kept = bars[0], bars[1]
    assert whole.get("class") == "track" and kept.get("class") == "c0"
    assert abs(float(kept.get("width", 0)) / float(whole.get("width", 0)) - 4 / 8) < 0.01


def test_nothing_kept_has_no_bar_and_nobody_has_no_board() -> None:
    lost = replace(board(0), units=(unit("a", "1"),))
    assert 'class="c0" x="208' not in svg(lost, {"book": "甲"})
    assert words(drawn(board(0))) == ["2023年度政务公开考核评分榜", "演示"]

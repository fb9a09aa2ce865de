"""The comment below a pull request: at most a screen, and nothing in it alive."""

import re

import pytest

from scripts.forge.comment import MARKER, comment
from scripts.forge.event import Handed
from scripts.forge.receiving import Outcome

HANDED = Handed("county/data", 7, "ec26c3e5" * 5, "main", "wanshui-clerk#5", None)
RUN = "https://forge.example/county/data/actions/runs/7"


def told(text: str, outcome: Outcome | None = Outcome.REFUSED) -> str:
    return comment(HANDED, outcome, text, RUN, "zh")


def test_it_begins_with_our_mark_and_names_push_and_sender() -> None:
    lines = told("没有接收：有 1 处问题\n").split("\n")
    assert lines[0] == MARKER
    assert "`ec26c3e5ec26`" in lines[3] and "`wanshui-clerk#5`" in lines[3]


@pytest.mark.parametrize(
    "hostile",
    [
        "```\n@everyone <img src=x onerror=y> [x](javascript:y)\n```",
        "``````\n![x](https://evil.example/pixel.png)",
        "~~~\n</details>\n<!-- gongkai receive -->",
        "\u202e@office\u2066\x1b[31m\x07",
    ],
)
def test_nothing_of_a_submitters_leaves_the_block(hostile: str) -> None:
    body = told(hostile)
    fence = re.search(r"^(`{3,})text$", body, re.MULTILINE)
    assert fence is not None
    before, block, after = re.split(f"^{fence[1]}(?:text)?$", body, flags=re.MULTILINE)
    assert not re.search(f"^{fence[1]}", block, re.MULTILINE)
    for part in (before, after):
        assert not re.search(r"@everyone|evil|img|office|details|javascript", part)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e\u2066]", body)
    assert before.count(MARKER) == 1


def test_a_long_refusal_is_cut_to_a_screen_and_says_where_the_rest_is() -> None:
    body = told("".join(f"第 {number} 处问题\n" for number in range(500)))
    assert body.count("\n") < 52
    assert "还有 460 行" in body and f"({RUN})" in body
    wide = told("x" * 100_000)
    assert len(wide) < 1000 and "还有 1 行" in wide
    assert "[" not in comment(HANDED, Outcome.REFUSED, "x\n" * 90, "", "zh")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.RECEIVED, "已接收"),
        (Outcome.REFUSED, "没有接收"),
        (Outcome.OVERTAKEN, "新的推送"),
        (Outcome.KNOWN, "已经在 main 上"),
        (None, "没有审核完"),
    ],
)
def test_each_outcome_is_said_in_words(outcome: Outcome | None, words: str) -> None:
    assert words in told("", outcome)
    assert "text" not in told("", outcome)

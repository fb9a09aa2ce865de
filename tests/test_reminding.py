"""Reminders: exactly the units that still owe, and one issue for each on a forge.

The forge's issues are emulated: a real HTTP server that keeps issues as GitHub's REST interface
answers them (list with labels, state and pages; create; change). What is not emulated: rights,
rate limits, and mail to those who are mentioned.
"""

import html
import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import Result

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.records.registry import Unit
from scripts.forge.api import Api
from scripts.owing.due import Due
from scripts.reminding.digest import Reminder, digest, reminders
from scripts.reminding.issues import LABEL, keep_issues
from tests.conftest import ROOT
from tests.support.command import run
from tests.support.github import REPOSITORY, TOKEN, api

AT = datetime(2023, 10, 26, tzinfo=SHANGHAI)
WANSHUI = Unit("wanshui", "宛水街道办事处", "宛水街道", "township", submitters=("wanshui-clerk#7",))
GEYI = Unit("geyi", "格宜镇人民政府", "格宜镇", "township")


def due(unit: Unit, **changes: Any) -> Due:
    values: dict[str, Any] = {
        "unit": unit.id, "unit_name": unit.short_name, "node": "disclosure/guide",
        "node_title": "政府信息公开指南", "rule": "filed", "kind": "guide", "period": "2023",
        "last_day": date(2023, 10, 31), "points": Decimal(1), "code": "owed-record",
        "values": {"kind": "政府信息公开指南"},
    }  # fmt: skip
    return Due(**{**values, **changes})


def gongkai(repository: Path, *arguments: str, **env: str) -> Result:
    elsewhere = {name: None for name in os.environ if name.startswith("GITHUB_")}
    return run(*arguments, repo=repository, env={**elsewhere, **env})


# --- who is named ---------------------------------------------------------------------------------


def test_a_reminder_for_31_october_names_exactly_the_units_that_still_owe(
    demo_repository: Path,
) -> None:
    """Held against the engine: who would lose points by then if nothing more came in."""
    commits = subprocess.run(
        ["git", "-C", str(demo_repository), "log", "--first-parent", "--format=%H %ct", "main"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout.split("\n")  # fmt: skip
    known = next(
        line.split()[0] for line in commits if line and int(line.split()[1]) < AT.timestamp()
    )
    cut = Assessment.open(demo_repository, head=known, product=ROOT)

    def lost(moment: datetime) -> set[tuple[str, str, str, str]]:
        return {
            (unit.name, path, item.rule, item.period)
            for unit in cut.ledger(2023, moment).units
            for path, leaf in unit.leaves()
            for item in leaf.deductions or ()
        }

    begun = "2023-W44"  # a week that has not begun on the 26th is not told
    owing = {
        name
        for name, _, _, period in lost(datetime(2023, 11, 1, tzinfo=SHANGHAI)) - lost(AT)
        if period != begun
    }
    done = gongkai(demo_repository, "remind", "--as-of", AT.isoformat(), "--within", "6d")
    assert done.exit_code == 0, done.stderr
    named = re.findall(r"^## (.*)$", done.stdout, re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) == owing
    assert 5 < len(owing) < 45


def test_the_digest_tells_the_last_day_what_and_what_would_be_lost() -> None:
    text = digest(reminders([WANSHUI, GEYI], [due(WANSHUI)]), AT, AT, "zh")
    assert "## 宛水街道" in text
    assert "格宜镇" not in text
    row = next(line for line in text.split("\n") if "10-31" in line)
    assert row == ("| 2023-10-31（周二） | 5天 | 报送“政府信息公开指南” | 政府信息公开指南 | 1 |")


def test_what_a_notice_is_called_stays_plain_text() -> None:
    title = (
        "@all #12 | [x](https://example.org) <b> `code` **b** www.example.org &#64;all &commat;all"
    )
    text = digest(
        reminders(
            [WANSHUI], [due(WANSHUI, code="owed-reply", values={"kind": "a", "trigger": title})]
        ),
        AT, AT, "zh",
    )  # fmt: skip
    shown = html.unescape(text)  # as a forge reads it when it looks for names to tell
    assert not re.search(r"[@#]\w", shown.replace("&#64;", "").replace("\\", ""))
    assert "https://" not in text
    assert "www." not in text
    assert not re.search(r"(?<!\\)[\[<`*]", text)
    assert len([row for row in text.split("\n") if row.startswith("| 2023")]) == 1


def test_nothing_owed_is_said_too() -> None:
    assert "没有到期未报" in digest([], AT, AT, "zh")


# --- issues ---------------------------------------------------------------------------------------


@dataclass
class Issues:
    """The issues of a repository, answered as GitHub does."""

    private: bool = True
    told: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        parts = urlsplit(path)
        base = f"/repos/{REPOSITORY}"
        if parts.path == base:
            return 200, {"full_name": REPOSITORY, "private": self.private}
        if method == "GET":
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            labels = set(query["labels"].split(","))
            listed = [
                each for each in reversed(self.told)
                if labels <= {label["name"] for label in each["labels"]}
                and query["state"] in ("all", each["state"])
            ]  # fmt: skip
            size, page = int(query["per_page"]), int(query["page"])
            return 200, listed[size * (page - 1) : size * page]
        if method == "POST":
            new = {
                "number": len(self.told) + 1, "state": "open", "user": {"type": "Bot"},
                "title": body["title"], "body": body["body"],
                "labels": [{"name": name} for name in body["labels"]],
            }  # fmt: skip
            self.told.append(new)
            return 201, new
        (found,) = [each for each in self.told if parts.path == f"{base}/issues/{each['number']}"]
        found |= body
        return 200, found

    def open(self) -> list[str]:
        return [each["title"] for each in self.told if each["state"] == "open"]


def kept(issues: Issues, owed: tuple[Reminder, ...], at: datetime = AT) -> Any:
    with api(issues) as address:  # type: ignore[arg-type]
        return keep_issues(Api(address, TOKEN), REPOSITORY, owed, at, "zh")


def test_an_issue_is_opened_once_updated_in_place_closed_when_done_and_opened_again() -> None:
    issues = Issues()
    owed = reminders([WANSHUI, GEYI], [due(WANSHUI), due(GEYI)])
    assert kept(issues, owed).opened == ("wanshui", "geyi")
    assert issues.open() == ["报送提醒：宛水街道", "报送提醒：格宜镇"]
    assert kept(issues, owed) == type(kept(issues, owed))()  # nothing new, nothing done
    assert len(issues.told) == 2

    moved = reminders([WANSHUI], [due(WANSHUI, last_day=date(2023, 11, 10))])
    done = kept(issues, moved)
    assert (done.opened, done.changed, done.closed) == ((), ("wanshui",), ("geyi",))
    assert "2023-11-10" in issues.told[0]["body"]
    assert issues.told[1]["state"] == "closed"
    assert "已报齐" in issues.told[1]["body"]

    again = kept(issues, owed)
    assert again.opened == ("geyi",)
    assert len(issues.told) == 2
    assert issues.open() == ["报送提醒：宛水街道", "报送提醒：格宜镇"]


def test_submitters_are_mentioned_so_that_the_forge_tells_them() -> None:
    issues = Issues()
    kept(issues, reminders([WANSHUI], [due(WANSHUI)]))
    assert "@wanshui-clerk\n" in issues.told[0]["body"]
    assert "#7" not in issues.told[0]["body"]


def test_an_issue_of_somebody_who_copies_our_first_line_is_left_alone() -> None:
    issues = Issues()
    issues.told.append({
        "number": 1, "state": "open", "user": {"type": "User"}, "title": "x",
        "body": "<!-- gongkai remind wanshui -->\nmine", "labels": [{"name": LABEL}],
    })  # fmt: skip
    kept(issues, reminders([WANSHUI], [due(WANSHUI)]))
    assert issues.told[0]["body"].endswith("mine")
    assert len(issues.told) == 2


def test_more_issues_than_a_page_are_all_known() -> None:
    issues = Issues()
    units = [Unit(f"u{n}", f"单位{n}", f"单位{n}", "township") for n in range(130)]
    owed = reminders(units, [due(unit) for unit in units])
    kept(issues, owed)
    assert kept(issues, owed).opened == ()
    assert len(issues.told) == 130


def test_the_command_keeps_the_issues_of_the_repository_it_runs_for(demo_repository: Path) -> None:
    issues = Issues()
    with api(issues) as address:  # type: ignore[arg-type]
        env = {
            "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_API_URL": address, "GITHUB_TOKEN": TOKEN,
        }  # fmt: skip
        done = gongkai(demo_repository, "remind", "--issues", "--as-of", AT.isoformat(), **env)
        assert done.exit_code == 0, done.stderr
        digest_ = gongkai(demo_repository, "remind", "--as-of", AT.isoformat())
        named = re.findall(r"^## (.*)$", digest_.stdout, re.MULTILINE)
        assert sorted(issues.open()) == sorted(f"报送提醒：{name}" for name in named)
        assert all(token == f"Bearer {TOKEN}" for _, _, token in issues.asked)
        assert f"新开 {len(named)} 个" in done.stdout


def test_a_public_repository_is_told_nothing_of_notices_nor_of_persons(
    demo_repository: Path,
) -> None:
    at = "2023-10-28T12:00:00+08:00"
    told = {}
    for private in (True, False):
        issues = Issues(private=private)
        with api(issues) as address:  # type: ignore[arg-type]
            env = {
                "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_API_URL": address,
                "GITHUB_TOKEN": TOKEN,
            }  # fmt: skip
            assert gongkai(demo_repository, "remind", "--issues", "--as-of", at, **env
                           ).exit_code == 0  # fmt: skip
        told[private] = json.dumps(issues.told, ensure_ascii=False)
    assert "网民留言" in told[True]
    assert "-clerk" in told[True]
    assert "关于反馈网民留言" not in told[False]
    assert "-clerk" not in told[False]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--issues"], "令牌"), (["--issues", "wanshui"], "一个单位"), (["zhengfuban"], "不考核")],
)
def test_wrong_use_is_told_in_words(demo_repository: Path, arguments: list[str], said: str) -> None:
    done = gongkai(demo_repository, "remind", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr

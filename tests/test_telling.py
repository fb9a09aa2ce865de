"""Units are told at once what came for them, once, by mail, by a command, or on a forge."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scripts.forge.api import Api
from scripts.telling.announcing import announcements
from scripts.telling.issues import open_issues
from scripts.telling.job import STATE, tell
from scripts.telling.settings import read_settings
from scripts.telling.words import subject, text
from tests.conftest import ROOT
from tests.support.command import run
from tests.support.demo import opened
from tests.support.github import REPOSITORY, TOKEN, api
from tests.support.records import text as record_text
from tests.support.server import clone, commit, copy_server, git
from tests.support.smtp import PASSWORD, USER, post_office
from tests.support.submissions import empty
from tests.test_reminding import Issues

NOTICE = "units/zhengfuban/2023/opinion-notice/2023-09-28-01.yml"
NOW = datetime(2023, 9, 28, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def demo(demo_repository: Path) -> Assessment:
    return opened(demo_repository)


# --- who is told what -----------------------------------------------------------------------------


def test_what_names_other_units_is_told_and_nothing_else(demo: Assessment) -> None:
    kinds = {each.kind.kind for each in announcements(demo, -1, NOW)}
    assert kinds >= {"opinion-notice", "criticism", "finding", "ruling", "deadline"}
    assert not kinds & {"news", "guide", "hotline-report", "confirmation", "appeal"}
    for each in announcements(demo, -1, NOW):
        named = each.record.speaks_of - {each.record.unit}
        assert {unit.id for unit in each.units} == named or "all" in named


def test_a_notice_is_told_with_its_content_its_last_day_and_what_is_at_stake(
    demo: Assessment,
) -> None:
    at = datetime(2023, 9, 28, 23, tzinfo=SHANGHAI)
    (notice,) = [
        each for each in announcements(demo, -1, at)
        if each.kind.kind == "opinion-notice" and "2023-09-28" in each.record.id
    ][:1]  # fmt: skip
    unit = notice.units[0]
    told = text(notice, unit, demo.registry)
    assert told.startswith(f"{unit.name}：\n")
    assert str(notice.record.data["title"]) in told
    assert "请在2023-10-07（周六）24时以前" in told
    assert "逾期扣0.2分" in told
    assert notice.record.id in told
    assert "zhengfuban" not in subject(notice)


# --- mail and command -----------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which the office has just sent a notice to two units."""
    made = empty(tmp_path / "repository")
    notice = record_text("opinion-notice", to=["wanshui", "geyi"], title="关于积水的留言")
    made.merge({NOTICE: notice}, at=NOW, unit="zhengfuban")
    made.finish()
    return made.path


def set_up(repository: Path, text: str) -> None:
    (repository / ".git/telling.yml").write_text(text, encoding="utf-8")
    git(repository, "config", "gongkai.tell", "telling.yml")


def smtp(port: int, more: str = "") -> str:
    return (
        f"smtp: {{host: 127.0.0.1, port: {port}, security: none, from: o@example.gov.cn{more}}}\n"
        "addresses:\n  wanshui: [a@example.gov.cn, b@example.gov.cn]\n"
        "  geyi: c@example.gov.cn\n"
    )


def tell_at(repository: Path, at: datetime = NOW) -> tuple[int, int]:
    done = tell(repository / ".git", ROOT, lambda: at + timedelta(minutes=1))
    return done.carried, done.failed


def test_each_unit_gets_its_mail_once(repository: Path) -> None:
    with post_office() as post:
        set_up(repository, smtp(post.port))
        assert tell_at(repository) == (3, 0)
        assert tell_at(repository) == (0, 0)
    (mail,) = post.to("a@example.gov.cn")
    assert mail["subject"] == "【政务公开】网络舆情通知：关于积水的留言"
    assert mail["auto-submitted"] == "auto-generated"
    assert "宛水街道办事处：" in mail.get_content()
    assert parsedate_to_datetime(mail["date"]) >= NOW
    (colleague,) = post.to("b@example.gov.cn")
    assert colleague.get_content() == mail.get_content()
    (other,) = post.to("c@example.gov.cn")
    assert "格宜镇人民政府：" in other.get_content()


def test_a_password_is_given_where_the_server_asks_for_one(repository: Path) -> None:
    (repository / ".git/password").write_text(f"{PASSWORD}\n")
    with post_office(asks_password=True) as post:
        set_up(repository, smtp(post.port, f", user: {USER}, password_file: password"))
        assert tell_at(repository) == (3, 0)


def test_what_could_not_be_told_is_told_later_and_the_others_are_not_told_again(
    repository: Path,
) -> None:
    with post_office(refuses={"b@example.gov.cn"}) as post:  # a colleague of a@'s
        set_up(repository, smtp(post.port))
        assert tell_at(repository) == (2, 1)
        state = json.loads((repository / ".git" / STATE).read_text())
        (failed,) = state["failed"].values()
        assert "550" in failed["why"]
        assert tell_at(repository) == (0, 1)
        post.refuses.clear()
        assert tell_at(repository) == (1, 0)
    assert len(post.to("a@example.gov.cn")) == 1
    assert len(post.to("b@example.gov.cn")) == 1
    assert len(post.to("c@example.gov.cn")) == 1


def test_a_server_that_is_not_there_fails_nothing_but_the_telling(repository: Path) -> None:
    set_up(repository, smtp(9))
    assert tell_at(repository) == (0, 3)


def test_a_command_gets_the_message_as_json_and_nothing_in_its_arguments(
    repository: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    script = tmp_path / "notify"
    script.write_text(f'#!/bin/sh\necho "$#" >> {out}\ncat >> {out}\n')
    script.chmod(0o755)
    set_up(repository, f"command: [{script}]\n")
    assert tell_at(repository) == (2, 0)
    lines = out.read_text().replace("}0", "}\n0").splitlines()
    assert lines[0] == "0"
    told = json.loads(lines[1])
    assert told["schema"] == "announcement/1"
    assert told["unit"] in ("wanshui", "geyi")
    assert told["kind"] == "opinion-notice"


def test_a_command_that_fails_is_tried_again(repository: Path) -> None:
    set_up(repository, "command: [/bin/false]\n")
    assert tell_at(repository) == (0, 2)
    set_up(repository, "command: [/bin/true]\n")
    assert tell_at(repository) == (2, 0)


def test_nobody_is_told_where_nothing_is_set_up(repository: Path) -> None:
    assert tell_at(repository) == (0, 0)
    assert not (repository / ".git" / STATE).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        "smtp: {host: x}\n",
        "smtp: {host: x, from: nobody}\n",
        "smtp: {host: x, from: a@b.cn, security: ssl}\n",
        "smtp: {host: x, from: a@b.cn, port: 0}\n",
        "addresses: {wanshui: ['a@b.cn\\nBcc: x@y.cn']}\n",
        "command: /bin/sh\n",
        "mail: {}\n",
        "[",
    ],
)
def test_settings_that_cannot_be_used_are_told(tmp_path: Path, wrong: str) -> None:
    from scoring.errors import GongkaiError

    file = tmp_path / "telling.yml"
    file.write_text(wrong)
    with pytest.raises(GongkaiError) as refused:
        read_settings(file)
    assert refused.value.code == "tell-settings"


# --- from the push to the mailbox -----------------------------------------------------------------


def until(wanted: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if wanted():
            return True
        time.sleep(0.2)
    return False


def test_a_push_of_the_office_reaches_the_units_mailbox(made_server: Path, tmp_path: Path) -> None:
    bare = copy_server(made_server, tmp_path)
    admin = tmp_path / "admin"
    entry = admin / "units/zhengfuban/unit.yml"
    entry.write_text(entry.read_text().replace("submitters: []", "submitters: [office]"))
    git(admin, "commit", "-qam", "名录")
    assert git(admin, "push", "-q", "origin", "HEAD:main", GONGKAI_USER="admin").returncode == 0
    with post_office() as post:
        (bare / "telling.yml").write_text(smtp(post.port), encoding="utf-8")
        git(bare, "config", "gongkai.tell", "telling.yml")
        desk = clone(str(bare), tmp_path / "desk")
        notice = record_text("opinion-notice", to="wanshui", title="关于积水的留言")
        commit(desk, {NOTICE: notice})
        pushed = git(
            desk, "push", "origin", "HEAD:refs/heads/submit/zhengfuban/1", GONGKAI_USER="office"
        )
        assert pushed.returncode == 0, pushed.stderr
        assert until(lambda: post.to("a@example.gov.cn"))
    (mail,) = post.to("a@example.gov.cn")
    assert "关于积水的留言" in mail["subject"]


# --- on a forge -----------------------------------------------------------------------------------


def test_a_record_gets_one_issue_that_mentions_the_submitters(demo: Assessment) -> None:
    new = [each for each in announcements(demo, -1, NOW) if each.kind.kind == "criticism"][:3]
    issues = Issues()
    with api(issues) as address:  # type: ignore[arg-type]
        forge = Api(address, TOKEN)
        assert len(open_issues(forge, REPOSITORY, new, demo.registry)) == 3
        assert open_issues(forge, REPOSITORY, new, demo.registry) == ()
    assert len(issues.told) == 3
    for each, issue in zip(new, issues.told, strict=True):
        assert str(each.record.data["title"])[:20] in issue["title"]
        assert "\n    " not in issue["body"]  # which would be shown as program text
        for unit in each.units:
            assert f"@{unit.submitters[0].partition('#')[0]}" in issue["body"]


def test_the_dry_run_shows_what_would_be_told(demo_repository: Path) -> None:
    done = run("tell", "--dry-run", "--within", "9999d", repo=demo_repository)
    assert done.exit_code == 0, done.stderr
    assert "发来“通报批评”" in done.stdout


def test_the_dry_run_says_so_where_there_is_nothing_to_tell(demo_repository: Path) -> None:
    done = run("tell", "--dry-run", "--within", "1d", repo=demo_repository)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "最近 1 天没有收到要告诉单位的材料。\n"


# --- the program for group robots that docs/reminders.md gives ------------------------------------


def test_the_robot_program_of_the_manual_posts_what_a_robot_takes(tmp_path: Path) -> None:
    page = (ROOT / "docs/reminders.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    posted: list[dict[str, object]] = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            posted.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"errcode": 0 if len(posted) == 1 else 93000}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Robot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        robots = tmp_path / "robots.json"
        robots.write_text(json.dumps({"wanshui": f"http://127.0.0.1:{server.server_port}/send"}))
        script = tmp_path / "notify"
        script.write_text(program.replace("/etc/gongkai/robots.json", str(robots)))
        message = {"unit": "wanshui", "subject": "【政务公开】通知", "text": "内容" * 500}

        def status(**changes: str) -> int:
            told = json.dumps({**message, **changes})
            return subprocess.run(
                [sys.executable, str(script)], input=told.encode(), check=False,
                capture_output=True,
            ).returncode  # fmt: skip

        assert status() == 0
        assert status(unit="geyi") == 0  # no robot: nothing to do
        assert status() == 1  # the robot's own refusal
        server.shutdown()
    assert posted[0]["msgtype"] == "text"
    content = posted[0]["text"]
    assert isinstance(content, dict)
    assert content["content"].startswith("【政务公开】通知\n内容")
    assert len(content["content"].encode()) <= 2048

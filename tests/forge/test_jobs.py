"""The workflows' own commands on an emulated forge, from a pull request to a published site."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scoring.assessment import Assessment
from scoring.history.repository import open_repository
from scoring.records.record import Strength
from scripts.auditing.audit import Question, audit
from scripts.auditing.comparing import read_published
from scripts.checkpoints.store import kept_in, saved_at
from scripts.cli.opening import moment_or_now
from scripts.forge.comment import MARKER
from scripts.gate.attempts import read_log
from tests.support.gate import NEWS, begin, news
from tests.support.git import git
from tests.support.github import (
    EXAMPLES,
    OWN,
    PUSH_TOKEN,
    REPOSITORY,
    SECRET,
    TEMPLATES,
    TOKEN,
    Comments,
    Done,
    Job,
    api,
    event,
)
from tests.support.records import ROOT, at

pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_file(), reason="npm ci --prefix tests/node has not been run"
)
RECORD = NEWS[len("units/") : -len(".yml")]
RECEIVE = TEMPLATES / "receive.yml"
PUSHED = "2023-02-06T08:00:00Z"
TIME = at("2023-02-06", "16:00:00")


class Forge:
    """A repository with pull requests, and its jobs."""

    def __init__(self, folder: Path, address: str, comments: Comments) -> None:
        self.bare = folder / "forge.git"
        begin(self.bare, bare=True).finish()
        git(self.bare, "config", "uploadpack.allowAnySHA1InWant", "true")  # as GitHub does
        self.comments = comments
        self.job = Job(self.bare, folder / "desk", address)
        self.clerk = folder / "clerk"
        git(folder, "clone", "--quiet", str(self.bare), str(self.clerk))
        git(self.clerk, "config", "user.name", "x")
        git(self.clerk, "config", "user.email", "x@example.gov.cn")

    def push(self, files: dict[str, bytes], number: int = 2, *, anew: bool = False) -> str:
        """Push ``files`` to the pull request ``number`` from the clerk's clone."""
        if anew:
            git(self.clerk, "reset", "--quiet", "--hard", "origin/main")
        for path, content in files.items():
            (self.clerk / path).parent.mkdir(parents=True, exist_ok=True)
            (self.clerk / path).write_bytes(content)
        git(self.clerk, "add", "--all")
        git(self.clerk, "commit", "--quiet", "-m", "`id` $(id) ${{ github.token }}")
        head = git(self.clerk, "rev-parse", "HEAD")
        git(self.clerk, "push", "--quiet", "origin", f"+HEAD:refs/pull/{number}/head")
        return head

    def receive(self, told: dict[str, Any], workflow: Path = RECEIVE) -> Done:
        """Run the receiving job on an event."""
        return self.job.run(workflow, "receive", told)

    @property
    def main(self) -> str:
        return git(self.bare, "rev-parse", "main")

    def record(self, record: str = RECORD) -> Any:
        return Assessment.open(self.bare, product=ROOT).archive.records.get(record)


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    comments = Comments()
    with api(comments) as address:
        yield Forge(tmp_path, address, comments)


@pytest.mark.parametrize("folder", [OWN, TEMPLATES], ids=["own", "template"])
def test_a_pull_request_is_merged_sealed_and_answered(forge: Forge, folder: Path) -> None:
    done = forge.receive(event("opened", forge.push({NEWS: news()})), folder / "receive.yml")
    assert done.status == 0, done.said
    assert done.outputs == {"merged": "true"}
    receipt = forge.record().receipt
    assert (receipt.strength, receipt.time) == (Strength.SEALED, TIME)
    message = git(forge.bare, "log", "-1", "--format=%B", "main")
    assert "Submitted-by: wanshui-clerk#21031067" in message
    assert "Pull-request: 2" in message
    (comment,) = forge.comments.told
    assert comment["body"].startswith(MARKER)
    assert "已接收" in comment["body"] and RECORD in comment["body"]
    assert "对得分的影响" in comment["body"]
    assert comment["body"] in done.summary
    assert git(forge.bare, "for-each-ref", "--format=%(refname)", "refs/gongkai").split() == [
        "refs/gongkai/attempts"
    ]


def test_nothing_of_a_pull_request_is_checked_out_and_no_secret_is_told(forge: Forge) -> None:
    done = forge.receive(event("opened", forge.push({NEWS: news()})))
    (clone,) = (path for path in forge.job.desk.glob("clone-*") if path.is_dir())
    assert not (clone / NEWS).exists()
    assert git(clone, "rev-parse", "refs/gongkai/submission")
    left = [
        path
        for path in forge.job.desk.rglob("*")
        if path.is_file() and ".git/objects" not in path.as_posix()
    ]
    for secret in (TOKEN.encode(), PUSH_TOKEN.encode(), SECRET.splitlines()[1].encode()):
        assert not [path for path in left if secret in path.read_bytes()]
        assert secret.decode() not in done.said
    assert {token for *_, token in forge.comments.asked} == {f"Bearer {TOKEN}"}


def test_a_refusal_is_one_comment_and_the_mended_push_keeps_what_stayed(forge: Forge) -> None:
    main = forge.main
    other = NEWS.replace("ploughing", "bridge")
    files = {NEWS: news(), other: news(category="gossip")}
    done = forge.receive(event("opened", forge.push(files), at=PUSHED))
    assert done.status == 1
    assert forge.main == main
    (comment,) = forge.comments.told
    assert "没有接收" in comment["body"] and "schema-enum" in comment["body"]
    assert {each.codes for each in read_log(open_repository(forge.bare))} == {
        (),
        ("schema-enum",),
    }
    mended = forge.push({other: news(title="桥梁通车")})
    done = forge.receive(event("synchronize", mended, at="2023-02-07T08:00:00Z"))
    assert done.status == 0, done.said
    (comment,) = forge.comments.told  # in place of the first
    assert "已接收" in comment["body"] and "schema-enum" not in comment["body"]
    assert forge.record().receipt.time == TIME
    later = forge.record(RECORD.replace("ploughing", "bridge")).receipt.time
    assert later == at("2023-02-07", "16:00:00")


def test_a_job_that_runs_again_changes_nothing(forge: Forge) -> None:
    told = event("opened", forge.push({NEWS: news()}))
    forge.receive(told)
    main, comment = forge.main, forge.comments.told[0]["body"]
    again = forge.receive(told)
    assert again.status == 0
    assert again.outputs == {"merged": "false"}
    assert (forge.main, forge.comments.told[0]["body"]) == (main, comment)


def test_a_job_overtaken_by_a_newer_push_notes_the_time_and_leaves_it_to_that(
    forge: Forge,
) -> None:
    """The first event waits in a queue while the clerk mends and pushes anew."""
    other = NEWS.replace("ploughing", "bridge")
    first = event("opened", forge.push({NEWS: news(), other: news(title="桥")}), at=PUSHED)
    second = forge.push({NEWS: news(), other: news(title="桥梁通车")}, anew=True)
    done = forge.receive(first)
    assert (done.status, done.outputs) == (0, {"merged": "false"})
    assert forge.record() is None
    assert "新的推送" in forge.comments.told[0]["body"]
    done = forge.receive(event("synchronize", second, at="2023-02-07T08:00:00Z"))
    assert done.outputs == {"merged": "true"}
    assert forge.record().receipt.time == TIME
    assert forge.record(RECORD.replace("ploughing", "bridge")).receipt.time > TIME


def test_jobs_at_once_lose_nothing(forge: Forge) -> None:
    told = []
    for number, unit in enumerate(("wanshui", "xining", "shuanglong"), start=2):
        head = forge.push({NEWS.replace("wanshui", unit): news()}, number, anew=True)
        told.append(event("opened", head, number=number, who=f"{unit}-clerk"))
    jobs = [Job(forge.bare, forge.job.desk / str(place), forge.job.address) for place in range(3)]
    for job in jobs:
        job.desk.mkdir(parents=True)
    with ThreadPoolExecutor(3) as pool:
        done = list(
            pool.map(
                lambda pair: pair[0].run(RECEIVE, "receive", pair[1]), zip(jobs, told, strict=True)
            )
        )
    assert [each.outputs for each in done] == [{"merged": "true"}] * 3, [d.said for d in done]
    records = Assessment.open(forge.bare, product=ROOT).archive.records
    assert len(records) == 3
    assert {each.receipt.strength for each in records.values()} == {Strength.SEALED}
    assert git(forge.bare, "rev-list", "--count", "refs/gongkai/attempts") == "3"


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        (lambda head: event("opened", head, who="xining-clerk"), 1, "path-foreign"),
        (lambda head: event("opened", head, who="stranger"), 1, "submitter-unknown"),
        (lambda head: event("labeled", head), 0, "没有交来新的内容"),
        (lambda head: _changed(event("opened", head), ("pull_request", "draft"), True), 0, "草稿"),
        (
            lambda head: _changed(event("opened", head), ("pull_request", "base", "ref"), "x"),
            1,
            "并入 x 的",
        ),
        (
            lambda head: _changed(event("opened", head), ("repository", "full_name"), "a/b"),
            1,
            "另一个仓库（a/b）",
        ),
        (lambda head: event("opened", "0" * 40), 1, "git fetch 没有成功"),
        (lambda head: {"action": "opened"}, 1, "pull_request 缺少"),
        (lambda head: {}, 1, "pull_request 缺少"),
    ],
)
def test_what_is_not_merged(forge: Forge, told: Any, status: int, words: str) -> None:
    main = forge.main
    done = forge.receive(told(forge.push({NEWS: news()})))
    assert done.status == status, done.said
    assert words in done.said
    assert "Traceback" not in done.said
    assert forge.main == main


def _changed(told: dict[str, Any], place: tuple[str, ...], value: object) -> dict[str, Any]:
    spot = told
    for name in place[:-1]:
        spot = spot[name]
    spot[place[-1]] = value
    return told


def test_a_forge_that_takes_no_comment_undoes_nothing(forge: Forge) -> None:
    forge.comments.answer = lambda *_: (403, {})  # type: ignore[method-assign]
    done = forge.receive(event("opened", forge.push({NEWS: news()})))
    assert done.status == 0
    assert done.outputs == {"merged": "true"}
    assert "HTTP 403" in done.said
    assert forge.record() is not None


def test_a_strangers_comment_with_our_mark_is_left_alone(forge: Forge) -> None:
    forge.comments.told.append({"id": 1, "body": f"{MARKER}\nx", "user": {"type": "User"}})
    forge.receive(event("opened", forge.push({NEWS: news()})))
    assert forge.comments.told[0]["body"].endswith("\nx")
    assert len(forge.comments.told) == 2


def test_the_runner_reads_no_commands_in_names_of_files(forge: Forge) -> None:
    done = forge.receive(event("opened", forge.push({"::add-mask::x/a.yml": b"x"})))
    assert done.status == 1
    lines = done.said.splitlines()
    (stop,) = (line for line in lines if line.startswith("::stop-commands::"))
    word = stop.removeprefix("::stop-commands::")
    assert len(word) == 32
    muted = lines[lines.index(stop) : lines.index(f"::{word}::")]
    assert [line for line in lines if line.startswith("::add-mask")] == [
        line for line in muted if line.startswith("::add-mask")
    ]


def test_what_is_published_is_a_site_with_a_checkpoint_that_the_audit_believes(
    forge: Forge, tmp_path: Path
) -> None:
    forge.receive(event("opened", forge.push({NEWS: news()}, 2)))
    now = forge.job.run(TEMPLATES / "publish.yml", "moment").outputs["now"]
    needs = {"needs.moment.outputs.now": now}
    done = forge.job.run(TEMPLATES / "publish.yml", "build", needs=needs)
    assert done.status == 0, done.said
    site = max(forge.job.desk.glob("clone-*/build/site"))
    saved = saved_at(site / "data/checkpoint.json")
    (kept,) = kept_in(open_repository(forge.bare))
    assert kept.text == saved.text
    assert saved.checkpoint is not None and saved.checkpoint.head == forge.main
    ledger = (site / "data/2023/ledger.json").read_bytes()
    digests = {each.year: each.sha256 for each in saved.checkpoint.ledgers}
    assert digests[2023] == hashlib.sha256(ledger).hexdigest()
    page = (site / "2023/audit.html").read_text(encoding="utf-8")
    assert hashlib.sha256(saved.text).hexdigest() in page and "../data/checkpoint.json" in page
    other = NEWS.replace("wanshui", "xining")
    git(forge.clerk, "fetch", "--quiet", "origin")
    told = event("opened", forge.push({other: news()}, 3, anew=True), number=3, who="xining-clerk")
    for place in ("created_at", "updated_at"):
        told["pull_request"][place] = moment_or_now(None).isoformat()
    assert forge.receive(told).outputs == {"merged": "true"}
    mirror = tmp_path / "mirror.git"
    subprocess.run(["git", "clone", "-q", "--mirror", str(forge.bare), mirror], check=True)
    question = Question(
        ROOT,
        moment_or_now(None),
        saved=(("saved", saved),),
        published=(("ledger.json", read_published(ledger)),),
    )
    report = audit(mirror, question)
    assert report.findings == ()
    assert report.records == 2
    assert [each.same for each in report.ledgers] == [True] * (1 + 2 * len(digests))
    told_by = json.loads(ledger)["head"]
    assert told_by == saved.checkpoint.head
    assert REPOSITORY not in page


def test_a_forge_without_such_events_says_it_field_by_field(forge: Forge, tmp_path: Path) -> None:
    """As on GitLab: the request's head lies elsewhere, and the job posts the comment itself."""
    head = forge.push({NEWS: news()})
    git(forge.bare, "update-ref", "refs/merge-requests/7/head", head)
    clone = tmp_path / "job"
    subprocess.run(["git", "clone", "-q", f"file://{forge.bare}", clone], check=True)
    told = tmp_path / "comment.md"
    command = (
        *("forge", "receive", "--handed", "7", head, "wanshui-clerk#5"),
        *("--ref", "refs/merge-requests/7/head", "--received-at", "2023-02-06T16:00:00+08:00"),
        *("--comment", str(told)),
    )
    done = subprocess.run(
        [sys.executable, "-c", "from scripts.cli import main; main()", *command],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(ROOT), "GONGKAI_GATE_SECRET": SECRET},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert forge.record().receipt.time == TIME
    assert told.read_text(encoding="utf-8").startswith(MARKER)

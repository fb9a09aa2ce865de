"""A branch through the gate: what `main` is afterwards, and what the receipt says."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.cache.store import PLACE as CACHE
from scoring.errors import GongkaiError, WrongUse
from scoring.history.receipts import parse_receipt
from scoring.history.repository import open_repository
from scoring.problem import Problem
from scoring.records.record import Record, Strength
from scripts.gate.answer import Answer
from scripts.gate.attempts import read_log
from scripts.gate.document import answer_json
from scripts.gate.effects import UnitEffect
from scripts.gate.receiving import Submission, receive
from scripts.gate.telling import MOST_PROBLEMS, answer_text
from tests.support.gate import (
    GATE_LINE,
    KEY_FILE,
    NEWS,
    OTHER_KEY,
    START,
    begin,
    codes,
    gate,
    news,
    registry,
    send,
)
from tests.support.git import git
from tests.support.records import ROOT, at
from tests.support.repo import Content
from tests.support.submissions import GUIDE, guide_files

BRANCH = "submit/wanshui/1"
OTHER = NEWS.replace("ploughing", "harvest")


def record_at(folder: Path, path: str) -> Record:
    """The record at `path` as scores see it."""
    return Assessment.open(folder, product=ROOT).archive.records[path[len("units/") : -len(".yml")]]


def sent(folder: Path, files: dict[str | bytes, Content], **more: object) -> Answer:
    """Send `files` on a branch from `main` as it stands."""
    begin(folder).branch(BRANCH, files, at=START).finish()
    return send(folder, **more)  # type: ignore[arg-type]


def test_a_good_branch_becomes_a_sealed_record(tmp_path: Path) -> None:
    builder = begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    before = builder.head
    answer = send(tmp_path)
    assert answer.accepted, codes(answer)
    assert (answer.unit, answer.strength) == ("wanshui", Strength.SEALED)
    head = git(tmp_path, "rev-parse", "main")
    assert head == answer.commit
    tip = git(tmp_path, "rev-parse", BRANCH)
    assert git(tmp_path, "log", "-1", "--format=%P", "main") == f"{before} {tip}"
    assert git(tmp_path, "diff-tree", "-r", "--name-status", before, head) == f"A\t{NEWS}"
    receipt = parse_receipt(git(tmp_path, "log", "-1", "--format=%B", "main"))
    assert (receipt.unit, receipt.submitted_by) == ("wanshui", "wanshui-clerk")
    assert receipt.received_at == answer.received
    record = record_at(tmp_path, NEWS)
    assert record.receipt.strength is Strength.SEALED
    assert record.receipt.time == answer.records[0].time == answer.received
    git(tmp_path, "fsck", "--strict")


def test_git_itself_finds_the_seal_good(tmp_path: Path) -> None:
    answer = sent(tmp_path / "repo", {NEWS: news()})
    signers = tmp_path / "signers"
    signers.write_text(GATE_LINE)
    git(tmp_path / "repo", "config", "gpg.ssh.allowedSignersFile", str(signers))
    assert answer.commit is not None
    git(tmp_path / "repo", "verify-commit", answer.commit)
    git(tmp_path / "repo", "verify-commit", "refs/gongkai/attempts")


def test_without_a_trusted_key_the_servers_word_counts(tmp_path: Path) -> None:
    begin(tmp_path, sealed=False).branch(BRANCH, {NEWS: news()}, at=START).finish()
    answer = send(tmp_path, key=None, received=at("2023-01-31"))
    assert answer.strength is Strength.RECORDED
    assert answer.records[0].time == answer.merged_at
    assert record_at(tmp_path, NEWS).receipt.time == answer.merged_at


@pytest.mark.parametrize(
    ("key", "code"), [(None, "gate-key-missing"), (OTHER_KEY, "gate-key-untrusted")]
)
def test_a_gate_without_the_trusted_key_merges_nothing_and_keeps_the_time(
    tmp_path: Path, key: object, code: str
) -> None:
    builder = begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    with pytest.raises(GongkaiError) as told:
        send(tmp_path, key=key)
    assert told.value.code == code
    assert git(tmp_path, "rev-parse", "main") == builder.head
    later = send(tmp_path, now=at("2023-02-03"))
    # What was noted without the trusted key is nobody's evidence.
    assert later.records[0].time == later.received


def test_a_refused_record_keeps_its_time_where_its_content_stays(tmp_path: Path) -> None:
    builder = begin(tmp_path)
    builder.branch(BRANCH, {NEWS: news(), OTHER: news(category="gossip")}, at=START).finish()
    first = send(tmp_path)
    assert codes(first) == ["schema-enum"]
    mended = news(title="秋收")
    builder.branch("submit/wanshui/2", {NEWS: news(), OTHER: mended}, at=START).finish()
    second = send(tmp_path, "submit/wanshui/2", now=at("2023-03-02"))
    assert second.accepted, codes(second)
    assert second.kept
    assert record_at(tmp_path, NEWS).receipt.time == first.received
    assert record_at(tmp_path, OTHER).receipt.time == second.received
    assert {each.time for each in second.records} == {first.received, second.received}


def test_an_attachment_sent_later_is_another_content(tmp_path: Path) -> None:
    builder = begin(tmp_path)
    builder.branch(BRANCH, {GUIDE: guide_files()[GUIDE]}, at=START).finish()
    assert codes(send(tmp_path)) == ["attachment-missing"]
    builder.branch("submit/wanshui/2", dict(guide_files()), at=START).finish()
    second = send(tmp_path, "submit/wanshui/2", now=at("2023-03-02"))
    assert record_at(tmp_path, GUIDE).receipt.time == second.received


def test_a_forged_entry_in_the_log_gives_no_earlier_time(tmp_path: Path) -> None:
    begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    trial = send(tmp_path, dry=True)
    forged = {
        "schema": "attempt/1",
        "event": "seen",
        "at": "2022-06-01T00:00:00+08:00",
        "submitted_by": "x",
        "unit": None,
        "ref": "x",
        "commit": "x",
        "records": [{"record": each.record, "sha256": each.digest} for each in trial.records],
        "codes": [],
    }
    blob = git(tmp_path, "hash-object", "-w", "--stdin", stdin=json.dumps(forged).encode())
    tree = git(tmp_path, "mktree", stdin=f"100644 blob {blob}\tattempt.json\n".encode())
    commit = git(tmp_path, "commit-tree", tree, "-m", "x")
    git(tmp_path, "update-ref", "refs/gongkai/attempts", commit)
    answer = send(tmp_path)
    assert answer.records[0].time == answer.received


def test_the_servers_time_counts_but_no_time_to_come(tmp_path: Path) -> None:
    builder = begin(tmp_path)
    builder.branch(BRANCH, {NEWS: news()}, at=START)
    builder.branch("submit/wanshui/2", {OTHER: news(title="秋收")}, at=START).finish()
    early = send(tmp_path, received=at("2023-01-31", "23:59:59"))
    assert record_at(tmp_path, NEWS).receipt.time == at("2023-01-31", "23:59:59") == early.received
    late = send(tmp_path, "submit/wanshui/2", now=at("2023-02-02"), received=at("2024-01-01"))
    assert late.received <= at("2023-02-02", "10:00:10")


def test_a_branch_that_lags_or_has_merged_main_is_welcome(tmp_path: Path) -> None:
    builder = begin(tmp_path)
    builder.branch(BRANCH, {NEWS: news()}, at=START)
    builder.branch("submit/wanshui/2", {OTHER: news(title="秋收")}, at=START)
    builder.direct({"README.md": "later"}, at=at("2023-01-20")).finish()
    assert send(tmp_path).accepted
    tip = git(tmp_path, "rev-parse", "submit/wanshui/2")
    main = git(tmp_path, "rev-parse", "main")
    merged = git(tmp_path, "merge-tree", "--write-tree", tip, main)
    both = git(tmp_path, "commit-tree", merged, "-p", tip, "-p", main, "-m", "merge main")
    answer = send(tmp_path, both, now=at("2023-02-02"))
    assert answer.accepted, codes(answer)
    assert [each.record for each in answer.records] == [OTHER[len("units/") : -len(".yml")]]
    assert git(tmp_path, "show", "main:README.md") == "later"
    assert record_at(tmp_path, OTHER).receipt.strength is Strength.SEALED


def test_a_branch_grown_after_its_merge_brings_only_what_is_new(tmp_path: Path) -> None:
    begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    assert send(tmp_path).accepted
    again = send(tmp_path, now=at("2023-02-02"))
    assert codes(again) == ["submission-empty"]
    git(tmp_path, "config", "user.email", "a@b")
    git(tmp_path, "config", "user.name", "a")
    git(tmp_path, "checkout", "-q", BRANCH)
    (tmp_path / OTHER).write_bytes(news(title="秋收"))
    git(tmp_path, "add", OTHER)
    git(tmp_path, "commit", "-qm", "more")
    answer = send(tmp_path, now=at("2023-02-03"))
    assert answer.accepted, codes(answer)
    assert record_at(tmp_path, OTHER).receipt.strength is Strength.SEALED


def test_a_correction_is_received(tmp_path: Path) -> None:
    builder = begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    send(tmp_path)
    correction = {OTHER: news(title="更正", supersedes=NEWS[len("units/") : -len(".yml")])}
    builder.branch("submit/wanshui/2", dict(correction), at=START).finish()
    answer = send(tmp_path, "submit/wanshui/2", now=at("2023-02-03"))
    assert answer.accepted, codes(answer)


def test_a_trial_writes_nothing(tmp_path: Path) -> None:
    begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    before = git(tmp_path, "for-each-ref"), git(tmp_path, "count-objects", "-v")
    files = sorted(path for path in (tmp_path / ".git").rglob("*"))
    answer = send(tmp_path, dry=True)
    assert answer.accepted and answer.commit is None
    assert before == (git(tmp_path, "for-each-ref"), git(tmp_path, "count-objects", "-v"))
    assert files == sorted(path for path in (tmp_path / ".git").rglob("*"))


def test_the_gate_judges_without_the_cache(tmp_path: Path) -> None:
    """Whoever uses it keeps in it what it found; who judges others reads everything anew."""
    begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    assert send(tmp_path).accepted
    assert not (tmp_path / ".git" / CACHE).exists()
    Assessment.open(tmp_path, product=ROOT, cached=True)
    assert (tmp_path / ".git" / CACHE).exists()


def test_what_the_receipt_says_of_the_score_is_what_score_says(tmp_path: Path) -> None:
    files = {path.replace("10-12", "12-12"): body for path, body in guide_files().items()}
    begin(tmp_path).branch(BRANCH, dict(files), at=START).finish()
    when = at("2023-12-12")
    before = Assessment.open(tmp_path, product=ROOT).ledger(2023, when).unit("wanshui")
    answer = send(tmp_path, now=when)
    assert answer.merged_at is not None
    after = Assessment.open(tmp_path, product=ROOT).ledger(2023, at("2023-12-13")).unit("wanshui")
    assert before is not None and after is not None
    (effect,) = answer.effects
    assert (effect.before, effect.after) == (before.score, after.score)
    told = answer_text(answer, "zh")
    assert "对得分的影响" in told
    assert len(told.splitlines()) <= 24
    assert "提交编号：" + str(answer.commit) in told


def test_a_receipt_with_many_records_fits_a_screen_and_json_has_all(tmp_path: Path) -> None:
    files = {
        NEWS.replace("ploughing", f"n{number}"): news(title=f"第{number}期", body=f"正文{number}")
        for number in range(40)
    }
    answer = sent(tmp_path, dict(files))
    assert answer.accepted, codes(answer)
    assert len(answer_text(answer, "zh").splitlines()) <= 40
    assert answer_json(answer, "zh").count('"record":') == 40


def effect(unit: str, after: str) -> UnitEffect:
    points = Decimal(10)
    return UnitEffect(unit, unit, 2023, points, Decimal(9), Decimal(after), ())


def test_effects_on_many_units_tell_the_changed_ones_and_how_many_more(tmp_path: Path) -> None:
    answer = sent(tmp_path, {NEWS: news()})
    same = [effect(f"same-{number}", "9") for number in range(30)]
    told = answer_text(replace(answer, effects=(*same, effect("moved", "8.5"))), "zh")
    assert "moved 2023 年：9 → 8.5" in told
    assert "还有 21 行" in told


def test_a_push_is_told_a_screen_of_problems_errors_first(tmp_path: Path) -> None:
    answer = sent(tmp_path, {NEWS: news(title=None)})
    assert not answer.accepted
    (error,) = answer.problems
    warnings = tuple(
        Problem("attachment-revisions", f"units/a{number}", 1, 1, {"file": "a"})
        for number in range(40)
    )
    answer = replace(answer, problems=(*warnings, error))
    told = answer_text(answer, "zh", MOST_PROBLEMS)
    assert len(told.splitlines()) <= 40
    assert error.code in told
    assert "还有 29 处" in told
    assert answer_text(answer, "zh").count("units/a") == 40


def test_dates_on_main_do_not_go_back(tmp_path: Path) -> None:
    begin(tmp_path).direct({"x": "y"}, at=at("2023-03-01")).branch(
        BRANCH, {NEWS: news()}, at=START
    ).finish()
    with pytest.raises(GongkaiError) as told:
        send(tmp_path)
    assert told.value.code == "gate-clock"
    close = send(tmp_path, now=at("2023-03-01", "09:58:00"))
    assert close.merged_at == at("2023-03-01")


def test_two_gates_at_once_lose_nothing(tmp_path: Path) -> None:
    builder = begin(tmp_path)
    units = ("wanshui", "xining", "shuanglong", "hongqiao", "fenghua")
    for unit in units:
        builder.branch(f"submit/{unit}/1", {NEWS.replace("wanshui", unit): news()}, at=START)
    builder.finish()
    answers: list[Answer] = []

    def one(unit: str) -> None:
        answers.append(send(tmp_path, f"submit/{unit}/1", f"{unit}-clerk"))

    threads = [threading.Thread(target=one, args=(unit,)) for unit in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.accepted for answer in answers] == [True] * len(units)
    records = Assessment.open(tmp_path, product=ROOT).archive.records
    assert len(records) == len(units)
    assert {each.receipt.strength for each in records.values()} == {Strength.SEALED}
    assert len(read_log(open_repository(tmp_path))) == len(units)


# ---- registry merges -----------------------------------------------------------------------------

ENTRY = "units/wanshui/unit.yml"
REGISTRAR = "xinxigongkaizhongxin-clerk"


def entry(path: str, old: bytes, new: bytes) -> dict[str | bytes, Content]:
    """The entry at `path` with `old` replaced."""
    content = registry()[path]
    assert old in content
    return {path: content.replace(old, new)}


def test_the_registrar_changes_entries(tmp_path: Path) -> None:
    changed = entry(ENTRY, b"[wanshui-clerk]", b"[new-clerk]")
    begin(tmp_path).branch("submit/r/1", changed, at=START).finish()
    answer = send(tmp_path, "submit/r/1", REGISTRAR)
    assert answer.accepted, codes(answer)
    assert answer.registry == (ENTRY,)
    assert "单位登记" in answer_text(answer, "zh")
    assert Assessment.open(tmp_path, product=ROOT).registry["wanshui"].submitters == ("new-clerk",)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (
            entry("units/caizheng/unit.yml", b"kind: department", b"kind: office"),
            "registry-governed",
        ),
        (entry(ENTRY, b"roles: []", b"roles: [assessor]"), "registry-governed"),
        (
            entry("units/zhengfuban/unit.yml", b"[zhengfuban-clerk]", b"[me]"),
            "registry-governed",
        ),
        (
            entry("units/xinxigongkaizhongxin/unit.yml", b"[registrar]", b"[registrar, assessor]"),
            "registry-governed",
        ),
        (entry(ENTRY, b"submitters:", b"submiters:"), "schema-additional"),
        ({ENTRY: None}, "registry-comes-or-goes"),
        ({"units/newtown/unit.yml": registry()[ENTRY]}, "registry-comes-or-goes"),
        ({**entry(ENTRY, b"[wanshui-clerk]", b"[x]"), "README.md": "x"}, "path-foreign"),
        ({**entry(ENTRY, b"[wanshui-clerk]", b"[x]"), NEWS: news()}, "merge-mixed"),
    ],
)
def test_what_the_registrar_may_not_change(
    tmp_path: Path, changed: dict[str | bytes, Content], code: str
) -> None:
    builder = begin(tmp_path).branch("submit/r/1", changed, at=START).finish()
    answer = send(tmp_path, "submit/r/1", REGISTRAR)
    assert code in codes(answer)
    assert git(tmp_path, "rev-parse", "main") == builder.head


def test_an_entry_changed_on_both_sides(tmp_path: Path) -> None:
    builder = begin(tmp_path)
    builder.branch("submit/r/1", entry(ENTRY, b"[wanshui-clerk]", b"[x]"), at=START)
    builder.direct(dict(entry(ENTRY, b"[wanshui-clerk]", b"[y]")), at=at("2023-01-20")).finish()
    assert codes(send(tmp_path, "submit/r/1", REGISTRAR)) == ["registry-stale"]


# ---- wrong use -----------------------------------------------------------------------------------


def test_who_and_what_have_to_be_told(tmp_path: Path) -> None:
    begin(tmp_path).finish()
    for arguments in (("nowhere", "wanshui-clerk"), ("main", "a b"), ("main", "")):
        with pytest.raises(WrongUse):
            send(tmp_path, *arguments)
    with pytest.raises(WrongUse):
        receive(gate(tmp_path), Submission("main", "wanshui-clerk", pull_request="7\nUnit: geyi"))


def test_the_command(tmp_path: Path) -> None:
    repo, key = tmp_path / "repo", tmp_path / "key"
    begin(repo).branch(BRANCH, {NEWS: news()}, at=START).branch(
        "submit/wanshui/2", {NEWS: news(category="gossip")}, at=START
    ).finish()
    key.write_bytes(KEY_FILE)

    def gongkai(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = "from scripts.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", program, "--repo", str(repo), *arguments],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    common = ("--submitted-by", "wanshui-clerk", "--key", str(key))
    bad = gongkai("receive", "submit/wanshui/2", *common)
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "没有接收：有 1 处问题" in bad.stdout
    assert f"{NEWS}:" in bad.stdout and "怎么改" in bad.stdout
    good = gongkai("receive", BRANCH, *common, "--format", "json")
    assert good.returncode == 0, good.stderr
    assert '"accepted": true' in good.stdout
    assert '"strength": "sealed"' in good.stdout
    log = gongkai("attempts")
    assert "退回" in log.stdout and "schema-enum" in log.stdout
    assert '"schema": "attempts/1"' in gongkai("attempts", "--format", "json").stdout
    assert gongkai("receive", "nowhere", *common).returncode == 2
    assert gongkai("receive", BRANCH, "--submitted-by", "x y").returncode == 2

"""The log of attempts: what it keeps, who may not fill it, what it proves."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from scoring.errors import GongkaiError
from scoring.history.repository import open_repository
from scripts.gate import attempts
from scripts.gate.attempts import ATTEMPTS, Attempt, Event, append, read_log
from scripts.gate.digests import content_digest
from scripts.gate.sealing import GateKey
from scripts.gate.writing import Writer
from tests.support.gate import KEY, NEWS, START, begin, codes, news, send
from tests.support.git import git
from tests.support.records import at
from tests.support.submissions import GUIDE, WORD, guide_files

BRANCH = "submit/wanshui/1"


def log_of(folder: Path) -> tuple[Attempt, ...]:
    return read_log(open_repository(folder))


def test_what_is_presented_is_noted_with_its_digest(tmp_path: Path) -> None:
    begin(tmp_path).branch(BRANCH, dict(guide_files()), at=START).finish()
    answer = send(tmp_path)
    (seen,) = log_of(tmp_path)
    assert (seen.event, seen.submitted_by, seen.at) == (
        Event.SEEN,
        "wanshui-clerk",
        answer.received,
    )
    assert seen.records == {answer.records[0].record: answer.records[0].digest}
    shown = json.loads(git(tmp_path, "show", f"{ATTEMPTS}:attempt.json"))
    assert shown["schema"] == "attempt/1"
    # What sha256sum prints for the files, put through sha256sum again.
    git(tmp_path, "checkout", "-q", "--force", "main")
    digests = ((path, _sha256(tmp_path / path)) for path in (GUIDE, WORD))
    assert content_digest(digests) == answer.records[0].digest


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_refusal_stands_after_what_was_seen_and_only_once(tmp_path: Path) -> None:
    begin(tmp_path).branch(BRANCH, {NEWS: news(category="gossip")}, at=START).finish()
    for day in ("2023-02-02", "2023-02-03", "2023-02-04"):
        assert codes(send(tmp_path, now=at(day))) == ["schema-enum"]
    log = log_of(tmp_path)
    assert [(each.event, each.codes) for each in log] == [
        (Event.SEEN, ()),
        (Event.REFUSED, ("schema-enum",)),
    ]
    assert log[0].at == at("2023-02-02", "10:00:01")
    times = git(tmp_path, "log", "--reverse", "--format=%ct", ATTEMPTS).split()
    assert times == sorted(times)


def test_rules_that_cannot_be_used_are_noted_too(tmp_path: Path) -> None:
    builder = begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START)
    builder.direct({"schemas/news.json": "{"}, at=at("2023-01-20")).finish()
    with pytest.raises(GongkaiError):
        send(tmp_path)
    assert [each.event for each in log_of(tmp_path)] == [Event.SEEN, Event.REFUSED]


def test_nobody_can_fill_the_log(tmp_path: Path) -> None:
    begin(tmp_path).finish()
    repository, writer = open_repository(tmp_path), Writer(tmp_path / ".git")

    def attempt(number: int, who: str = "a") -> Attempt:
        many = {f"wanshui/2023/news/2023-02-06-{number}-{each}": "0" * 64 for each in range(150)}
        return Attempt(Event.SEEN, START, who, None, "x", "0" * 40, many)

    key = GateKey(KEY)
    taken = 0
    while append(attempt(taken), repository, writer, key, START):
        taken += 1
        assert taken < 100
    size = sum(len(attempts._text(each)) for each in log_of(tmp_path))
    assert size <= attempts.BYTES_A_DAY
    assert append(attempt(0, "b"), repository, writer, key, START)
    # What is known already costs nothing, and the next day there is room again.
    assert append(attempt(0), repository, writer, key, START)
    assert append(attempt(999), repository, writer, key, START + timedelta(days=1, seconds=1))


def test_a_full_allowance_keeps_nobody_from_sending(tmp_path: Path) -> None:
    builder = begin(tmp_path)
    files = {
        NEWS.replace("ploughing", f"n{number}"): news(title=f"第{number}期", body=f"正文{number}")
        for number in range(100)
    }
    builder.branch(BRANCH, dict(files), at=START).finish()
    repository, writer = open_repository(tmp_path), Writer(tmp_path / ".git")
    for size in (1000, 100, 10, 1):
        number = 0
        while True:
            names = (f"wanshui/2023/news/2023-02-06-{size}-{number}-{each}" for each in range(size))
            many = dict.fromkeys(names, "0" * 64)
            entry = Attempt(Event.SEEN, START, "wanshui-clerk", None, "x", "0" * 40, many)
            if not append(entry, repository, writer, GateKey(KEY), START):
                break
            number += 1
    answer = send(tmp_path)
    assert answer.accepted and not answer.logged


def test_what_is_no_entry_is_passed_over(tmp_path: Path) -> None:
    begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    parent: tuple[str, ...] = ()
    for content in (b"{", b"[]", b'{"schema":"attempt/2"}', b"\xff", b'{"schema":"attempt/1"}'):
        blob = git(tmp_path, "hash-object", "-w", "--stdin", stdin=content)
        tree = git(tmp_path, "mktree", stdin=f"100644 blob {blob}\tattempt.json\n".encode())
        parent = ("-p", git(tmp_path, "commit-tree", tree, *parent, "-m", "x"))
    git(tmp_path, "update-ref", ATTEMPTS, parent[1])
    assert log_of(tmp_path) == ()
    assert send(tmp_path).accepted
    assert len(log_of(tmp_path)) == 1

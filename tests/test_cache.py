"""A cache never changes a result: cold, warm, set back, rewritten, damaged, killed, shared."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scoring.admission import stretches
from scoring.admission.admit import arrivals_along
from scoring.admission.product import ProductFiles
from scoring.admission.results import Admission
from scoring.admission.resuming import admission_at
from scoring.admission.validating import second_reader
from scoring.assessment import Assessment
from scoring.cache.store import PLACE, Cache, ValidText, encoded
from scoring.history import second_process
from scoring.history.commit_objects import read_commit
from scoring.history.repository import open_repository
from scoring.history.sshsig import verify
from scoring.history.verifying import signature_of, verifier
from scoring.ledger.text import ledger_json
from tests.conftest import GONGKAI
from tests.support.forge import MAIN, NOBODY, SIGNERS, STRANGER, TRUST, Forge
from tests.support.records import ABSENT, ROOT, at, registry_files, text
from tests.support.repo import Entry, RepoBuilder
from tests.support.submissions import guide_files

AS_OF = at("2024-03-01")
SCHEMA = "schemas/news.json"


def news(number: int, **more: Any) -> dict[str, bytes]:
    path = f"units/wanshui/2023/news/2023-03-{number:02d}-n{number}.yml"
    return {path: text("news", title=f"第{number}条", **more)}


def eventful(folder: Path) -> Forge:
    """Every kind of commit that admission or evidence tells apart."""
    files: dict[str | bytes, Any] = {
        path: content.replace(
            b"submitters: []", f"submitters: [{path.split('/')[1]}-clerk]".encode()
        )
        for path, content in registry_files().items()
    }
    for schema in (ROOT / "schemas").glob("*.json"):
        files[f"schemas/{schema.name}"] = schema.read_bytes()
    RepoBuilder(folder, bare=True).first(files, at=at("2023-01-01")).finish()
    forge = Forge(folder)
    day = at("2023-02-01")

    def merge(files: dict[str, Any], **more: Any) -> str:
        nonlocal day
        day += timedelta(days=1)
        tip = forge.branch(files, at=day, base=more.pop("base", None))
        forge.merge(tip, at=day, **more)
        return tip

    def direct(files: dict[str, Any]) -> None:
        nonlocal day
        day += timedelta(days=1)
        forge.move(MAIN, forge.branch(files, at=day))

    merge(news(1), key=NOBODY)  # recorded: no key is trusted yet
    direct(news(2))  # unverified, by its own date
    merge(news(3, category="nonsense"), key=NOBODY)  # invalid
    direct({TRUST: SIGNERS})
    merge(news(4), key=NOBODY)  # counts from the next seal on
    merge(news(5))
    merge(news(6, supersedes="wanshui/2023/news/2023-03-05-n5"))
    early = merge(guide_files())
    merge({**news(7), b"units/wanshui/\xff.yml".decode("utf-8", "surrogateescape"): b"x"})
    direct({next(iter(news(5))): b"changed: afterwards\n"})
    schema = (ROOT / SCHEMA).read_text(encoding="utf-8")
    direct({SCHEMA: schema.replace('"maxLength": 20000', '"maxLength": 19999')})
    direct({next(iter(news(1))): None})
    merge(news(8), base=early)  # a branch that began on another branch
    merge({**news(9), **news(10)}, key=STRANGER)
    direct({"units/wanshui/2023/news/2023-03-11-n11.yml": Entry(b"elsewhere", "120000")})
    merge({"units/zhengfuban/2023/ruling/2023-04-01-01.yml": text("ruling", points=0.5)},
          unit="zhengfuban")  # fmt: skip
    merge(news(12, body=ABSENT))
    merge(news(13), key=NOBODY)  # nothing vouches for this one yet
    return forge


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return eventful(tmp_path_factory.mktemp("cache") / "history").path


@pytest.fixture
def forge(history: Path, tmp_path: Path) -> Forge:
    return Forge(shutil.copytree(history, tmp_path / "copy"))


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "LENGTH", 4)  # so that a short history has several


def admission(folder: Path, head: str, *, cached: bool) -> Admission:
    return admission_at(open_repository(folder), head, ROOT, cached=cached)


def plain(found: Admission) -> dict[str, Any]:
    """All that an admission says, as values that can be compared."""
    return {
        "records": found.records,
        "rejections": found.rejections,
        "attachments": found.attachments,
        "first": found.first,
        "length": found.length,
        "tree": sorted(found.tree.select(lambda _: True)),
        "verdicts": [
            (each.valid, each.judged, each.signed, each.registry, each.principals, each.receipt,
             [(fault.code, dict(fault.values)) for fault in each.faults])
            for each in found.verdicts
        ],
    }  # fmt: skip


def places(forge: Forge) -> list[str]:
    return forge.git("rev-list", "--first-parent", "--reverse", MAIN).split()


def rows(forge: Forge, query: str) -> list[Any]:
    with sqlite3.connect(forge.path / PLACE) as file:
        found = file.execute(query).fetchall()
    file.close()
    return found


def same(forge: Forge, head: str) -> None:
    fresh = plain(admission(forge.path, head, cached=False))
    assert plain(admission(forge.path, head, cached=True)) == fresh


def test_the_history_of_these_tests_has_everything_in_it(forge: Forge) -> None:
    found = admission(forge.path, forge.head, cached=False)
    strengths = {record.receipt.strength.value for record in found.records}
    assert strengths == {"sealed", "recorded", "unverified"}
    assert {record.receipt.time is None for record in found.records} == {True, False}
    assert len(found.rejections) >= 3 and found.attachments
    assert any(each.valid for each in found.verdicts)


def test_cold_and_warm_say_the_same(forge: Forge) -> None:
    for _ in range(3):
        same(forge, forge.head)


def test_every_head_says_the_same_whatever_was_read_before(forge: Forge) -> None:
    heads = places(forge)
    dice = random.Random(9)
    for head in (*heads, *reversed(heads), *dice.choices(heads, k=20)):
        same(forge, head)


def test_the_bytes_of_the_ledger_are_the_same(forge: Forge) -> None:
    def ledger(head: str, *, cached: bool) -> str:
        found = Assessment.open(forge.path, head=head, product=ROOT, cached=cached)
        return ledger_json(found.ledger(2023, AS_OF))

    heads = places(forge)
    for head in (heads[-1], heads[6], heads[-1]):
        assert ledger(head, cached=True) == ledger(head, cached=False)


def test_a_rewritten_history_is_read_anew_from_where_it_parts(forge: Forge) -> None:
    same(forge, forge.head)
    forge.move(MAIN, places(forge)[7])
    forge.merge(forge.branch(news(20), at=at("2023-09-01")), at=at("2023-09-01"))
    same(forge, forge.head)
    kept = rows(forge, "SELECT first FROM stretches ORDER BY first")
    assert [first for (first,) in kept] == [0, 4, 8]


def test_a_later_seal_vouches_for_what_had_no_time(forge: Forge) -> None:
    last = admission(forge.path, forge.head, cached=True).records[-1]
    assert last.receipt.time is None
    forge.merge(forge.branch(news(21), at=at("2023-12-01")), at=at("2023-12-01"))
    found = admission(forge.path, forge.head, cached=True)
    assert found.records[-2].receipt.time == at("2023-12-01")
    same(forge, forge.head)


def test_a_changed_rulebook_or_schema_of_the_product_is_another_era(
    forge: Forge, tmp_path: Path
) -> None:
    same(forge, forge.head)
    product = tmp_path / "product"
    for folder in ("schemas", "scoring/rulebooks", "scoring/calendars"):
        shutil.copytree(ROOT / folder, product / folder)
    rulebook = product / "scoring" / "rulebooks" / "2023-township.yml"
    rulebook.write_bytes(rulebook.read_bytes() + b"# another\n")
    repository = open_repository(forge.path)
    found = admission_at(repository, forge.head, product, cached=True)
    assert plain(found) == plain(admission_at(repository, forge.head, product))
    assert len(rows(forge, "SELECT era FROM era")) == 1
    same(forge, forge.head)


DAMAGE = [
    "UPDATE stretches SET data = replace(data, 'wanshui', 'xining')",
    "UPDATE stretches SET data = substr(data, 1, 100) WHERE first = 4",
    "UPDATE stretches SET first = first + 1 WHERE first = 8",
    "UPDATE stretches SET checksum = 7",
    "DELETE FROM stretches WHERE first = 4",
    "UPDATE texts SET data = replace(data, '第', '前')",
    "UPDATE texts SET blob = blob || 'x'",
    "DELETE FROM texts",
    "UPDATE era SET era = x'00'",
    "DROP TABLE texts",
    "PRAGMA user_version = 99",
]


@pytest.mark.parametrize("statement", DAMAGE)
def test_a_damaged_entry_is_found_and_read_anew(forge: Forge, statement: str) -> None:
    same(forge, forge.head)
    with sqlite3.connect(forge.path / PLACE) as file:
        file.execute(statement)
    file.close()
    same(forge, forge.head)
    same(forge, forge.head)


def test_entries_exchanged_for_each_other_are_found(forge: Forge) -> None:
    """Whole entries, each with its checksum, but under another name."""
    same(forge, forge.head)
    with sqlite3.connect(forge.path / PLACE) as file:
        told = file.execute("SELECT rowid, data, checksum FROM texts").fetchall()
        for (row, _, _), (_, data, checksum) in pairwise(told):
            values = (data, checksum, row)
            file.execute("UPDATE texts SET data = ?, checksum = ? WHERE rowid = ?", values)
    file.close()
    same(forge, forge.head)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_put_aside(forge: Forge, content: bytes) -> None:
    same(forge, forge.head)
    (forge.path / PLACE).write_bytes(content)
    same(forge, forge.head)
    assert rows(forge, "SELECT count(*) FROM stretches") != [(0,)]


def test_a_folder_in_the_place_of_the_file_only_costs_time(forge: Forge) -> None:
    (forge.path / PLACE).mkdir(parents=True)
    same(forge, forge.head)


def test_it_may_be_deleted_at_any_time(forge: Forge) -> None:
    same(forge, forge.head)
    shutil.rmtree((forge.path / PLACE).parent)
    same(forge, forge.head)


def test_a_locked_cache_is_left_alone(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.cache.store._PATIENCE", 0.01)
    admission(forge.path, places(forge)[5], cached=True)
    holder = sqlite3.connect(forge.path / PLACE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    same(forge, forge.head)
    holder.execute("ROLLBACK")
    holder.close()
    same(forge, forge.head)


def test_a_run_killed_while_it_writes_leaves_what_was_there(forge: Forge) -> None:
    same(forge, places(forge)[6])
    script = (
        "import os, sqlite3, sys\n"
        "file = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "file.execute('PRAGMA cache_size = 1')\n"  # so that it writes before it is asked to commit
        "file.execute('BEGIN IMMEDIATE')\n"
        "file.execute('DELETE FROM stretches')\n"
        "file.execute('CREATE TABLE large AS WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i, hex(i) FROM n')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, forge.path / PLACE], check=False)
    assert done.returncode == -9
    same(forge, forge.head)
    assert len(rows(forge, "SELECT first FROM stretches")) > 1


def test_a_git_folder_that_cannot_be_written_works_without(forge: Forge) -> None:
    (forge.path / PLACE.parent).write_text("a file where the folder should be")
    same(forge, forge.head)


def test_two_processes_at_once_give_the_same(forge: Forge) -> None:
    command = [*GONGKAI, "--repo", str(forge.path), "score", "--as-of", "2024-03-01"]
    command += ["--format", "json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def start(*more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=env
        )

    half = places(forge)[9]
    running = [start(), start("--head", half), start(), start("--head", half)]
    told = [(process.communicate()[0], process.returncode) for process in running]
    assert {status for _, status in told} == {0}
    assert told[0] == told[2] and told[1] == told[3] and told[0] != told[1]
    same(forge, forge.head)


def test_without_a_cache_nothing_is_written(forge: Forge) -> None:
    command = [*GONGKAI, "--no-cache", "--repo", str(forge.path), "score", "--format", "json"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    assert not (forge.path / PLACE).exists()
    subprocess.run(
        [*GONGKAI, *command[len(GONGKAI) + 1 :]], check=True, capture_output=True, cwd=ROOT
    )
    assert (forge.path / PLACE).exists()


def test_an_audit_neither_reads_nor_writes_it(forge: Forge) -> None:
    def audit() -> tuple[int, bytes]:
        command = [*GONGKAI, "--repo", str(forge.path), "audit", "--format", "json"]
        done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
        return done.returncode, done.stdout

    before = audit()
    assert not (forge.path / PLACE).exists()
    admission(forge.path, forge.head, cached=True)
    kept = (forge.path / PLACE).read_bytes()
    assert audit() == before
    assert (forge.path / PLACE).read_bytes() == kept


@pytest.fixture
def second_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which another process is worth its start, however little there is to do."""
    monkeypatch.setattr(second_process, "MIN_LINES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))


def test_with_a_second_process_the_same_is_found(
    forge: Forge, request: pytest.FixtureRequest
) -> None:
    fresh = plain(admission(forge.path, forge.head, cached=False))
    request.getfixturevalue("second_core")
    for _ in range(3):  # it may come late, or first
        assert plain(admission(forge.path, forge.head, cached=False)) == fresh


def waited(take: Callable[[], Any]) -> Any:
    """What another process has found, once it has."""
    for _ in range(3000):
        found = take()
        if found is not None:
            return found
        time.sleep(0.01)
    return None


def test_another_process_says_of_a_signature_what_we_say(forge: Forge, second_core: None) -> None:
    signed = 0
    with open_repository(forge.path).objects() as objects:
        raws = list(objects.commits(places(forge), 100_000))
    with verifier(forge.path, places(forge)) as others:
        for name, raw in reversed(raws):
            commit = read_commit(raw or b"")
            if commit.signature is not None:
                told = waited(lambda name=name: others.take(name))  # type: ignore[misc]
                assert signature_of(commit, told) == verify(commit.signature, commit.payload)
                signed += 1
    assert signed >= 8


def test_another_process_reads_records_as_we_do(forge: Forge, second_core: None) -> None:
    repository = open_repository(forge.path)
    chain = repository.first_parent_chain(forge.head)
    found = admission(forge.path, forge.head, cached=False)
    by_blob = {found.first[record.path]: record for record in found.records}
    with (
        repository.objects() as objects,
        second_reader(
            forge.path, ProductFiles(ROOT), objects, {}, chain, arrivals_along(chain)
        ) as others,
    ):
        early = [found.first[record.path] for record in found.records if record.receipt.place < 8]
        for blob in reversed(early):
            data = waited(lambda blob=blob: others.take(others.digest, blob))  # type: ignore[misc]
            assert data == by_blob[blob].data
        assert others.take("another digest", early[0]) is None


def test_what_json_would_not_give_back_is_not_kept() -> None:
    assert encoded({"points": Decimal("0.50")}) is None
    assert encoded({"text": "\ud800"}) is None
    assert encoded({"text": "宛水", "number": 2**70, "no": None}) is not None


def test_texts_are_told_apart_by_schema_blob_and_kind(tmp_path: Path) -> None:
    cache = Cache(tmp_path, b"era")
    many = [ValidText("s", f"{number:040x}", "news", f'{{"n":{number}}}') for number in range(300)]
    cache.keep([], many)

    def found(schema: str, wanted: Iterator[tuple[str, str]]) -> dict[str, Any]:
        return dict(cache.texts(schema, wanted))

    everything = [(each.blob, "news") for each in many]
    assert len(found("s", iter(everything))) == 300
    assert found("s", iter(everything[:2])) == {f"{0:040x}": {"n": 0}, f"{1:040x}": {"n": 1}}
    assert not found("other", iter(everything))
    assert not found("s", iter([(everything[0][0], "guide")]))
    assert not dict(Cache(tmp_path, b"later").texts("s", everything))

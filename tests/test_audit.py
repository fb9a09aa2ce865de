"""The audit: what it finds, what it must not find, what it says of changes and ledgers."""

import json
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from scoring.assessment import Assessment
from scoring.history.repository import open_repository
from scoring.ledger.text import ledger_json
from scoring.messages import catalogue
from scripts.auditing.audit import Question, audit
from scripts.auditing.comparing import read_published
from scripts.auditing.document import json_report
from scripts.auditing.governing import matter_of
from scripts.auditing.lineage import Lineage
from scripts.auditing.merges import shape_findings
from scripts.auditing.reading import chain_among
from scripts.auditing.report import Report
from scripts.auditing.telling import text_report
from scripts.checkpoints.store import Kept
from scripts.gate.attempts import Attempt, read_log
from scripts.gate.receiving import Gate, Submission, receive
from scripts.gate.sealing import GateKey
from tests.support.command import run
from tests.support.forge import MAINTAINER, SIGNERS, TRUST, Forge
from tests.support.records import ABSENT, ROOT, at, registry_files, text
from tests.support.repo import RepoBuilder
from tests.support.stage import LATER, NEW, NOW, Stage, news, raise_curtain
from tests.support.submissions import submissions

BOOK = "scoring/rulebooks/2023-township.yml"
GONGKAI = (sys.executable, "-c", "from scripts.cli import main; main()")


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return raise_curtain(tmp_path_factory.mktemp("audit") / "honest.git")


@pytest.fixture
def stage(honest: Stage, tmp_path: Path) -> Stage:
    return honest.copy(tmp_path / "repository.git")


def codes(report: Report) -> list[str]:
    return sorted({finding.code for finding in report.findings})


def stated(report: Report) -> set[str]:
    return {statement.code for statement in report.statements}


def gongkai(folder: Path, *arguments: str) -> Result:
    return run(*arguments, repo=folder)


# --- what is clean, and what could not be checked ------------------------------------------------


def test_the_demo_year_is_clean(demo_repository: Path) -> None:
    report = audit(demo_repository, Question(ROOT, LATER.replace(year=2026)))
    assert codes(report) == []
    assert report.records == sum(report.strengths.values()) > 2000
    assert {"audit-no-checkpoints", "audit-no-saved", "audit-no-ledger"} <= stated(report)


def test_an_invalid_record_on_main_is_a_finding(tmp_path: Path) -> None:
    submissions(tmp_path)
    report = audit(tmp_path, Question(ROOT, at("2024-01-01")))
    assert codes(report) == ["schema-enum"]
    (finding,) = report.findings
    assert finding.path == "units/geyi/2023/news/2023-03-06-gossip.yml"
    commit = open_repository(tmp_path).first_parent_chain(open_repository(tmp_path).head())[2]
    assert finding.commit == commit.id


# --- branches that are welcome -------------------------------------------------------------------


def shape(builder: RepoBuilder) -> list[str]:
    repository = open_repository(builder.finish().path)
    head = repository.head()
    entries = {entry.id: entry for entry in repository.everything(head)}
    chain = chain_among(entries, head)
    assert chain == repository.first_parent_chain(head)
    found = shape_findings(Lineage(chain, entries.values()), lambda _: False)
    return sorted({finding.code for finding in found})


def test_a_branch_that_lags_behind_is_welcome(stage: Stage) -> None:
    base = stage.forge.git("rev-parse", "main^1")
    stage.forge.branch({NEW: news()}, base=base, at=NOW, name="submit/a")
    assert stage.send("refs/heads/submit/a").accepted
    assert codes(stage.audit(saved=True)) == []


def test_a_branch_that_merged_main_into_itself_is_welcome(stage: Stage) -> None:
    forge = stage.forge
    own = forge.branch({NEW: news()}, base="main^1", at=NOW)
    tree = forge.tree(forge.head, {NEW: news()})
    forge.move("refs/heads/submit/a", forge.commit(tree, (own, forge.head), NOW, "Merge main\n"))
    assert stage.send("refs/heads/submit/a").accepted
    assert codes(stage.audit(saved=True)) == []


def test_a_branch_that_lives_on_after_its_merge_is_welcome(stage: Stage) -> None:
    forge = stage.forge
    tip = forge.head
    for number in range(4):
        path = NEW.replace("road", f"road-{number}")
        tip = forge.branch({path: news(f"第{number}条")}, base=tip, at=NOW, name="submit/a")
        assert stage.send("refs/heads/submit/a", now=NOW + timedelta(hours=number)).accepted
    assert codes(stage.audit(saved=True)) == []


def test_attempts_from_before_a_gate_key_was_trusted_need_no_signature(tmp_path: Path) -> None:
    """A repository that began without keys is no worse for having got them."""
    path = tmp_path / "keyless.git"
    entry = registry_files()["units/wanshui/unit.yml"]
    entry = entry.replace(b"submitters: []", b"submitters: [wanshui-clerk]")
    first = {"units/wanshui/unit.yml": entry, "README.md": "x\n"}
    RepoBuilder(path, bare=True).first(first, at=at("2023-01-01")).finish()
    keyless = Stage(path, Forge(path), Kept(b"", None))
    forge = keyless.forge
    forge.branch({NEW: news()}, at=at("2023-02-06"), name="submit/a")
    gate = Gate(path, ROOT, GateKey(None), lambda: at("2023-02-06"))
    assert receive(gate, Submission("refs/heads/submit/a", "wanshui-clerk")).accepted
    keys = forge.branch({TRUST: SIGNERS}, at=at("2023-02-07"))
    forge.merge(keys, at=at("2023-02-07"), key=MAINTAINER, message="keys\n")
    assert codes(keyless.audit()) == []
    assert keyless.submit({NEW.replace("road", "later"): news("后来")}).accepted
    assert codes(keyless.audit()) == []


def test_both_sides_may_make_the_same_change(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "same").first({"a": "1", "b": "1"}, at=at("2023-01-01"))
    builder.branch("x", {"a": "2"}, at=at("2023-01-02"))
    builder.merge({"a": "2"}, at=at("2023-01-03"))
    assert shape(builder) == []


def test_a_foxtrot_without_receipts_shows_in_the_graph(tmp_path: Path) -> None:
    """Nothing is signed here: a merge of other branches beside the chain tells main that was."""
    builder = RepoBuilder(tmp_path / "fox", bare=True).first({"a": "1"}, at=at("2023-01-01"))
    begun = builder.head
    builder.merge({"b": "1"}, at=at("2023-01-02"))
    builder.merge({"c": "1"}, at=at("2023-01-03"))
    forge = Forge(builder.finish().path)
    own = forge.branch({"d": "1"}, base=begun, at=at("2023-01-04"))
    tree = forge.tree(forge.head, {"d": "1"})
    forge.move("refs/heads/main", forge.commit(tree, (own, forge.head), at("2023-01-05"), "fox\n"))
    assert shape(builder) == ["commit-direct", "commit-foxtrot"]


# --- changes of the rules ------------------------------------------------------------------------


def change_rules(stage: Stage, key: object = MAINTAINER) -> str:
    book = Path(ROOT, BOOK).read_text(encoding="utf-8")
    assert "points_per_missing: 0.1" in book
    files: dict[str, str] = {
        BOOK: book.replace("points_per_missing: 0.1", "points_per_missing: 0.2")
    }
    other = "scoring/rulebooks/2023-department.yml"
    files[other] = Path(ROOT, other).read_text(encoding="utf-8")
    tip = stage.forge.branch(files, at=NOW)
    return stage.forge.merge(tip, at=NOW, key=key, message="细则：少报一条扣 0.2\n")


def test_a_change_of_rules_is_listed_with_its_signer_and_what_it_moved(stage: Stage) -> None:
    commit = change_rules(stage)
    report = stage.audit(saved=True)
    assert codes(report) == []
    (change,) = report.changes
    assert (change.commit, change.signers) == (commit, ("maintainer",))
    assert list(change.matters) == ["rulebook"]
    assert change.moves is not None
    moved = {move.unit: (move.before, move.after) for move in change.moves}
    assert "wanshui" in moved and "fagaiwei" not in moved
    assert all(after < before for before, after in moved.values() if before and after)


def test_a_change_signed_by_nobody_entitled_is_a_finding(stage: Stage) -> None:
    commit = change_rules(stage, key=None)
    report = stage.audit()
    assert codes(report) == ["governance-unsigned"]
    assert report.findings[0].commit == commit
    assert report.changes[0].signers == ()


def test_where_no_maintainer_is_trusted_changes_are_listed_only(tmp_path: Path) -> None:
    builder = submissions(tmp_path)
    builder.merge({"mkdocs.yml": "site_name: x\n"}, at=at("2023-12-01"))
    builder.finish()
    report = audit(tmp_path, Question(ROOT, at("2024-01-01")))
    assert codes(report) == ["schema-enum"]
    assert [list(change.matters) for change in report.changes] == [["theme"]]
    assert "audit-no-maintainer-key" in stated(report)


def test_rules_that_cannot_be_used_have_no_effect_to_reckon(stage: Stage) -> None:
    tip = stage.forge.branch({BOOK: "id: broken\n"}, at=NOW)
    stage.forge.merge(tip, at=NOW, key=MAINTAINER, message="broken\n")
    report = stage.audit()
    assert report.changes[0].moves is None
    assert "effect" in text_report(report, "en")


@pytest.mark.parametrize(
    ("path", "matter"),
    [
        ("units/wanshui/unit.yml", "registry"),
        (BOOK, "rulebook"),
        ("scoring/calendars/china-2023.yml", "calendar"),
        ("schemas/news.json", "schema"),
        ("scoring/trust/allowed_signers", "keys"),
        (".github/workflows/receive.yml", "workflow"),
        (".gitlab-ci.yml", "workflow"),
        ("scoring/rules/quota.py", "code"),
        (".gitattributes", "code"),
        ("docs/.gitattributes", "code"),
        ("engine.txt", "engine"),
        ("requirements.lock", "engine"),
        ("mkdocs.yml", "theme"),
        ("README.md", "other"),
    ],
)
def test_what_a_change_is_about(path: str, matter: str) -> None:
    assert matter_of(path) == matter


# --- ledgers -------------------------------------------------------------------------------------


def ledger(stage: Stage) -> str:
    return ledger_json(Assessment.open(stage.path, product=ROOT).ledger(2023, NOW))


def test_a_published_ledger_follows_from_the_history(stage: Stage) -> None:
    published = read_published(ledger(stage).encode())
    stage.submit({NEW: news()})  # main has gone on since
    report = stage.audit(published=(("ledger.json", published),))
    assert codes(report) == []
    assert report.ledgers[0].same is True
    assert report.ledgers[0].sha256 == report.ledgers[0].published


def test_another_engine_is_stated_and_its_differences_listed(stage: Stage) -> None:
    told = (
        ledger(stage).replace("gongkai 0", "gongkai 99.0").replace('"score": 9.', '"score": 8.', 1)
    )
    report = stage.audit(published=(("ledger.json", read_published(told.encode())),))
    assert codes(report) == []
    assert "audit-other-engine" in stated(report)
    assert report.ledgers[0].same is None
    assert report.ledgers[0].differences


# --- as told -------------------------------------------------------------------------------------


def test_it_is_told_as_text_and_as_json(stage: Stage) -> None:
    stage.forge.move("refs/heads/main", stage.forge.branch({NEW: news()}, at=NOW))
    report = stage.audit(saved=True)
    document = json.loads(json_report(report, "zh"))
    assert document["schema"] == "audit/1" and document["clean"] is False
    assert {each["code"] for each in document["findings"]} == {"commit-direct", "receipt-missing"}
    assert all(each["commit"] == report.head for each in document["findings"])
    chinese, english = text_report(report, "zh"), text_report(report, "en")
    assert "commit-direct" in chinese and "commit-direct" in english
    assert "直接写在主线上的提交" in chinese


def test_nothing_hostile_in_a_path_reaches_the_terminal(stage: Stage) -> None:
    name = "units/wanshui/2023/news/2023-03-06-\x1b[31m\n.yml"
    stage.forge.merge(stage.forge.branch({name: news()}, at=NOW), at=NOW)
    told = text_report(stage.audit(), "zh")
    assert "\x1b" not in told
    json.loads(json_report(stage.audit(), "zh"))


def test_the_command(stage: Stage, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    done = gongkai(stage.path, "checkpoint", "--as-of", "2023-03-15", "--out", str(saved))
    assert done.exit_code == 0, done.stderr
    Path(tmp_path, "ledger.json").write_text(ledger(stage), encoding="utf-8")
    clean = gongkai(
        stage.path, "audit", "--ledger", str(tmp_path / "ledger.json"), "--format", "json"
    )
    told = json.loads(clean.stdout)
    # This checkpoint bears no signature, though a key for checkpoints is trusted.
    assert {each["code"] for each in told["findings"]} == {"checkpoint-unsigned"}
    assert clean.exit_code == 1
    stage.forge.git("update-ref", "refs/gongkai/checkpoints", "refs/gongkai/checkpoints^")
    again = gongkai(stage.path, "audit")
    assert again.exit_code == 0, again.stdout
    assert "没有发现问题" in again.stdout
    left = gongkai(stage.path, "audit", "--checkpoint", str(saved))
    assert left.exit_code == 1 and "checkpoint-left" in left.stdout
    assert gongkai(stage.path, "checkpoint", "--as-of", "2999-01-01").exit_code == 2
    assert gongkai(stage.path, "audit", "--ledger", str(saved)).exit_code == 1
    assert gongkai(tmp_path, "audit").exit_code == 2


def test_the_first_content_decides_whatever_comes_later(stage: Stage) -> None:
    """An edit changes no score, and is named with the commit that made it."""
    before = ledger(stage)
    path = "units/wanshui/2023/news/2023-02-06-ploughing.yml"
    commit = stage.forge.merge(stage.forge.branch({path: news("改过的稿")}, at=NOW), at=NOW)
    report = stage.audit()
    named = [each for each in report.findings if each.code == "record-changed"]
    assert [(each.commit, each.path) for each in named] == [(commit, path)]
    assert json.loads(before)["units"] == json.loads(ledger(stage))["units"]


@pytest.mark.parametrize("page", ["docs/evidence.md", "docs/auditor.md"])
def test_the_codes_that_the_manuals_name_are_there(page: str) -> None:
    told = Path(ROOT, page).read_text(encoding="utf-8")
    named = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", told)
    others = {"valid-after", "valid-before", "gongkai-checkpoint"}
    assert len(named) > 8
    assert [name for name in named if name not in catalogue() and name not in others] == []


# --- rulings that cite an attempt ----------------------------------------------------------------

REFUSED_AT = at("2023-03-05")


def refused(stage: Stage) -> str:
    """Send what the gate refuses, then send it well; return the digest that was presented."""
    answer = stage.submit({NEW: news(category="gossip")}, now=REFUSED_AT)
    assert not answer.accepted
    assert stage.submit({NEW: news()}).accepted
    return read_log(open_repository(stage.path))[-3].records[NEW[6:-4]]


def ruled(stage: Stage, **fields: object) -> list[str]:
    """Let the office set the time of that news; return what the audit finds."""
    left_out = dict.fromkeys(("answers", "node", "rule", "period", "points"), ABSENT)
    told = {"record": NEW[6:-4], "to": "wanshui", "effect": "set-time", **left_out, **fields}
    path = "units/zhengfuban/2023/ruling/2023-03-19-01.yml"
    answer = stage.submit({path: text("ruling", **told)}, "zhengfuban-clerk")
    assert answer.accepted, answer.problems
    return codes(stage.audit(saved=True))


def test_a_ruling_may_give_back_the_time_of_an_attempt(stage: Stage) -> None:
    digest = refused(stage)
    assert ruled(stage, time="2023-03-05T10:00:00+08:00", attempt=digest) == []


@pytest.mark.parametrize(
    ("time", "attempt", "code"),
    [
        ("2023-03-05T10:00:00+08:00", "0" * 64, "ruling-attempt-unknown"),
        ("2023-03-05T09:59:59+08:00", "", "ruling-attempt-later"),
        ("2023-03-05T10:00:00+08:00", "xining", "ruling-attempt-foreign"),
    ],
)
def test_a_ruling_that_its_attempt_does_not_bear_out(
    stage: Stage, time: str, attempt: str, code: str
) -> None:
    digest = refused(stage)
    if attempt == "xining":
        (other,) = (
            each.records for each in read_log(open_repository(stage.path)) if _of(each, "xining")
        )
        digest = next(iter(other.values()))
    assert ruled(stage, time=time, attempt=digest if len(attempt) < 64 else attempt) == [code]


def _of(attempt: Attempt, unit: str) -> bool:
    return any(record.startswith(f"{unit}/") for record in attempt.records)


def test_a_saved_file_that_is_no_checkpoint_is_named(stage: Stage) -> None:
    report = Stage(stage.path, stage.forge, Kept(b"{}\n", None)).audit(saved=True)
    assert [(each.code, each.path) for each in report.findings] == [
        ("checkpoint-unreadable", "saved.json")
    ]


def test_a_ledger_that_no_checkpoint_names_is_stated(stage: Stage) -> None:
    text = ledger_json(Assessment.open(stage.path, product=ROOT).ledger(2023, at("2023-03-15")))
    report = stage.audit(published=(("ledger.json", read_published(text.encode())),))
    assert codes(report) == []
    assert "audit-ledger-unnamed" in stated(report)

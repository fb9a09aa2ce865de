"""Attacks on the repository as a whole: what git shows, what is left out, what was rewritten."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from scoring.assessment import Assessment
from scoring.ledger.text import ledger_json
from scripts.auditing.comparing import Published, read_published
from scripts.auditing.report import Report
from scripts.checkpoints.store import REF, SIGNATURE
from scripts.gate.attempts import ATTEMPTS
from tests.support.forge import MAIN, STRANGER, Forge
from tests.support.records import ROOT, at, registry_files
from tests.support.repo import RepoBuilder
from tests.support.stage import NEW, NOW, OLD, Stage, news


@dataclass(frozen=True)
class Whole:
    """An attack that no gate sees: it is done to the repository, or to what an auditor is given."""

    name: str
    audit: frozenset[str]
    judge: Callable[[Stage], Report]


def whole(name: str, audit: str) -> Callable[[Callable[[Stage], Report]], Whole]:
    """The decorated function mounts the attack and has it audited."""
    return lambda judge: Whole(name, frozenset(audit.split()), judge)


# --- what git shows ------------------------------------------------------------------------------


@whole("a replace ref", "repository-replaced")
def replaced(stage: Stage) -> Report:
    forge = stage.forge
    forge.git("replace", forge.head, f"{forge.head}^1")
    return stage.audit()


@whole("a replaced blob", "repository-replaced")
def replaced_blob(stage: Stage) -> Report:
    forge = stage.forge
    forge.git("replace", forge.git("rev-parse", f"{MAIN}:{OLD}"), forge.blob(news("改过的稿")))
    return stage.audit()


@whole("grafts", "repository-grafts")
def grafted(stage: Stage) -> Report:
    head = stage.forge.head
    first = stage.forge.git("rev-list", "--max-parents=0", MAIN)
    Path(stage.path, "info").mkdir(exist_ok=True)
    Path(stage.path, "info/grafts").write_text(f"{head} {first}\n")
    return stage.audit()


@whole("a shallow clone", "repository-shallow")
def shallow(stage: Stage) -> Report:
    clone = stage.path.with_name("shallow.git")
    stage.forge.git("clone", "-q", "--mirror", "--depth=2", f"file://{stage.path}", str(clone))
    return stage.audit(path=clone)


@whole("a partial clone", "repository-partial")
def partial(stage: Stage) -> Report:
    clone = stage.path.with_name("partial.git")
    stage.forge.git("config", "uploadpack.allowFilter", "true")
    options = ("--mirror", "--filter=blob:none")
    stage.forge.git("clone", "-q", *options, f"file://{stage.path}", str(clone))
    return stage.audit(path=clone)


# --- a byte flipped ------------------------------------------------------------------------------


def _object(stage: Stage, name: str) -> Path:
    found = stage.path / "objects" / name[:2] / name[2:]
    assert found.is_file()
    return found


@whole("a byte of a stored object flipped", "object-damaged")
def flipped(stage: Stage) -> Report:
    _unpacked(stage)
    path = _object(stage, stage.forge.git("rev-parse", f"{MAIN}:{OLD}"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    report = stage.audit()
    assert OLD in {each.path for each in report.findings}
    return report


@whole("an object put in another's place", "object-damaged")
def swapped(stage: Stage) -> Report:
    _unpacked(stage)
    path = _object(stage, stage.forge.git("rev-parse", f"{MAIN}:{OLD}"))
    content = news("改过的稿")
    path.chmod(0o644)
    path.write_bytes(zlib.compress(b"blob %d\0%s" % (len(content), content)))
    return stage.audit()


@whole("an object missing", "object-damaged")
def missing(stage: Stage) -> Report:
    _unpacked(stage)
    _object(stage, stage.forge.git("rev-parse", f"{MAIN}:{OLD}")).unlink()
    return stage.audit()


def _unpacked(stage: Stage) -> None:
    """Put every object into a file of its own."""
    packs = stage.path / "objects/pack"
    for pack in packs.glob("*.pack"):
        moved = stage.path / pack.name
        pack.rename(moved)
        for beside in packs.glob(f"{pack.stem}.*"):
            beside.unlink()
        stage.forge.raw("unpack-objects", "-q", stdin=moved.read_bytes())


# --- rewritten history ---------------------------------------------------------------------------


def _rewritten(stage: Stage) -> None:
    """Make main anew without its second receipt."""
    forge = stage.forge
    begun = forge.git("rev-list", "--max-parents=0", MAIN)
    forge.move(MAIN, begun)
    forge.merge(forge.branch({OLD: news("改过的稿")}, at=at("2023-02-07")), at=at("2023-02-07"))


@whole("main rewritten", "head-left-chain")
def rewritten(stage: Stage) -> Report:
    _rewritten(stage)
    return stage.audit()


@whole("main and the kept checkpoints rewritten", "head-left-chain checkpoint-left")
def rewritten_whole(stage: Stage) -> Report:
    _rewritten(stage)
    stage.forge.git("update-ref", "-d", REF)
    stage.checkpoint(at("2023-03-02"))
    return stage.audit(saved=True)


@whole("main put back to an earlier head", "head-left-chain")
def put_back(stage: Stage) -> Report:
    stage.forge.move(MAIN, stage.forge.git("rev-parse", f"{MAIN}^1"))
    return stage.audit()


@whole("main rewritten, as a fetching clone saw it", "head-left-chain")
def fetched(stage: Stage) -> Report:
    clone = stage.path.with_name("clone")
    stage.forge.git("clone", "-q", f"file://{stage.path}", str(clone))
    stage.forge.move(MAIN, stage.forge.git("rev-parse", f"{MAIN}^1"))
    own = Forge(clone)
    own.git("fetch", "-q", "--force")
    own.git("reset", "-q", "--hard", "origin/main")
    return stage.audit(path=clone)


@whole("records in the first commit", "record-in-first-commit")
def first_commit(stage: Stage) -> Report:
    folder = stage.path.with_name("first.git")
    RepoBuilder(folder, bare=True).first({**registry_files(), OLD: news()}, at=NOW).finish()
    return stage.audit(path=folder)


# --- checkpoints and the log of attempts ---------------------------------------------------------


def _kept(stage: Stage, files: dict[str, bytes | str | None]) -> None:
    """Replace files of the newest checkpoint's commit."""
    forge = stage.forge
    old = forge.git("rev-parse", REF)
    parents = tuple(forge.git("log", "-1", "--format=%P", old).split())
    tree = forge.tree(old, files)
    forge.move(REF, forge.commit(tree, parents, at("2023-03-01"), "checkpoint\n"))


def _newest(stage: Stage) -> str:
    return stage.forge.git("show", f"{REF}:checkpoint.json") + "\n"


@whole("a checkpoint edited", "checkpoint-forged ledger-differs")
def edited(stage: Stage) -> Report:
    told = json.loads(_newest(stage))
    told["ledgers"][0]["sha256"] = "0" * 64
    _kept(stage, {"checkpoint.json": json.dumps(told, indent=2) + "\n"})
    return stage.audit()


@whole("a checkpoint in another form", "checkpoint-unreadable")
def reformed(stage: Stage) -> Report:
    _kept(stage, {"checkpoint.json": _newest(stage).replace("  ", " ")})
    return stage.audit()


@whole("a checkpoint without its signature", "checkpoint-unsigned")
def unsigned(stage: Stage) -> Report:
    _kept(stage, {SIGNATURE: None})
    return stage.audit()


@whole("a checkpoint left out", "checkpoint-chain")
def left_out(stage: Stage) -> Report:
    forge = stage.forge
    tree = forge.git("rev-parse", f"{REF}^{{tree}}")
    forge.move(REF, forge.commit(tree, (), at("2023-03-01"), "checkpoint\n"))
    return stage.audit()


@whole("a checkpoint with a wrong count", "checkpoint-count checkpoint-forged")
def miscounted(stage: Stage) -> Report:
    _kept(stage, {"checkpoint.json": _newest(stage).replace('"commits": 4', '"commits": 5')})
    return stage.audit()


@whole("the log of attempts cut short", "attempts-left")
def log_cut(stage: Stage) -> Report:
    stage.forge.move(ATTEMPTS, stage.forge.git("rev-parse", f"{ATTEMPTS}~2"))
    return stage.audit()


@whole("the log of attempts removed", "attempts-left")
def log_gone(stage: Stage) -> Report:
    stage.forge.git("update-ref", "-d", ATTEMPTS)
    return stage.audit()


def _logged(stage: Stage, key: object, days: int = 0) -> None:
    """Add an entry to the log by hand."""
    forge = stage.forge
    head = forge.git("rev-parse", ATTEMPTS)
    tree = forge.tree(None, {"attempt.json": forge.git("show", f"{head}:attempt.json") + " "})
    when = at("2023-02-20") + timedelta(days=days)
    forge.move(ATTEMPTS, forge.commit(tree, (head,), when, "收到\n", key))


@whole("an entry of the log signed by a stranger", "attempt-unsigned")
def log_stranger(stage: Stage) -> Report:
    _logged(stage, STRANGER, days=1)
    return stage.audit()


@whole("an entry of the log dated back", "attempt-date-back attempt-unsigned")
def log_dated_back(stage: Stage) -> Report:
    _logged(stage, STRANGER, days=-10)
    return stage.audit()


@whole("an early receipt, its attempt logged afterwards", "receipt-unwitnessed")
def logged_afterwards(stage: Stage) -> Report:
    """The gate's operator writes both; the checkpoint made before knows neither."""
    tip = stage.forge.branch({NEW: news()}, at=NOW, name="submit/a")
    early = at("2023-02-15")
    stage.send("refs/heads/submit/a", now=NOW, received=early)
    assert stage.forge.git("log", "-1", "--format=%P", MAIN).endswith(tip)
    return stage.audit()


# --- published ledgers ---------------------------------------------------------------------------


def _published(stage: Stage, old: str = "", new: str = "") -> tuple[tuple[str, Published], ...]:
    ledger = Assessment.open(stage.path, product=ROOT).ledger(2023, NOW)
    told = ledger_json(ledger)
    assert old in told
    return (("ledger.json", read_published(told.replace(old, new, 1).encode())),)


@whole("a published score altered", "ledger-differs")
def altered(stage: Stage) -> Report:
    report = stage.audit(published=_published(stage, '"score": 9.', '"score": 8.'))
    assert [each.place.split("/")[0] for each in report.ledgers[0].differences] == ["units"]
    return report


@whole("a published ledger of a head that is not there", "ledger-head-unknown")
def elsewhere(stage: Stage) -> Report:
    return stage.audit(published=_published(stage, stage.forge.head, "0" * 40))


ROWS = (
    replaced, replaced_blob, grafted, shallow, partial, flipped, swapped, missing,
    rewritten, rewritten_whole, put_back, fetched, first_commit,
    edited, reformed, unsigned, left_out, miscounted, log_cut, log_gone, log_stranger,
    log_dated_back, logged_afterwards, altered, elsewhere,
)  # fmt: skip

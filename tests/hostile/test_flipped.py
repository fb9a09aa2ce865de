"""One byte of evidence flipped, wherever it lies: the audit names what it was.

Whoever flips it may write objects anew under names that fit and carry the change on to the head;
what they lack is a key. Positions are a sample, spread evenly over each piece and the same every
time; of the small pieces (a signature, a checkpoint) every byte is tried.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.history.repository import open_repository
from scoring.ledger.text import ledger_json
from scripts.auditing.checkpoints import hold, signature_findings, unreadable_findings
from scripts.auditing.comparing import Published, read_published
from scripts.auditing.reading import read_history
from scripts.auditing.report import Report
from scripts.checkpoints.store import REF, SIGNATURE, Kept, newest
from scripts.gate.attempts import ATTEMPTS
from tests.support.forge import MAIN, TRUST
from tests.support.records import ROOT, at
from tests.support.repo import Entry
from tests.support.stage import GUIDE, OLD, OTHER, WORD, Stage

BITS = (0x01, 0x20)
SAMPLES = 8


def flips(content: bytes, count: int = SAMPLES) -> Iterator[bytes]:
    """Yield ``content`` with one byte changed, at ``count`` places spread over it."""
    step = max(1, len(content) // count)
    for number, place in enumerate(range(0, len(content), step)):
        changed = bytearray(content)
        changed[place] ^= BITS[number % len(BITS)]
        yield bytes(changed)


def commits(report: Report) -> set[str]:
    """The commits that the findings name."""
    return {finding.commit for finding in report.findings}


def codes(report: Report) -> set[str]:
    """The codes of the findings."""
    return {finding.code for finding in report.findings}


# --- carried on to the head ----------------------------------------------------------------------


def carried(stage: Stage, ref: str, place: int, raw: bytes, path: str | None = None) -> str:
    """Put the commit ``raw`` at ``place`` of the chain of ``ref``, and all later ones upon it.

    ``path`` names a file of its tree that was changed: later trees get it too. Returns its name.
    """
    forge = stage.forge
    chain = forge.git("rev-list", "--first-parent", "--reverse", ref).split()
    new = _written(stage, raw)
    entry = forge.git("rev-parse", f"{new}:{path}") if path is not None else ""
    before, told = chain[place], new
    for commit in chain[place + 1 :]:
        content = forge.raw("cat-file", "commit", commit).replace(before.encode(), told.encode(), 1)
        if path is not None:
            tree = forge.tree(commit, {path: Entry(entry, "100644")})
            content = b"tree %s%s" % (tree.encode(), content[len("tree ") + 40 :])
        before, told = commit, _written(stage, content)
    forge.move(ref, told)
    return new


def _written(stage: Stage, raw: bytes) -> str:
    return stage.forge.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw)


def merge_of(stage: Stage, path: str) -> tuple[int, str]:
    """The place and name of the commit of main that brought ``path`` in."""
    chain = stage.forge.git("rev-list", "--first-parent", "--reverse", MAIN).split()
    found = stage.forge.git("rev-list", "--first-parent", MAIN, "--", path).split()[-1]
    return chain.index(found), found


@pytest.mark.parametrize("path", [OLD, GUIDE, WORD])
def test_a_byte_of_a_file_on_main(stage: Stage, tmp_path: Path, path: str) -> None:
    """The merge says it brings what its branch had; it does not, and its seal is of another."""
    place, merge = merge_of(stage, path)
    raw = stage.forge.raw("cat-file", "commit", merge)
    for number, content in enumerate(flips(stage.forge.raw("show", f"{MAIN}:{path}"), 2)):
        own = stage.copy(tmp_path / f"{number}.git")
        tree = own.forge.tree(merge, {path: content})
        changed = b"tree %s%s" % (tree.encode(), raw[len("tree ") + 40 :])
        new = carried(own, MAIN, place, changed, path)
        report = own.audit()
        named = {(each.commit, each.path) for each in report.findings if each.code == "merge-evil"}
        assert (new, path) in named
        assert {"signature-invalid", "head-left-chain"} & codes(report)


def test_a_byte_of_a_file_in_the_branch_too(stage: Stage, tmp_path: Path) -> None:
    """Then nothing is evil about the merge but that its seal is of another branch."""
    place, merge = merge_of(stage, OLD)
    raw = stage.forge.raw("cat-file", "commit", merge)
    tip = stage.forge.git("rev-parse", f"{merge}^2")
    for number, content in enumerate(flips(stage.forge.raw("show", f"{MAIN}:{OLD}"), 2)):
        own = stage.copy(tmp_path / f"{number}.git")
        tree = own.forge.tree(tip, {OLD: content})
        branch = own.forge.raw("cat-file", "commit", tip)
        other = _written(own, b"tree %s%s" % (tree.encode(), branch[len("tree ") + 40 :]))
        changed = b"tree %s%s" % (tree.encode(), raw[len("tree ") + 40 :])
        new = carried(own, MAIN, place, changed.replace(tip.encode(), other.encode()), OLD)
        assert new in commits(own.audit())


def test_a_byte_of_a_merge_its_trailers_and_its_seal(stage: Stage, tmp_path: Path) -> None:
    """Every line of the commit: tree, parents, dates, signature, title, trailers."""
    place, merge = merge_of(stage, OTHER)
    raw = stage.forge.raw("cat-file", "commit", merge)
    start = raw.index(b"author")  # flipped names of objects are tried above: there is nothing there
    tried = 0
    for number, changed in enumerate(_each_line(raw, start)):
        own = stage.copy(tmp_path / f"{number}.git")
        try:
            new = carried(own, MAIN, place, changed)
        except AssertionError:
            continue  # git itself reads it no more, and says so
        tried += 1
        report = own.audit()
        assert new in commits(report) or {"repository-unreadable", "object-damaged"} & codes(
            report
        ), changed.decode("utf-8", "replace")
    assert tried > 8


def _each_line(raw: bytes, start: int) -> Iterator[bytes]:
    """Yield ``raw`` with a byte in the middle of each line changed; long blocks by every third."""
    place = start
    for number, line in enumerate(raw[start:].split(b"\n")):
        if line and (not line.startswith(b" ") or number % 3 == 0):
            changed = bytearray(raw)
            changed[place + len(line) // 2] ^= 0x01
            yield bytes(changed)
        place += len(line) + 1


def test_a_byte_of_the_trusted_keys(stage: Stage, tmp_path: Path) -> None:
    """They stand in the first commit, so every name after it is another."""
    first = stage.forge.git("rev-list", "--max-parents=0", MAIN)
    raw = stage.forge.raw("cat-file", "commit", first)
    for number, content in enumerate(flips(stage.forge.raw("show", f"{first}:{TRUST}"), 4)):
        own = stage.copy(tmp_path / f"{number}.git")
        tree = own.forge.tree(first, {TRUST: content})
        changed = b"tree %s%s" % (tree.encode(), raw[len("tree ") + 40 :])
        carried(own, MAIN, 0, changed, TRUST)
        report = own.audit(saved=True)
        assert "head-left-chain" in codes(report)
        assert "saved.json" in {each.values.get("source") for each in report.findings}


# --- the log of attempts -------------------------------------------------------------------------


def test_a_byte_of_the_log_of_attempts(stage: Stage, tmp_path: Path) -> None:
    chain = stage.forge.git("rev-list", "--first-parent", "--reverse", ATTEMPTS).split()
    entry = chain[1]
    raw = stage.forge.raw("cat-file", "commit", entry)
    for number, content in enumerate(flips(stage.forge.raw("show", f"{entry}:attempt.json"), 5)):
        own = stage.copy(tmp_path / f"{number}.git")
        tree = own.forge.tree(None, {"attempt.json": content})
        changed = b"tree %s%s" % (tree.encode(), raw[len("tree ") + 40 :])
        new = carried(own, ATTEMPTS, 1, changed)
        report = own.audit()
        assert {"attempt-unsigned", "attempts-left"} <= codes(report)
        assert new in commits(report)


# --- checkpoints ---------------------------------------------------------------------------------


def test_a_byte_of_a_saved_checkpoint(stage: Stage) -> None:
    """Every byte: what is left is no checkpoint, or its signature is of another."""
    saved, signers = stage.saved, _signers(stage)
    for text in flips(saved.text, len(saved.text)):
        changed = Kept(text, saved.signature)
        if changed.checkpoint is None:
            assert list(unreadable_findings((changed,), "saved.json"))
            continue
        (held,) = hold((changed,), {}, "saved.json")
        assert {each.code for each in signature_findings(held, signers)} == {"checkpoint-forged"}


def test_a_byte_of_a_checkpoints_signature(stage: Stage) -> None:
    saved, signers = stage.saved, _signers(stage)
    assert saved.signature is not None
    for signature in flips(saved.signature, len(saved.signature)):
        (held,) = hold((Kept(saved.text, signature),), {}, "saved.json")
        assert {each.code for each in signature_findings(held, signers)} == {"checkpoint-forged"}, (
            signature
        )


def test_the_audit_says_which_saved_file_it_was(stage: Stage) -> None:
    text, signature = stage.saved.text, stage.saved.signature
    assert signature is not None
    for kept in (
        Kept(b"[" + text[1:], signature),
        Kept(text.replace(b"2023-02-10", b"2023-02-11"), signature),
        Kept(text, signature[:90] + bytes((signature[90] ^ 1,)) + signature[91:]),
    ):
        report = Stage(stage.path, stage.forge, kept).audit(saved=True)
        assert {each.path for each in report.findings} | {
            each.commit for each in report.findings
        } >= {"saved.json"}


def test_a_byte_of_a_checkpoint_that_is_kept(stage: Stage, tmp_path: Path) -> None:
    tip = stage.forge.git("rev-parse", REF)
    raw = stage.forge.raw("cat-file", "commit", tip)
    for name in ("checkpoint.json", SIGNATURE):
        for number, content in enumerate(flips(stage.forge.raw("show", f"{tip}:{name}"), 3)):
            own = stage.copy(tmp_path / f"{name}-{number}.git")
            tree = own.forge.tree(tip, {name: content})
            new = _written(own, b"tree %s%s" % (tree.encode(), raw[len("tree ") + 40 :]))
            own.forge.move(REF, new)
            report = own.audit()
            assert new in commits(report), codes(report)


def _signers(stage: Stage) -> object:
    repository = open_repository(stage.path)
    history = read_history(repository, repository.head(), ROOT)
    return history.signers_after(0)


# --- what is published ---------------------------------------------------------------------------


def test_a_byte_of_a_published_ledger(stage: Stage) -> None:
    """Held against the checkpoint of the same publication, and reckoned again.

    Whoever moves its moment to one that no checkpoint names shows a true ledger of that moment:
    that it was never published is stated, and the digits are those of the history.
    """
    when = at("2023-03-01")
    text = ledger_json(Assessment.open(stage.path, product=ROOT).ledger(2023, when)).encode()
    kept = newest(open_repository(stage.path))
    assert kept is not None and kept.checkpoint is not None
    moment = _span(text, b'"as_of": "', b'",')
    for place in _spread(text, 12):
        changed = bytearray(text)
        changed[place] ^= 0x01
        try:
            published = read_published(bytes(changed))
        except GongkaiError as error:
            assert error.code == "ledger-unreadable"
            continue
        report = stage.audit(published=(("ledger.json", published),))
        found = {each.path for each in report.findings}
        if place in moment and not found:
            assert "audit-ledger-unnamed" in {each.code for each in report.statements}
        else:
            assert found == {"ledger.json"}, bytes(changed)[place - 30 : place + 30]


def test_the_name_of_the_engine_flipped(stage: Stage) -> None:
    """Another engine's ledger is not judged; that the checkpoint names another file is."""
    when = at("2023-03-01")
    text = ledger_json(Assessment.open(stage.path, product=ROOT).ledger(2023, when))
    changed: Published = read_published(text.replace('"gongkai 0', '"gongkai 1', 1).encode())
    report = stage.audit(published=(("ledger.json", changed),))
    assert codes(report) == {"ledger-unlike-checkpoint"}


def _span(text: bytes, start: bytes, end: bytes) -> range:
    begins = text.index(start) + len(start)
    return range(begins, text.index(end, begins))


def _spread(text: bytes, count: int) -> Sequence[int]:
    head = range(0, 400, 31)  # what it says of itself
    return (*head, *range(400, len(text), len(text) // count))

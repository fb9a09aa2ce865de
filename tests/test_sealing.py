"""Seals: which merges a gate vouches for, which not and why, and what that does to the times."""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from scoring.admission.admit import Admission, admit
from scoring.history.commit_objects import (
    BadCommit,
    read_commit,
    signed_commit,
    unsigned_commit,
)
from scoring.history.repository import open_repository
from scoring.history.seals import signers_along
from scoring.history.signers import ALLOWED_SIGNERS
from scoring.history.sshsig import sign
from scoring.history.verdicts import SealVerdict
from scoring.records.record import Strength
from tests.support.records import ROOT, at, text
from tests.support.repo import Entry, Files, RepoBuilder
from tests.support.sealed import (
    BY_GATE,
    BY_MAINTAINER,
    GATE_LINE,
    MAINTAINER_LINE,
    SealedBuilder,
    Signing,
    key,
    line,
    registry,
    trust,
)

START = at("2023-01-01")
SEEN = at("2023-02-06", "17:59:59")
MERGED = at("2023-02-07", "09:30:00")
NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
OTHER = "units/wanshui/2023/news/2023-02-06-b.yml"
GUIDE = "units/xining/unit.yml"
ID = "wanshui/2023/news/2023-02-06-a"

needs_openssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed"
)


@pytest.fixture
def builder(tmp_path: Path) -> SealedBuilder:
    """A repository that trusts a gate and a maintainer from its first commit on."""
    return begun(tmp_path)


def begun(folder: Path, *lines: str) -> SealedBuilder:
    builder = SealedBuilder(folder / "repository")
    builder.first({**registry(), **trust(*(lines or (GATE_LINE, MAINTAINER_LINE)))}, at=START)
    return builder


def news(*paths: str) -> Files:
    return {path: text("news", title=path) for path in paths or (NEWS,)}


def outcome(builder: RepoBuilder) -> Admission:
    repository = open_repository(builder.finish().path)
    return admit(repository, repository.first_parent_chain(repository.head()), ROOT)


def last(builder: SealedBuilder) -> SealVerdict:
    return outcome(builder).verdicts[-1]


def codes(builder: SealedBuilder) -> list[str]:
    verdict = last(builder)
    assert verdict.valid is not bool(verdict.faults)
    return [fault.code for fault in verdict.faults]


def proofs(builder: SealedBuilder) -> list[tuple[str, Strength, datetime | None]]:
    found = outcome(builder)
    assert found.rejections == ()
    return [(each.id[-1], each.receipt.strength, each.receipt.time) for each in found.records]


# --- sealed --------------------------------------------------------------------------------------


def test_a_sealed_record_counts_when_the_gate_first_saw_it(builder: SealedBuilder) -> None:
    builder.receive(news(), at=MERGED, received=SEEN)
    assert proofs(builder) == [("a", Strength.SEALED, SEEN)]
    verdict = last(builder)
    assert (verdict.principal, verdict.signed, verdict.registry) == ("gate", True, False)
    assert verdict.receipt is not None and verdict.receipt.submitted_by == "wanshui-clerk"


def test_records_of_one_merge_may_have_come_at_different_times(builder: SealedBuilder) -> None:
    builder.receive(news(NEWS, OTHER), at=MERGED, received=MERGED, times={ID: SEEN})
    assert proofs(builder) == [("a", Strength.SEALED, SEEN), ("b", Strength.SEALED, MERGED)]


def test_a_record_comes_with_its_files(builder: SealedBuilder) -> None:
    folder = NEWS.removesuffix(".yml")
    files = {**news(), f"{folder}/a.pdf": b"%PDF", f"{folder}/二.jpg": b"x"}
    builder.receive(files, at=MERGED)
    assert last(builder).valid


def test_a_deputy_with_an_account_may_hand_in(builder: SealedBuilder) -> None:
    builder.receive(news(), at=MERGED, by="Wanshui-Deputy#42")
    assert last(builder).valid


def test_a_branch_may_lag_behind_and_may_have_merged_main(builder: SealedBuilder) -> None:
    first = builder.mark
    builder.receive(news(OTHER), at=at("2023-02-01"))
    second = builder.mark
    tip = builder.beside(news(), at=at("2023-02-02"), parents=(first,))
    builder.receive(news(OTHER.replace("-b", "-c")), at=at("2023-02-03"))
    tip = builder.beside(news(OTHER), at=at("2023-02-03"), parents=(tip, second))
    builder.join(tip, news(), message(), at=MERGED)
    verdict = last(builder)
    assert verdict.faults == () and verdict.valid


def test_a_branch_may_go_on_after_it_was_merged(builder: SealedBuilder) -> None:
    tip = builder.beside(news(), at=at("2023-02-01"))
    builder.join(tip, news(), message(), at=at("2023-02-01"))
    tip = builder.beside(news(OTHER), at=at("2023-02-02"), parents=(tip,))
    builder.join(tip, news(OTHER), message(), at=MERGED)
    assert last(builder).valid


def message(unit: str = "wanshui", received: datetime = SEEN, by: str = "wanshui-clerk") -> str:
    return f"收件\n\nReceived-at: {received.isoformat()}\nSubmitted-by: {by}\nUnit: {unit}\n"


# --- not sealed, and why -------------------------------------------------------------------------

Deed = Callable[[SealedBuilder], object]


def received(**options: object) -> Deed:
    """Return the deed of receiving one news with ``options``."""
    return lambda builder: builder.receive(news(), **{"at": MERGED, **options})  # type: ignore[arg-type]


def spoilt(old: bytes, new: bytes) -> Signing:
    """Return the gate's signing, after which the commit is changed."""
    return Signing(after=lambda raw: raw.replace(old, new, 1))


def headed(header: bytes) -> Signing:
    """Return the gate's signing of a commit with one more header."""
    return Signing(before=lambda raw: raw.replace(b"\n\n", b"\n" + header + b"\n\n", 1))


def beside(files: Files, kept: Files) -> Deed:
    """Return the deed of merging a branch that brings ``files``; the merge has ``kept``."""

    def deed(builder: SealedBuilder) -> None:
        builder.join(builder.beside(files, at=MERGED), kept, message(), at=MERGED)

    return deed


def unrelated(builder: SealedBuilder) -> None:
    builder.join(builder.beside(news(), at=MERGED, parents=()), news(), message(), at=MERGED)


def fast_forward(builder: SealedBuilder) -> None:
    builder.direct(news(), at=MERGED, message=builder.marked(message(), BY_GATE))


def octopus(builder: SealedBuilder) -> None:
    tips = [builder.beside(news(path), at=MERGED) for path in (NEWS, OTHER)]
    parents = (builder.mark, *tips)
    told = builder.marked(message(), BY_GATE)
    builder._marks["refs/heads/main"] = builder._commit(
        "refs/heads/main", news(NEWS, OTHER), parents, MERGED, told
    )


UNIT_FILE = "units/wanshui/unit.yml"
FOLDER = NEWS.removesuffix(".yml")

FAULTS: dict[str, tuple[Deed, list[str]]] = {
    "not signed": (received(sign=None), ["signature-missing"]),
    "signed by a stranger": (received(sign=Signing("stranger")), ["signature-key-untrusted"]),
    "signed by a maintainer": (received(sign=BY_MAINTAINER), ["signature-key-untrusted"]),
    "signed for files": (received(sign=Signing("gate", "file")), ["signature-namespace"]),
    "signed for checkpoints": (
        received(sign=Signing("gate", "gongkai-checkpoint")),
        ["signature-namespace"],
    ),
    "time changed afterwards": (
        received(sign=spoilt(b"2023-02-07T09", b"2023-01-07T09")),
        ["signature-bad"],
    ),
    "dates changed afterwards": (
        received(sign=spoilt(b" 16757334", b" 16757333")),
        ["signature-bad"],
    ),
    "signature broken": (received(sign=spoilt(b"U1NI", b"U1NJ")), ["signature-bad"]),
    "a header more": (received(sign=headed(b"encoding GBK")), ["commit-headers"]),
    "a second signature, of another hash": (
        received(sign=spoilt(b"\ngpgsig ", b"\ngpgsig-sha256 x\ngpgsig ")),
        ["commit-headers"],
    ),
    "signed twice": (
        received(sign=spoilt(b"\ngpgsig ", b"\ngpgsig x\ngpgsig ")),
        ["signature-bad"],
    ),
    "a merged tag": (received(sign=headed(b"mergetag object x")), ["commit-headers"]),
    "no trailers": (
        lambda builder: builder.signed("收件\n\n见附件\n", news(), MERGED),
        ["receipt-trailer"] + ["receipt-lacks"] * 3,
    ),
    "trailers not last": (
        received(change=lambda told: told + "\n谢谢\n"),
        ["receipt-trailer"] + ["receipt-lacks"] * 3,
    ),
    "two times": (
        received(
            change=lambda told: told.replace("Unit", "Received-at: 2023-01-01T00:00:00Z\nUnit")
        ),
        ["receipt-twice"],
    ),
    "later than the merge": (received(received=at("2023-02-07", "09:30:01")), ["receipt-later"]),
    "a record's time later than the merge": (
        received(times={ID: at("2023-02-08")}),
        ["receipt-later"],
    ),
    "a time for a record that is not there": (
        received(times={ID.replace("-a", "-z"): SEEN}),
        ["receipt-record-unknown"],
    ),
    "nobody's login": (received(by="somebody"), ["receipt-submitter"]),
    "another unit's login": (received(by="xining-clerk"), ["receipt-submitter"]),
    "a name without its account": (received(by="wanshui-deputy"), ["receipt-submitter"]),
    "a name with another account": (received(by="wanshui-deputy#43"), ["receipt-submitter"]),
    "another unit's receipt": (received(unit="xining"), ["path-foreign"]),
    "an unknown unit": (received(unit="elsewhere"), ["receipt-submitter", "path-foreign"]),
    "not merged": (fast_forward, ["receipt-parents"]),
    "three parents": (octopus, ["receipt-parents"]),
    "nothing in it": (
        lambda builder: builder.receive({}, at=MERGED),
        ["receipt-empty"],
    ),
    "two units": (
        lambda builder: builder.receive(
            {**news(), NEWS.replace("wanshui", "xining"): text("news")}, at=MERGED
        ),
        ["path-foreign"],
    ),
    "other files too": (
        lambda builder: builder.receive({**news(), "README.md": "x"}, at=MERGED),
        ["receipt-no-record"],
    ),
    "a rulebook too": (
        lambda builder: builder.receive(
            {**news(), "scoring/rulebooks/2023-township.yml": "x"}, at=MERGED
        ),
        ["receipt-no-record"],
    ),
    "a file of no record": (
        lambda builder: builder.receive({**news(), f"{FOLDER[:-1]}b/x.pdf": "x"}, at=MERGED),
        ["receipt-no-record"],
    ),
    "a symbolic link": (
        lambda builder: builder.receive({**news(), OTHER: Entry("/etc", "120000")}, at=MERGED),
        ["receipt-no-record"],
    ),
    "a submodule": (
        lambda builder: builder.receive({**news(), OTHER: Entry("a" * 40, "160000")}, at=MERGED),
        ["receipt-no-record"],
    ),
    "content of its own": (received(extra=news(OTHER)), ["merge-evil"]),
    "other content than the branch": (
        received(extra={NEWS: text("news", title="另一个标题")}),
        ["merge-evil"],
    ),
    "another mode than the branch": (
        received(extra={NEWS: Entry(text("news", title=NEWS), "100755")}),
        ["merge-evil"],
    ),
    "a record left out": (beside(news(NEWS, OTHER), news()), ["merge-omits"]),
    "a file left out": (beside({**news(), f"{FOLDER}/a.pdf": "x"}, news()), ["merge-omits"]),
    "a workflow left out": (beside({**news(), ".github/x.yml": "x"}, news()), ["merge-omits"]),
    "no common history": (unrelated, ["history-unrelated"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_receipt_merge_proves_nothing_yet(builder: SealedBuilder, name: str) -> None:
    deed, expected = FAULTS[name]
    deed(builder)
    assert codes(builder) == expected
    found = outcome(builder)
    assert all(each.receipt.strength is Strength.UNVERIFIED for each in found.records)
    assert all(each.receipt.time is None for each in found.records)


def test_a_merge_of_main_into_a_branch_that_became_main(builder: SealedBuilder) -> None:
    """Foxtrot: the branch's own commits stand on the chain and are sealed by nobody."""
    base = builder.mark
    builder.receive(news(), at=at("2023-02-01"))
    main = builder.mark
    tip = builder.beside(news(OTHER), at=at("2023-02-01"), parents=(base,))
    builder._marks["refs/heads/main"] = tip
    builder.join(main, news(), message(), at=MERGED, sign=None)
    assert [(name, strength) for name, strength, _ in proofs(builder)] == [
        ("b", Strength.UNVERIFIED),
        ("a", Strength.UNVERIFIED),
    ]


def test_a_receipt_signed_for_another_place_is_worth_nothing_here(builder: SealedBuilder) -> None:
    """A seal covers its parents: copied onto another commit it does not hold."""
    builder.receive(news(), at=MERGED)
    builder.finish()
    genuine = raw_of(builder, "main")
    other = genuine.replace(
        b"parent " + builder.commit("main^1").encode(), b"parent " + builder.head.encode(), 1
    )
    name = git(builder, "hash-object", "-t", "commit", "-w", "--stdin", stdin=other)
    git(builder, "update-ref", "refs/heads/main", name)
    assert codes(builder)[0] == "signature-bad"


def test_editing_or_removing_a_record_is_no_receipt(builder: SealedBuilder) -> None:
    builder.receive(news(), at=MERGED)
    builder.receive({NEWS: text("news", title="改过"), **news(OTHER)}, at=MERGED)
    builder.receive({NEWS: None, **news(OTHER.replace("-b", "-c"))}, at=MERGED)
    edited, removed = outcome(builder).verdicts[-2:]
    for verdict in (edited, removed):
        assert "receipt-alters" in [fault.code for fault in verdict.faults]
        assert not verdict.valid


# --- keys in time --------------------------------------------------------------------------------

JUNE = 'namespaces="git",valid-after="20230531160000Z",valid-before="20230630155959Z"'
WITHOUT_Z = JUNE.replace("Z", "")


@pytest.mark.parametrize(
    ("day", "options", "expected"),
    [
        (at("2023-06-01", "00:00:00"), JUNE, []),
        (at("2023-06-30", "23:59:59"), JUNE, []),
        (at("2023-05-31", "23:59:59"), JUNE, ["signature-too-early"]),
        (at("2023-07-01", "00:00:00"), JUNE, ["signature-too-late"]),
        (at("2023-06-15"), WITHOUT_Z, ["signature-key-untrusted"]),
        (at("2023-06-15"), 'namespaces="file"', None),
        (at("2023-06-15"), "cert-authority", ["signature-key-untrusted"]),
        (at("2023-06-15"), "", []),
    ],
)
def test_a_key_signs_in_its_time_only(
    tmp_path: Path, day: datetime, options: str, expected: list[str] | None
) -> None:
    builder = begun(tmp_path, line("gate", "gate", options), MAINTAINER_LINE)
    builder.receive(news(), at=day)
    assert codes(builder) == (["signature-namespace"] if expected is None else expected)


def test_a_key_that_ran_out_cannot_sign_with_an_older_date(tmp_path: Path) -> None:
    builder = begun(tmp_path, line("gate", "old", JUNE), GATE_LINE)
    builder.receive(news(), at=at("2023-07-10"))  # by the new key
    builder.receive(news(OTHER), at=at("2023-06-20"), sign=Signing("old"))
    assert codes(builder) == ["signature-too-late"]


def test_an_unsealed_commit_does_not_hold_the_clock(tmp_path: Path) -> None:
    """Only a seal proves how late it is: a direct commit dated in the future does not."""
    builder = begun(tmp_path, line("gate", "gate", JUNE))
    builder.direct({"README.md": "x"}, at=at("2030-01-01"))
    builder.receive(news(), at=at("2023-06-20"))
    assert codes(builder) == []


def test_a_key_taken_out_is_revoked(builder: SealedBuilder) -> None:
    builder.receive(news(), at=at("2023-02-01"))
    builder.signed(
        "撤销", trust(line("gate", "new"), MAINTAINER_LINE), at("2023-02-02"), BY_MAINTAINER
    )
    builder.receive(news(OTHER), at=at("2023-02-03"))
    builder.receive(news(OTHER.replace("-b", "-c")), at=at("2023-02-04"), sign=Signing("new"))
    assert proofs(builder) == [
        ("a", Strength.SEALED, at("2023-02-01")),
        ("b", Strength.UNVERIFIED, at("2023-02-04")),
        ("c", Strength.SEALED, at("2023-02-04")),
    ]


def test_no_merge_trusts_the_key_that_signs_it(tmp_path: Path) -> None:
    builder = begun(tmp_path, MAINTAINER_LINE)
    files = {**news(), **trust(line("gate", "own"))}
    builder.receive(files, at=at("2023-02-01"), sign=Signing("own"))
    builder.receive(news(OTHER), at=at("2023-02-02"), sign=Signing("own"))
    assert proofs(builder) == [
        ("a", Strength.RECORDED, at("2023-02-01")),  # no gate key was trusted before it
        ("b", Strength.SEALED, at("2023-02-02")),
    ]


def test_a_gate_cannot_introduce_another(builder: SealedBuilder) -> None:
    files = {**news(), ALLOWED_SIGNERS: GATE_LINE + line("gate", "own")}
    builder.receive(files, at=at("2023-02-01"), sign=Signing("own"))
    assert "signature-key-untrusted" in codes(builder)


def test_where_no_gate_key_is_trusted_a_signature_changes_nothing(tmp_path: Path) -> None:
    builder = SealedBuilder(tmp_path / "repository").first(registry(), at=START)
    builder.receive(news(), at=MERGED, received=SEEN)
    found = outcome(builder)
    assert [(each.receipt.strength, each.receipt.time) for each in found.records] == [
        (Strength.RECORDED, MERGED)
    ]
    assert not any(verdict.judged for verdict in found.verdicts)


def test_the_submitter_is_held_against_the_registry_before_the_merge(
    builder: SealedBuilder,
) -> None:
    entry = registry()[UNIT_FILE]
    assert isinstance(entry, bytes)
    changed = entry.replace(b"wanshui-clerk", b"newcomer")
    builder.receive(news(), at=at("2023-02-01"), by="newcomer")
    builder.signed("换人", {UNIT_FILE: changed}, at("2023-02-02"), BY_MAINTAINER)
    builder.receive(news(OTHER), at=at("2023-02-03"), by="newcomer")
    builder.receive(news(OTHER.replace("-b", "-c")), at=at("2023-02-04"))
    assert [strength for _, strength, _ in proofs(builder)] == [
        Strength.UNVERIFIED,
        Strength.SEALED,
        Strength.UNVERIFIED,
    ]


# --- waiting for a seal --------------------------------------------------------------------------


def test_what_no_seal_covers_waits_for_the_next_one(builder: SealedBuilder) -> None:
    paths = [OTHER.replace("-b", f"-{name}") for name in "bcdef"]
    builder.direct(news(paths[0]), at=at("2023-02-01"), authored=at("2023-01-02"))
    builder.merge(news(paths[1]), at=at("2023-02-02"))
    builder.receive(news(paths[2]), at=at("2023-02-05"), received=at("2023-01-20"))
    builder.receive(news(paths[3]), at=at("2023-02-06"), sign=None)
    builder.signed("说明", {"README.md": "x"}, at("2023-02-07"), BY_MAINTAINER)
    builder.merge(news(paths[4]), at=at("2023-02-08"))
    assert proofs(builder) == [
        ("b", Strength.UNVERIFIED, at("2023-02-05")),  # not its receipt's time, the seal's own
        ("c", Strength.UNVERIFIED, at("2023-02-05")),
        ("d", Strength.SEALED, at("2023-01-20")),
        ("e", Strength.UNVERIFIED, None),  # a maintainer's signature is no seal
        ("f", Strength.UNVERIFIED, None),
    ]


# --- the registry --------------------------------------------------------------------------------

CENTRE = "xinxigongkaizhongxin"


def entry(unit: str, old: str, new: str) -> Files:
    content = registry()[f"units/{unit}/unit.yml"]
    assert isinstance(content, bytes) and old.encode() in content
    return {f"units/{unit}/unit.yml": content.replace(old.encode(), new.encode(), 1)}


def test_the_registrar_replaces_entries_through_the_gate(builder: SealedBuilder) -> None:
    files = {**entry("wanshui", "wanshui-clerk", "newcomer"), **entry("xining", "name:", "name: ")}
    builder.receive(files, at=MERGED, unit=CENTRE)
    verdict = last(builder)
    assert verdict.faults == ()
    assert verdict.valid and verdict.registry


def test_a_registry_merge_vouches_for_what_waits(builder: SealedBuilder) -> None:
    builder.direct(news(), at=at("2023-02-01"))
    builder.receive(entry("wanshui", "wanshui-clerk", "newcomer"), at=MERGED, unit=CENTRE)
    assert proofs(builder) == [("a", Strength.UNVERIFIED, MERGED)]


REGISTRY_FAULTS: dict[str, tuple[Deed, list[str]]] = {
    "by a unit for itself": (
        lambda builder: builder.receive(
            entry("wanshui", "wanshui-clerk", "x"), at=MERGED, unit="wanshui"
        ),
        ["registry-not-registrar"],
    ),
    "by the registrar for its own submitters": (
        lambda builder: builder.receive(
            entry(CENTRE, f"{CENTRE}-clerk", "x"), at=MERGED, unit=CENTRE
        ),
        ["registry-governed"],
    ),
    "a role for itself": (
        lambda builder: builder.receive(
            entry(CENTRE, "roles: [registrar]", "roles: [registrar, assessor]"),
            at=MERGED,
            unit=CENTRE,
        ),
        ["registry-governed"],
    ),
    "a role for a unit": (
        lambda builder: builder.receive(
            entry("xining", "roles: []", "roles: [registrar]"), at=MERGED, unit=CENTRE
        ),
        ["registry-governed"],
    ),
    "another kind": (
        lambda builder: builder.receive(
            entry("fagaiwei", "kind: department", "kind: office"), at=MERGED, unit=CENTRE
        ),
        ["registry-governed"],
    ),
    "an entry that cannot be read": (
        lambda builder: builder.receive({UNIT_FILE: "x"}, at=MERGED, unit=CENTRE),
        ["registry-governed"],
    ),
    "a new unit": (
        lambda builder: builder.receive(
            {"units/newtown/unit.yml": registry()[UNIT_FILE]}, at=MERGED, unit=CENTRE
        ),
        ["registry-comes-or-goes"],
    ),
    "a unit gone": (
        lambda builder: builder.receive({UNIT_FILE: None}, at=MERGED, unit=CENTRE),
        ["registry-comes-or-goes", "merge-evil"],
    ),
    "a link in an entry's place": (
        lambda builder: builder.receive(
            {UNIT_FILE: Entry("../xining/unit.yml", "120000")}, at=MERGED, unit=CENTRE
        ),
        ["registry-comes-or-goes", "merge-evil"],
    ),
    "records with it": (
        lambda builder: builder.receive(
            {**entry("wanshui", "wanshui-clerk", "x"), **news()}, at=MERGED, unit=CENTRE
        ),
        ["merge-mixed"],
    ),
    "other content than the branch": (
        lambda builder: builder.receive(
            entry("wanshui", "wanshui-clerk", "x"),
            at=MERGED,
            unit=CENTRE,
            extra=entry("wanshui", "wanshui-clerk", "y"),
        ),
        ["merge-evil"],
    ),
    "another entry beside the branch": (
        lambda builder: builder.receive(
            news(), at=MERGED, extra=entry("wanshui", "wanshui-clerk", "y")
        ),
        ["registry-not-registrar", "merge-mixed", "merge-evil"],
    ),
    "a time for a record": (
        lambda builder: builder.receive(
            entry("wanshui", "wanshui-clerk", "x"), at=MERGED, unit=CENTRE, times={ID: SEEN}
        ),
        ["receipt-record-unknown"],
    ),
}


@pytest.mark.parametrize("name", REGISTRY_FAULTS)
def test_what_a_registry_merge_may_not_do(builder: SealedBuilder, name: str) -> None:
    deed, expected = REGISTRY_FAULTS[name]
    deed(builder)
    assert sorted(codes(builder)) == sorted(expected)


# --- the same answers as git ---------------------------------------------------------------------


def raw_of(builder: RepoBuilder, name: str) -> bytes:
    return subprocess.run(
        ["git", "cat-file", "commit", name], cwd=builder.path, capture_output=True, check=True
    ).stdout


def git(builder: RepoBuilder, *words: str, stdin: bytes = b"") -> str:
    done = subprocess.run(
        ["git", *words], cwd=builder.path, input=stdin, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def git_verifies(builder: RepoBuilder, commit: str, trusted: bytes, scratch: Path) -> bool:
    scratch.write_bytes(trusted)
    words = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={scratch}")
    done = subprocess.run(
        ["git", *words, "verify-commit", commit],
        cwd=builder.path,
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "TZ": "UTC"},
    )
    return done.returncode == 0


@needs_openssh
def test_signatures_are_judged_as_git_judges_them(tmp_path: Path) -> None:
    """Every way of signing one merge, each held against what ``git verify-commit`` says."""
    lines = (
        line("gate", "gate", JUNE),
        MAINTAINER_LINE,
        line("gate", "late", 'namespaces="git",valid-after="20230701Z"'),
        line("gate", "broken", "unknown-option"),
        line("checkpoint", "point", 'namespaces="gongkai-checkpoint"'),
    )
    builder = begun(tmp_path, *lines)
    signings = [
        BY_GATE,
        None,
        BY_MAINTAINER,
        Signing("late"),
        Signing("broken"),
        Signing("point"),
        Signing("stranger"),
        Signing("gate", "file"),
        Signing("point", "gongkai-checkpoint"),
        spoilt("收".encode(), b"x"),
        spoilt(b"committer", b"committer "),
        spoilt(b"Unit: wanshui", b"Unit: xining "),
        spoilt(b"U1NI", b"U1NJ"),
        headed(b"encoding GBK"),
        headed(b"mergetag object x\n y"),
        Signing(after=lambda raw: raw.replace(b"\ngpgsig ", b"\ngpgsig-sha256 x\ngpgsig ", 1)),
        Signing(after=lambda raw: raw.replace(b"\ngpgsig ", b"\nxgpgsig ", 1)),
        BY_GATE,
    ]
    for number, signing in enumerate(signings):
        path = NEWS.replace("-a", f"-{number}")
        builder.receive(news(path), at=at("2023-06-15"), sign=signing)
    builder.receive(news(NEWS.replace("-a", "-x")), at=at("2023-05-15"))
    builder.receive(news(NEWS.replace("-a", "-y")), at=at("2023-07-15"))
    builder.receive(news(NEWS.replace("-a", "-z")), at=at("2023-07-15"), sign=Signing("late"))
    found = outcome(builder)
    repository = open_repository(builder.path)
    chain = repository.first_parent_chain(repository.head())
    ours = {each.id: bool(found.verdicts[each.place].principals) for each in chain[1:]}
    trusted = "".join(lines).encode()
    gits = {each: git_verifies(builder, each, trusted, tmp_path / "trusted") for each in ours}
    assert ours == gits
    assert sum(ours.values()) == 7


@needs_openssh
def test_a_commit_that_git_signs_is_verified_and_ours_by_git(tmp_path: Path) -> None:
    builder = begun(tmp_path)
    builder.finish()
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True
    )
    public = (tmp_path / "key.pub").read_text()
    words = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={tmp_path / 'key'}")
    who = ("-c", "user.name=示例", "-c", "user.email=example@example.gov.cn")
    tree = git(builder, "rev-parse", "main^{tree}")
    for told in ("一行\n", "标题\n\n正文\n\n\n", ""):
        name = git(builder, *words, *who, "commit-tree", "-S", tree, stdin=told.encode())
        assert git_verifies(builder, name, f"gate {public}".encode(), tmp_path / "trusted")
        found = read_commit(raw_of(builder, name))
        assert found.signature is not None
        assert signed_commit(found.payload, found.signature) == raw_of(builder, name)
    raw = unsigned_commit(tree, (builder.head,), "示例 <a@b>", MERGED, "标题\n\n正文\n")
    signed = signed_commit(raw, sign(key("gate"), raw, "git"))
    name = git(builder, "hash-object", "-t", "commit", "-w", "--stdin", stdin=signed)
    assert git_verifies(builder, name, GATE_LINE.encode(), tmp_path / "trusted")


# --- commits as they lie there -------------------------------------------------------------------


def test_a_commit_is_read_whole() -> None:
    raw = unsigned_commit("a" * 40, ("b" * 40, "c" * 40), "示例 <a@b>", MERGED, "标题\n\n正文\n")
    found = read_commit(raw)
    assert (found.tree, found.parents) == ("a" * 40, ("b" * 40, "c" * 40))
    assert (found.author, found.committer, found.committed) == ("示例 <a@b>",) * 2 + (MERGED,)
    assert (found.message, found.signature) == ("标题\n\n正文\n", None)
    assert found.payload == raw
    assert found.headers == ("tree", "parent", "parent", "author", "committer")


def test_a_signature_stands_under_the_name_of_the_repositorys_hash() -> None:
    raw = unsigned_commit("a" * 64, (), "x <a@b>", MERGED, "x\n")
    signed = signed_commit(raw, b"one\n\ntwo\n")
    assert b"\ngpgsig-sha256 one\n \n two\n\nx\n" in signed
    assert read_commit(signed).signature == b"one\n\ntwo"
    assert read_commit(signed).payload == raw


@pytest.mark.parametrize("raw", [b"", b"tree x", b"x\n\ny", b"tree x\nauthor y\n\nz"])
def test_what_is_no_commit(raw: bytes) -> None:
    with pytest.raises(BadCommit):
        read_commit(raw)


def test_a_huge_commit_is_no_receipt(builder: SealedBuilder) -> None:
    builder.receive(
        news(),
        at=MERGED,
        change=lambda told: told.replace("\n\n", "\n\n" + "x" * 300_000 + "\n\n", 1),
    )
    assert codes(builder) == ["commit-unreadable"]


def test_the_signers_of_each_commit_are_those_of_its_first_parent(builder: SealedBuilder) -> None:
    builder.direct(trust(), at=MERGED)
    builder.direct({ALLOWED_SIGNERS: Entry("x", "120000")}, at=MERGED)
    builder.direct({"a": "b"}, at=MERGED)
    repository = open_repository(builder.finish().path)
    with repository.objects() as objects:
        chain = repository.first_parent_chain(repository.head())
        assert [len(each.lines) for each in signers_along(chain, objects)] == [0, 2, 0, 0]

"""Attacks on main itself, past the gate: shapes of the chain, dates, receipts, keys, rules."""

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scripts.gate.answer import Answer
from tests.support.attack import Attack, bypassing, knocking
from tests.support.forge import (
    GATE,
    MAIN,
    MAINTAINER,
    NOBODY,
    SIGNERS,
    STRANGER,
    TRUST,
    receipt,
    signer,
)
from tests.support.records import at, registry_files
from tests.support.stage import NEW, NOW, OLD, SEEN, Stage, news

HOUR = timedelta(hours=1)
SECOND = "units/wanshui/2023/news/2023-03-07-bridge.yml"
MARKET = "units/xining/2023/news/2023-03-07-market.yml"


def maintained(
    stage: Stage, files: dict[str, bytes | str | None], *, key: object = MAINTAINER
) -> str:
    """Merge ``files`` as a maintainer does."""
    tip = stage.forge.branch(files, at=NOW - HOUR)
    return stage.forge.merge(tip, at=NOW - HOUR, key=key, message="维护\n")


# --- the shape of the chain ----------------------------------------------------------------------


@bypassing("fast-forward", "commit-direct receipt-missing")
def fast_forward(stage: Stage) -> None:
    stage.forge.move(MAIN, stage.forge.branch({NEW: news()}, at=NOW))


@bypassing("squash", "commit-direct receipt-parents")
def squash(stage: Stage) -> None:
    forge = stage.forge
    tree = forge.tree(forge.head, {NEW: news(), SECOND: news("桥")})
    forge.move(MAIN, forge.commit(tree, (forge.head,), NOW, receipt(NOW), GATE))


@bypassing("rebase", "commit-direct receipt-missing")
def rebase(stage: Stage) -> None:
    first = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.move(MAIN, stage.forge.branch({SECOND: news("桥")}, base=first, at=NOW))


@bypassing("foxtrot", "commit-foxtrot commit-direct head-left-chain")
def foxtrot(stage: Stage) -> None:
    forge = stage.forge
    begun = forge.git("rev-list", "--max-parents=0", MAIN)
    own = forge.branch({NEW: news()}, base=begun, at=at("2023-01-02"))
    tree = forge.tree(forge.head, {NEW: news()})
    forge.move(MAIN, forge.commit(tree, (own, forge.head), NOW, "Merge branch 'main'\n"))


@bypassing("octopus", "merge-octopus receipt-parents")
def octopus(stage: Stage) -> None:
    forge = stage.forge
    one = forge.branch({NEW: news()}, at=NOW)
    two = forge.branch({SECOND: news("桥")}, at=NOW)
    tree = forge.tree(forge.head, {NEW: news(), SECOND: news("桥")})
    forge.merge(one, at=NOW, tree=tree, parents=(forge.head, one, two))


@bypassing("evil merge: a record of its own", "merge-evil")
def evil_record(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, extra={SECOND: news("桥")})


@bypassing("evil merge: the branch's record altered", "merge-evil")
def evil_alteration(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, extra={NEW: news("改过的稿")})


@bypassing("evil merge: another's record altered", "merge-evil record-changed")
def evil_elsewhere(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, extra={OLD: news("改过的稿")})


@bypassing("a merge that leaves a record out", "merge-omits")
def left_out(stage: Stage) -> None:
    forge = stage.forge
    tip = forge.branch({NEW: news(), SECOND: news("桥")}, at=NOW)
    forge.merge(tip, at=NOW, tree=forge.tree(forge.head, {NEW: news()}))


@bypassing("a merge that takes nothing (-s ours)", "merge-omits")
def ours(stage: Stage) -> None:
    forge = stage.forge
    tip = forge.branch({NEW: news()}, at=NOW)
    forge.merge(tip, at=NOW, tree=forge.git("rev-parse", f"{forge.head}^{{tree}}"))


@bypassing("a merge of nothing, by nobody", "receipt-missing")
def nothing(stage: Stage) -> None:
    forge = stage.forge
    tree = forge.git("rev-parse", f"{forge.head}^{{tree}}")
    tip = forge.commit(tree, (forge.head,), NOW, "nothing\n")
    forge.merge(tip, at=NOW, tree=tree, key=NOBODY, message="Merge branch 'x'\n")


@bypassing("a merge that undoes what main had gained", "merge-reverts record-removed")
def theirs(stage: Stage) -> None:
    forge = stage.forge
    tip = forge.branch({NEW: news()}, base=f"{forge.head}^1", at=NOW)
    forge.merge(tip, at=NOW, tree=forge.git("rev-parse", f"{tip}^{{tree}}"))


@bypassing("a history of its own", "history-unrelated")
def unrelated(stage: Stage) -> None:
    forge = stage.forge
    tip = forge.commit(forge.tree(None, {NEW: news()}), (), NOW, "a root\n")
    forge.merge(tip, at=NOW)


def _unrelated(stage: Stage) -> Answer:
    forge = stage.forge
    tip = forge.commit(forge.tree(None, {NEW: news()}), (), NOW, "a root\n")
    forge.move("refs/heads/submit/a", tip)
    return stage.send("refs/heads/submit/a")


@bypassing("removed and put back", "record-removed record-returned")
def returned(stage: Stage) -> None:
    stage.forge.merge(stage.forge.branch({OLD: None}, at=NOW - HOUR), at=NOW - HOUR)
    stage.forge.merge(stage.forge.branch({OLD: news("另一稿")}, at=NOW), at=NOW)


def _returned(stage: Stage) -> Answer:
    stage.forge.merge(stage.forge.branch({OLD: None}, at=NOW - HOUR), at=NOW - HOUR)
    return stage.submit({OLD: news("另一稿")})


@bypassing("`..` in a path", "path-misplaced")
def climbing(stage: Stage) -> None:
    _by_hand(stage, [b"units", b"wanshui", b"..", b"xining.yml"])


@bypassing("a folder called .git", "path-misplaced")
def dot_git(stage: Stage) -> None:
    _by_hand(stage, [b"units", b"wanshui", b".git", b"hook.yml"])


def _by_hand(stage: Stage, path: list[bytes]) -> None:
    forge = stage.forge
    tree = forge.literal_tree(forge.git("rev-parse", f"{MAIN}^{{tree}}"), path, news())
    tip = forge.commit(tree, (forge.head,), NOW, "submission\n")
    forge.merge(tip, at=NOW, tree=tree)


# --- dates ---------------------------------------------------------------------------------------


@bypassing("a merge dated back", "commit-date-back")
def dated_back(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=at("2023-02-09"))


@bypassing("a merge dated ahead", "commit-date-ahead")
def dated_ahead(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=at("2024-01-01"))


@bypassing("a receipt later than its commit", "receipt-later")
def receipt_later(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, received=NOW + HOUR)


@bypassing(
    "a receipt dated before a checkpoint that knew nothing of it",
    "receipt-unwitnessed",
    "the gate itself would have to lie; that is what checkpoints are for",
)
def receipt_early(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, received=SEEN - HOUR)


# --- receipts ------------------------------------------------------------------------------------


@bypassing("a forged receipt, unsigned", "signature-missing")
def forged(stage: Stage) -> None:
    stage.forge.merge(stage.forge.branch({NEW: news()}, at=NOW), at=NOW, key=NOBODY)


@bypassing("no receipt at all", "receipt-missing")
def no_receipt(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, key=NOBODY, message="Merge branch 'wanshui'\n")


@bypassing("a signature copied from another receipt", "signature-bad")
def copied(stage: Stage) -> None:
    forge = stage.forge
    old = forge.raw("cat-file", "commit", MAIN)
    start = old.index(b"gpgsig ")
    end = old.index(b"-----END SSH SIGNATURE-----\n", start) + len(b"-----END SSH SIGNATURE-----\n")
    tip = forge.branch({NEW: news()}, at=NOW)
    tree = forge.tree(forge.head, {NEW: news()})
    raw = forge.payload(tree, (forge.head, tip), NOW, receipt(NOW))
    head, body = raw.split(b"\n\n", 1)
    made = head + b"\n" + old[start:end] + b"\n" + body
    commit = forge.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=made)
    forge.move(MAIN, commit)


@bypassing("a receipt replayed on another branch", "record-returned receipt-alters")
def replayed(stage: Stage) -> None:
    forge = stage.forge
    forge.merge(forge.branch({OLD: None}, at=NOW - HOUR), at=NOW - HOUR)
    tip = forge.branch({OLD: news()}, at=NOW)
    forge.merge(tip, at=NOW, received=at("2023-02-07"))


@bypassing("a trailer twice", "receipt-twice")
def twice(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    told = receipt(NOW) + "Unit: xining\n"
    stage.forge.merge(tip, at=NOW, message=told)


@bypassing("trailers that are not in the last block", "receipt-trailer")
def hidden(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, message=receipt(NOW) + "\nSigned-off-by: a\n")


@bypassing("a receipt in the name of another unit's clerk", "receipt-submitter")
def other_clerk(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, who="xining-clerk")


@bypassing("a receipt for another unit", "path-foreign")
def other_unit(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, unit="xining")


@bypassing("a name taken over on a forge", "receipt-submitter")
def taken_over(stage: Stage) -> None:
    _with_id(stage)
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, who="wanshui-clerk#99")


def _taken_over(stage: Stage) -> Answer:
    _with_id(stage)
    return stage.submit({NEW: news()}, "wanshui-clerk#99")


def _with_id(stage: Stage) -> None:
    entry = stage.forge.git("show", f"{MAIN}:units/wanshui/unit.yml") + "\n"
    maintained(
        stage, {"units/wanshui/unit.yml": entry.replace("wanshui-clerk", '"wanshui-clerk#12"')}
    )


# --- keys ----------------------------------------------------------------------------------------


def _keyed(stage: Stage, lines: str, key: Ed25519PrivateKey = STRANGER) -> None:
    """Let a maintainer trust ``lines``, then merge a record with ``key``."""
    maintained(stage, {TRUST: lines})
    stage.forge.merge(stage.forge.branch({NEW: news()}, at=NOW), at=NOW, key=key)


def _bounded(bound: str) -> str:
    return SIGNERS + signer("gate", STRANGER, f'namespaces="git",{bound}')


@bypassing("an unknown key", "signature-key-untrusted")
def unknown_key(stage: Stage) -> None:
    stage.forge.merge(stage.forge.branch({NEW: news()}, at=NOW), at=NOW, key=STRANGER)


@bypassing("another namespace", "signature-namespace")
def namespace(stage: Stage) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, namespace="file")


@bypassing("the wrong principal: a maintainer signs records", "signature-key-untrusted")
def principal(stage: Stage) -> None:
    stage.forge.merge(stage.forge.branch({NEW: news()}, at=NOW), at=NOW, key=MAINTAINER)


@bypassing("a revoked key", "signature-key-untrusted")
def revoked(stage: Stage) -> None:
    lines = SIGNERS.replace(signer("gate", GATE), signer("gate", STRANGER))
    _keyed(stage, lines, GATE)


@bypassing("a key that has run out", "signature-too-late")
def run_out(stage: Stage) -> None:
    _keyed(stage, _bounded('valid-before="20230301000000Z"'))


@bypassing("a key that has run out, its commit dated back", "signature-too-late commit-date-back")
def run_out_dated_back(stage: Stage) -> None:
    maintained(stage, {TRUST: _bounded('valid-before="20230215000000Z"')})
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=at("2023-02-12"), key=STRANGER)


@bypassing("a key not valid yet", "signature-too-early")
def too_early(stage: Stage) -> None:
    _keyed(stage, _bounded('valid-after="20240101000000Z"'))


@bypassing("bounds without Z", "signers-bound-zone signature-key-untrusted")
def no_zulu(stage: Stage) -> None:
    _keyed(stage, _bounded('valid-before="20240101"'))


@bypassing("a merge that brings its own key", "signature-key-untrusted merge-mixed")
def own_key(stage: Stage) -> None:
    files = {NEW: news(), TRUST: SIGNERS + signer("gate", STRANGER)}
    stage.forge.merge(stage.forge.branch(files, at=NOW), at=NOW, key=STRANGER)


@bypassing("the gate's key trusts another gate", "governance-unsigned")
def gate_trusts(stage: Stage) -> None:
    files = {TRUST: SIGNERS + signer("gate", STRANGER)}
    stage.forge.merge(stage.forge.branch(files, at=NOW), at=NOW)


@bypassing("all keys taken away", "governance-unsigned")
def keyless(stage: Stage) -> None:
    tip = stage.forge.branch({TRUST: None}, at=NOW - HOUR)
    stage.forge.merge(tip, at=NOW - HOUR, key=NOBODY, message="no keys\n")
    stage.forge.merge(stage.forge.branch({NEW: news()}, at=NOW), at=NOW, key=NOBODY)


# --- rules and registry --------------------------------------------------------------------------


def _entry(stage: Stage, unit: str, old: str, new: str) -> dict[str, str]:
    path = f"units/{unit}/unit.yml"
    entry = stage.forge.git("show", f"{MAIN}:{path}") + "\n"
    assert old in entry
    return {path: entry.replace(old, new)}


REGISTRAR = "xinxigongkaizhongxin"


def _by_registrar(stage: Stage, files: dict[str, str]) -> None:
    tip = stage.forge.branch(files, at=NOW)
    stage.forge.merge(tip, at=NOW, unit=REGISTRAR)


def _asked(stage: Stage, files: dict[str, str]) -> Answer:
    return stage.submit(files, f"{REGISTRAR}-clerk")


@bypassing("a registrar gives itself a role", "registry-governed governance-unsigned")
def own_role(stage: Stage) -> None:
    _by_registrar(stage, _own_role(stage))


def _own_role(stage: Stage) -> dict[str, str]:
    return _entry(stage, REGISTRAR, "[registrar]", "[registrar, assessor]")


@bypassing("a registrar makes itself the office's submitter", "registry-governed")
def own_submitter(stage: Stage) -> None:
    _by_registrar(stage, _own_submitter(stage))


def _own_submitter(stage: Stage) -> dict[str, str]:
    return _entry(stage, "zhengfuban", "zhengfuban-clerk", f"{REGISTRAR}-clerk")


@bypassing("a registrar lets a unit come", "registry-comes-or-goes governance-unsigned")
def unit_comes(stage: Stage) -> None:
    _by_registrar(stage, _comes())


def _comes() -> dict[str, str]:
    return {"units/geyi/unit.yml": registry_files()["units/geyi/unit.yml"].decode()}


@bypassing("a unit edits its own entry", "governance-unsigned registry-not-registrar")
def own_entry(stage: Stage) -> None:
    files = _entry(stage, "wanshui", "wanshui-clerk", "friend")
    stage.forge.merge(stage.forge.branch(files, at=NOW), at=NOW)


@bypassing("a rulebook changed on main, unsigned", "governance-unsigned commit-direct")
def rulebook(stage: Stage) -> None:
    files = {"scoring/rulebooks/2023-township.yml": "id: 2023-township\n"}
    stage.forge.move(MAIN, stage.forge.branch(files, at=NOW))


@bypassing("a record merged with a rulebook by a maintainer", "merge-mixed receipt-no-record")
def mixed(stage: Stage) -> None:
    maintained(stage, {NEW: news(), "scoring/rulebooks/x.yml": "id: x\n"})


ROWS: tuple[Attack, ...] = (
    fast_forward, squash, rebase, foxtrot, octopus, evil_record, evil_alteration, evil_elsewhere,
    left_out, ours, nothing, theirs, climbing, dot_git,
    knocking(unrelated, "history-unrelated", _unrelated),
    knocking(returned, "record-returned", _returned),
    dated_back, dated_ahead, receipt_later, receipt_early,
    forged, no_receipt, copied, replayed, twice, hidden, other_clerk, other_unit,
    knocking(taken_over, "submitter-unknown", _taken_over),
    unknown_key, namespace, principal, revoked, run_out, run_out_dated_back, too_early, no_zulu,
    own_key, gate_trusts, keyless,
    knocking(own_role, "registry-governed", lambda stage: _asked(stage, _own_role(stage))),
    knocking(
        own_submitter, "registry-governed", lambda stage: _asked(stage, _own_submitter(stage))
    ),
    knocking(unit_comes, "registry-comes-or-goes", lambda stage: _asked(stage, _comes())),
    own_entry, rulebook, mixed,
)  # fmt: skip

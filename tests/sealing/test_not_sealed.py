"""Merges that are no receipt, and the reason given for each."""

import pytest

from scoring.records.record import Strength
from tests.support.admitting import outcome
from tests.support.records import at, text
from tests.support.repo import Entry, Files
from tests.support.sealed import (
    BY_GATE,
    BY_MAINTAINER,
    SealedBuilder,
    Signing,
)
from tests.support.sealing import (
    ID,
    MERGED,
    NEWS,
    OTHER,
    SEEN,
    Deed,
    codes,
    evidence,
    git,
    headed,
    message,
    news,
    raw_of,
    received,
    spoilt,
)


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
    assert [(name, strength) for name, strength, _ in evidence(builder)] == [
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

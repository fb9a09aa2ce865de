"""Keys in time: whose signature counts, from when to when."""

from datetime import datetime
from pathlib import Path

import pytest

from scoring.history.signers import ALLOWED_SIGNERS
from scoring.records.record import Strength
from tests.support.admitting import outcome
from tests.support.records import at
from tests.support.repo import Entry
from tests.support.sealed import (
    BY_MAINTAINER,
    GATE_LINE,
    MAINTAINER_LINE,
    SealedBuilder,
    Signing,
    line,
    registry,
    trust,
)
from tests.support.sealing import (
    JUNE,
    MERGED,
    OTHER,
    SEEN,
    START,
    UNIT_FILE,
    begun,
    codes,
    evidence,
    news,
)

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
    assert evidence(builder) == [
        ("a", Strength.SEALED, at("2023-02-01")),
        ("b", Strength.UNVERIFIED, at("2023-02-04")),
        ("c", Strength.SEALED, at("2023-02-04")),
    ]


def test_where_a_link_stands_in_place_of_the_list_nobody_is_trusted(
    builder: SealedBuilder,
) -> None:
    link = {ALLOWED_SIGNERS: Entry("../../units/wanshui/unit.yml", "120000")}
    builder.receive(news(), at=at("2023-02-01"))
    builder.signed("换成链接", link, at("2023-02-02"), BY_MAINTAINER)
    builder.receive(news(OTHER), at=at("2023-02-03"))
    assert [strength for _, strength, _ in evidence(builder)] == [
        Strength.SEALED,
        Strength.RECORDED,
    ]
    assert not outcome(builder).verdicts[-1].judged


def test_no_merge_trusts_the_key_that_signs_it(tmp_path: Path) -> None:
    builder = begun(tmp_path, MAINTAINER_LINE)
    files = {**news(), **trust(line("gate", "own"))}
    builder.receive(files, at=at("2023-02-01"), sign=Signing("own"))
    builder.receive(news(OTHER), at=at("2023-02-02"), sign=Signing("own"))
    assert evidence(builder) == [
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
    assert [strength for _, strength, _ in evidence(builder)] == [
        Strength.UNVERIFIED,
        Strength.SEALED,
        Strength.UNVERIFIED,
    ]

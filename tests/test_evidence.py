"""Evidential time: what decides when a record counts, and how far that can be trusted."""

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scoring.history.commits import Commit
from scoring.history.evidence import Evidence, Seal, evidence_of
from scoring.history.receipts import ReceiptTrailers
from scoring.history.repository import open_repository
from scoring.history.seals import seals_of, signers_along
from scoring.history.signers import GATE
from scoring.history.verdicts import NOT_JUDGED, SealVerdict
from scoring.records.record import Strength
from tests.support.records import at
from tests.support.repo import Entry, RepoBuilder
from tests.support.sealed import GATE_LINE, MAINTAINER_LINE

START = at("2023-01-01")


def commit(name: str, when: datetime, parents: int = 2, place: int = 0) -> Commit:
    return Commit(name, ("p",) * parents, when, place, ())


def test_where_no_key_is_trusted_a_merge_has_the_servers_word() -> None:
    chain = [commit("a", at("2023-02-01"), 2), commit("b", at("2023-02-02"), 1)]
    chain.append(commit("c", at("2023-02-03"), 4))
    assert evidence_of(chain, [False] * 3, [None] * 3) == [
        Evidence(Strength.RECORDED, at("2023-02-01")),
        Evidence(Strength.UNVERIFIED, at("2023-02-02")),
        Evidence(Strength.RECORDED, at("2023-02-03")),
    ]


def test_a_receipt_counts_when_the_gate_first_saw_it() -> None:
    seal = Seal(at("2023-10-31", "23:59:59"), {"wanshui/2023/news/2023-10-30-a": at("2023-10-30")})
    (evidence,) = evidence_of([commit("a", at("2023-11-02"))], [True], [seal])
    assert evidence.strength is Strength.SEALED
    assert evidence.time_of("wanshui/2023/guide/2023-10-30-b") == at("2023-10-31", "23:59:59")
    assert evidence.time_of("wanshui/2023/news/2023-10-30-a") == at("2023-10-30")


def test_what_bears_no_seal_counts_when_the_next_seal_vouches_for_it() -> None:
    chain = [
        commit("direct", at("2023-02-01"), 1),
        commit("bare merge", at("2023-02-02")),
        commit("sealed", at("2023-02-05")),
        commit("after", at("2023-02-06")),
    ]
    seals = [None, None, Seal(at("2023-01-20")), None]
    evidence = evidence_of(chain, [True] * 4, seals)
    assert [(each.strength, each.time) for each in evidence] == [
        (Strength.UNVERIFIED, at("2023-02-05")),  # the date of the seal, not of its receipt
        (Strength.UNVERIFIED, at("2023-02-05")),
        (Strength.SEALED, at("2023-01-20")),
        (Strength.UNVERIFIED, None),  # nothing vouches for it yet: it does not count
    ]


def test_only_a_valid_receipt_is_a_seal() -> None:
    receipt = ReceiptTrailers(at("2023-01-20"), {"wanshui/2023/news/2023-01-02-1": START})
    verdicts = [SealVerdict(True, receipt=receipt), SealVerdict(receipt=receipt), NOT_JUDGED]
    assert seals_of(verdicts) == [Seal(receipt.received_at, receipt.per_record), None, None]


def test_a_seal_before_any_key_was_trusted_is_none() -> None:
    """The merge that brings the first key cannot be sealed by it."""
    seals = [Seal(at("2022-01-01"))]
    (evidence,) = evidence_of([commit("a", at("2023-02-01"))], [False], seals)
    assert (evidence.strength, evidence.time) == (Strength.RECORDED, at("2023-02-01"))


def test_trust_begins_and_ends_with_the_next_commit(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "trust").first({"a": "b"}, at=START)
    path = "scoring/trust/allowed_signers"
    steps = [
        {path: MAINTAINER_LINE},
        {path: MAINTAINER_LINE + GATE_LINE},
        {"a": "c"},
        {path: MAINTAINER_LINE},
        {path: Entry("../../a", "120000")},
        {path: GATE_LINE},
        {path: None},
        {"a": "d"},
    ]
    for number, step in enumerate(steps):
        builder.merge(step, at=START + timedelta(days=number + 1))
    repository = open_repository(builder.finish().path)
    chain = repository.first_parent_chain(repository.head())
    with repository.objects() as objects:
        trusted = [signers.trusts(GATE) for signers in signers_along(chain, objects)]
    assert trusted == [False, False, False, True, True, False, False, True, False]


COMMITS = st.lists(
    st.tuples(st.integers(0, 3), st.booleans(), st.booleans(), st.integers(0, 1000)), max_size=12
)


@given(COMMITS)
def test_every_commit_gets_the_strength_the_table_says(
    drawn: list[tuple[int, bool, bool, int]],
) -> None:
    chain = [
        commit(str(place), START + timedelta(hours=hour), parents, place)
        for place, (parents, _, _, hour) in enumerate(drawn)
    ]
    keyed = [trusted for _, trusted, _, _ in drawn]
    seals = [Seal(START) if sealed else None for _, _, sealed, _ in drawn]
    for place, evidence in enumerate(evidence_of(chain, keyed, seals)):
        if keyed[place] and seals[place]:
            expected = (Strength.SEALED, START)
        elif keyed[place]:
            later = [other for other in range(place + 1, len(chain)) if keyed[other]]
            vouching = [chain[other].committed for other in later if seals[other]]
            expected = (Strength.UNVERIFIED, vouching[0] if vouching else None)
        else:
            strength = Strength.RECORDED if drawn[place][0] > 1 else Strength.UNVERIFIED
            expected = (strength, chain[place].committed)
        assert (evidence.strength, evidence.time) == expected

"""What a seal proves, and what waits for one."""

from scoring.records.record import Strength
from tests.support.records import at
from tests.support.sealed import (
    BY_MAINTAINER,
    SealedBuilder,
)
from tests.support.sealing import ID, MERGED, NEWS, OTHER, SEEN, evidence, last, message, news


def test_a_sealed_record_counts_when_the_gate_first_saw_it(builder: SealedBuilder) -> None:
    builder.receive(news(), at=MERGED, received=SEEN)
    assert evidence(builder) == [("a", Strength.SEALED, SEEN)]
    verdict = last(builder)
    assert (verdict.principal, verdict.signed, verdict.registry) == ("gate", True, False)
    assert verdict.receipt is not None and verdict.receipt.submitted_by == "wanshui-clerk"


def test_records_of_one_merge_may_have_come_at_different_times(builder: SealedBuilder) -> None:
    builder.receive(news(NEWS, OTHER), at=MERGED, received=MERGED, times={ID: SEEN})
    assert evidence(builder) == [("a", Strength.SEALED, SEEN), ("b", Strength.SEALED, MERGED)]


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


def test_what_no_seal_covers_waits_for_the_next_one(builder: SealedBuilder) -> None:
    paths = [OTHER.replace("-b", f"-{name}") for name in "bcdef"]
    builder.direct(news(paths[0]), at=at("2023-02-01"), authored=at("2023-01-02"))
    builder.merge(news(paths[1]), at=at("2023-02-02"))
    builder.receive(news(paths[2]), at=at("2023-02-05"), received=at("2023-01-20"))
    builder.receive(news(paths[3]), at=at("2023-02-06"), sign=None)
    builder.signed("说明", {"README.md": "x"}, at("2023-02-07"), BY_MAINTAINER)
    builder.merge(news(paths[4]), at=at("2023-02-08"))
    assert evidence(builder) == [
        ("b", Strength.UNVERIFIED, at("2023-02-05")),  # not its receipt's time, the seal's own
        ("c", Strength.UNVERIFIED, at("2023-02-05")),
        ("d", Strength.SEALED, at("2023-01-20")),
        ("e", Strength.UNVERIFIED, None),  # a maintainer's signature is no seal
        ("f", Strength.UNVERIFIED, None),
    ]

"""Merges that change the registry: by whom, and what they may not bring."""

import pytest

from scoring.records.record import Strength
from tests.support.records import at
from tests.support.repo import Entry, Files
from tests.support.sealed import (
    SealedBuilder,
    registry,
)
from tests.support.sealing import ID, MERGED, SEEN, UNIT_FILE, Deed, codes, evidence, last, news

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
    assert evidence(builder) == [("a", Strength.UNVERIFIED, MERGED)]


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
    "a last day": (
        lambda builder: builder.receive(
            entry("fagaiwei", "roles: []", 'roles: []\nuntil: "2023-06-30"'),
            at=MERGED,
            unit=CENTRE,
        ),
        ["registry-governed"],
    ),
    "another kind in the past": (
        lambda builder: builder.receive(
            entry(
                "fagaiwei",
                "roles: []",
                'roles: []\nearlier: [{until: "2022-12-31", kind: office}]',
            ),
            at=MERGED,
            unit=CENTRE,
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

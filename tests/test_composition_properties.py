"""What holds of every scheme that can be written, whatever is found under it."""

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.composition.caps import Result, settle
from scoring.composition.charge import Charge
from scoring.rulebook.model import Node
from tests.support.trees import Scheme, charges, schemes

quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def results(scheme: Scheme, found: tuple[Charge, ...] | None = None) -> Mapping[str, Result]:
    return settle(scheme.book, scheme.charges if found is None else found, scheme.absent).results


def total(scheme: Scheme, found: tuple[Charge, ...] | None = None) -> Decimal:
    score = results(scheme, found)[""].score
    assert score is not None  # nothing drawn here fixes a grade
    return score


def plain_loss(node: Node, lost: Mapping[str, Decimal], vetoes: Mapping[str, Decimal]) -> Decimal:
    """扣完为止 in one line: what the children lost and the node's own, at most its points."""
    below = sum((plain_loss(child, lost, vetoes) for child in node.nodes), Decimal(0))
    asked = below + lost.get(node.path, Decimal(0)) + vetoes.get(node.path, Decimal(0))
    assert node.points is not None
    return min(node.points, asked)


@quick
@given(schemes(plain=True))
def test_sums_of_full_points_are_what_anyone_would_reckon(scheme: Scheme) -> None:
    lost: dict[str, Decimal] = {}
    vetoes: dict[str, Decimal] = {}
    for charge in scheme.charges:
        into, path = (
            (vetoes, charge.rule.charge_to) if charge.rule.charge_to else (lost, charge.leaf.path)
        )
        assert path is not None
        into[path] = into.get(path, Decimal(0)) + charge.remaining
    asked = sum((plain_loss(node, lost, vetoes) for node in scheme.book.nodes), Decimal(0))
    assert total(scheme) == scheme.book.points - min(scheme.book.points, asked)


@quick
@given(schemes(vetoes=False))
def test_no_score_leaves_its_bounds(scheme: Scheme) -> None:
    found = results(scheme)
    for node in (scheme.book.root, *scheme.book.walk()):
        result = found[node.path]
        if result.score is None or result.points is None:
            continue
        if node.most is not None and node.out_of is None and node.most > 0:
            assert result.score <= node.most or result.absent
        if not any(below.bonus for below in node.walk()):
            assert result.score <= max(node.points or 0, result.points)
        if node.least == 0:
            assert result.score >= 0


@quick
@given(schemes())
def test_what_is_left_of_a_finding_is_at_most_what_it_was(scheme: Scheme) -> None:
    settled = settle(scheme.book, scheme.charges, scheme.absent)
    for charge in scheme.charges:
        assert 0 <= settled.left_of(charge) <= charge.remaining


@quick
@given(schemes(), st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(scheme: Scheme, chance: random.Random) -> None:
    shuffled = list(scheme.charges)
    chance.shuffle(shuffled)
    assert results(scheme) == results(scheme, tuple(shuffled))


@quick
@given(schemes(), st.data())
def test_one_more_loss_never_helps_and_one_more_gain_never_hurts(
    scheme: Scheme, data: st.DataObject
) -> None:
    leaves = [leaf for leaf in scheme.book.leaves() if leaf.path not in scheme.absent]
    if not leaves:
        return
    more = data.draw(charges(leaves))
    before, after = total(scheme), total(scheme, (*scheme.charges, more))
    if more.lapse.earns:
        assert after >= before
    else:
        assert after <= before


@quick
@given(schemes())
def test_what_is_waived_whole_is_as_if_it_had_not_been_found(scheme: Scheme) -> None:
    waived = tuple(
        replace(charge, waived=charge.lapse.points, waived_by="ruling") for charge in scheme.charges
    )
    assert total(scheme, waived) == total(scheme, ())


@quick
@given(schemes())
def test_every_number_is_an_exact_decimal(scheme: Scheme) -> None:
    for path, result in results(scheme).items():
        node = scheme.book.root if path == "" else scheme.book.node(path)
        assert node is not None
        if result.score is not None and node.rounding is not None and not result.absent:
            exponent = result.score.normalize().as_tuple().exponent
            assert isinstance(exponent, int)
            assert -exponent <= max(node.rounding.places, 1)  # what is set may have one place

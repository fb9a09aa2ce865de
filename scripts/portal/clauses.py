"""A page for each leaf of a rulebook: its words, and which units lost points on it, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.ledger.model import Status
from scoring.rulebook.model import Node, Rulebook
from scripts.portal import addresses
from scripts.portal.differing import differing, worth
from scripts.portal.page import Page
from scripts.portal.rules import texts_of
from scripts.portal.tree import Branch, Loss
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import plain

Trees = Mapping[str, tuple[Branch, ...]]
"""Every assessed unit's score tree, by unit id."""


@dataclass(frozen=True, slots=True)
class Loser:
    """A unit that lost points on the leaf, with each loss; ``share`` is of the most lost, 0–1."""

    name: str
    address: str
    lost: str
    share: Decimal
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class ClauseBody:
    """One leaf. ``full`` are the units that lost nothing, ``others`` the book's other leaves."""

    points: str | None
    rules: str
    book: str
    texts: tuple[tuple[str, str], ...]
    readings: tuple[str, ...]
    losers: tuple[Loser, ...]
    lost: str
    full: tuple[tuple[str, str], ...]
    pending: int
    others: tuple[tuple[str, str], ...]


def pages(volume: Volume, trees: Trees) -> Iterator[Page]:
    """Yield a page for every leaf of every rulebook of the year."""
    for book in volume.input.rulebooks:
        leaves = tuple(book.leaves())
        links = tuple(
            (leaf.title, addresses.clause(volume.year, book.id, leaf.path)) for leaf in leaves
        )
        for leaf, (title, address) in zip(leaves, links, strict=True):
            others = tuple(link for link in links if link[1] != address)
            yield Page(
                address=address,
                template="clause.html",
                title=f"{volume.board_title(book)}：{title}",
                description=f"{volume.year}年“{title}”的考核要求、评分标准和各单位失分情况。",
                year=volume.year,
                body=_body(volume, book, leaf, trees, others),
            )


def _body(
    volume: Volume,
    book: Rulebook,
    leaf: Node,
    trees: Trees,
    others: tuple[tuple[str, str], ...],
) -> ClauseBody:
    found = [
        (unit.id, branch)
        for unit in volume.units()
        for branch in _leaf(trees.get(unit.id, ()), book, volume, unit.id, leaf.path)
    ]
    lost = {unit: _lost(branch) for unit, branch in found}
    most = max(lost.values(), default=Decimal(0))
    anchor = addresses.node_anchor(leaf.path)
    return ClauseBody(
        points=worth(leaf.every("points")),
        rules=f"{addresses.rules(volume.year, book.id)}#{anchor}",
        book=book.title,
        texts=texts_of(leaf),
        readings=(*differing(volume, leaf), *leaf.interpretation),
        losers=tuple(
            Loser(
                volume.name(unit),
                f"{addresses.unit(volume.year, unit)}#{anchor}",
                plain(lost[unit]),
                lost[unit] / most,
                branch.losses,
            )
            for unit, branch in sorted(found, key=lambda pair: -lost[pair[0]])
            if lost[unit]
        ),
        lost=plain(sum(lost.values(), Decimal(0))),
        full=tuple(
            (volume.name(unit), f"{addresses.unit(volume.year, unit)}#{anchor}")
            for unit, branch in found
            if not lost[unit] and branch.answers and branch.status is Status.JUDGED
        ),
        pending=sum(branch.status is Status.PENDING for _, branch in found),
        others=others,
    )


def _leaf(
    branches: tuple[Branch, ...], book: Rulebook, volume: Volume, unit: str, path: str
) -> Iterator[Branch]:
    """Yield the unit's result at ``path``, if it is assessed by ``book``."""
    score = volume.input.ledger.unit(unit)
    if score is None or score.rulebook != book.id:
        return
    for branch in branches:
        if branch.path == path:
            yield branch
        elif path.startswith(f"{branch.path}/"):
            yield from _leaf(branch.branches, book, volume, unit, path)


def _lost(branch: Branch) -> Decimal:
    return sum((loss.lost for loss in branch.losses), Decimal(0))

"""考核细则: the rulebook word for word, each clause with what it has cost so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.ledger.model import LOSES
from scoring.rulebook.model import Node, Rulebook
from scripts.portal import addresses, words
from scripts.portal.differing import differing, worth
from scripts.portal.page import Page
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import plain


@dataclass(frozen=True, slots=True)
class Loser:
    """A unit that lost points on a clause."""

    name: str
    address: str
    points: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A node with the source's words and, at a leaf, who lost how much on it.

    ``own`` is the address of a leaf's own page.
    """

    anchor: str
    own: str
    title: str
    points: str | None
    level: int
    leaf: bool
    applies_to: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    readings: tuple[str, ...]
    clauses: tuple["Clause", ...]
    losers: tuple[Loser, ...]
    lost: str


@dataclass(frozen=True, slots=True)
class RulesBody:
    """One rulebook; ``others`` are the other rulebooks of the year."""

    points: str
    source: str
    sha256: str
    units: int
    since: str
    closes: str
    readings: tuple[str, ...]
    clauses: tuple[Clause, ...]
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Costly:
    """A clause on which points were lost, for the home page."""

    title: str
    address: str
    kind: str
    units: int
    points: Decimal


_TEXTS = (
    ("requirement", "考核要求"),
    ("standard", "评分标准"),
    ("responsible", "责任部门"),
    ("method", "考核方式"),
)


def texts_of(node: Node) -> tuple[tuple[str, str], ...]:
    """Return the source's own words on ``node``, each with its column's name."""
    return tuple((label, getattr(node, key)) for key, label in _TEXTS if getattr(node, key))


Losers = Mapping[str, tuple[tuple[str, Decimal], ...]]


def pages(volume: Volume) -> Iterator[Page]:
    """Yield a page for every rulebook of the year."""
    books = volume.input.rulebooks
    for book in books:
        yield Page(
            address=addresses.rules(volume.year, book.id),
            template="rules.html",
            title=book.title,
            description=f"{book.title}：考核要求、评分标准、口径和扣分情况。",
            year=volume.year,
            body=_body(volume, book, [other for other in books if other.id != book.id]),
            wide=False,
        )


def costly(volume: Volume) -> tuple[Costly, ...]:
    """Return the clauses on which points were lost, the dearest first."""
    found = []
    for book in volume.input.rulebooks:
        losers = _losers(volume, book)
        for leaf in book.leaves():
            units = losers.get(leaf.path, ())
            if units:
                found.append(
                    Costly(
                        leaf.title,
                        addresses.clause(volume.year, book.id, leaf.path),
                        volume.board_title(book),
                        len(units),
                        sum((points for _, points in units), Decimal(0)),
                    )
                )
    return tuple(sorted(found, key=lambda clause: -clause.points))


def _body(volume: Volume, book: Rulebook, others: list[Rulebook]) -> RulesBody:
    assessed = [unit for unit in volume.input.ledger.units if unit.rulebook == book.id]
    document = str(book.source.get("document_number", ""))
    annex = f"附件{book.source['annex']}" if "annex" in book.source else ""
    return RulesBody(
        points=worth(book.root.every("points")) or plain(book.points),
        source=document + annex,
        sha256=book.sha256,
        units=len(assessed),
        since=words.day(book.first_day) if book.first_day else f"{book.year}年1月1日",
        closes=words.day(book.closes_on),
        readings=(*differing(volume, book.root), *book.interpretation),
        clauses=tuple(_clauses(volume, book, book.nodes, _losers(volume, book), 2)),
        others=tuple((other.title, addresses.rules(volume.year, other.id)) for other in others),
    )


def _listed(volume: Volume, node: Node) -> tuple[str, ...]:
    """Return the units that ``applies_to`` lists, in the order of the registry."""
    listed = node.applies_to or frozenset()
    return tuple(unit.short_name for unit in volume.units() if unit.id in listed)


def _excepted(volume: Volume, node: Node) -> Iterator[str]:
    """Yield which units the node is not for, where it is for all others."""
    if node.excepted and (names := _listed(volume, node)):
        yield f"{'、'.join(names)}不考核此项。"


def _clauses(
    volume: Volume, book: Rulebook, nodes: tuple[Node, ...], losers: Losers, level: int
) -> Iterator[Clause]:
    for node in nodes:
        lost = losers.get(node.path, ())
        yield Clause(
            anchor=addresses.node_anchor(node.path),
            own=addresses.clause(volume.year, book.id, node.path),
            title=node.title,
            points=worth(node.every("points")),
            level=level,
            leaf=not node.nodes,
            applies_to=() if node.excepted else _listed(volume, node),
            texts=texts_of(node),
            readings=(*_excepted(volume, node), *differing(volume, node), *node.interpretation),
            clauses=tuple(_clauses(volume, book, node.nodes, losers, level + 1)),
            losers=tuple(
                Loser(
                    volume.name(unit),
                    f"{addresses.unit(volume.year, unit)}#{addresses.node_anchor(node.path)}",
                    plain(points),
                )
                for unit, points in lost
            ),
            lost=plain(sum((points for _, points in lost), Decimal(0))),
        )


def _losers(volume: Volume, book: Rulebook) -> Losers:
    """Return, by leaf, the units that lost points there, those that lost most first."""
    found: dict[str, list[tuple[str, Decimal]]] = {}
    for unit in volume.input.ledger.units:
        if unit.rulebook != book.id:
            continue
        for path, leaf in unit.leaves():
            lost = sum(
                (each.applied for each in leaf.deductions or () if each.effect == LOSES), Decimal(0)
            )
            if lost:
                found.setdefault(path, []).append((unit.unit, lost))
    return {
        path: tuple(sorted(units, key=lambda pair: (-pair[1], pair[0])))
        for path, units in found.items()
    }

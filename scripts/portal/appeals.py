"""申诉复核: that an appeal was made and what became of it; every ruling with its reason."""

from dataclasses import dataclass

from scoring.rulebook.model import Rulebook
from scripts.portal import addresses
from scripts.portal.page import Page
from scripts.portal.shelf import Item
from scripts.portal.volume import Volume
from scripts.times import told_moment, told_period


@dataclass(frozen=True, slots=True)
class Matter:
    """What an appeal or ruling is about; ``standard`` are the clause's own words.

    ``address`` is where the node stands on the unit's page, ``clause`` on the page of the rules.
    """

    unit: str
    address: str | None
    node: str
    period: str
    standard: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal: in public its existence and its outcome, never its grounds."""

    item: Item
    matter: Matter
    anchor: str
    received: str
    outcome: str
    ruling: str | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling with its reason."""

    item: Item
    anchor: str
    matter: Matter
    effect: str
    time: str
    reason: str


@dataclass(frozen=True, slots=True)
class AppealsBody:
    """All appeals and rulings, newest first; ``issuers`` are the units that issue papers.

    ``waiting`` are the appeals that no ruling has answered, ``decided`` the others.
    """

    waiting: tuple[Appeal, ...]
    decided: tuple[Appeal, ...]
    rulings: tuple[Ruling, ...]
    issuers: tuple[tuple[str, str], ...]


def page(volume: Volume) -> Page:
    """Return the page of appeals and rulings."""
    rulings = volume.shelf.of("ruling")
    answered = {item.data["answers"]: item for item in rulings if item.data.get("answers")}
    made = [_appeal(volume, item, answered) for item in reversed(volume.shelf.of("appeal"))]
    return Page(
        address=addresses.of_year(volume.year, "appeals"),
        template="appeals.html",
        title="申诉复核",
        description=f"{volume.year}年考核申诉的受理和结果、复核决定及其理由。",
        year=volume.year,
        body=AppealsBody(
            tuple(appeal for appeal in made if appeal.ruling is None),
            tuple(appeal for appeal in made if appeal.ruling is not None),
            tuple(_ruling(volume, item) for item in reversed(rulings)),
            tuple(
                (unit.short_name, addresses.catalogue(volume.year, unit.id))
                for unit in volume.units()
                if unit.roles and volume.shelf.by_unit(unit.id)
            ),
        ),
    )


def _appeal(volume: Volume, item: Item, answered: dict[str, Item]) -> Appeal:
    ruling = next((answered[i] for i in (item.id, *item.earlier) if i in answered), None)
    outcome = "待复核"
    if ruling is not None:
        outcome = volume.label("ruling", "effect", str(ruling.data.get("effect", "")))
        points = ruling.data.get("points")
        outcome += f"{points}分" if points is not None else ""
    return Appeal(
        item=item,
        matter=_matter(volume, item.unit, item),
        anchor=addresses.record_anchor(item.id),
        received=told_moment(item.received),
        outcome=outcome,
        ruling=addresses.record_anchor(ruling.id) if ruling is not None else None,
    )


def _ruling(volume: Volume, item: Item) -> Ruling:
    data = item.data
    return Ruling(
        item=item,
        anchor=addresses.record_anchor(item.id),
        matter=_matter(volume, _unit(data.get("to")), item),
        effect=volume.label("ruling", "effect", str(data.get("effect", ""))),
        time=told_moment(str(data["time"])) if data.get("time") else "",
        reason=str(data.get("reason", "")),
    )


def _matter(volume: Volume, unit: str, item: Item) -> Matter:
    path = str(item.data.get("node", ""))
    page = volume.unit_page(unit)
    book = _rulebook(volume, unit)
    node = book.node(path) if book is not None else None
    period = item.data.get("period")
    return Matter(
        unit=volume.name(unit) if unit else "",
        address=f"{page}#{addresses.node_anchor(path)}" if page and node else page,
        node=node.title if node is not None else path,
        period=told_period(str(period), "zh") if period else "",
        standard=node.standard if node is not None else "",
        clause=_clause(volume, book, path) if book is not None and node is not None else None,
    )


def _clause(volume: Volume, book: Rulebook, path: str) -> str:
    return f"{addresses.rules(volume.year, book.id)}#{addresses.node_anchor(path)}"


def _unit(named: object) -> str:
    """Return the unit a ruling is about; of several the first."""
    if isinstance(named, list):
        return str(named[0]) if named else ""
    return str(named or "")


def _rulebook(volume: Volume, unit: str) -> Rulebook | None:
    known = volume.site.registry.get(unit)
    for book in volume.input.rulebooks:
        if known is not None and book.is_for(known):
            return book
    return None

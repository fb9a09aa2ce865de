"""Where two ledgers of one year differ: unit by unit, clause by clause, number by number.

They are compared as the documents they are published as, since one of them may come from another
release. What both say of their own making (head, engine, digests of rulebooks) is no difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]

_OF_UNIT = ("points", "score", "status", "grade", "rank")
_OF_NODE = ("points", "score", "status", "grade", "absent", "opened")


@dataclass(frozen=True, slots=True)
class Value:
    """A number or word that differs; None: there was or is none."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that came, went, or costs (earns) something else.

    ``finding`` is the finding as the ledger has it, after the change where it is still there.
    """

    finding: Document
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node of the rulebook that differs for a unit."""

    path: str
    title: str
    values: tuple[Value, ...]
    findings: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What differs for one unit in one year, its own values first.

    Of a unit that is assessed on one side only every value stands against None.
    """

    year: int
    unit: str
    name: str
    values: tuple[Value, ...]
    nodes: tuple[NodeChange, ...]

    @property
    def score(self) -> Value | None:
        """The change of its score, None where the score is the same."""
        return next((each for each in self.values if each.name == "score"), None)


def ledger_changes(before: Document | None, after: Document | None) -> tuple[UnitChange, ...]:
    """Return what differs between two ledgers of a year; None stands for a year without rules."""
    was, now = _by(before, "units", "unit"), _by(after, "units", "unit")
    year = int((after or before or {"year": 0})["year"])
    return tuple(
        change
        for unit in sorted(was.keys() | now.keys())
        if (change := _of_unit(year, was.get(unit), now.get(unit))) is not None
    )


def _of_unit(year: int, was: Document | None, now: Document | None) -> UnitChange | None:
    known = now or was or {}
    values = _values(_OF_UNIT, was, now)
    nodes = tuple(_nodes(_tree(was), _tree(now)))
    if not values and not nodes:
        return None
    return UnitChange(year, str(known["unit"]), str(known["name"]), values, nodes)


def _tree(unit: Document | None) -> dict[str, tuple[str, Document]]:
    found: dict[str, tuple[str, Document]] = {}

    def walk(nodes: Sequence[Document], path: str, titles: str) -> None:
        for node in nodes:
            here, named = f"{path}{node['id']}", f"{titles}{node['title']}"
            found[here] = (named, node)
            walk(node.get("nodes", ()), f"{here}/", f"{named} › ")

    walk(() if unit is None else unit["nodes"], "", "")
    return found


def _nodes(
    was: Mapping[str, tuple[str, Document]], now: Mapping[str, tuple[str, Document]]
) -> Iterator[NodeChange]:
    for path in dict.fromkeys((*now, *was)):
        _, old = was.get(path, ("", None))
        title, new = now.get(path, (was[path][0] if path in was else "", None))
        values = _values(_OF_NODE, old, new)
        findings = tuple(_findings(old, new))
        if values or findings:
            yield NodeChange(path, title, values, findings)


def _values(names: Sequence[str], was: Document | None, now: Document | None) -> tuple[Value, ...]:
    pairs = ((name, (was or {}).get(name), (now or {}).get(name)) for name in names)
    # What ledger/1 cannot say (no key) and what ledger/2 leaves open (null, false) is the same.
    return tuple(
        Value(name, before, after)
        for name, before, after in pairs
        if before != after and (before or after or name in ("points", "score"))
    )


def _findings(was: Document | None, now: Document | None) -> Iterator[FindingChange]:
    old, new = _found(was), _found(now)
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        if _worth(before) != _worth(after):
            known = after if after is not None else before
            assert known is not None
            yield FindingChange(known, _applied(before), _applied(after))


def _found(node: Document | None) -> dict[Any, Document]:
    """Return the findings of a leaf by what they are about; equal ones are counted."""
    found: dict[Any, Document] = {}
    listed = () if node is None else node.get("findings", node.get("deductions", ()))
    for each in listed:
        key = (each["rule"], each["period"], tuple(each["records"]), each["reason"]["code"])
        place = 0
        while (*key, place) in found:
            place += 1
        found[(*key, place)] = each
    return found


def _worth(finding: Document | None) -> Any:
    if finding is None:
        return None
    effect = finding.get("effect", "loses")
    numbers = tuple(finding[name] for name in ("points", "waived", "applied"))
    return (*numbers, effect, finding["charged_to"], finding["waived_by"])


def _applied(finding: Document | None) -> Any:
    return None if finding is None else finding["applied"]


def _by(document: Document | None, listed: str, name: str) -> dict[str, Document]:
    return {} if document is None else {str(each[name]): each for each in document[listed]}

"""A rulebook's dates moved to another year, so that next year's draft can be tried on this year's.

Only what a program reads is moved: the year, first and last day, due dates with a year, days and
periods in rules. The notice's words stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.other_year import in_other_year

_HEAD = ("from", "closes_on")
_NAMES = ("id", "kind")


@dataclass(frozen=True, slots=True)
class Move:
    """One date that was moved; ``place`` is ``closes_on`` or ``news.filed.due``."""

    place: str
    before: str
    after: str


def move(data: dict[str, Any], year: int) -> tuple[Move, ...]:
    """Move the dates in ``data``, a rulebook with its ``year``, to ``year``; return what moved."""
    by = year - data["year"]
    if not by:
        return ()
    mover = _Mover(data["year"], by)
    mover.moves.append(Move("year", str(data["year"]), str(year)))
    data["year"] = year
    for name in _HEAD:
        if name in data:
            data[name] = mover.value(data[name], name)
    for path, rule in _rules(data.get("nodes"), ""):
        for name, value in rule.items():
            if name not in _NAMES:
                rule[name] = mover.value(value, f"{path}.{rule.get('id')}.{name}")
    return tuple(mover.moves)


def _rules(nodes: Any, above: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict):
            path = f"{above}{node.get('id')}"
            rules = node.get("rules")
            for rule in rules if isinstance(rules, list) else ():
                if isinstance(rule, dict):
                    yield path, rule
            yield from _rules(node.get("nodes"), f"{path}/")


class _Mover:
    """Moves what is dated in or beside ``year`` by so many years, and notes it."""

    def __init__(self, year: int, by: int) -> None:
        self._years = {f"{near:04d}" for near in range(year - 1, year + 2)}
        self._by = by
        self.moves: list[Move] = []

    def value(self, value: Any, place: str) -> Any:
        """Return ``value`` with every day and period in it moved."""
        if isinstance(value, str):
            return self._text(value, place)
        if isinstance(value, list):
            return [self.value(each, place) for each in value]
        if isinstance(value, Mapping):
            return {
                self._text(key, place): self.value(each, f"{place}.{key}")
                for key, each in value.items()
            }
        return value

    def _text(self, text: str, place: str) -> str:
        after = in_other_year(text, self._by) if text[:4] in self._years else None
        if after is None:
            return text
        self.moves.append(Move(place, text, after))
        return after

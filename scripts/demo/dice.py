"""Choices that a seed decides, the same on every machine and under every version of Python.

Each choice has a key of its own, so that one more choice somewhere changes no other.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

Item = TypeVar("Item")
Key = str | int


class Dice:
    """Thrown with a key: the same key gives the same result again."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def number(self, first: int, last: int, *key: Key) -> int:
        """Return a whole number from ``first`` to ``last``, both included."""
        return first + self._throw(*key) % (last - first + 1)

    def chance(self, percent: int, *key: Key) -> bool:
        """Return True in ``percent`` of a hundred cases."""
        return self.number(0, 99, *key) < percent

    def pick(self, options: Sequence[Item], *key: Key) -> Item:
        """Return one of ``options``."""
        return options[self.number(0, len(options) - 1, *key)]

    def several(self, options: Sequence[Item], count: int, *key: Key) -> list[Item]:
        """Return ``count`` of ``options`` (all where there are fewer), no place twice."""
        order = sorted(range(len(options)), key=lambda place: self._throw(*key, place))
        return [options[place] for place in order[:count]]

    def weighed(self, options: Mapping[str, int], *key: Key) -> str:
        """Return one of ``options``, each as likely as its weight."""
        left = self.number(1, sum(options.values()), *key)
        for name, weight in options.items():
            left -= weight
            if left <= 0:
                return name
        raise AssertionError("weights that sum to nothing")

    def _throw(self, *key: Key) -> int:
        told = "|".join(map(str, (self._seed, *key)))
        return int.from_bytes(sha256(told.encode()).digest()[:8], "big")

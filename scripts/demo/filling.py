"""Texts with gaps: ``{unit}`` is a name, ``{18-76}`` a number that the dice decide."""

import re
from collections.abc import Mapping

from scripts.demo.dice import Dice, Key

_GAP = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)-(\d+)", re.ASCII)


def filled(text: str, names: Mapping[str, str], dice: Dice, *key: Key) -> str:
    """Return ``text`` with its gaps filled. Raises KeyError for a name that is not there."""

    def fill(gap: re.Match[str]) -> str:
        span = _RANGE.fullmatch(gap[1])
        if span is None:
            return names[gap[1]]
        return str(dice.number(int(span[1]), int(span[2]), "gap", *key, text, gap.start()))

    return _GAP.sub(fill, text)

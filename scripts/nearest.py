"""What somebody may have meant who wrote a name that there is not."""

import difflib
from collections.abc import Collection

_ALIKE = 0.7
"""How alike two names must be; below it a guess misleads more than it helps."""


def nearest(told: str, names: Collection[str]) -> str | None:
    """Return the one of ``names`` that is likely meant by ``told``; None where none is.

    A name that begins as told (宛水 for 宛水街道) comes first, unless others begin so too.
    """
    begun = sorted((name for name in names if told and name.startswith(told)), key=len)
    if begun and all(name.startswith(begun[0]) for name in begun):
        return begun[0]
    alike = difflib.get_close_matches(told, names, n=1, cutoff=_ALIKE)
    return alike[0] if alike else None


def nearest_or_all(told: str, names: Collection[str]) -> str:
    """Return the one of ``names`` that is likely meant by ``told``, else all of them in a row."""
    return nearest(told, names) or "、".join(names)

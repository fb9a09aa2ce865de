"""When two texts or values are the same, however they were typed."""

import unicodedata
from collections.abc import Hashable, Mapping
from typing import Any

# NFKC takes long for a text with any sign that it changes. These, of nearly every Chinese text,
# are therefore changed beforehand; the result is the same.
_COMMON = tuple((sign, unicodedata.normalize("NFKC", sign)) for sign in "，：；？！（）％")


def normal(text: str) -> str:
    """Return ``text`` in its normal form: after NFKC (Unicode UAX 15), without white space.

    Full-width and half-width signs, spaces and line breaks make no difference (reading 5).
    """
    for sign, plain in _COMMON:
        text = text.replace(sign, plain)
    text = unicodedata.normalize("NFKC", text)
    return "".join(text.split())


def likeness(value: Any) -> Hashable:
    """Return what two values have in common if and only if they count as the same; None: nothing.

    Texts are compared in their normal form, everything else by value. What is absent or empty is
    like nothing, not even like itself.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return normal(value) or None
    if isinstance(value, Mapping):
        return frozenset((key, likeness(part)) for key, part in value.items()) or None
    if isinstance(value, list):
        return tuple(map(likeness, value)) or None
    return (isinstance(value, bool), value)

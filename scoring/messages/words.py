"""Chinese for what parsers and systems only say in English, so that no sentence mixes the two.

``words.yml`` has, by code, the phrases and the place of the sentence they stand in; a phrase may
have ``{places}`` of its own.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scoring.records.yamltext import load_yaml

_WORDS = Path(__file__).with_name("words.yml")
_PLACE = re.compile(r"\\\{([a-z]+)\\\}")


class Words(NamedTuple):
    """The phrases of one code: the place, each with its Chinese, and what stands for all others."""

    place: str
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    otherwise: str


@cache
def words() -> Mapping[str, Words]:
    """Return all phrases, by code."""
    return {
        code: Words(
            entry["place"],
            tuple((_pattern(phrase), zh) for phrase, zh in entry["words"].items()),
            entry["otherwise"],
        )
        for code, entry in load_yaml(_WORDS.read_bytes()).items()
    }


def in_chinese(code: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the ``values`` of ``code`` with Chinese in place of English phrases."""
    known = words().get(code)
    if known is None:
        return values
    return {**values, known.place: _in_chinese(known, str(values.get(known.place, "")))}


def _in_chinese(known: Words, english: str) -> str:
    for pattern, zh in known.phrases:
        found = pattern.fullmatch(english)
        if found is not None:
            return zh.format_map(found.groupdict())
    return known.otherwise


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(phrase)), re.DOTALL)

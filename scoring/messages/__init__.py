"""Every code a user can meet, with its sentence and its remedy, in Chinese and English.

``catalogue.yml`` is the one place for these words; gate, ``check``, ``explain``, pages and manuals
speak from it. Imports ``scoring.records.yamltext`` only.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from scoring.messages.words import in_chinese
from scoring.records.yamltext import load_yaml

Language = Literal["zh", "en"]

MAX_VALUE = 200
"""Characters of a value that a sentence repeats."""

_CATALOGUE = Path(__file__).with_name("catalogue.yml")
_MAX_BYTES = 1024 * 1024
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_UNSAYABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_BETWEEN: Mapping[str, str] = {"zh": "、", "en": ", "}


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the whole catalogue: code → level, about, zh, en, fix_zh, fix_en."""
    loaded = load_yaml(_CATALOGUE.read_bytes(), max_bytes=_MAX_BYTES)
    assert isinstance(loaded, dict)
    return loaded


def level(code: str) -> str:
    """Return how grave ``code`` is: error, warning, notice, or reason (of a deduction)."""
    return catalogue().get(code, {}).get("level", "error")


def sentence(code: str, values: Mapping[str, Any] | None = None, lang: Language = "zh") -> str:
    """Return the sentence of ``code`` with ``values`` in its places.

    A code that the catalogue does not know (of a later version) stands for itself. Values are
    inserted as text, whatever they hold: shortened, and without signs that cannot be shown.
    """
    values = values or {}
    if lang == "zh":
        values = in_chinese(code, values)
    return _filled(catalogue().get(code, {}).get(lang, code), values, lang)


def fix(code: str, lang: Language = "zh", values: Mapping[str, Any] | None = None) -> str:
    """Return what to do about ``code``; empty where there is nothing to be done."""
    return _filled(catalogue().get(code, {}).get(f"fix_{lang}", ""), values or {}, lang)


def places(template: str) -> frozenset[str]:
    """Return the names of the places in a sentence."""
    return frozenset(_PLACE.findall(template))


def _filled(template: str, values: Mapping[str, Any], lang: Language) -> str:
    def fill(found: re.Match[str]) -> str:
        return value_text(values.get(found[1]), lang)

    return _PLACE.sub(fill, template)


def value_text(value: Any, lang: Language = "zh") -> str:
    """Return ``value`` as it stands in a sentence: one short line."""
    if value is None:
        return "…"
    if isinstance(value, list | tuple):
        return _short(_BETWEEN[lang].join(value_text(item, lang) for item in value[:50]))
    if isinstance(value, Decimal):
        return _short(format(value.normalize(), "f"))
    return _short(str(value))


def _short(text: str) -> str:
    cleaned = _UNSAYABLE.sub(" ", text[: MAX_VALUE * 4])
    return cleaned if len(cleaned) <= MAX_VALUE else cleaned[: MAX_VALUE - 1] + "…"

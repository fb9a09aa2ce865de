"""Why points were lost, in words: the catalogue's sentence with names in place of codes.

The ledger keeps codes, so that wording never changes it. Days, members of a set, labelled values
and requirements are named here, as the registry and the kind's schema name them.
"""

from collections.abc import Mapping
from typing import Any

from scoring.ledger.model import Reason
from scoring.messages import catalogue, places, sentence, value_text
from scoring.records.bundling import subschemas
from scoring.records.formats import is_slug
from scoring.records.record import WORD
from scoring.records.registry import Unit
from scoring.records.schemas import KindSchema
from scripts.language import JOINED, Language, both, pick
from scripts.times import told_time

_INCIDENT = "incident"
_WORD = both("Word 版", "a Word file")
_MORE = both("（{fields}）", " ({fields})")
_ABOUT = both("：{title}", ": {title}")
_STOPS = {"zh": "。", "en": "."}
_FIELD = both("{title}：{value}", "{title}: {value}")
_TEXT = both("文内“{text}”字样", "the words “{text}” in the file")


def told_reason(
    reason: Reason, unit: Unit | None, kind: KindSchema | None, language: Language, title: str = ""
) -> str:
    """Return ``reason`` as a sentence.

    ``unit`` is the unit that lost the points, ``kind`` the schema of the records its rule is about,
    ``title`` that of the record that costs them, which an incident's sentence names. What the
    catalogue's sentence leaves out of the values, as who criticised and for what, follows it.
    """
    values = named(reason.values, unit, kind, language)
    told = sentence(reason.code, values, language)
    said_already = places(catalogue().get(reason.code, {}).get(language, ""))
    more = [
        pick(_FIELD, language).format(title=heading, value=value_text(values[name], language))
        for name in values
        if name not in said_already
        and (heading := _title(kind, name))
        and not (language == "zh" and _is_code(values[name]))
    ]
    added = ""
    if title and reason.code == _INCIDENT:
        added = pick(_ABOUT, language).format(title=value_text(title))
    if more:
        added += pick(_MORE, language).format(fields=pick(JOINED, language).join(more))
    stop = _STOPS[language]
    return told.removesuffix(stop) + added + stop if added else told


def named(
    values: Mapping[str, Any], unit: Unit | None, kind: KindSchema | None, language: Language
) -> dict[str, Any]:
    """Return ``values`` of a reason with names for what is coded in them."""
    told = dict(values)
    for name, value in values.items():
        if name == "received" and isinstance(value, str):
            told[name] = told_time(value)
        elif name == "missing" and isinstance(value, list | tuple):
            told[name] = [member(unit, code, kind if language == "zh" else None) for code in value]
        elif name == "member" and isinstance(value, str):
            told[name] = member(unit, value, kind if language == "zh" else None)
        elif name == "lacking" and isinstance(value, list | tuple):
            told[name] = [requirement(each, kind, language) for each in value]
        elif kind is not None and language == "zh":
            told[name] = _labelled(kind, name, value)
    return told


def member(unit: Unit | None, code: str, kind: KindSchema | None = None) -> str:
    """Return the name of a member of the unit's sets, or of one that a rule adds to them.

    The latter stands as a label in ``kind``, the schema of the records that show the members. The
    code itself where it has no name.
    """
    sets = unit.sets.values() if unit is not None else ()
    named = (each.name for members in sets for each in members if each.code == code)
    return next(named, _label(kind, code))


def _label(kind: KindSchema | None, code: str) -> str:
    """Return what ``kind`` calls the value ``code`` of an open choice (labels without ``enum``)."""
    parts = subschemas(kind.document) if kind is not None else ()
    open_choices = (part["x-labels"] for part in parts if "x-labels" in part and "enum" not in part)
    return next((str(labels[code]) for labels in open_choices if code in labels), code)


def requirement(name: str, kind: KindSchema | None, language: Language) -> str:
    """Return what a record lacks: a Word file, words in it, or a field by its title."""
    if name == WORD:
        return pick(_WORD, language)
    if kind is None:
        return name
    if name in kind.facts:
        return pick(_TEXT, language).format(text=kind.facts[name]["text"])
    return _title(kind, name) or name


def _title(kind: KindSchema | None, field: str) -> str:
    part = kind.whole.field(field) if kind is not None else None
    return part.title if part is not None else ""


def _is_code(value: Any) -> bool:
    """Tell whether ``value`` is still a code: the schema has no word for it, so it says nothing."""
    return isinstance(value, str) and is_slug(value) and not value.isdigit()


def _labelled(kind: KindSchema, field: str, value: Any) -> Any:
    """Return the Chinese label of a value (``x-labels``), the value itself where it has none."""
    part = kind.whole.field(field)
    return part.labels.get(value, value) if part is not None and isinstance(value, str) else value

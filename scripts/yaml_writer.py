"""YAML as records are written: the same text for the same data, pleasant to read and to compare.

Every field stands on a line of its own, text of several lines as a literal block. A small mapping
or list of plain values that fits a line stays on one line, as in the examples of every kind.

Text is left bare only where no reader can take it for anything else. YAML 1.1 reads ``no`` as
false, ``8:30`` as 510, ``0123`` as 83 and a date as a date, and many programs still read 1.1; so
whatever begins like a number, or is such a word, stands in quotation marks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.records.parts import followed
from scripts.wide import width

LINE = 140
"""Columns up to which a mapping or list of plain values stays on one line.

Wide enough for an approval, an attachment with its digest and a row of the annual report's table.
"""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
_MARKS = "，。；：、！？（）《》〈〉〔〕【】“”‘’「」…—·％～"
# A letter first: every number, date and symbol that a YAML reader resolves begins otherwise.
_BARE = re.compile(f"[A-Za-z_{_HAN}{_MARKS}](?:[A-Za-z0-9{_HAN}{_MARKS}_./+@=()-]| (?! |$))*")
_BARE_URL = re.compile(r"https?://[A-Za-z0-9._~/=&%+-]+")
_DIGITS = re.compile("[0-9a-fA-F]{7,}")  # digests: all in quotation marks, whatever they begin with
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_LITERAL = re.compile(r"\S[^\n]*(?:\n(?:\S[^\n]*)?)*(?<!\n)\n?")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
# What a YAML reader or a person may trip over: control characters, separators, direction marks.
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
                     "\ud800-\udfff\ufff0-\uffff]")  # fmt: skip


def yaml_text(data: Mapping[str, Any]) -> str:
    """Return ``data`` as one YAML document with LF at its end, keys in the order they have.

    Values are text, int, Decimal, bool, None, and mappings (with text as keys) and sequences of
    such; ``load_yaml`` gives them back. Raises TypeError for any other value (float too, which no
    longer knows the digits that were meant) and ValueError for an empty mapping, text that UTF-8
    cannot hold, or a number that is not finite.
    """
    if not data:
        raise ValueError("a document without fields")
    return "".join(f"{line}\n" for line in _mapping(data, ""))


def in_schema_order(data: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``data`` with its fields, at every depth, in the order of the schema ``document``.

    ``document`` is a schema that stands alone (``KindSchema.document``). Fields that it does not
    know follow in the order they have.
    """
    ordered = _ordered(data, document, document)
    assert isinstance(ordered, dict)
    return ordered


# --- writing -------------------------------------------------------------------------------------


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(f"{indent}{_key(key)}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of ``value`` after ``head``: a key with its colon, or a dash."""
    if isinstance(value, str) and "\n" in value and _LITERAL.fullmatch(value) and _is_open(value):
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        for line in value.removesuffix("\n").split("\n"):
            yield f"{indent}  {line}" if line else ""
        return
    flow = _flow(value)
    if flow is not None and (
        _is_plain(value) or not value or width(head) + 1 + width(flow) <= LINE
    ):
        yield f"{head} {flow}"
    elif isinstance(value, Mapping):
        yield head
        yield from _mapping(value, indent + "  ")
    else:
        yield head
        for item in value:
            yield from _item(item, indent + "  ")


def _item(item: Any, indent: str) -> Iterator[str]:
    """Yield the lines of one item of a list: a mapping begins on the line of its dash."""
    if not isinstance(item, Mapping) or not item:
        yield from _entry(f"{indent}-", item, indent)
        return
    flow = _flow(item)
    if flow is not None and len(indent) + 2 + width(flow) <= LINE:
        yield f"{indent}- {flow}"
        return
    lines = _mapping(item, indent + "  ")
    yield f"{indent}- {next(lines).lstrip(' ')}"
    yield from lines


def _flow(value: Any) -> str | None:
    """Return ``value`` on one line; None where it holds mappings or lists that hold others."""
    if isinstance(value, Mapping):
        if not all(map(_fits_flow, value.values())):
            return None
        pairs = (f"{_key(key)}: {_flow(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if _is_list(value):
        if not all(map(_is_plain, value)):
            return None
        return f"[{', '.join(map(_scalar, value))}]"
    return _scalar(value)


def _fits_flow(value: Any) -> bool:
    if _is_list(value):
        return all(map(_is_plain, value))
    return _is_plain(value) and not (isinstance(value, str) and "\n" in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, Mapping) and not _is_list(value)


def _is_open(text: str) -> bool:
    return _HIDDEN.search(text) is None


def _scalar(value: Any) -> str:
    match value:
        case str():
            return _text(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return _decimal(value)
    raise TypeError(f"no value of a record: {value!r}")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key that is not text: {key!r}")
    return _text(key)


def _decimal(value: Decimal) -> str:
    """Write all digits, with a point, so that the number stays a decimal when read back."""
    if not value.is_finite():
        raise ValueError(f"a number that is not finite: {value}")
    told = f"{value:f}"
    return told if "." in told else f"{told}.0"


def _text(text: str) -> str:
    text.encode("utf-8")  # half a surrogate pair is refused here: UnicodeEncodeError, a ValueError
    if _may_be_bare(text):
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _may_be_bare(text: str) -> bool:
    if text.lower() in _WORDS or _DIGITS.fullmatch(text):
        return False
    return bool(_BARE.fullmatch(text) or _BARE_URL.fullmatch(text))


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04x}" if _HIDDEN.match(character) else character


# --- order ---------------------------------------------------------------------------------------


def _ordered(value: Any, schema: Any, document: Mapping[str, Any]) -> Any:
    schema = followed(schema, document) if isinstance(schema, Mapping) else {}
    if isinstance(value, Mapping):
        known = schema.get("properties", {})
        names = [*(name for name in known if name in value), *(n for n in value if n not in known)]
        return {name: _ordered(value[name], known.get(name, {}), document) for name in names}
    if _is_list(value):
        return [_ordered(item, schema.get("items", {}), document) for item in value]
    return value

"""YAML as records may use it, read from parser events.

PyYAML's C parser gives events; we build plain values from them ourselves, because the stock
constructors follow YAML 1.1 (``no`` is false, ``8:30`` is 510, a bare date becomes a date object)
and expand aliases. Here scalars resolve by the YAML 1.2 core schema, decimals stay exact, and
aliases, anchors, tags, directives, duplicate keys and second documents are refused at the event
that shows them, before anything is built from them.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from sys import intern
from typing import Any

import yaml

from scoring.problem import Pointer

MAX_BYTES = 64 * 1024
MAX_DEPTH = 32
MAX_DIGITS = 30

try:  # PyYAML without libyaml is the same grammar, only slower
    from yaml import CSafeLoader as _Parser
except ImportError:  # pragma: no cover - depends on how PyYAML was built
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]


class YamlUnacceptable(ValueError):
    """The text is no acceptable YAML; ``code`` is a key of the message catalogue."""

    def __init__(self, code: str, line: int = 0, column: int = 0, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = column
        self.values: dict[str, str | int] = dict(values)


_INT = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCTAL = re.compile(r"0o[0-7]+", re.ASCII)
_HEX = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII)
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_START = frozenset("+-.0123456789")


def _plain(text: str) -> Any:
    """Resolve a plain scalar by the core schema (YAML 1.2.2, section 10.3.2)."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_START:
        return text
    if _INT.fullmatch(text):
        return int(text) if len(text) <= MAX_DIGITS else _too_long()
    if _FLOAT.fullmatch(text):
        return Decimal(text) if len(text) <= MAX_DIGITS else _too_long()
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8) if len(text) <= MAX_DIGITS else _too_long()
    if _HEX.fullmatch(text):
        return int(text[2:], 16) if len(text) <= MAX_DIGITS else _too_long()
    if _NOT_FINITE.fullmatch(text):
        raise YamlUnacceptable("yaml-number")
    return text


def _too_long() -> None:
    raise YamlUnacceptable("yaml-number")


def load_yaml(text: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Return the one document of ``text`` as dict, list, str, int, Decimal, bool or None.

    Dates stay strings. Raises YamlUnacceptable, with line and column from 1, for what records
    may not use: over ``max_bytes``, not UTF-8, a BOM, CR, tabs or control characters, no or
    several documents, directives, anchors, aliases, tags, duplicate or non-text keys, nesting
    over 32, numbers over 30 digits or not finite, or broken syntax.
    """
    return _build(_decoded(text, max_bytes), None)


def positions(text: bytes, *, max_bytes: int = MAX_BYTES) -> dict[Pointer, tuple[int, int]]:
    """Return where each value of ``text`` stands: pointer → (line, column), from 1.

    A mapping's entry stands where its key stands. The slow twin of load_yaml, for messages only;
    raises as it does.
    """
    places: dict[Pointer, tuple[int, int]] = {}
    _build(_decoded(text, max_bytes), places)
    return places


# U+2028 and U+2029 break lines for the parser (YAML 1.1), but not for YAML 1.2 nor in an editor.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\t]")


def _decoded(text: bytes, max_bytes: int) -> str:
    if len(text) > max_bytes:
        raise YamlUnacceptable("file-too-large", 1, 1, size=len(text), limit=max_bytes)
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise YamlUnacceptable("file-encoding", line, 1) from None
    found = _FORBIDDEN.search(decoded)
    if found is not None:
        line = decoded.count("\n", 0, found.start()) + 1
        column = found.start() - decoded.rfind("\n", 0, found.start())
        character = found.group()
        code = {"\t": "yaml-tab", "\r": "yaml-line-end"}.get(character, "yaml-character")
        raise YamlUnacceptable(code, line, column, character=f"U+{ord(character):04X}")
    return decoded


def _build(text: str, places: dict[Pointer, tuple[int, int]] | None) -> Any:
    parser = _Parser(text)
    try:
        return _Builder(parser.get_event, places).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise YamlUnacceptable("yaml-syntax", line, column, problem=_told(error)) from None
    except yaml.YAMLError as error:
        raise YamlUnacceptable("yaml-syntax", problem=str(error).splitlines()[0][:200]) from None
    finally:
        parser.dispose()


def _told(error: yaml.MarkedYAMLError) -> str:
    return (error.problem or error.context or "")[:200]


class _Builder:
    """Builds values from events; keeps places where a mapping for them is given."""

    def __init__(
        self, next_event: Callable[[], Any], places: dict[Pointer, tuple[int, int]] | None
    ) -> None:
        self._next = next_event
        self._places = places

    def document(self) -> Any:
        self._next()  # stream start
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            raise YamlUnacceptable("yaml-empty", 1, 1)
        if start.version or start.tags:
            raise _at("yaml-directive", start)
        value = self._value(self._next(), (), 0)
        self._next()  # document end
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise _at("yaml-documents", after)
        return value

    def _value(self, event: Any, pointer: Pointer, depth: int) -> Any:
        kind = type(event)
        if kind is yaml.AliasEvent:
            raise _at("yaml-alias", event)
        if event.anchor is not None:
            raise _at("yaml-anchor", event)
        if event.tag is not None:
            raise _at("yaml-tag", event, tag=str(event.tag)[:60])
        if self._places is not None:
            mark = event.start_mark
            self._places.setdefault(pointer, (mark.line + 1, mark.column + 1))
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth >= MAX_DEPTH:
            raise _at("yaml-depth", event, limit=MAX_DEPTH)
        if kind is yaml.MappingStartEvent:
            return self._mapping(pointer, depth)
        return self._sequence(pointer, depth)

    def _scalar(self, event: Any) -> Any:
        if not event.implicit[0]:
            return event.value
        try:
            return _plain(event.value)
        except YamlUnacceptable as error:
            raise _at(error.code, event, number=event.value[:40]) from None

    def _mapping(self, pointer: Pointer, depth: int) -> dict[str, Any]:
        built: dict[str, Any] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is yaml.AliasEvent:
                raise _at("yaml-alias", event)
            key = self._value(event, (*pointer, ""), depth) if _is_scalar(event) else None
            if type(key) is not str:
                raise _at("yaml-key", event)
            if key in built:
                raise _at("yaml-duplicate-key", event, key=key[:60])
            here = (*pointer, key)
            if self._places is not None:
                mark = event.start_mark
                self._places[here] = (mark.line + 1, mark.column + 1)
            built[intern(key)] = self._value(self._next(), here, depth + 1)
        return built

    def _sequence(self, pointer: Pointer, depth: int) -> list[Any]:
        built: list[Any] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            built.append(self._value(event, (*pointer, len(built)), depth + 1))
        return built


def _is_scalar(event: Any) -> bool:
    return type(event) is yaml.ScalarEvent


def _at(code: str, event: Any, **values: str | int) -> YamlUnacceptable:
    mark = event.start_mark
    return YamlUnacceptable(code, mark.line + 1, mark.column + 1, **values)

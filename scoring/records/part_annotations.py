"""The ``x-`` keywords on parts of a schema: what may stand in each, checked before it is used."""

from collections.abc import Callable, Mapping
from typing import Any

from scoring.records.bundling import SchemaUnusable, subschemas


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_texts(value: Any) -> bool:
    """Tell whether ``value`` is a list of texts, perhaps empty."""
    return isinstance(value, list) and all(map(_is_text, value))


def _is_names(value: Any) -> bool:
    return _is_text(value) or (is_texts(value) and bool(value))


def _is_labels(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_groups(value: Any) -> bool:
    return isinstance(value, dict) and all(map(is_texts, value.values()))


_MAY_BE: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "x-ref": (_is_names, "is neither a text nor a list of texts"),
    "x-internal": (lambda value: isinstance(value, bool), "is neither true nor false"),
    "x-labels": (_is_labels, "is no object of texts"),
    "x-groups": (_is_groups, "is no object of lists of texts"),
    "x-help": (_is_text, "is not a text"),
    "x-heading": (_is_text, "is not a text"),
    "x-members": (_is_text, "is not a text"),
    "x-total": (_is_text, "is not a text"),
}


def check_parts(name: str, document: Mapping[str, Any]) -> None:
    """Refuse an annotation of a part of ``document``, the file ``name``, that is not as it must be.

    Raises SchemaUnusable.
    """
    for schema in subschemas(document):
        for key, (fits, reason) in _MAY_BE.items():
            if key in schema and not fits(schema[key]):
                raise SchemaUnusable(name, f"{key} {reason}")

"""Values at places of a record: got at, put there; the day that its name has."""

from collections.abc import Mapping
from typing import Any

from scripts.forms.model import Form

_APPROVED = ("approval", "approved_on")


def at(data: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at ``path`` of ``data``, None where nothing does."""
    for name in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(name)
    return data


def put_at(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Put ``value`` at ``path`` of ``data``, with the objects above it."""
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data[path[-1]] = value


def day_of_record(form: Form, data: Mapping[str, Any]) -> str | None:
    """Return the day that stands in the record's name: the kind's own date, else of approval."""
    path = (form.date_field,) if form.date_field is not None else _APPROVED
    found = at(data, path)
    return found if isinstance(found, str) else None

"""Texts of records for tests: the example of a kind with some fields changed."""

import json
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from scoring.calendar.zone import SHANGHAI
from scoring.records.yamltext import load_yaml

ROOT = Path(__file__).resolve().parents[2]
ABSENT = object()
"""A field changed to this is left out."""


@cache
def registry_files() -> dict[str, bytes]:
    """Return the product's registry: path → content."""
    files = sorted((ROOT / "units").glob("*/unit.yml"))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


@cache
def _example(kind: str) -> str:
    return (ROOT / "tests" / "examples" / f"{kind}.yml").read_text(encoding="utf-8")


def example(kind: str, **changes: Any) -> dict[str, Any]:
    """Return the example of ``kind``, without attachments, with ``changes``."""
    data = dict(load_yaml(_example(kind).encode()))
    data.pop("attachments", None)
    data |= changes
    return {name: value for name, value in data.items() if value is not ABSENT}


def text(kind: str, **changes: Any) -> bytes:
    """Return the example of ``kind`` with ``changes`` as YAML, one field a line."""
    return as_yaml(example(kind, **changes))


def as_yaml(data: dict[str, Any]) -> bytes:
    """Return ``data`` as YAML, one field a line (a JSON value is a YAML flow value)."""
    lines = (f"{name}: {_json(value)}\n" for name, value in data.items())
    return "".join(lines).encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_number)


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(value)


def at(day: str, clock: str = "10:00:00") -> datetime:
    """Return a time in Shanghai."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)

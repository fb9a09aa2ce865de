"""From what was filled in to a record: its text, its name, the entries of its attachments."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from scoring.records.formats import FILE_NAME_BYTES, FILE_NAME_LENGTH, is_attachment_name
from scripts.forms.model import Form
from scripts.yaml_writer import in_schema_order, yaml_text

_UNFIT = re.compile(  # what ``is_attachment_name`` does not take
    "[^A-Za-z0-9_.\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\ua000-\ua48c"
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff-]+"
)


def record_text(form: Form, values: Mapping[str, Any]) -> str:
    """Return the record's text: ``values`` with the kind's constants, in the schema's order.

    What is None or empty is left out: people leave blank what they do not fill in. An empty list
    stays where a list is required, since it is then an answer. Raises as ``yaml_text`` does.
    """
    filled = {**form.fixed, **_filled(form, values)}
    return yaml_text(in_schema_order(filled, form.schema.document))


def _filled(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    required = {field.path for field in form.walk() if field.required}

    def kept(value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, Mapping):
            found = {name: kept(inner, (*path, name)) for name, inner in value.items()}
            return {name: inner for name, inner in found.items() if inner is not None} or None
        if isinstance(value, list | tuple):
            items = [item for item in (kept(each, path) for each in value) if item is not None]
            return items if items or path in required else None
        return None if value == "" else value

    filled = kept(values, ())
    return filled if isinstance(filled, dict) else {}


def file_stem(form: Form, day: date, slug: str) -> str:
    """Return the record's name without ending, ``2023-02-06-spring-ploughing``.

    Of an internal kind only the digits of ``slug`` stay, since its name stands in public.
    """
    kept = re.sub("[^0-9]", "", slug) if form.internal else slug
    return f"{day.isoformat()}-{kept or '1'}"


def free_slug(form: Form, day: date, taken: Collection[str]) -> str:
    """Return the first number (``01``) whose name with ``day`` is not among the stems ``taken``."""
    for number in range(1, len(taken) + 2):
        slug = f"{number:02d}"
        if file_stem(form, day, slug) not in taken:
            return slug
    raise AssertionError("of one name more than are taken one is free")


def record_path(unit: str, year: int, kind: str, stem: str) -> str:
    """Return where a record stands in the repository."""
    return f"units/{unit}/{year}/{kind}/{stem}.yml"


def attachment_path(unit: str, year: int, kind: str, stem: str, name: str) -> str:
    """Return where an attachment of a record stands in the repository."""
    return f"units/{unit}/{year}/{kind}/{stem}/{name}"


def attachment_name(name: str) -> str:
    """Return ``name`` as an attachment may be called, as near to it as can be.

    Raises ValueError where no change of letters helps (the type is not accepted).
    """
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2]).strip()
    stem, _, ending = bare.rpartition(".")
    ending = {"jpeg": "jpg"}.get(ending.lower(), ending.lower())
    stem = _UNFIT.sub("-", stem).strip("-.") or "附件"
    fit = f"{stem}.{ending}"
    while len(fit) > FILE_NAME_LENGTH or len(fit.encode()) > FILE_NAME_BYTES:
        stem = stem[:-1]
        fit = f"{stem}.{ending}"
    if not is_attachment_name(fit):
        fit = f"附件-{fit}"
    if not is_attachment_name(fit):
        raise ValueError(name)
    return fit


def attachment_entry(name: str, content: bytes, title: str = "") -> dict[str, str]:
    """Return the entry of ``attachments`` for a file called ``name``."""
    entry = {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
    return {**entry, "title": title} if title else entry

"""The files of a record: its text under its name, its attachments beside it."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from scoring.errors import WrongUse
from scoring.records.formats import is_slug
from scripts.exchange.sheet_values import at, day_of_record, put_at
from scripts.forms.building import (
    attachment_entry,
    attachment_name,
    attachment_path,
    file_stem,
    free_slug,
    record_path,
    record_text,
)
from scripts.forms.model import Attachments, Form


def attached(form: Form, data: dict[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put ``files`` into the list of attachments of ``data`` and return them as they are called.

    ``files`` is by name, perhaps with its title behind a ``=`` in the name. Raises WrongUse where
    the kind takes none, or a name cannot be made to fit.
    """
    field = next((each for each in form.walk() if isinstance(each.shape, Attachments)), None)
    if field is None and files:
        raise WrongUse("new-no-attachments", kind=form.title)
    if field is None:
        return {}
    made: dict[str, bytes] = {}
    entries = list(at(data, field.path) or ())
    for titled, content in files.items():
        name, _, title = titled.partition("=")
        try:
            fit = attachment_name(name)
        except ValueError:
            raise WrongUse("new-attachment-name", file=name[:60]) from None
        if fit in made:
            raise WrongUse("new-attachment-twice", file=fit)
        made[fit] = content
        entries.append(attachment_entry(fit, content, title))
    if entries or field.required:
        put_at(data, field.path, entries)
    return made


def record_files(
    form: Form,
    data: Mapping[str, Any],
    files: Mapping[str, bytes],
    *,
    unit: str,
    year: int | None,
    day: date,
    slug: str | None,
    taken: Callable[[int], Collection[str]],
) -> dict[str, bytes]:
    """Return the record's files, repository path to content.

    The name has the record's own day, else ``day``; the year is that of the day where it is not
    said. ``taken`` returns the names that records of a year have already. Raises WrongUse
    for a slug that is none.
    """
    own = day_of_record(form, data)
    dated = date.fromisoformat(own) if own else day
    if slug is not None and not is_slug(slug):
        raise WrongUse("new-slug", value=slug[:60])
    names = taken(year or dated.year)
    stem = file_stem(form, dated, slug or free_slug(form, dated, names))
    if stem in names:
        raise WrongUse("import-exists", path=f"{stem}.yml")
    place = (unit, year or dated.year, form.kind, stem)
    made = {record_path(*place): record_text(form, data).encode()}
    for name, content in files.items():
        made[attachment_path(*place, name)] = content
    return made

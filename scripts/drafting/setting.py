"""``approval.drafted_by=张三``: values by the name of their field, read as the form says."""

from typing import Any

from scoring.errors import WrongUse
from scripts.exchange.sheet_cells import Names, Unfit, taken
from scripts.forms.model import Attachments, Field, Form, Group, Rows
from scripts.nearest import nearest

_MOST_ITEMS = 1000


def put_set(form: Form, data: dict[str, Any], setting: str, names: Names) -> None:
    """Put ``setting`` (``field=value``, ``rows.0.field=value``) into ``data``.

    Raises WrongUse for a field that there is not, or a value that does not fit.
    """
    path, found, text = setting.partition("=")
    if not found:
        raise WrongUse("new-set-unreadable", value=setting[:60])
    _put(form.fields, data, path.strip().split("."), text, names, path.strip())


def _put(
    fields: tuple[Field, ...],
    data: dict[str, Any],
    path: list[str],
    text: str,
    names: Names,
    whole: str,
) -> None:
    field = next((each for each in fields if each.name == path[0]), None)
    if field is None:
        near = nearest(path[0], {each.name: each.name for each in fields})
        if near is None:
            raise WrongUse("new-field-unknown", field=whole[:60])
        raise WrongUse("new-field-unknown-near", field=whole[:60], nearest=near)
    match field.shape:
        case Group(below):
            if len(path) < 2:
                raise WrongUse("new-field-deeper", field=whole[:60])
            _put(below, data.setdefault(field.name, {}), path[1:], text, names, whole)
        case Rows(item):
            if len(path) < 3 or not (path[1].isascii() and path[1].isdecimal()):
                raise WrongUse("new-field-deeper", field=whole[:60])
            items = data.setdefault(field.name, [])
            number = int(path[1])
            if number > min(len(items), _MOST_ITEMS):
                raise WrongUse("new-row-gap", field=whole[:60], next=len(items))
            if number == len(items):
                items.append({})
            _put(item.fields, items[number], path[2:], text, names, whole)
        case Attachments():
            raise WrongUse("new-set-attachments")
        case shape:
            if len(path) > 1:
                raise WrongUse("new-field-unknown-near", field=whole[:60], nearest=field.name)
            try:
                value = taken(shape, text, names)
            except Unfit as unfit:
                raise WrongUse(unfit.flaw.code, (), **unfit.flaw.values) from None
            if value is not None:
                data[field.name] = value

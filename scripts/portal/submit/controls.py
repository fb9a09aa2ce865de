"""A form as a template shows it: native controls with their labels, bounds and choices.

Everything a script has to know of a control stands in its attributes, so that pages need no
script of their own inside.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.forms.model import (
    ATTACHMENT,
    Attachments,
    Choice,
    Field,
    Group,
    Number,
    Option,
    Rows,
    Several,
    Shape,
    Text,
    Units,
    YesNo,
)
from scripts.forms.tables import Table, laid_out
from scripts.portal.submit.grids import grid
from scripts.portal.submit.parts import (
    Control,
    FilesPart,
    GroupPart,
    OptionGroup,
    Part,
    Question,
    RowsPart,
    attribute,
)
from scripts.portal.submit.words import EXAMPLES

_TYPES = {
    "date": "date",
    "month": "month",
    "week": "week",
    "date-time": "datetime-local",
    "http-url": "url",
    "phone": "tel",
}
_FEW = 3
"""Up to so many choices stand open, as buttons; more are a drop-down list."""


@dataclass(frozen=True)
class Offer:
    """The choices from outside the schema: units by kind, nodes by rulebook."""

    units: tuple[OptionGroup, ...]
    nodes: tuple[OptionGroup, ...]


def parts_of(fields: tuple[Field, ...], offer: Offer) -> tuple[Part, ...]:
    """Return the parts of ``fields``, the fields of a form."""
    return tuple(_part(each, offer) for each in fields)


def _part(each: Field, offer: Offer) -> Part:
    question = _question(each, each.title)
    match each.shape:
        case Group(fields):
            return GroupPart(question, tuple(_laid_out(each, fields, offer)))
        case Rows(item, one, least, most):
            below = parts_of(item.fields, offer)
            return RowsPart(question, one or each.title, least, attribute(most), below)
        case Attachments(least, most, needed):
            files = tuple((file.title, file.pattern) for file in needed)
            return FilesPart(question, max(least, len(files)), attribute(most), files)
    return _control(each, offer)


def _question(each: Field, title: str) -> Question:
    place = "f-" + "-".join(each.path)
    return Question(place, each.name, title, each.help, each.required, each.internal)


def _laid_out(group: Field, fields: tuple[Field, ...], offer: Offer) -> Iterator[Part]:
    parts = laid_out(fields)
    several = sum(isinstance(each, Table) for each in parts) > 1
    for number, each in enumerate(parts):
        if isinstance(each, Table):
            columns = "、".join(column.title for column in each.columns)
            caption = f"{group.title}：{columns}" if several else group.title
            yield grid(each, len(group.path), f"f-{'-'.join(group.path)}-t{number}", caption)
        else:
            yield _part(each, offer)


def _control(each: Field, offer: Offer) -> Control:
    heading = f"{each.heading}　" if each.heading else ""
    title = f"{heading}{each.title}" + (f"：{each.measure}" if each.measure else "")
    return Control(_question(each, title), *_widget(each.shape, offer))


_Widget = tuple[str, dict[str, str], dict[str, str], tuple[OptionGroup, ...]]


def _widget(shape: Shape, offer: Offer) -> _Widget:
    match shape:
        case Text():
            return _text(shape, offer)
        case Number():
            return _number(shape)
        case YesNo():
            yes_no = (Option("true", "是"), Option("false", "否"))
            return "radios", {}, {"value": "yesno"}, (OptionGroup("", yes_no),)
        case Choice(options):
            few = len(options) <= _FEW
            return "radios" if few else "select", {}, {"value": "text"}, _grouped(options)
        case Units(one, several, all_, most):
            if not several:
                return "select", {}, {"value": "text"}, offer.units
            data = {"value": "units", "one": _flag(one), "most": attribute(most)}
            every = (OptionGroup("", (Option("all", "全部单位"),)),) if all_ else ()
            return "checkboxes", {}, data, every + offer.units
        case Several(Choice(options), least, most):
            data = {"value": "list", "least": str(least), "most": attribute(most)}
            return "checkboxes", {}, data, _grouped(options)
        case Several(item, least, most):
            _, attributes, data, _ = _widget(item, offer)
            more = {"value": "lines", "each": data["value"], "least": str(least)}
            return "lines", attributes, {**data, **more, "most": attribute(most)}, ()
    return "other", {}, {}, ()


def _text(shape: Text, offer: Offer) -> _Widget:
    data = {"value": "text"}
    for name, value in (
        ("format", shape.format),
        ("length-most", attribute(shape.most)),
        ("length-least", str(shape.least or "")),
        ("pattern", shape.pattern or ""),
        ("members", shape.members),
        ("example", EXAMPLES.get(shape.format, "")),
    ):
        if value:
            data[name] = value
    if ATTACHMENT in shape.refers:
        return "file-choice", {}, data, ()
    if shape.format == "node-path" and offer.nodes:
        return "select", {}, data, offer.nodes
    if shape.members:
        return "select", {}, data, (OptionGroup("", shape.known),)
    if shape.lines:
        return "lines", {"rows": "10" if (shape.most or 0) > 2000 else "4"}, data, ()
    attributes = {"type": _TYPES.get(shape.format, "text"), "autocomplete": "off"}
    if shape.format == "date-time":
        attributes["step"] = "1"
    if shape.format in ("date", "month", "week"):
        attributes |= _span(shape.format)
    if shape.format == "amount":
        attributes["inputmode"] = "decimal"
    if shape.format in EXAMPLES and attributes["type"] in ("text", "url", "tel", "month", "week"):
        attributes["placeholder"] = f"例如 {EXAMPLES[shape.format]}"
    if shape.format in ("record-id", "sha256", "commit", "slug", "http-url"):
        attributes["spellcheck"] = "false"
    return "text", attributes, data, (OptionGroup("", shape.known),) if shape.known else ()


def _span(form: str) -> dict[str, str]:
    """Return the bounds of a date: years run from 1900 to 2999."""
    first, last = {
        "date": ("01-01", "12-31"),
        "month": ("01", "12"),
        "week": ("W01", "W52"),
    }[form]
    return {"min": f"1900-{first}", "max": f"2999-{last}"}


def _number(shape: Number) -> _Widget:
    data = {"value": "whole" if shape.whole else "number"}
    bounds = (
        ("minimum", shape.minimum), ("maximum", shape.maximum),
        ("over", shape.above), ("under", shape.below),
    )  # fmt: skip
    data |= {name: attribute(bound) for name, bound in bounds if bound is not None}
    mode = "numeric" if shape.whole else "decimal"
    return "text", {"type": "text", "inputmode": mode, "autocomplete": "off"}, data, ()


def _grouped(options: tuple[Option, ...]) -> tuple[OptionGroup, ...]:
    groups: dict[str, list[Option]] = {}
    for option in options:
        groups.setdefault(option.group, []).append(option)
    return tuple(OptionGroup(label, tuple(each)) for label, each in groups.items())


def _flag(value: bool) -> str:
    return "yes" if value else ""

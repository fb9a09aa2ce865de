"""A form as a template shows it: native controls with their labels, bounds and choices.

Everything a script has to know of a control stands in its attributes, so that pages need no
script of their own inside.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

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


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options under one heading, which may be "".

    ``whole``: a list may be begun with a row for each of them.
    """

    label: str
    options: tuple[Option, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What every part says of itself: its id on the page, its name in the record, its words."""

    id: str
    name: str
    title: str
    help: str
    required: bool
    internal: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One question with one control. ``widget`` says which; ``attributes`` are the control's own.

    ``data`` are attributes for the scripts, without their ``data-``.
    """

    part: ClassVar[str] = "control"
    question: Question
    widget: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    options: tuple[OptionGroup, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Tell whether its choices are a known set, of which a list may hold a row for each."""
        known = any(group.whole for group in self.options) or "members" in self.data
        return self.widget == "select" and known


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A group of parts under a legend."""

    part: ClassVar[str] = "group"
    question: Question
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class RowsPart:
    """A group that may be repeated ``least`` to ``most`` times; ``one`` is what one is called."""

    part: ClassVar[str] = "rows"
    question: Question
    one: str
    least: int
    most: str
    parts: tuple["Part", ...]

    @property
    def listed(self) -> str:
        """The field by which a list may be begun with a row for each of a known set; or ""."""
        for part in self.parts:
            if isinstance(part, Control) and part.is_listed:
                return part.question.name
        return ""


@dataclass(frozen=True, slots=True)
class FilesPart:
    """The record's attachments. ``needed`` are titles and patterns of files that must be there."""

    part: ClassVar[str] = "files"
    question: Question
    least: int
    most: str
    needed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A head cell at the left: its text, and how many rows and columns it spans."""

    text: str
    rows: int
    columns: int
    wide: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: where it stands below the group, and what it is called in full."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a grid: figures to enter, or (``sum_of`` a path) sums of those below the path."""

    heads: tuple[Head, ...]
    cells: tuple[Cell, ...]
    sum_of: str
    total: bool


@dataclass(frozen=True, slots=True)
class TablePart:
    """A grid of figures. ``head_columns`` is how many columns the heads at the left take."""

    part: ClassVar[str] = "table"
    id: str
    name: str
    caption: str
    columns: tuple[str, ...]
    total: str
    head_columns: int
    lines: tuple[Line, ...]
    maximum: str


Part = Control | GroupPart | RowsPart | FilesPart | TablePart


@dataclass(frozen=True)
class Offer:
    """What choices come from outside the schema: units by group, nodes of rulebooks by title."""

    units: tuple[OptionGroup, ...]
    nodes: tuple[OptionGroup, ...]
    titles: Mapping[str, str]


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
            return RowsPart(question, one or each.title, least, _told(most), below)
        case Attachments(least, most, needed):
            files = tuple((file.title, file.pattern) for file in needed)
            return FilesPart(question, max(least, len(files)), _told(most), files)
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
            yield _table(each, len(group.path), f"f-{'-'.join(group.path)}-t{number}", caption)
        else:
            yield _part(each, offer)


# --- single values -------------------------------------------------------------------------------


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
            data = {"value": "units", "one": _flag(one), "most": _told(most)}
            every = (OptionGroup("", (Option("all", "全部单位"),)),) if all_ else ()
            return "checkboxes", {}, data, every + offer.units
        case Several(Choice(options), least, most):
            data = {"value": "list", "least": str(least), "most": _told(most)}
            return "checkboxes", {}, data, _grouped(options)
        case Several(item, least, most):
            _, attributes, data, _ = _widget(item, offer)
            more = {"value": "lines", "each": data["value"], "least": str(least)}
            return "lines", attributes, {**data, **more, "most": _told(most)}, ()
    return "other", {}, {}, ()


def _text(shape: Text, offer: Offer) -> _Widget:
    data = {"value": "text"}
    for name, value in (
        ("format", shape.format),
        ("length-most", _told(shape.most)),
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
    data |= {name: _told(bound) for name, bound in bounds if bound is not None}
    mode = "numeric" if shape.whole else "decimal"
    return "text", {"type": "text", "inputmode": mode, "autocomplete": "off"}, data, ()


def _grouped(options: tuple[Option, ...]) -> tuple[OptionGroup, ...]:
    groups: dict[str, list[Option]] = {}
    for option in options:
        groups.setdefault(option.group, []).append(option)
    return tuple(OptionGroup(label, tuple(each)) for label, each in groups.items())


# --- grids ---------------------------------------------------------------------------------------


def _table(table: Table, depth: int, place: str, caption: str) -> TablePart:
    """Return ``table``, of a group whose path has ``depth`` names, as lines with spanning heads."""
    lines = _lines(table)
    columns = max(len(heads) for heads, _, _ in lines)
    made = []
    for number, (heads, row, sum_of) in enumerate(lines):
        cells = () if row is None else tuple(_cells(table, row, heads, depth))
        total = bool(table.total) if row is None else bool(row_total(table, row))
        spans = tuple(_spans([each[0] for each in lines], number, columns))
        made.append(Line(spans, cells, ".".join(sum_of[depth:]), total))
    maximum = table.columns[0].shape.maximum
    return TablePart(
        id=place,
        name=place,
        caption=caption,
        columns=tuple(column.title for column in table.columns),
        total=table.total,
        head_columns=columns,
        lines=tuple(made),
        maximum=_told(maximum),
    )


_Lines = list[tuple[tuple[str, ...], tuple[str, ...] | None, tuple[str, ...]]]


def _lines(table: Table) -> _Lines:
    """Return heads, the row's path (None for a line of sums) and the path summed, top down."""
    lines: _Lines = [(row.heads, row.path, ()) for row in table.rows]
    for each in table.sums:
        last = max(
            number
            for number, (_, path, _) in enumerate(lines)
            if path is not None and path[: len(each.path)] == each.path
        )
        lines.insert(last + 1, (each.heads, None, each.path))
    return lines


def row_total(table: Table, path: tuple[str, ...]) -> str:
    """Return what the sum of the row at ``path`` is called; "" where it does not add up."""
    return next(row.total for row in table.rows if row.path == path)


def _cells(
    table: Table, path: tuple[str, ...], heads: tuple[str, ...], depth: int
) -> Iterator[Cell]:
    for column in table.columns:
        names = (*path[depth:], *([column.name] if column.name else []))
        yield Cell(".".join(names), f"{'，'.join(heads)}：{column.title}")


def _spans(heads: list[tuple[str, ...]], number: int, columns: int) -> Iterator[Head]:
    """Yield the head cells that begin in the line ``number``."""
    own = heads[number]
    before = heads[number - 1] if number else ()
    for level, text in enumerate(own):
        above = own[: level + 1]
        last = level == len(own) - 1
        if not last and before[: level + 1] == above:
            continue
        rows = 1
        while (
            not last and number + rows < len(heads) and heads[number + rows][: level + 1] == above
        ):
            rows += 1
        yield Head(text, rows, columns - level if last else 1, last)


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _flag(value: bool) -> str:
    return "yes" if value else ""

"""The parts of a form as values: a control, a group, rows, files, a grid; what a template shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from scripts.forms.model import Option


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
class HeadCell:
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

    heads: tuple[HeadCell, ...]
    cells: tuple[Cell, ...]
    sum_of: str
    total: bool


@dataclass(frozen=True, slots=True)
class TablePart:
    """A grid of figures. ``head_columns`` is how many columns the heads at the left take."""

    part: ClassVar[str] = "table"
    id: str
    caption: str
    columns: tuple[str, ...]
    total: str
    head_columns: int
    lines: tuple[Line, ...]
    maximum: str


Part = Control | GroupPart | RowsPart | FilesPart | TablePart


def attribute(value: object) -> str:
    """Return ``value`` as the text of an attribute; nothing where there is none."""
    return "" if value is None else str(value)

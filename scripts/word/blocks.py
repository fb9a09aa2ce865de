"""What a document is made of, from top to bottom; how it looks is decided in ``parts``."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title: 2号小标宋, in the middle, broken where its sense allows (7.3.1)."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line below the title, such as 未经核定: 3号楷体, in the middle."""

    text: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """主送机关: from the left edge, ends in a colon (7.3.2)."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number: level 1 in 黑体, level 2 in 楷体 (7.3.3)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body: 3号仿宋, two characters indented."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row repeats on every page. ``widths`` are in millimetres, 156 in all.

    Texts of the columns ``centred`` stand in the middle.
    """

    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    centred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class AnnexMark:
    """附件 with its number: 3号黑体, from the left edge, the title two lines below (7.4)."""

    text: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a merged table: its text, where it begins, how many rows and columns it covers.

    ``centred``: the text stands in the middle, as that of a head always does.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    centred: bool = False


@dataclass(frozen=True, slots=True)
class MergedTable:
    """A table with merged cells, which cover it wholly; the first ``heads`` rows repeat.

    ``widths`` are in millimetres. ``small``: in small type, heads as the rest, for many columns.
    ``whole``: it stands on one page.
    """

    cells: Sequence[TableCell]
    widths: Sequence[int]
    heads: int = 1
    small: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """发文机关署名 over 成文日期, four characters from the right edge (7.3.5)."""

    signed: str
    dated: str


Block = Title | Note | Addressee | AnnexMark | Heading | Paragraph | Table | MergedTable | Closing

"""A form as sheets of a workbook: one row a record, and sheets of their own for what repeats.

The main sheet numbers its records (序号); a row of any other sheet says by that number to which
record it belongs. Grids of figures (the statutory tables) and attachments are such sheets too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.forms.model import (
    Attachments,
    Choice,
    Field,
    Form,
    Group,
    Number,
    Other,
    Rows,
    Several,
    Text,
    Units,
    YesNo,
)
from scripts.forms.tables import Row, Table, laid_out
from scripts.spreadsheets import sheet_name

NUMBER = "序号"
DAY = "材料日期"
YEAR = "计入年度"
GRID_HEAD = "项目"
FILE, FILE_TITLE, FILE_DIGEST = "文件名", "附件名称", "SHA-256"
HELP = "说明"
OPTIONS = "选项"
KIND = "材料种类"
MARK = "＊"
"""Behind the head of a column that must be filled in."""

MAX_RECORDS = 500
MAX_ROWS = 20_000
"""Rows that are read of the main sheet and of any other."""

CellShape = Text | Number | YesNo | Choice | Units | Several | Other
"""Shapes that fit one cell."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the head people see, where its value belongs, what it may hold."""

    head: str
    path: Path
    shape: CellShape
    required: bool
    help: str


@dataclass(frozen=True, slots=True)
class MainSheet:
    """One row a record."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class RowsSheet:
    """One row an item of the list at ``path``."""

    name: str
    path: Path
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class GridSheet:
    """A grid of figures: for every record each of the grid's rows, by what it is called."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, Row], ...]


@dataclass(frozen=True, slots=True)
class FilesSheet:
    """One row an attachment of the list at ``path``."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Layout:
    """All sheets of a form; ``dated``: the main sheet asks for the day in the record's name."""

    main: MainSheet
    rows: tuple[RowsSheet, ...]
    grids: tuple[GridSheet, ...]
    files: tuple[FilesSheet, ...]
    dated: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sheets, in order."""
        others = (each.name for sheets in (self.rows, self.grids, self.files) for each in sheets)
        return (self.main.name, *others)


def year_column() -> Column:
    """Return the main sheet's last column: a month's report may come in the year after it."""
    words = "计入哪一年的考核；不填的，按材料日期的年份。上年12月的材料今年才报的，写上年"
    year = Number(whole=True, minimum=2000, maximum=2100)
    return Column(YEAR, (), year, required=False, help=words)


def file_columns() -> tuple[Column, ...]:
    """Return the columns of a sheet of attachments."""
    return (
        Column(FILE, ("file",), Text(most=100), required=True, help="与本文件放在同一个文件夹里"),
        Column(FILE_TITLE, ("title",), Text(most=100), required=False, help="给读者看的名称"),
        Column(FILE_DIGEST, ("sha256",), Text(), required=False, help="不用填，导入时自动计算"),
    )


def row_column() -> Column:
    """Return the first column of a grid: what each of its rows is called."""
    return Column(GRID_HEAD, (), Text(), required=True, help="照抄，不要改动")


def day_column(form: Form) -> Column:
    """Return the main sheet's first column where no field says the day in the record's name."""
    fallback = any(field.path == ("approval", "approved_on") for field in form.walk())
    words = "写进材料的文件名" + ("；不填的，用签发日期" if fallback else "")
    return Column(DAY, (), Text(format="date"), required=not fallback, help=words)


def layout_of(form: Form) -> Layout:
    """Return the sheets of ``form``."""
    return _Sheets(form).layout()


class _Sheets:
    def __init__(self, form: Form) -> None:
        self._form = form
        self._names: set[str] = {HELP, OPTIONS}
        self._columns: list[Column] = []
        self._rows: list[RowsSheet] = []
        self._grids: list[GridSheet] = []
        self._files: list[FilesSheet] = []

    def layout(self) -> Layout:
        name = self._name(self._form.title)
        self._fields(self._form.fields, "", required=True)
        return Layout(
            MainSheet(name, tuple(self._columns)),
            tuple(self._rows),
            tuple(self._grids),
            tuple(self._files),
            dated=self._form.date_field is None,
        )

    def _fields(self, fields: tuple[Field, ...], above: str, *, required: bool) -> None:
        for part in laid_out(fields):
            if isinstance(part, Table):
                self._grid(part, above)
            else:
                self._field(part, above, required=required)

    def _field(self, field: Field, above: str, *, required: bool) -> None:
        needed = required and field.required
        title = f"{above}{field.title}"
        match field.shape:
            case Group(fields):
                self._fields(fields, f"{title}：", required=needed)
            case Rows(item):
                columns = _inner(item.fields, len(field.path))
                self._rows.append(RowsSheet(self._name(title), field.path, tuple(columns)))
            case Attachments():
                self._files.append(FilesSheet(self._name(title), field.path))
            case shape:
                self._columns.append(Column(title, field.path, shape, needed, field.help))

    def _grid(self, table: Table, above: str) -> None:
        columns = tuple(
            Column(column.title or "数量", (column.name,) if column.name else (), column.shape,
                   required=True, help="")
            for column in table.columns
        )  # fmt: skip
        rows = tuple(_called(table.rows))
        name = above.removesuffix("：") or "、".join(field.title for field in table.fields)
        self._grids.append(GridSheet(self._name(name), columns, rows))

    def _name(self, title: str) -> str:
        """Return ``title`` as the name of a sheet that no other has."""
        name = sheet_name(title, self._names)
        self._names.add(name)
        return name


def _called(rows: tuple[Row, ...]) -> Iterator[tuple[str, Row]]:
    """Yield each row with what it is called: its heads, but for the first ones that all share."""
    shared = 0
    while all(len(row.heads) > shared + 1 for row in rows) and (
        len({row.heads[: shared + 1] for row in rows}) == 1
    ):
        shared += 1
    for row in rows:
        yield " / ".join(row.heads[shared:]), row


def _inner(fields: tuple[Field, ...], depth: int) -> Iterator[Column]:
    """Yield the columns of one item of a list; its own groups are flattened."""
    for field in fields:
        match field.shape:
            case Group(below):
                for column in _inner(below, depth):
                    head = f"{field.title}：{column.head}"
                    needed = field.required and column.required
                    yield Column(head, column.path, column.shape, needed, column.help)
            case Rows() | Attachments():
                yield Column(field.title, field.path[depth:], Other(), field.required, field.help)
            case shape:
                yield Column(field.title, field.path[depth:], shape, field.required, field.help)

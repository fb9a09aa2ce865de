"""What people call a figure: the words of its row and of its column."""

from dataclasses import dataclass
from functools import cache

from scripts.statutory import fields
from scripts.statutory.figures import INPUTS, TOTAL, Path, figures, totals


@dataclass(frozen=True, slots=True)
class Name:
    """A figure's place on paper: which table, which row, which column (empty where it has one)."""

    table: str
    row: str
    column: str

    @property
    def whole(self) -> str:
        """The row, with the column where there are several."""
        return f"{self.row}·{self.column}" if self.column else self.row


@cache
def names() -> dict[Path, Name]:
    """Return the name of every figure, totals too, in the order of the form."""
    return {path: _name(path) for path in (*INPUTS, *totals(figures(())))}


TABLE_NAMES = dict(zip(fields.TABLES, ("表一", "表二", "表三"), strict=True))
"""What errors call the tables: by their order in the form."""

TABLE_1_ROWS = {name: label for _, rows in fields.BLOCKS for name, label in rows}
"""The words of the rows of table 1, by field."""


def row_label(path: Path) -> str:
    """Return the words of the row of table 2 that ``path`` leads to: ``（三）不予公开 1.…``."""
    flat = dict((fields.RECEIVED, fields.CARRIED_IN, fields.CARRIED_OUT))
    if path[1] in flat:
        return flat[path[1]]
    if path[2] == TOTAL:
        return fields.HANDLED_TOTAL
    group = next(each for each in fields.RESULTS if each[0] == path[2])
    if not group[2]:
        return group[1]
    return f"{group[1]} {dict(group[2])[path[3]]}"


def _name(path: Path) -> Name:
    table = TABLE_NAMES[path[0]]
    columns = {**dict(fields.APPLICANTS), TOTAL: fields.TOTAL}
    match path:
        case ("proactive", row):
            return Name(table, TABLE_1_ROWS[row], "")
        case ("proactive", row, column):
            return Name(table, TABLE_1_ROWS[row], dict(fields.MADE)[column])
        case ("disputes", case, outcome):
            outcomes = {**dict(fields.OUTCOMES), TOTAL: fields.TOTAL}
            return Name(table, dict(fields.DISPUTES)[case], outcomes[outcome])
    return Name(table, row_label(path[:-1]), columns[path[-1]])

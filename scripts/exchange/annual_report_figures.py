"""The figures of the three statutory tables, found by the words of their rows and columns.

Offices type these tables by hand and pass them through three programs: blanks, full-width digits,
lost numbering and other widths of columns make no difference; a missing row or column, a word in
the place of a number, or a total that is not the sum does, and is named by table, row and column.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from scoring.admission.flaws import Flaw
from scripts.exchange.word_reading import Cell, Grid
from scripts.statutory import fields
from scripts.statutory.figures import FEES, INPUTS, TOTAL, Figures, Path, totals
from scripts.statutory.naming import TABLE_1_ROWS, TABLE_NAMES, names, row_label

_NUMBERING = re.compile(r"^(?:（[一二三四五六七]）|[1-8]\.|[一二三四]、)")
_NO_WORD = re.compile(r"[\W_]+")
_COUNT = re.compile(r"[0-9]{1,10}", re.ASCII)
_MOST = 9_999_999  # of one figure; a total may be more
_AMOUNT = re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,6})?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)
_UNIT = re.compile("(?:件|项|宗|起|万元)$")
_NOTHING = frozenset(("", "-", "--", "—", "——", "–", "/", "\\", "无", "零", "〇"))
_SHOWN = 20

Found = dict[Path, int | Decimal]


def comparable(text: str) -> str:
    """Return ``text`` as labels are compared: width, blanks and marks do not matter."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text))


def table_figures(grids: Sequence[Grid]) -> tuple[Figures, list[Flaw]]:
    """Return every figure in ``grids``, and what is wrong with them.

    A figure that is not there is 0 among the figures; a missing table, row or column is told.
    """
    found: Found = {}
    wrong: list[Flaw] = []
    sorted_out: dict[str, list[Grid]] = {name: [] for name in fields.TABLES}
    for grid in grids:
        name = which_table(grid)
        if name is not None:
            sorted_out[name].append(grid)
    readers = {"proactive": _proactive, "requests": _requests, "disputes": _disputes}
    for name in fields.TABLES:
        if sorted_out[name]:
            wrong += readers[name](sorted_out[name], found)
        else:
            wrong.append(Flaw("import-table-missing", table=_table(name)))
    typed = {path: found.get(path, Decimal(0) if path == FEES else 0) for path in INPUTS}
    if not wrong:  # else a sum would be told wrong for want of its parts
        wrong += _totals_told(typed, found)
    return typed, wrong


def which_table(grid: Grid) -> str | None:
    """Return which table ``grid`` is, or is a part of; None where it is none of the form's."""
    words = {comparable(cell.text) for row in grid.rows for cell in row}
    marks = {name: len(words & known) for name, known in _MARKS.items()}
    best = max(marks, key=lambda name: marks[name])
    return best if marks[best] >= 2 else None


def _totals_told(typed: Figures, found: Found) -> Iterator[Flaw]:
    for path, computed in totals(typed).items():
        if path in found and found[path] != computed:
            name = names()[path]
            yield Flaw(
                "import-total-differs",
                table=_table(path[0]),
                row=name.row,
                column=name.column,
                told=int(found[path]),
                computed=int(computed),
            )


# --- table 1 -------------------------------------------------------------------------------------


def _proactive(grids: Sequence[Grid], found: Found) -> Iterator[Flaw]:
    heads: dict[str, Cell] = {}
    rows: set[str] = set()
    for row in (row for grid in grids for row in grid.rows):
        labels = [comparable(cell.text) for cell in row]
        if not any(labels):
            continue
        seen = {label: cell for label, cell in zip(labels, row, strict=True) if label in _MADE}
        heads = seen or heads
        name = next((_TABLE_1[label] for label in labels if label in _TABLE_1), None)
        if name is None:
            if labels[0] not in _HEADS_1:
                yield Flaw("import-row-unknown", table=_table("proactive"), row=_shown(row[0].text))
            continue
        if name in rows:
            yield Flaw("import-row-twice", table=_table("proactive"), row=TABLE_1_ROWS[name])
            continue
        rows.add(name)
        figures = [cell for cell, label in zip(row, labels, strict=True) if label not in _TABLE_1]
        if name in ("rules", "normative_documents"):
            for column, head in fields.MADE:
                path = ("proactive", name, column)
                yield from _take(found, path, _under(heads.get(comparable(head)), figures))
        else:
            filled = [cell for cell in figures if comparable(cell.text)] or figures[:1]
            yield from _take(found, ("proactive", name), filled[0] if len(filled) == 1 else None)
    for name, label in TABLE_1_ROWS.items():
        if name not in rows:
            yield Flaw("import-row-missing", table=_table("proactive"), row=label)


# --- table 2 -------------------------------------------------------------------------------------


def _requests(grids: Sequence[Grid], found: Found) -> Iterator[Flaw]:
    table = _table("requests")
    columns: dict[str, Cell] = {}
    rows: set[Path] = set()
    for row in (row for grid in grids for row in grid.rows):
        seen = _column_heads(row)
        if len(seen) > 1:  # of the words that head columns, 其他 and 总计 name rows too
            columns |= seen
            continue
        name = _row_named(row, columns)
        if name is None:
            if not _is_head(row) and any(comparable(cell.text) for cell in row):
                yield Flaw("import-row-unknown", table=table, row=_label(row, columns))
            continue
        missing = [head for key, head in _COLUMNS_2 if key not in columns]
        if missing:
            yield Flaw("import-column-missing", table=table, column="、".join(missing))
            return
        if name in rows:
            yield Flaw("import-row-twice", table=table, row=row_label((*name, TOTAL)))
            continue
        rows.add(name)
        for key, _ in _COLUMNS_2:
            yield from _take(found, (*name, key), _under(columns[key], row))
    for name in dict.fromkeys(_ROWS_2.values()):
        if name not in rows and TOTAL not in name:
            yield Flaw("import-row-missing", table=table, row=row_label((*name, TOTAL)))


def _column_heads(row: Iterable[Cell]) -> dict[str, Cell]:
    by_words = {comparable(head): key for key, head in _COLUMNS_2}
    return {
        by_words[comparable(cell.text)]: cell
        for cell in row
        if comparable(cell.text) in by_words and cell.begins
    }


def _row_named(row: Sequence[Cell], columns: Mapping[str, Cell]) -> Path | None:
    """Return which row of table 2 this is, by the last of its words left of the figures."""
    edge = min((cell.first for cell in columns.values()), default=None)
    for cell in reversed(row):
        if cell.begins and (edge is None or cell.first < edge):
            name = _ROWS_2.get(comparable(cell.text))
            if name is not None:
                return name
    return None


def _is_head(row: Iterable[Cell]) -> bool:
    return any(comparable(cell.text) in _HEADS_2 for cell in row)


def _label(row: Sequence[Cell], columns: Mapping[str, Cell]) -> str:
    edge = min((cell.first for cell in columns.values()), default=1)
    heads = [cell.text for cell in row if cell.begins and cell.first < edge]
    return _shown(next(filter(comparable, reversed(heads)), row[0].text))


# --- table 3 -------------------------------------------------------------------------------------


def _disputes(grids: Sequence[Grid], found: Found) -> Iterator[Flaw]:
    table = _table("disputes")
    columns: dict[tuple[str, str], Cell] = {}
    cases: dict[str, Cell] = {}
    figures: list[tuple[Cell, ...]] = []
    for row in (row for grid in grids for row in grid.rows):
        words = {comparable(cell.text) for cell in row}
        if not words & _HEADS_3:
            if any(words):
                figures.append(row)
            continue
        for cell in row:
            label = comparable(cell.text)
            if label in _CASES:
                cases[_CASES[label]] = cell
            elif label in _OUTCOMES:
                for case, head in cases.items():
                    if head.first <= cell.first < head.end:
                        columns[case, _OUTCOMES[label]] = cell
    missing = [
        names()["disputes", case, outcome].whole
        for case, _ in fields.DISPUTES
        for outcome in (*(key for key, _ in fields.OUTCOMES), TOTAL)
        if (case, outcome) not in columns
    ]
    if missing:
        yield Flaw("import-column-missing", table=table, column="、".join(missing[:5]))
    elif len(figures) > 1:
        yield Flaw("import-row-unknown", table=table, row=_shown(figures[1][0].text))
    for row in figures[:1] if not missing else ():
        for (case, outcome), head in columns.items():
            yield from _take(found, ("disputes", case, outcome), _under(head, row))


# --- cells ---------------------------------------------------------------------------------------


def _under(head: Cell | None, row: Sequence[Cell]) -> Cell | None:
    """Return the cell of ``row`` that stands under ``head``; None where none or one too wide does.

    Programs cut columns anew when they save a table, so the largest overlap decides.
    """
    if head is None:
        return None
    overlap = {cell: min(cell.end, head.end) - max(cell.first, head.first) for cell in row}
    best = max(row, key=lambda cell: overlap[cell], default=None)
    if best is None or overlap[best] <= 0:
        return None
    outside = (best.end - best.first) - overlap[best]
    return best if outside < overlap[best] and best.begins else None


def _take(found: Found, path: Path, cell: Cell | None) -> Iterator[Flaw]:
    """Put the figure in ``cell`` into ``found``, or tell why it is none."""
    name = names()[path]
    where: dict[str, str | int] = {
        "table": _table(path[0]),
        "row": name.row,
        "column": name.column or "本年数",
    }
    if cell is None:
        yield Flaw("import-cell-missing", **where)
        return
    text = "".join(unicodedata.normalize("NFKC", cell.text).split())
    if path[-1] == TOTAL and text in _NOTHING:
        return  # a total not filled in says nothing
    value = figure(text, decimals=path == FEES)
    if value is None or (value > _MOST and path in INPUTS and path != FEES):
        code = "import-amount" if path == FEES else "import-count"
        yield Flaw(code, **where, text=_shown(cell.text))
    else:
        found[path] = value


def figure(text: str, *, decimals: bool = False) -> int | Decimal | None:
    """Return the number that ``text`` (without blanks) writes; empty is 0, None is no number."""
    if text in _NOTHING:
        return Decimal(0) if decimals else 0
    bare = _UNIT.sub("", text)
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if decimals:
        return Decimal(bare) if _AMOUNT.fullmatch(bare) else None
    return int(bare) if _COUNT.fullmatch(bare) else None


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _table(name: str) -> str:
    return f"{TABLE_NAMES[name]}（{dict(fields.SECTIONS)[name]}）"


# --- the words that are looked for ---------------------------------------------------------------


def _spellings(label: str) -> Iterator[str]:
    """Yield the ways a label is met: with and without its number, and without what is explained."""
    bare = _NUMBERING.sub("", label)
    yield from (comparable(label), comparable(bare), comparable(label.partition("（区分")[0]))
    yield comparable(bare.partition("（区分")[0])


def _rows_2() -> Iterator[tuple[str, Path]]:
    for key, label in (fields.RECEIVED, fields.CARRIED_IN, fields.CARRIED_OUT):
        yield label, ("requests", key)
    for group, label, parts in fields.RESULTS:
        if not parts:
            yield label, ("requests", "results", group)
        for part, text in parts:
            yield text, ("requests", "results", group, part)
    yield fields.HANDLED_TOTAL, ("requests", "results", TOTAL)


_ROWS_2: Mapping[str, Path] = {
    spelling: path for label, path in _rows_2() for spelling in _spellings(label)
}
_COLUMNS_2 = (*fields.APPLICANTS, (TOTAL, fields.TOTAL))
_HEADS_2 = frozenset(map(comparable, (fields.RELATION, fields.APPLICANT, fields.LEGAL_PERSONS)))
_TABLE_1 = {comparable(label): name for name, label in TABLE_1_ROWS.items()}
_TABLE_1[comparable("规范性文件")] = "normative_documents"
_MADE = frozenset(comparable(head) for _, head in fields.MADE)
_HEADS_1 = frozenset(
    comparable(head)
    for head in (
        fields.CONTENT,
        *(item for item, _ in fields.BLOCKS),
        fields.DECISIONS,
        fields.FEES,
    )
)
_CASES = {comparable(label): case for case, label in fields.DISPUTES}
_OUTCOMES = {comparable(label): key for key, label in (*fields.OUTCOMES, (TOTAL, fields.TOTAL))}
_HEADS_3 = frozenset((*_CASES, *_OUTCOMES, comparable(fields.LITIGATION)))
_MARKS = {
    "proactive": frozenset((*_TABLE_1, *_HEADS_1)),
    "requests": frozenset((*(word for word in _ROWS_2 if len(word) > 3), *_HEADS_2)),
    "disputes": frozenset(word for word in _HEADS_3 if word != comparable(fields.TOTAL)),
}

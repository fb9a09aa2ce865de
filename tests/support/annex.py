"""Annexes as other offices make them, by python-docx and openpyxl, and what is read of them."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook

from scoring.records.yamltext import load_yaml
from scoring.rulebook.model import Node, Rulebook
from scripts.annex.reading import Annex, read_annex
from scripts.annex.skeleton import Given, Skeleton, skeleton
from scripts.cli.rulebooks.finding import rulebook_in

ROOT = Path(__file__).resolve().parents[2]
SAME_LEFT, SAME_ABOVE = "<", "^"


def rulebook(path: Path) -> Rulebook:
    book, problems = rulebook_in(path.name, path.read_bytes())
    assert book is not None, problems
    return book


def shipped(name: str) -> Rulebook:
    return rulebook(ROOT / "scoring" / "rulebooks" / f"{name}.yml")


def made(content: bytes, name: str = "附件.docx", given: Given = Given(), **how: Any) -> Skeleton:  # noqa: B008
    return skeleton(read_annex(name, content, **how), name, given, 2026)


def annex(content: bytes, name: str = "附件.docx", **how: Any) -> Annex:
    return read_annex(name, content, **how)


def read_back(drawn: Skeleton) -> Rulebook:
    """Return the rulebook that a skeleton is: it is a valid one as it stands."""
    book, problems = rulebook_in(f"{drawn.id}.yml", drawn.text.encode())
    assert book is not None, problems
    return book


def codes(drawn: Skeleton) -> list[str]:
    return [each.code for each in drawn.remarks]


def odd(drawn: Skeleton) -> list[str]:
    """Return what is told of a skeleton but what is always to be filled in."""
    usual = ("annex-fill-rules", "annex-fill-closing", "annex-fill-number", "annex-fill-kind")
    return [code for code in codes(drawn) if code not in usual]


def tree(nodes: Iterable[Node]) -> list[tuple[Any, ...]]:
    """Return titles, points and texts of ``nodes`` and all below them."""
    return [
        (
            node.title,
            node.points,
            node.bonus,
            node.out_of,
            node.requirement,
            node.standard,
            node.responsible,
            node.method,
            tree(node.nodes),
        )
        for node in nodes
    ]


def titles(nodes: Iterable[Node]) -> Mapping[str, Any]:
    """Return the titles of ``nodes`` with points, those below them inside."""
    return {
        f"{node.title} {'' if node.points is None else node.points}".strip(): titles(node.nodes)
        for node in nodes
    }


def fields(drawn: Skeleton) -> Any:
    return load_yaml(drawn.text.encode())


def word(rows: Sequence[Sequence[str]], above: Sequence[str] = ()) -> bytes:
    """Return a Word file with a table; ``<`` and ``^`` merge a cell with the one there."""
    document = Document()
    for line in above:
        document.add_paragraph(line)
    add_table(document, rows)
    return saved(document)


def add_table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for top, left, bottom, right in blocks(rows):
        cell = table.cell(top, left)
        if (bottom, right) != (top, left):
            cell = cell.merge(table.cell(bottom, right))
        cell.text = rows[top][left]
    return table


def saved(document: Any) -> bytes:
    packed = BytesIO()
    document.save(packed)
    return packed.getvalue()


def excel(rows: Sequence[Sequence[Any]], above: Sequence[str] = (), name: str = "指标") -> bytes:
    """Return a workbook with a table, merged as for ``word``; numbers stay numbers."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = name
    for row, line in enumerate(above, 1):
        sheet.cell(row, 1, line)
    down = len(above)
    for top, left, bottom, right in blocks(rows):
        sheet.cell(top + down + 1, left + 1, rows[top][left])
        if (bottom, right) != (top, left):
            sheet.merge_cells(
                start_row=top + down + 1,
                end_row=bottom + down + 1,
                start_column=left + 1,
                end_column=right + 1,
            )
    packed = BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def blocks(rows: Sequence[Sequence[Any]]) -> Iterable[tuple[int, int, int, int]]:
    """Yield first row and column, last row and column of every cell that begins."""
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text in (SAME_LEFT, SAME_ABOVE):
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] == SAME_LEFT:
                right += 1
            bottom = top
            while bottom + 1 < len(rows) and rows[bottom + 1][left] == SAME_ABOVE:
                bottom += 1
            yield top, left, bottom, right

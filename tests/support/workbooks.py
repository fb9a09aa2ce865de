"""Workbooks as people fill them in, and what is read from them.

Cells are written with openpyxl, as a spreadsheet program would store what people type.
"""

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from openpyxl import Workbook, load_workbook

from scoring.records.schemas import SchemaSet
from scoring.records.yamltext import load_yaml
from scripts.exchange.sheet_layout import layout_of
from scripts.exchange.workbook import Reading, read_workbook
from scripts.forms.model import Form
from scripts.forms.reading import form_of
from tests.support import memory

SCHEMAS: SchemaSet = memory.schemas()
REGISTRY = memory.registry()
KINDS = sorted(SCHEMAS.kinds)


def form(kind: str) -> Form:
    return form_of(SCHEMAS.kinds[kind])


def writer(kind: str) -> Any:
    """A unit that may write the kind."""
    for unit in ("wanshui", "tongji", "zhengfuban", "xinfang"):
        if form(kind).ways_of(REGISTRY[unit]):
            return REGISTRY[unit]
    raise AssertionError(kind)


def files_for(data: Mapping[str, Any]) -> dict[str, bytes]:
    """Files with the digests that ``data`` is given here."""
    return {entry["file"]: f"content of {entry['file']}".encode()
            for entry in data.get("attachments", ())}  # fmt: skip


def with_files(data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` with no digests: a clerk does not write them."""
    made = deepcopy(dict(data))
    for entry in made.get("attachments", ()):
        entry.pop("sha256")
    return made


def read(content: bytes, kind: str, data: Mapping[str, Any] | None = None, **more: Any) -> Reading:
    attachments = files_for(data or {})
    return read_workbook(
        content, writer(kind), SCHEMAS, REGISTRY, file="报送.xlsx", attachments=attachments.get,
        **more,
    )  # fmt: skip


def records(reading: Reading) -> list[Any]:
    return [load_yaml(text) for path, text in reading.files.items() if path.endswith(".yml")]


def told(reading: Reading) -> list[tuple[str, str, int, int]]:
    return [(each.code, each.path, each.line, each.column) for each in reading.problems]


def edited(content: bytes, change: Any) -> bytes:
    book = load_workbook(io.BytesIO(content))
    change(book)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def cell_of(book: Workbook, sheet: str, head: str, row: int = 2) -> Any:
    for cell in book[sheet][1]:
        if str(cell.value).rstrip("＊") == head:
            return book[sheet].cell(row, cell.column)
    raise AssertionError(head)


def dated(kind: str) -> Any:
    def change(book: Workbook) -> None:
        cell_of(book, layout_of(form(kind)).main.name, "材料日期").value = "2023-08-05"

    return change


MAIN = "报送.xlsx[动态信息]"

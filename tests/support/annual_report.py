"""Annual reports: the example, changed figures, and Word files spoilt on purpose."""

import copy
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from scoring.problem import Problem
from scripts.exchange.annual_report import TEXTS, AnnualReport, filled_in
from scripts.exchange.annual_report_docx import report_document
from scripts.exchange.annual_report_reading import read_report
from scripts.exchange.annual_report_record import nested
from scripts.statutory.figures import INPUTS
from tests.support.records import example

DOCUMENT = "word/document.xml"


def report(**texts: str) -> dict[str, Any]:
    """Return a report that fits, with ``texts`` in place of its own."""
    data: dict[str, Any] = json.loads(json.dumps(example("annual-report"), default=float))
    own = {
        "overview": "2023年，街道认真落实条例。\n（一）主动公开。公开信息216条。",
        "problems": "一、存在的问题：解读形式单一。\n二、改进措施：丰富解读形式。",
        "other_matters": "2023年度本机关未收取信息处理费。",
    }
    return {**data, **own, **texts}


def with_figures(data: Mapping[str, Any], figures: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    """Return ``data`` with ``figures`` at their paths."""
    changed: dict[str, Any] = copy.deepcopy(dict(data))
    for path, value in figures.items():
        inner = changed
        for step in path[:-1]:
            inner = inner[step]
        assert path in INPUTS and path[-1] in inner
        inner[path[-1]] = value
    return changed


def fields_of(read: AnnualReport) -> dict[str, Any]:
    """Return the fields of a record that the form holds."""
    return {"title": read.title, **read.texts, **nested(read)}


def same_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of ``data`` that the form holds, fees as they are printed."""
    return fields_of(filled_in({**data, **{name: data[name].strip() for name in TEXTS}}))


def word(data: Mapping[str, Any]) -> bytes:
    """Return ``data`` as a Word file in the official form."""
    return report_document(filled_in(data))


def with_document(content: bytes, change: Callable[[str], str]) -> bytes:
    """Return the Word file ``content`` with its main part changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == DOCUMENT:
                changed = change(part.decode())
                assert changed != part.decode(), "nothing was changed"
                part = changed.encode()
            new.writestr(name, part)
    return written.getvalue()


def row_changed(label: str, change: Callable[[str], str]) -> Callable[[str], str]:
    """Return what changes the first row of a table that has a cell ``label``."""

    def changed(document: str) -> str:
        rows = re.findall(r"<w:tr>.*?</w:tr>", document, re.DOTALL)
        row = next(each for each in rows if f">{label}<" in each)
        return document.replace(row, change(row), 1)

    return changed


def cell_changed(label: str, number: int, text: str) -> Callable[[str], str]:
    """Return what writes ``text`` into the ``number``-th cell from the right of a row (1: last)."""

    def change(row: str) -> str:
        cells = list(re.finditer(r"<w:tc>.*?</w:tc>", row, re.DOTALL))
        cell = cells[-number]
        paragraph = f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
        changed = re.sub(r"<w:p>.*</w:tc>", paragraph, cell[0], flags=re.DOTALL)
        return row[: cell.start()] + changed + row[cell.end() :]

    return row_changed(label, change)


def refused(content: bytes) -> list[Problem]:
    """Return the problems for which ``content`` is refused."""
    from scoring.errors import GongkaiError

    try:
        read_report("报告.docx", content)
    except GongkaiError as error:
        return list(error.problems)
    raise AssertionError("it was read")

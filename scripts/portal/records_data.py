"""Records as open data: what may be shown of each, as JSON, by the schema it was sent by."""

import json
from collections.abc import Iterator
from typing import Any

from scoring.calendar.zone import iso
from scripts.portal.shelf import Item
from scripts.portal.volume import Volume

FILES = (
    (
        "submissions.json",
        "报送目录（JSON）",
        "同报送目录，另附可以公开的全部内容（data），字段见 schemas/<种类代号>.json。",
    ),
    ("guides.json", "政府信息公开指南（JSON）", "各单位现行的指南，逐项内容见 data。"),
    (
        "annual-reports.json",
        "政府信息公开工作年度报告（JSON）",
        "各单位的年度报告，三张统计表的每一格见 data；edition 为 assessment 的是考核报送稿。",
    ),
)

_SCHEMA = "submissions/1"


def data_files(volume: Volume) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each of ``FILES``."""
    shown = [item for item in volume.shelf.items if not item.hidden]
    yield "submissions.json", _json(volume, shown)
    for name, kind in (("guides.json", "guide"), ("annual-reports.json", "annual-report")):
        yield name, _json(volume, [item for item in shown if item.kind == kind])


def _json(volume: Volume, items: list[Item]) -> bytes:
    head = {
        "schema": _SCHEMA,
        "year": volume.year,
        "as_of": iso(volume.site.as_of),
        "head": volume.site.head.commit,
    }
    # A record is a line, so that two editions compare line by line (and it is the quick way).
    lines = ",\n".join(_line(_submission(volume, item)) for item in items)
    return f'{_line(head)[:-1]}, "submissions": [\n{lines}\n]}}\n'.encode()


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, default=str)


def _submission(volume: Volume, item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "index_number": item.number,
        "unit": item.unit,
        "unit_name": volume.name(item.unit),
        "kind": item.kind,
        "title": item.title,
        "date": item.date or None,
        "received": iso(item.received),
        "commit": item.commit,
        "evidence": str(item.strength),
        "openness": str(item.openness),
        "corrects": list(item.earlier),
        "files": [file.address for file in item.files],
        "data": item.data if item.open else None,
    }

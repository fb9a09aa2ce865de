"""Submissions made up by number: the same number gives the same record, on every machine.

Each is the example of its kind's schema with a title, text, time and files of its own, so that
records have the fields and the sizes (about 1 KB) that a real year's have. All lie in one year,
which is harder than the ten years that 100,000 of them would take a county: the folders are ten
times as large and the rules see every record.
"""

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scripts.demo.pdf import pdf_file
from scripts.word.blocks import Paragraph, Title
from scripts.word.writing import word_file
from scripts.yaml_writer import in_schema_order, yaml_text

YEAR = 2023
BEGINS = datetime(2023, 1, 1, 1, tzinfo=UTC)
LASTS = timedelta(days=362)

_MIX = (*("news",) * 17, *("media-approval",) * 8, *("disclosure",) * 3, "guide", "annual-report")
"""Out of thirty submissions; close to the demo year's shares."""

_TOWNSHIP, _DEPARTMENT = "township", "department"
_PHRASES = (
    "会议传达上级文件精神，通报前一阶段工作进展。",
    "工作人员走村入户，向群众讲解有关政策。",
    "各有关单位按照分工抓好落实，按月报送进度。",
    "现场查看项目建设情况，协调解决存在的困难。",
    "下一步将继续做好服务，及时公开办理结果。",
    "村组干部和网格员参加了培训，逐户登记造册。",
    "对排查出的问题建立台账，明确责任人和时限。",
)


@dataclass(frozen=True, slots=True)
class Submission:
    """One record with its files, by path in the repository; ``at`` is when it is received."""

    unit: Unit
    kind: str
    record: str
    files: Mapping[str, bytes]
    at: datetime


class Author:
    """Writes submission after submission for the assessed units of ``registry``, in turn."""

    def __init__(self, registry: Registry, schemas: SchemaSet, count: int) -> None:
        self._units = [unit for unit in registry.values() if unit.kind in (_TOWNSHIP, _DEPARTMENT)]
        self._schemas = schemas
        self._count = count

    def write(self, number: int) -> Submission:
        """Return submission ``number``, counted from 0; times grow with the number."""
        unit = self._units[number % len(self._units)]
        kind = _MIX[(number + number // len(self._units)) % len(_MIX)]
        if kind == "disclosure" and unit.kind != _DEPARTMENT:
            kind = "news"
        at = BEGINS + LASTS * number / self._count
        at = at.replace(microsecond=0)
        schema = self._schemas.kinds[kind]
        record = f"{unit.id}/{YEAR}/{kind}/{at:%Y-%m-%d}-{number:07d}"
        data = copy.deepcopy(dict(schema.document["examples"][0]))
        data["title"] = f"{unit.short_name}{schema.title}第{number}号"
        if "body" in data:
            data["body"] = _text(number)
        if "week" in data:
            data["week"] = "{}-W{:02d}".format(*at.isocalendar())
        files: dict[str, bytes] = {}
        for entry in data.get("attachments", ()):
            content = _file(entry["file"], number)
            entry["sha256"] = hashlib.sha256(content).hexdigest()
            files[f"units/{record}/{entry['file']}"] = content
        text = yaml_text(in_schema_order(data, schema.document)).encode()
        return Submission(unit, kind, record, {f"units/{record}.yml": text, **files}, at)


def _text(number: int) -> str:
    """Return about 300 characters that no other number has."""
    picks = hashlib.sha256(b"%d" % number).digest()[:12]
    told = "".join(_PHRASES[each % len(_PHRASES)] for each in picks)
    return f"第{number}号动态。{told}\n"


def _file(name: str, number: int) -> bytes:
    """Return a small file of the sort that ``name`` says; every one differs."""
    if name.endswith(".pdf"):
        return pdf_file([f"审批表第{number}号", *_PHRASES])
    return _paper() + b"%d" % number  # a zip may be followed by anything


@cache
def _paper() -> bytes:
    return word_file([Title("年度报告"), *(Paragraph(text * 4) for text in _PHRASES)], title="")

"""An announcement in words: a subject and a plain text, as an office would write to a unit."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.records.registry import Registry, Unit
from scripts.exchange.sheet_cells import Names, names_of, shown
from scripts.forms.model import Attachments, Field, Form, Group, Rows, Text
from scripts.forms.reading import form_of
from scripts.owing.due import Due
from scripts.owing.sentences import due_text
from scripts.telling.announcing import Announcement
from scripts.times import told_time

_SUBJECT = "【政务公开】{kind}：{title}"
_HEAD = "{unit}："
_FROM = "{issuer}于{time}发来“{kind}”，请及时办理。"
_ID = "材料编号：{record}"
_FOOT = "本消息由政务公开考核系统自动发送，请勿直接回复。"
_LONGEST = 800
_ASIDE = frozenset(("supersedes", "release"))  # of use to the program alone


def subject(announcement: Announcement) -> str:
    """Return one line that says what came."""
    title = " ".join(str(announcement.record.data.get("title", "")).split())[:100]
    return _SUBJECT.format(kind=announcement.kind.title, title=title)


def text(announcement: Announcement, unit: Unit, registry: Registry) -> str:
    """Return what ``unit`` is told: who sent what and when, its fields, what is owed on it."""
    record = announcement.record
    time = told_time(record.receipt.time) if record.receipt.time is not None else ""
    lines = [
        _HEAD.format(unit=unit.name),
        "    " + _FROM.format(issuer=announcement.issuer, time=time, kind=announcement.kind.title),
        "",
        *_fields(form_of(announcement.kind), record.data, names_of(registry, None)),
        *(["", *map(_owed, dues)] if (dues := announcement.dues.get(unit.id)) else []),
        "",
        _ID.format(record=record.id),
        _FOOT,
    ]
    return "\n".join(lines) + "\n"


def _owed(due: Due) -> str:
    return f"请在{due_text(due, 'zh')}。"


def _fields(form: Form, data: Mapping[str, Any], names: Names) -> Iterator[str]:
    for field in form.fields:
        value = data.get(field.name)
        if value is None or field.name in _ASIDE:
            continue
        if isinstance(field.shape, Attachments):
            files = "、".join(entry.get("title") or entry["file"] for entry in value)
            if files:
                yield f"{field.title}：{files}"
        elif not isinstance(field.shape, Group | Rows):
            yield _field(field, value, names)


def _field(field: Field, value: Any, names: Names) -> str:
    assert not isinstance(field.shape, Group | Rows | Attachments)
    told = str(shown(field.shape, value, names))
    told = told if len(told) <= _LONGEST else f"{told[:_LONGEST]}……（全文见材料）"
    many_lines = isinstance(field.shape, Text) and field.shape.lines
    return f"{field.title}：\n{told}" if many_lines else f"{field.title}：{told}"

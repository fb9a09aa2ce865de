"""Remarks as text for a terminal, as JSON (``review/1``) and as CSV for Excel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from scoring.calendar.zone import iso
from scoring.ledger.text import to_json
from scoring.messages import fix, level, sentence
from scripts.language import Language, both, bracketed, pick
from scripts.reviewing.remark import MATTERS, Remark
from scripts.spreadsheets import Row, csv_bytes
from scripts.times import told_moment

_HEAD = both(
    "截至{as_of}，已收材料里有 {count} 处需要看一看：",
    "As of {as_of}, {count} things to look at in the records received:",
)
_NOTHING = both("截至{as_of}，已收材料里没有需要看的。", "As of {as_of}, nothing to look at.")
_RECORD = both("  {name}　{record}", "  {name}  {record}")
_SAID = "    {code} {message}"
_HEADS: Mapping[Language, Row] = {
    "zh": ["类别", "单位编号", "单位", "材料编号", "名称", "收到", "代码", "说明", "怎么办"],
    "en": ["matter", "unit", "name", "record", "title", "received", "code", "message", "fix"],
}


def remarks_text(
    remarks: Sequence[Remark], names: Mapping[str, str], as_of: datetime, language: Language
) -> str:
    """Return the remarks by matter and record; ``names`` are the units' short names."""
    told = pick(_HEAD if remarks else _NOTHING, language)
    lines = [told.format(as_of=told_moment(as_of), count=len(remarks))]
    for matter, group in groupby(remarks, key=lambda each: each.matter):
        of_matter = list(group)
        lines += ["", pick(MATTERS[matter], language) + bracketed(str(len(of_matter)), language)]
        for record, of_record in groupby(of_matter, key=lambda each: each.record):
            said = list(of_record)
            name = names.get(said[0].unit, said[0].unit)
            lines.append(pick(_RECORD, language).format(name=name, record=record))
            for each in said:
                message = sentence(each.problem.code, each.problem.values, language)
                lines.append(_SAID.format(code=each.problem.code, message=message))
    return "".join(f"{line}\n" for line in lines)


def remarks_json(remarks: Sequence[Remark], as_of: datetime, language: Language) -> str:
    """Return the remarks as a document of schema ``review/1``."""
    return to_json(
        {
            "schema": "review/1",
            "as_of": iso(as_of),
            "remarks": [
                {
                    "matter": str(each.matter),
                    "unit": each.unit,
                    "record": each.record,
                    "title": each.title,
                    "received_at": None if each.received is None else iso(each.received),
                    "line": each.problem.line or None,
                    "code": each.problem.code,
                    "level": level(each.problem.code),
                    "values": dict(each.problem.values),
                    "message": sentence(each.problem.code, each.problem.values, language),
                }
                for each in remarks
            ],
        }
    )


def remarks_csv(remarks: Sequence[Remark], names: Mapping[str, str], language: Language) -> bytes:
    """Return a row a remark, for Excel."""
    rows: list[Row] = [_HEADS[language]]
    rows += [
        [
            pick(MATTERS[each.matter], language),
            each.unit,
            names.get(each.unit, each.unit),
            each.record,
            each.title,
            "" if each.received is None else iso(each.received),
            each.problem.code,
            sentence(each.problem.code, each.problem.values, language),
            fix(each.problem.code, language, each.problem.values) or "",
        ]
        for each in remarks
    ]
    return csv_bytes(rows)

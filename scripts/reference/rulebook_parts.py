"""The parts of ``docs/rulebook.md`` that schemas know better: each rule's fields, all kinds.

They stand between markers (``<!-- keys: quota -->`` or ``<!-- kinds -->``, and ``<!-- end -->``);
what is around them is written by hand.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scoring.records.schemas import KindSchema, Schema, SchemaSet
from scripts.reference.page import by_writer, labels_of
from scripts.reference.phrases import writer_phrase

_PART = re.compile(r"(<!-- (keys: (?P<rule>[a-z-]+)|kinds) -->\n).*?(<!-- end -->)", re.S)
_OF_EVERY_RULE = frozenset(
    ("id", "kind", "record", "where", "sets", "fixes", "charge_to", "once_with")
)
_SERVES = {
    "criticism": "通报批评、约谈、督办等由别处发文扣分的",
    "finding": "检查、抽查、巡查发现的任何问题，包括一票否决的情形（一种一个代码）",
    "mark": "表彰、示范点等加分；其他机构报来的分数；任何由人评定的结果",
    "hotline-report": "每月一行的“应办几件、按时几件”",
    "opinion-notice": "转办、交办、督办的事项（与回复材料一起）",
    "opinion-response": "对转办、交办事项的回复",
    "disclosure": "各专题、各栏目应当公开的内容",
    "news": "信息、动态、典型做法等按条数考核的",
    "leadership": "领导分工、研究部署（会议写在清单里）",
}
"""What else a kind may serve for, where a scheme asks for what no kind is made for."""


def with_parts(page: str, schemas: SchemaSet) -> str:
    """Return ``page`` with the parts between its markers as ``schemas`` give them now."""

    def written(found: re.Match[str]) -> str:
        rule = found["rule"]
        part = _kinds(schemas) if rule is None else _keys(schemas.rulebook, rule)
        return f"{found[1]}\n{part}\n{found[4]}"

    return _PART.sub(written, page)


def _keys(schema: Schema | None, rule: str) -> str:
    """Return the line of the fields that a rule of this kind has of its own."""
    if schema is None:
        return ""
    document = schema.document["$defs"][rule]
    told = [
        f"`{name}`{'＊' if name in document['required'] else ''} {_title(schema, field)}"
        for name, field in document["properties"].items()
        if name not in _OF_EVERY_RULE
    ]
    return f"可以写：{'、'.join(told)}。\n"


def _title(schema: Schema, field: Mapping[str, Any]) -> str:
    """Return what a field is called, in its own words or those of what it refers to."""
    if "title" in field:
        return str(field["title"])
    name = str(field.get("$ref", "")).rpartition("/")[2]
    return str(schema.document["$defs"][name]["title"])


def _kinds(schemas: SchemaSet) -> str:
    labels = labels_of(schemas.unit)
    rows = ["| 种类 | 名称 | 谁报 | 日期 | 期间 | 指标 | 清单 | 也可以借用于 |",
            "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for kind in by_writer(schemas.kinds):
        cells = (
            f"[`{kind.kind}`](records.md#{kind.kind})",
            kind.title,
            "；".join(writer_phrase(each, labels) for each in kind.writers),
            *(_code(field) for field in (kind.date_field, kind.period_field, kind.node_field)),
            "、".join(map(_code, _lists(kind))),
            _SERVES.get(kind.kind, ""),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _code(name: str | None) -> str:
    return f"`{name}`" if name else ""


def _lists(kind: KindSchema) -> Iterator[str]:
    """Yield the fields that are lists of items with fields of their own, files apart."""
    for name in kind.whole.names_of_fields:
        part = kind.whole.field(name)
        item = part.item() if part is not None else None
        if item is not None and item.names_of_fields and name not in ("attachments", "release"):
            yield name

"""The page: every kind of record with its writers, fields, conditions and an example."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scoring.records.schemas import KindSchema, Schema, SchemaSet
from scripts.reference.fields import SHARED, Field, Reader, Table, shared_parts
from scripts.reference.phrases import condition_phrases, term_phrase, writer_phrase
from scripts.yaml_writer import yaml_text

_HEAD = Path(__file__).with_name("head.md")
_COLUMNS = "| 字段 | 名称 | 必填 | 填写要求 | 说明 |\n|---|---|---|---|---|"
_SHARED_ANCHOR = "shared"
_UNIT = "unit"


def records_page(schemas: SchemaSet) -> str:
    """Return the page in Markdown, in Chinese: the same text for the same schemas.

    The unit's own file (``unit.yml``) comes last, where there is a schema for it.
    """
    return "\n".join(_Page(schemas).blocks())


class _Page:
    def __init__(self, schemas: SchemaSet) -> None:
        self._kinds = by_writer(schemas.kinds)
        self._unit = schemas.unit
        documents = {name: kind.document for name, kind in schemas.kinds.items()}
        self._everywhere = shared_parts(documents)
        self._labels = labels_of(schemas.unit)

    def blocks(self) -> Iterator[str]:
        """Yield the page, block by block, each with a blank line after it."""
        yield _HEAD.read_text(encoding="utf-8")
        yield self._overview()
        yield from self._shared()
        for kind in self._kinds:
            yield from self._kind(kind)
        if self._unit is not None:
            yield f'<a id="{_UNIT}"></a>\n\n## `unit.yml` {self._unit.title}\n'
            yield from self._body(self._unit, _UNIT)

    def _overview(self) -> str:
        rows = [
            f"| [`{kind.kind}`](#{kind.kind}) | {kind.title} | {self._writers(kind)} "
            f"| {_public(kind)} |"
            for kind in self._kinds
        ]
        return "\n".join(["| 种类 | 名称 | 谁写 | 公开 |", "|---|---|---|---|", *rows, ""])

    def _shared(self) -> Iterator[str]:
        found = self._shared_fields()
        rows = [
            f"| `{field.path}` | {field.title} | {table.form} | {_cell(table.help)} |"
            for field, table in found
        ]
        heads = ["| 字段 | 名称 | 填写要求 | 说明 |", "|---|---|---|---|"]
        yield f'<a id="{_SHARED_ANCHOR}"></a>\n\n## 共用的字段\n'
        yield "这些字段在各类材料中写法相同，各类的表里只列名称。\n"
        yield "\n".join([*heads, *rows, ""])
        for field, table in found:
            if table.fields:
                yield f"### `{field.path}` {field.title}\n"
                yield _table(table.fields, "")

    def _shared_fields(self) -> list[tuple[Field, Table]]:
        """Return the shared parts, each with the first field that is one, as they are met."""
        found: dict[str, tuple[Field, Table]] = {}
        for kind in self._kinds:
            reader = self._reader(kind)
            for field in reader.main():
                part = field.part or ""
                if part.startswith(SHARED) and part not in found:
                    found[part] = (field, reader.table(part, field.path))
        return list(found.values())

    def _kind(self, kind: KindSchema) -> Iterator[str]:
        yield f'<a id="{kind.kind}"></a>\n\n## `{kind.kind}` {kind.title}\n'
        yield f"{kind.document.get('description', '')}\n"
        facts = [f"- **谁写**：{self._writers(kind)}", f"- **公开**：{_public(kind)}"]
        if kind.date_field:
            facts.append(f"- **日期**：{_Names(kind).field(kind.date_field)}")
        if kind.period_field:
            facts.append(f"- **所指的期间**：{_Names(kind).field(kind.period_field)}")
        if kind.keeps:
            kept = "、".join(map(_Names(kind).field, kind.keeps))
            facts.append(f"- **更正时不能改变**：{kept}")
        yield "\n".join(facts) + "\n"
        yield from self._body(kind, kind.kind)

    def _body(self, schema: Schema, name: str) -> Iterator[str]:
        reader = self._reader(schema)
        if not isinstance(schema, KindSchema):
            yield f"{schema.document.get('description', '')}\n"
        yield _table(reader.main(), name)
        conditions = self._conditions(schema)
        if conditions:
            yield "\n".join(f"- {each}" for each in conditions) + "\n"
        for table in reader.tables():
            yield f'<a id="{_anchor(name, table.part)}"></a>\n\n### {table.title}\n'
            if table.help:
                yield f"{table.help}\n"
            yield _table(table.fields, name)
        for example in schema.document.get("examples", ()):
            yield f"例：\n\n```yaml\n{yaml_text(example)}```\n"

    def _conditions(self, schema: Schema) -> list[str]:
        names = _Names(schema)
        found = condition_phrases(schema.document, names)
        if isinstance(schema, KindSchema):
            found += [term_phrase(term, names) for term in schema.terms]
        return found

    def _reader(self, schema: Schema) -> Reader:
        return Reader(schema.document, self._title_of, self._everywhere)

    def _writers(self, kind: KindSchema) -> str:
        return "；".join(writer_phrase(each, self._labels) for each in kind.writers)

    def _title_of(self, kind: str) -> str:
        return next((each.title for each in self._kinds if each.kind == kind), kind)


class _Names:
    """Names fields and values of a schema: title first, then what to write."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def field(self, name: str) -> str:
        part = self._schema.whole.field(name)
        return f"{part.title}（`{name}`）" if part is not None and part.title else f"`{name}`"

    def value(self, name: str, value: Any) -> str:
        field = self._schema.document["properties"].get(name, {})
        label = field.get("x-labels", {}).get(str(value))
        return f"{label}（`{value}`）" if label else f"`{value}`"


def by_writer(kinds: Mapping[str, KindSchema]) -> list[KindSchema]:
    """Return the kinds, those of the assessed units first, then role by role; by name in each."""

    def rank(kind: KindSchema) -> tuple[bool, str, str]:
        first = kind.writers[0] if kind.writers else None
        role = first.role if first is not None else None
        return (role is not None, role or "", kind.kind)

    return sorted(kinds.values(), key=rank)


def labels_of(unit: Schema | None) -> Mapping[str, Mapping[str, str]]:
    """Return how the unit schema calls kinds of units and roles."""
    fields = unit.document["properties"] if unit is not None else {}
    return {
        "kind": fields.get("kind", {}).get("x-labels", {}),
        "roles": fields.get("roles", {}).get("items", {}).get("x-labels", {}),
    }


def _public(kind: KindSchema) -> str:
    if not kind.internal:
        return "公开（标〔内部〕的除外）"
    if kind.public:
        fields = "、".join(f"`{field}`" for field in kind.public)
        return f"不公开；只公开有这份材料，以及 {fields}"
    return "不公开"


def _anchor(name: str, part: str) -> str:
    return f"{name}-{part}"


def _table(fields: tuple[Field, ...], name: str) -> str:
    return "\n".join([_COLUMNS, *(_row(field, name) for field in fields), ""])


def _row(field: Field, name: str) -> str:
    form = field.form
    if field.part is not None:
        place = f"见[下表](#{_anchor(name, field.part)})"
        if field.part.startswith(SHARED):
            place = f"见[共用的字段](#{_SHARED_ANCHOR})"
        form = f"{place}；{form}" if form else place
    told = field.help
    if field.internal:
        told = f"〔内部〕{told}"
    cells = (f"`{field.path}`", field.title, "是" if field.required else "", form, told)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")

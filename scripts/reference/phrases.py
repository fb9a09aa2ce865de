"""What schemas ask for, said in Chinese for a clerk: forms of values, writers, conditions.

Each function takes schemas as they stand in the file, references followed, and returns text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from scoring.records.annotations import Writer
from scripts.forms.conditions import Condition, Demand, conditions_of

FORMATS: Mapping[str, str] = {
    "date": '日期，如 `"2023-10-31"`',
    "date-time": '日期和时间，带时区，如 `"2023-10-31T23:50:00+08:00"`',
    "month": "月份，如 `2023-07`",
    "week": "周（国际标准周编号），如 `2023-W06`",
    "quarter": "季度，如 `2023Q2`",
    "period": "期间：年、半年、季度、月、周或者某一天",
    "month-day": '月和日，如 `"10-31"`',
    "unit-id": "单位编号",
    "record-id": "材料编号",
    "node-path": "指标路径",
    "slug": "小写字母、数字和连字符，最多 61 个",
    "name": "字段名",
    "submitter": "登录名或者 `登录名#账号编号`",
    "sha256": "64 位小写十六进制数",
    "commit": "完整的提交编号（40 位小写十六进制数）",
    "http-url": "网址",
    "attachment-name": "附件文件名",
    "amount": '金额，如 `"12.5"`',
    "phone": "电话号码",
    "line": "一行文字",
    "text": "文字，可以分行",
}
"""How a clerk would call each format; a test holds it against the formats there are."""

_MORE = (("minimum", "不小于 {}"), ("exclusiveMinimum", "大于 {}"), ("maximum", "不大于 {}"))
_UNKNOWN = "另有条件，见结构文件"

Titles = Callable[[str], str]
"""Gives the Chinese title of a kind of record."""


class Names(Protocol):
    """Names fields and their values in a sentence, in Chinese with what to write."""

    def field(self, name: str) -> str:
        """Return a field by its title and name."""

    def value(self, name: str, value: Any) -> str:
        """Return a value of the field ``name`` by its label and itself."""


def value_form(schema: Mapping[str, Any], title_of: Titles) -> str:
    """Return what a value of ``schema``, which is no object and no list, has to look like.

    ``title_of`` gives the Chinese title of a kind of record that ``x-ref`` names.
    """
    if "enum" in schema:
        labels = schema.get("x-labels", {})
        return "、".join(_choice(value, labels) for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "x-ref" in schema:
        return _reference(schema["x-ref"], title_of)
    match schema.get("type"):
        case "string":
            return _text(schema)
        case "integer":
            return "，".join(["整数", *_bounds(schema)])
        case "number":
            return "，".join(["数", *_bounds(schema)])
        case "boolean":
            return "`true`（是）或者 `false`（否）"
    return _UNKNOWN


def list_form(schema: Mapping[str, Any]) -> str:
    """Return what a list has to look like, its items apart."""
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    size = f"{least} 至 {most} 项" if most is not None else f"至少 {least} 项"
    if least == most:
        size = f"{most} 项"
    parts = [f"清单，{size}"]
    if schema.get("uniqueItems"):
        parts.append("不重复")
    if "contains" in schema:
        parts.append(_contained(schema))
    return "，".join(parts)


def writer_phrase(writer: Writer, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Return who ``writer`` is and on what terms; ``labels`` name unit kinds and roles."""
    if writer.role is None:
        kinds = [known for known in labels["kind"] if known in writer.kinds]
        who = "、".join(labels["kind"][kind] for kind in kinds)
    else:
        who = f"承担“{labels['roles'].get(writer.role, writer.role)}”职责的单位"
    terms = [f"须填 `{field}`" for field in writer.requires]
    terms += [f"不填 `{field}`" for field in writer.forbids]
    if writer.supersedes:
        terms.append(f"可以更正 `{writer.supersedes}` 所填单位的材料")
    return who + (f"（{'，'.join(terms)}）" if terms else "")


def narrowing(schema: Mapping[str, Any]) -> str:
    """Return what ``schema``, a field that refers to a list, asks beyond that list's own form."""
    said = []
    if "minItems" in schema:
        said.append(f"至少 {schema['minItems']} 项")
    if "contains" in schema:
        said.append(_contained(schema))
    return "，".join(said)


def term_phrase(term: Mapping[str, Any], names: Names) -> str:
    """Return a condition of validity (``x-terms``) as a sentence."""
    match term["term"]:
        case "unique":
            fields = "、".join(map(names.field, term["fields"]))
            return f"{fields}与已有材料相同的，只能作为对它的更正报送，否则无效。"
        case "unique-items":
            fields = "、".join(f"`{field}`" for field in term["fields"])
            return f"{names.field(term['items'])}各项的 {fields} 不得重复。"
        case "at-most":
            of_each = f"{names.field(term['items'])}每一项的"
            return f"{of_each} `{term['field']}` 不得大于 `{term['of']}`。"
        case "priced":
            return (
                f"{names.field(term['node'])}须在所涉单位的考核细则里，"
                f"并对{names.field(term['code'])}列明扣分，否则无效。"
            )
        case "marked":
            return (
                f"{names.field(term['node'])}须在所涉单位的考核细则里，并定有评分怎样计分，"
                "等级须是那里列出的，否则无效。"
            )
    return _UNKNOWN + "。"


def condition_phrases(schema: Mapping[str, Any], names: Names) -> list[str]:
    """Return the conditions (``if``, ``then``, ``else``) of ``schema`` as sentences."""
    return [phrase for each in conditions_of(schema) for phrase in _condition(each, names)]


def _condition(condition: Condition, names: Names) -> Iterator[str]:
    then, otherwise = _demands(condition.then, names), _demands(condition.otherwise, names)
    if not condition.known:
        then.append(_UNKNOWN)
    for words, demands in ((_when(condition, names), then), ("其他", otherwise)):
        if demands:
            yield f"{words}的：{'；'.join(demands)}。"


def _when(condition: Condition, names: Names) -> str:
    circumstances = [f"填了{names.field(field)}" for field in condition.present]
    for field, values in condition.values.items():
        told = "、".join(names.value(field, each) for each in values)
        circumstances.append(f"{names.field(field)}为{told}")
    return "，".join(circumstances)


def _demands(demand: Demand, names: Names) -> list[str]:
    return [
        f"{word}{'、'.join(map(names.field, fields))}"
        for word, fields in (("必填", demand.requires), ("不填", demand.forbids))
        if fields
    ]


def _contained(schema: Mapping[str, Any]) -> str:
    return f"其中须有{schema['contains'].get('title', '……')}"


def _choice(value: Any, labels: Mapping[str, str]) -> str:
    label = labels.get(str(value))
    return f"`{value}` {label}" if label else f"`{value}`"


def _reference(target: str | Sequence[str], title_of: Titles) -> str:
    kinds = [target] if isinstance(target, str) else list(target)
    if kinds == ["attachment"]:
        return "附件中登记的一个文件名"
    if kinds == ["*"]:
        return "一份材料的编号，不限种类"
    return f"一份{'或者'.join(f'“{title_of(kind)}”' for kind in kinds)}的材料编号"


def _text(schema: Mapping[str, Any]) -> str:
    said = FORMATS[schema["format"]] if "format" in schema else "文字"
    least, most = schema.get("minLength"), schema.get("maxLength")
    if most is not None and least == most:
        return f"{most} 个字符"
    return said if most is None else f"{said}，最多 {most} 字"


def _bounds(schema: Mapping[str, Any]) -> list[str]:
    if "minimum" in schema and "maximum" in schema:
        return [f"{schema['minimum']} 至 {schema['maximum']}"]
    return [words.format(schema[key]) for key, words in _MORE if key in schema]

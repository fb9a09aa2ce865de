"""Asking for a record field by field, through whoever can ask: a terminal, a test."""

from collections.abc import Mapping
from typing import Any, Protocol

from scoring.admission.flaws import Flaw
from scoring.messages import fix, sentence
from scripts.exchange.sheet_cells import Names, Unfit, labels, shown, taken
from scripts.forms.model import (
    Attachments,
    Choice,
    Field,
    Form,
    Group,
    Number,
    Other,
    Rows,
    Several,
    Text,
)


class Asker(Protocol):
    """Somebody who can be asked."""

    def ask(self, question: str, default: str) -> str:
        """Return the answer; ``default`` where there is none, which may be empty."""
        ...

    def lines(self, question: str) -> str:
        """Return an answer of several lines."""
        ...

    def more(self, question: str) -> bool:
        """Tell whether there is more to come."""
        ...

    def tell(self, text: str) -> None:
        """Say something."""
        ...


class Asking:
    """Asks for the fields of ``form`` that ``data`` lacks; ``optional`` ones only where wanted.

    ``defaults`` are values to offer, in the form of a record (an earlier one's, perhaps).
    """

    def __init__(
        self,
        form: Form,
        asker: Asker,
        names: Names,
        defaults: Mapping[str, Any],
        *,
        optional: bool,
        today: str,
    ) -> None:
        self._form = form
        self._asker = asker
        self._names = names
        self._defaults = defaults
        self._optional = optional
        self._today = today

    def fill(self, data: dict[str, Any]) -> None:
        """Ask for what ``data`` lacks and put it there."""
        self._group(self._form.fields, data, self._defaults, "")
        for name in self._demanded(data):
            field = self._form.field(name)
            if name not in data:
                self._one(field, data, self._defaults, "", required=True)

    def again(self, data: dict[str, Any], path: tuple[str | int, ...]) -> bool:
        """Ask anew for the single field at ``path``; False where that is none to be asked for."""
        names = tuple(part for part in path if isinstance(part, str))
        holder: Any = data
        for part in path[:-1]:
            holder = holder[part] if isinstance(part, int) else holder.setdefault(part, {})
        field = next((each for each in self._form.walk() if each.path == names), None)
        single = field is not None and not isinstance(field.shape, Group | Rows | Attachments)
        if field is None or not single or not isinstance(holder, dict):
            return False
        holder.pop(field.name, None)
        self._one(field, holder, {}, "", required=True)
        return True

    def _demanded(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the fields that the form's conditions demand of ``data``."""
        wanted: list[str] = []
        for condition in self._form.conditions:
            holds = all(name in data for name in condition.present) and all(
                str(data.get(name)) in values for name, values in condition.values.items()
            )
            demand = condition.then if holds else condition.otherwise
            wanted += demand.requires
        return tuple(dict.fromkeys(wanted))

    def _group(
        self, fields: tuple[Field, ...], data: dict[str, Any], defaults: Any, above: str
    ) -> None:
        known = defaults if isinstance(defaults, Mapping) else {}
        for field in fields:
            match field.shape:
                case Attachments() | Other():
                    continue
                case Group(below):
                    if field.required or field.name in data:
                        inner = data.setdefault(field.name, {})
                        title = f"{above}{field.title}："
                        self._group(below, inner, known.get(field.name), title)
                case Rows():
                    if field.required and not data.get(field.name):
                        data[field.name] = self._rows(field)
                case _:
                    if field.name not in data and (field.required or self._optional):
                        self._one(field, data, known, above, required=field.required)

    def _rows(self, field: Field) -> list[dict[str, Any]]:
        assert isinstance(field.shape, Rows)
        items: list[dict[str, Any]] = []
        while not items or self._asker.more(f"{field.title}：还有下一项吗"):
            item: dict[str, Any] = {}
            self._group(field.shape.item.fields, item, {}, f"{field.title}{len(items) + 1}：")
            items.append(item)
        return items

    def _one(
        self,
        field: Field,
        data: dict[str, Any],
        defaults: Mapping[str, Any],
        above: str,
        *,
        required: bool,
    ) -> None:
        shape = field.shape
        assert not isinstance(shape, Group | Rows | Attachments)
        default = self._default(field, defaults.get(field.name))
        question = self._question(field, above, required=required)
        while True:
            if isinstance(shape, Text) and shape.lines:
                answer = self._asker.lines(question)
            else:
                answer = self._asker.ask(question, default)
            if isinstance(shape, Choice) and answer.isdecimal() and answer.isascii():
                answer = _numbered(shape, int(answer)) or answer
            try:
                value = taken(shape, answer, self._names)
            except Unfit as unfit:
                self._explain(unfit.flaw)
                continue
            if value is None and required:
                self._explain(Flaw("new-answer-wanted", title=field.title))
                continue
            if value is not None:
                data[field.name] = value
            return

    def _default(self, field: Field, before: Any) -> str:
        shape = field.shape
        assert not isinstance(shape, Group | Rows | Attachments)
        if isinstance(shape, Text) and shape.format == "date":
            return self._today
        if before is not None:
            return str(shown(shape, before, self._names) or "")
        return "0" if isinstance(shape, Number) and shape.whole and shape.minimum == 0 else ""

    def _question(self, field: Field, above: str, *, required: bool) -> str:
        shape = field.shape
        lines = [f"{above}{field.title}" + ("" if required else "（可不填）")]
        if field.help:
            lines[0] += f"　{field.help}"
        if isinstance(shape, Choice):
            lines += [f"  {n} {option.label}" for n, option in enumerate(shape.options, 1)]
        elif isinstance(shape, Several) and isinstance(shape.item, Choice):
            lines.append("  可选：" + "、".join(labels(shape, self._names).values()))
        return "\n".join(lines)

    def _explain(self, flaw: Flaw) -> None:
        self._asker.tell(sentence(flaw.code, flaw.values))
        remedy = fix(flaw.code, "zh", flaw.values)
        if remedy:
            self._asker.tell(remedy)


def _numbered(shape: Choice, number: int) -> str | None:
    return shape.options[number - 1].value if 1 <= number <= len(shape.options) else None

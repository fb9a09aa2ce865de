"""The skeleton of a rulebook out of an annex: its words, and every place to be filled in, named."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.problem import Problem
from scoring.rulebook.model import Rulebook
from scripts.annex.growing import Item, Oddity
from scripts.annex.hints import hint
from scripts.annex.layout import TEXTS, Role
from scripts.annex.naming import ids_of
from scripts.annex.reading import Annex
from scripts.yaml_writer import yaml_text

TO_FILL = "# 待填写："
_NO_NUMBER = "待填写文号"
_NUMBERED = re.compile(r"〔\s*((?:19|20)\d\d)\s*〕")
_KIND = "township"
_CALENDAR = "china"

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Given:
    """What the options say; what they do not (None or empty), the annex may."""

    id: str = ""
    year: int | None = None
    kind: str = ""
    number: str = ""
    closes_on: date | None = None
    earlier: Rulebook | None = None


@dataclass(frozen=True)
class Skeleton:
    """A rulebook's text (UTF-8, LF), its id, and what is left to do, each at its line."""

    id: str
    text: str
    remarks: tuple[Problem, ...]


def skeleton(annex: Annex, file: str, given: Given, this_year: int) -> Skeleton:
    """Return the skeleton of the rulebook in ``annex``, read from ``file``.

    ``this_year`` is taken where neither options nor title nor the notice's number name one.
    """
    return _Writer(annex, file, given, this_year).written()


@dataclass
class _Writer:
    annex: Annex
    file: str
    given: Given
    this_year: int
    lines: list[str] = field(default_factory=list)
    remarks: list[tuple[int, str, Values]] = field(default_factory=list)

    def written(self) -> Skeleton:
        heading = self.annex.heading
        number = self.given.number or heading.number
        year = self.given.year or heading.year or _year_of(number) or self.this_year
        kind = self.given.kind or heading.kind or _KIND
        name = self.given.id or f"{year}-{kind}"
        self._begin()
        self._field("id", name)
        self._title()
        self._year(year)
        self._kind(kind)
        self._total()
        closes_on = self.given.closes_on or date(year + 1, 1, 31)
        if self.given.closes_on is None:
            self._to_fill(
                "结账日（closes_on），现在写的是次年1月31日", "annex-fill-closing", "", {}
            )
        self._field("closes_on", closes_on.isoformat())
        self._field("calendar", _CALENDAR)
        self._source()
        self._outside()
        self.lines.append("interpretation: []")
        self.lines.append("nodes:")
        ids = ids_of(self.annex.tree.root, self.given.earlier)
        for item in self.annex.tree.root.children:
            self._node(item, "  ", ids)
        for oddity in self.annex.oddities:
            self._odd(oddity)
        for head in self.annex.unknown:
            self._say("annex-column", 1, {"column": head[:40]})
        path = f"{name}.yml"
        ordered = sorted(self.remarks, key=lambda each: each[0])
        remarks = tuple(Problem(code, path, line, 1, values) for line, code, values in ordered)
        return Skeleton(name, "".join(f"{line}\n" for line in self.lines), remarks)

    # --- the head ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.lines.append(f"# 由“{_shown(self.file)}”读出的骨架：文字照抄原文，规则还没有写。")
        self.lines.append("# 写着“待填写”的地方写好以后删去该行；写法见 docs/rulebook.md。")

    def _title(self) -> None:
        title = self.annex.heading.title
        if not title:
            self._to_fill("名称（title）", "annex-fill-title", "", {})
        self._field("title", title or "待填写名称")

    def _year(self, year: int) -> None:
        if self.given.year is None and self.annex.heading.year is None:
            self._to_fill("考核年度（year），标题里没有年份", "annex-fill-year", "", {"year": year})
        self._field("year", year)

    def _kind(self, kind: str) -> None:
        if not self.given.kind and self.annex.heading.kind is None:
            what = "考核哪类单位（assesses）：township、department 或者 office"
            self._to_fill(what, "annex-fill-kind", "", {})
        self.lines.append(f"assesses: {{kind: {kind}}}")

    def _total(self) -> None:
        total, children = self.annex.heading.total, self.annex.tree.root.children
        worth = [item.points for item in children if not item.label.bonus]
        known = [points for points in worth if points is not None]
        whole = sum(known, Decimal(0))
        if total is None and (len(known) < len(worth) or not known):
            self._to_fill("总分（points）", "annex-fill-total", "", {})
        elif total is not None and len(known) == len(worth) and whole != total:
            values = {"node": "总分", "points": str(total), "sum": str(whole)}
            self._say("annex-sums", len(self.lines) + 1, {"place": self.file, **values})
        self._field("points", _number(whole if total is None else total))

    def _source(self) -> None:
        number = self.given.number or self.annex.heading.number
        if not number:
            self._to_fill("依据的文号（source 的 document_number）", "annex-fill-number", "", {})
        source: dict[str, Any] = {"document_number": number or _NO_NUMBER}
        if self.annex.heading.annex is not None:
            source["annex"] = self.annex.heading.annex
        self._field("source", source)

    def _outside(self) -> None:
        if not self.annex.outside:
            return
        self._say("annex-outside", len(self.lines) + 1, {"count": len(self.annex.outside)})
        self.lines.append("# 表外的文字，没有归入任何一项；属于执行口径的写进 interpretation：")
        self.lines += [f"#   {_shown(line)}" for line in self.annex.outside]

    # --- the tree ---------------------------------------------------------------------------------

    def _node(self, item: Item, indent: str, ids: Mapping[Item, str]) -> None:
        begins, inner = len(self.lines), f"{indent}  "
        named = {"node": item.label.title, "place": item.place}
        self._field("id", ids[item], inner)
        if item.guessed:
            self._to_fill("名称（title），现在截取的是原文", "annex-fill-name", inner, named)
        self._field("title", item.label.title, inner)
        if item.points is not None:
            self._field("points", _number(item.points), inner)
        if item.label.bonus and item.points is not None:
            self._field("bonus", True, inner)
        if item.label.out_of is not None and item.points is not None:
            self._field("out_of", _number(item.label.out_of), inner)
        self._texts(item, inner)
        if item.children:
            self._sum(item, begins + 1)
            self.lines.append(f"{inner}nodes:")
            for child in item.children:
                self._node(child, f"{inner}  ", ids)
        else:
            self._rules(item, inner)
        self.lines[begins] = f"{indent}- {self.lines[begins].lstrip()}"

    def _texts(self, item: Item, indent: str) -> None:
        for role in TEXTS:
            if role in item.texts:
                self._field(role.value, item.texts[role], indent)
        for name, text in item.others.items():
            self.lines += [
                f"{indent}# {_shown(name)}：{_shown(line)}" for line in text.split("\n") if line
            ]

    def _rules(self, item: Item, indent: str) -> None:
        named = {"node": item.label.title, "place": item.place}
        if not any(item.texts.get(role) for role in TEXTS[:2]):
            what = "原文（requirement、standard），表里是空的"
            self._to_fill(what, "annex-fill-text", indent, named)
        kinds = hint(item.texts.get(Role.STANDARD, "") or item.texts.get(Role.REQUIREMENT, ""))
        if self._is_for_some(item):
            self.lines.append(
                f"{indent}# 只考核“责任部门”列名的单位的，写 applies_to: [单位编号]。"
            )
        what = f"规则（rules）{f'，可以考虑 {kinds}' if kinds else ''}。{item.place}"
        self._to_fill(what, "annex-fill-rules", indent, {**named, "hint": kinds or "—"})
        self.lines.append(f"{indent}rules: []")

    def _is_for_some(self, item: Item) -> bool:
        """Tell whether an item names others as responsible than most do."""
        times = Counter(
            each.texts[Role.RESPONSIBLE]
            for each in self.annex.tree.root.walk()
            if Role.RESPONSIBLE in each.texts
        )
        own = item.texts.get(Role.RESPONSIBLE)
        return own is not None and own != max(times, key=times.__getitem__)

    def _sum(self, item: Item, line: int) -> None:
        own = [child for child in item.children if not child.label.bonus]
        known = [child.points for child in own if child.points is not None]
        scale = item.points if item.label.out_of is None else item.label.out_of
        if scale is None or not known:
            return
        whole = sum(known, Decimal(0))
        if whole != scale and not (len(known) < len(own) and whole < scale):
            values = {"node": item.label.title, "points": str(scale), "sum": str(whole)}
            self._say("annex-sums", line, {"place": item.place, **values})

    # --- lines and remarks ------------------------------------------------------------------------

    def _field(self, name: str, value: Any, indent: str = "") -> None:
        for line in yaml_text({name: value}).removesuffix("\n").split("\n"):
            self.lines.append(f"{indent}{line}" if line else "")

    def _to_fill(self, what: str, code: str, indent: str, values: Values) -> None:
        """Mark a place to be filled in with ``what``, and tell it."""
        self.lines.append(f"{indent}{TO_FILL}{_shown(what)}")
        self._say(code, len(self.lines), values)

    def _say(self, code: str, line: int, values: Values) -> None:
        self.remarks.append((line, code, values))

    def _odd(self, oddity: Oddity) -> None:
        self._say(oddity.code, 1, {"place": oddity.place, **dict(oddity.values)})


def _year_of(number: str) -> int | None:
    """Return the year in the brackets of a notice's ``number``, None where it has none."""
    found = _NUMBERED.search(number)
    return int(found[1]) if found else None


def _number(points: Decimal) -> Decimal | int:
    """Return ``points`` as a rulebook writes them: 10, 0.5."""
    return int(points) if points == points.to_integral_value() else points.normalize()


def _shown(text: str) -> str:
    """Return ``text`` as one line of a comment, whatever it holds."""
    return "".join(sign if sign.isprintable() else " " for sign in text)

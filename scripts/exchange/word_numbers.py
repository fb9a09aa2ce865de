"""The automatic numbers of Word's paragraphs, put into their text (ECMA-376 part 1, 17.9).

Word keeps ``1.`` and ``（一）`` of a numbered paragraph apart from its words; who reads a clause
word for word must count along. Bullets are no words and are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scripts.content.package import Package
from scripts.exchange.word_elements import attribute, child, tag
from scripts.papers.words import ordinal

_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"
_LEVELS = 9
_DEEPEST = 20  # styles based on styles
_SILENT = frozenset(("bullet", "none"))
_HAN = frozenset(
    ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting",
     "taiwaneseCounting", "taiwaneseCountingThousand")
)  # fmt: skip
_HAN_DIGITS = "〇一二三四五六七八九"
_MOST = 10_000
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level counts: the form of its numbers, the text around them, where it begins."""

    form: str
    text: str
    start: int


@dataclass
class _List:
    """A list's levels, and how far each has counted."""

    levels: dict[int, _Level]
    counted: dict[int, int] = field(default_factory=dict)

    def next(self, level: int) -> str:
        """Return the number of the next paragraph at ``level``; levels below begin anew."""
        kind = self.levels.get(level)
        if kind is None:
            return ""
        self.counted[level] = min(self.counted.get(level, kind.start - 1) + 1, _MOST)
        for below in range(level + 1, _LEVELS):
            self.counted.pop(below, None)
        if kind.form in _SILENT:
            return ""
        text = kind.text
        for each in range(level + 1):
            known = self.levels.get(each, kind)
            number = self.counted.get(each, known.start)
            text = text.replace(f"%{each + 1}", _formed(number, known.form))
        return text


def put_numbers(package: Package, body: Any) -> None:
    """Put the number of every numbered paragraph below ``body`` before its words."""
    if _NUMBERING not in package.beginnings:
        return
    lists = _lists(package.xml(_NUMBERING))
    of_styles = _of_styles(package.xml(_STYLES)) if _STYLES in package.beginnings else {}
    for paragraph in body.iter():
        if tag(paragraph) != "p":
            continue
        name, level = _numbered(child(paragraph, "pPr"), of_styles)
        if name in lists and level < _LEVELS:
            _begin_with(paragraph, lists[name].next(level))


def _begin_with(paragraph: Any, number: str) -> None:
    if not number:
        return
    space = str(paragraph.tag)[: -len("p")]
    run = paragraph.makeelement(f"{space}r", {})
    text = paragraph.makeelement(f"{space}t", {})
    text.text = number if number[-1] in "、，）)．" else f"{number} "
    run.append(text)
    paragraph.insert(1 if child(paragraph, "pPr") is not None else 0, run)


def _lists(numbering: Any) -> dict[str, _List]:
    """Return the lists by the name that paragraphs call them; those of one kind count together."""
    kinds = {
        attribute(each, "abstractNumId"): _List(dict(_levels(each)))
        for each in numbering
        if tag(each) == "abstractNum"
    }
    found: dict[str, _List] = {}
    for each in numbering:
        if tag(each) != "num":
            continue
        kind = kinds.get(attribute(child(each, "abstractNumId"), "val"))
        if kind is None:
            continue
        begun = dict(_overridden(each))
        levels = {
            level: _Level(known.form, known.text, begun.get(level, known.start))
            for level, known in kind.levels.items()
        }
        found[attribute(each, "numId")] = _List(levels) if begun else kind
    return found


def _levels(kind: Any) -> Iterator[tuple[int, _Level]]:
    for each in kind:
        if tag(each) == "lvl":
            form = attribute(child(each, "numFmt"), "val") or "decimal"
            text = attribute(child(each, "lvlText"), "val")
            start = _whole(attribute(child(each, "start"), "val"), 1)
            yield _whole(attribute(each, "ilvl"), 0), _Level(form, text[:50], start)


def _overridden(number: Any) -> Iterator[tuple[int, int]]:
    for each in number:
        start = child(each, "startOverride") if tag(each) == "lvlOverride" else None
        if start is not None:
            yield _whole(attribute(each, "ilvl"), 0), _whole(attribute(start, "val"), 1)


def _of_styles(styles: Any) -> dict[str, tuple[str, int]]:
    """Return the list and level that a style gives its paragraphs, by the style's name."""
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for each in styles:
        if tag(each) == "style":
            name = attribute(each, "styleId")
            based[name] = attribute(child(each, "basedOn"), "val")
            listed = _numbered(child(each, "pPr"), {})
            if listed[0]:
                own[name] = listed
    found = {}
    for name in based:
        above = name
        for _ in range(_DEEPEST):
            if above in own or above not in based:
                break
            above = based[above]
        if above in own:
            found[name] = own[above]
    return found


def _numbered(properties: Any, of_styles: dict[str, tuple[str, int]]) -> tuple[str, int]:
    """Return the list and level of a paragraph with these ``properties``; no list: empty."""
    if properties is None:
        return "", 0
    style = attribute(child(properties, "pStyle"), "val")
    usual = of_styles.get(style, ("", 0))
    listed = child(properties, "numPr")
    if listed is None:
        return usual
    name = attribute(child(listed, "numId"), "val") or usual[0]
    return name, _whole(attribute(child(listed, "ilvl"), "val"), usual[1])


def _formed(number: int, form: str) -> str:
    if form in _HAN:
        return _han(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _han(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, digit by digit beyond."""
    if 0 < number < 100:
        return ordinal(number)
    return "".join(_HAN_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    numeral = ""
    for worth, sign in _ROMAN:
        times, number = divmod(number, worth)
        numeral += sign * times
    return numeral


def _whole(value: str, usual: int) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else usual

"""What stands around an annex's table: its title, number, year and points, the notice's number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scripts.annex.labels import LONGEST_TITLE, joined
from scripts.annex.remarks import total_in
from scripts.exchange.annual_report_reading import year_in

_MARK = re.compile(r"附\s*件\s*(?P<number>\d{1,2}|[一二三四五六七八九])?\s*[:：]?\s*(?P<title>.*)")
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{2,16}\s*〔\s*(?:19|20)\d\d\s*〕\s*\d{1,5}\s*号")
_BLANKS = re.compile(r"\s+")
_HAN = "一二三四五六七八九"
_UNIT_LINE = re.compile(r"(单位|填报单位|被考核单位|考核单位|日期)\s*[:：]")
_TITLE_LINES = 3
_LONGEST_LINE = 400  # of what may be a title or say the points
_KINDS = (
    ("township", re.compile("乡镇|乡（镇|乡\\(镇|街道|镇街")),
    ("department", re.compile("部门|委办局|直属单位|各局")),
)


@dataclass(frozen=True, slots=True)
class AnnexHeading:
    """What could be found; None or empty where nothing says so.

    ``left`` are the lines above the table that are none of this.
    """

    title: str
    year: int | None
    annex: int | None
    number: str
    total: Decimal | None
    kind: str | None
    left: tuple[str, ...]


def heading_of(above: Sequence[str], all_lines: Sequence[str]) -> AnnexHeading:
    """Return what the lines ``above`` a table say; ``all_lines`` are those of the whole file."""
    lines = [line for line in above if len(line) <= _LONGEST_LINE]
    annex, place, rest = _marked(lines)
    is_marked = place is not None
    if place is not None:
        lines = [*filter(None, [rest]), *lines[place + 1 :]]
    total = next((each for each in map(total_in, lines) if each is not None), None)
    named = [line for line in lines if total_in(line) is None and not _UNIT_LINE.match(line)]
    titles = named[:_TITLE_LINES] if is_marked else named[-1:]
    whole = joined("\n".join(titles))
    if len(whole) > LONGEST_TITLE:
        titles = titles[:1]
        whole = joined(titles[0])[:LONGEST_TITLE]
    left = tuple(line for line in named if line not in titles) if is_marked else ()
    number = _document_number(all_lines)
    return AnnexHeading(whole, year_in(whole), annex, number, total, _kind(whole), left)


def _marked(lines: Sequence[str]) -> tuple[int | None, int | None, str]:
    """Return the annex's number, the last line that says 附件, and what follows there."""
    for place in reversed(range(len(lines))):
        mark = _MARK.fullmatch(lines[place])
        if mark is not None and len(mark["title"]) <= LONGEST_TITLE and "；" not in lines[place]:
            return _whole(mark["number"] or ""), place, mark["title"]
    return None, None, ""


def _document_number(lines: Sequence[str]) -> str:
    """Return the number of the notice: the first that stands on a line of its own."""
    found = (_DOCUMENT.fullmatch(line.strip()) for line in lines if len(line) <= _LONGEST_LINE)
    return next((_BLANKS.sub("", each[0]) for each in found if each is not None), "")


def _kind(title: str) -> str | None:
    return next((kind for kind, words in _KINDS if words.search(title)), None)


def _whole(number: str) -> int | None:
    if number in _HAN and number:
        return _HAN.index(number) + 1
    return int(number) if number and int(number) else None

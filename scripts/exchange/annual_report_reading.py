"""An annual report read back from a Word file in the official form, whoever filled it in."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.admission.flaws import Flaw, about_file
from scoring.errors import GongkaiError
from scoring.problem import Problem
from scripts.content.fault import FileFault
from scripts.exchange.annual_report import TEXTS, AnnualReport
from scripts.exchange.annual_report_figures import comparable, table_figures, which_table
from scripts.exchange.word_reading import Block, Grid, word_blocks
from scripts.statutory.fields import SECTIONS

_YEAR = re.compile(r"(?<!\d)(20\d\d)年?度?")
_HAN_YEAR = re.compile("二[〇○零O0][一二三四五六七八九〇○零O0]{2}(?=年)")
_HAN_DIGITS = str.maketrans("〇○零O0一二三四五六七八九", "00000123456789")
_SIGNED = re.compile(
    r"(\d{4}|[二〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日"
)
_APART = re.compile("^附件[0-9一二三四五六七八九十]*[:：]?$|〔\\d{4}〕")
_TITLE = "报告"
_MAX_TITLE = 200
_MAX_HEADING = 40
_MAX_HEADING_READ = 200  # characters in which a heading with blanks between may stand
_MOST_TOLD = 50
_CHIEF_WORDS = {
    "overview": ("总体", "概述"),
    "proactive": ("主动公开",),
    "requests": ("申请",),
    "disputes": ("复议", "诉讼"),
    "problems": ("问题",),
    "other_matters": ("其他", "其它"),
}


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What the file holds. ``year`` is that of the title, None where it names none.

    ``remarks`` are warnings: what stands in the file and has no place in a record.
    """

    report: AnnualReport
    year: int | None
    remarks: tuple[Problem, ...]


def read_report(name: str, content: bytes) -> ReadReport:
    """Return the annual report in the Word file ``content``, called ``name``.

    Raises GongkaiError with every problem found: for a file that is none, is not safe, or in
    which the form's sections, tables, rows, columns or figures are not as they should be.
    """
    try:
        blocks = word_blocks(name, content)
    except FileFault as fault:
        values = {"file": name, **fault.values}
        raise _unreadable(name, [Flaw(fault.code, **values)]) from None
    before, sections, wrong = _sections(blocks, loose=False)
    if wrong:
        looser = _sections(blocks, loose=True)
        before, sections, wrong = (
            looser if len(looser[2]) < len(wrong) else (before, sections, wrong)
        )
    title, preamble = _title(before)
    if not title:
        wrong.append(Flaw("import-title-missing"))
    grids = [block for block in blocks if isinstance(block, Grid)]
    figures, wrong_figures = table_figures(grids)
    wrong += wrong_figures
    if wrong:
        raise _unreadable(name, wrong)
    texts = {key: _text(sections[key]) for key in TEXTS}
    texts["overview"] = "\n".join(part for part in (_text(preamble), texts["overview"]) if part)
    texts["other_matters"] = _text(_unsigned(sections["other_matters"], title))
    empty = [
        Flaw("import-section-empty", section=dict(SECTIONS)[key]) for key in TEXTS if not texts[key]
    ]
    if empty:
        raise _unreadable(name, empty)
    remarks = about_file(_left_out(sections, grids), name)
    return ReadReport(AnnualReport(title, texts, figures), year_in(title), remarks)


def year_in(title: str) -> int | None:
    """Return the year that a title names, in digits or in Chinese numerals."""
    digits = _HAN_YEAR.sub(lambda found: found[0].translate(_HAN_DIGITS), title)
    found = _YEAR.search(unicodedata.normalize("NFKC", digits))
    return int(found[1]) if found else None


def _unreadable(name: str, flaws: Sequence[Flaw]) -> GongkaiError:
    return GongkaiError("import-unreadable", about_file(flaws[:_MOST_TOLD], name), file=name)


def _sections(
    blocks: Sequence[Block], *, loose: bool
) -> tuple[list[str], dict[str, list[str]], list[Flaw]]:
    """Return the lines before the first section, those of each, and the headings that lack.

    ``loose``: a heading is known by its number and its chief word alone.
    """
    before: list[str] = []
    sections: dict[str, list[str]] = {}
    waiting = list(SECTIONS)
    lines = before
    texts = (block.text for block in blocks if not isinstance(block, Grid))
    for text in texts:
        for line in text.split("\n"):
            place, rest = _heading(line, waiting, loose=loose)
            if place is None:
                lines.append(line)
                continue
            key = waiting[place][0]
            del waiting[: place + 1]
            lines = [rest]
            sections[key] = lines
    missing = [
        Flaw("import-section-missing", section=title)
        for key, title in SECTIONS
        if key not in sections
    ]
    return before, sections, missing


def _heading(
    line: str, waiting: Sequence[tuple[str, str]], *, loose: bool
) -> tuple[int | None, str]:
    """Return which of the sections waited for ``line`` heads, and what follows on the line.

    Word keeps automatic numbers out of the text, so the number may lack; then nothing may follow.
    """
    words = comparable(line)
    for place, (key, title) in enumerate(waiting):
        known, bare = comparable(title), comparable(title)[1:]
        if words in (known, bare):
            return place, ""
        if words.startswith(known):
            return place, _after(line, known)
        if loose and _is_about(line, title[0], key):
            return place, ""
    return None, ""


def _is_about(line: str, number: str, key: str) -> bool:
    start = re.match(rf"\s*{number}\s*[、.．]", line)
    return (
        start is not None
        and len(line.strip()) <= _MAX_HEADING
        and "。" not in line
        and any(word in line for word in _CHIEF_WORDS[key])
    )


def _after(line: str, words: str) -> str:
    """Return what follows on ``line`` after ``words``, which it begins with."""
    begun = line.lstrip()
    for end in range(1, min(len(begun), _MAX_HEADING_READ) + 1):
        if comparable(begun[:end]) == words:
            return begun[end:].lstrip(" \t\u3000。：:，,")
    return ""


def _title(before: Sequence[str]) -> tuple[str, list[str]]:
    """Return the title, which may stand on several lines, and what comes before the sections."""
    pieces: list[str] = []
    for number, line in enumerate(before):
        text = _squeezed(line)
        if not text or _APART.search(text):
            continue
        pieces.append(text)
        if sum(map(len, pieces)) > _MAX_TITLE:
            break
        if text.endswith((_TITLE, "年报")):
            return "".join(pieces), list(before[number + 1 :])
    return "", []


def _squeezed(text: str) -> str:
    """Return ``text`` without its line breaks and blanks, but for those between Latin words."""
    return re.sub(r"(?<![A-Za-z])[\s\u200b\ufeff]+|[\s\u200b\ufeff]+(?![A-Za-z])", "", text)


def _text(lines: Sequence[str]) -> str:
    kept = (line.replace("\t", " ").strip() for line in lines)
    return "\n".join(line for line in kept if line)


def _unsigned(lines: Sequence[str], title: str) -> list[str]:
    """Return ``lines`` without the date and the unit's name that close a report."""
    kept = [line for line in lines if line.strip()]
    if kept and _SIGNED.fullmatch(_squeezed(kept[-1])):
        kept.pop()
        if (
            len(kept) > 1
            and len(comparable(kept[-1])) > 1
            and comparable(title).startswith(comparable(kept[-1]))
        ):
            kept.pop()
    return kept


def _left_out(sections: dict[str, list[str]], grids: Sequence[Grid]) -> Iterator[Flaw]:
    """Yield what the record has no field for: words beside the tables, other tables."""
    for key, title in SECTIONS:
        if key not in TEXTS:
            text = _text(sections[key])
            if text:
                yield Flaw("import-text-left", section=title, text=text[:40])
    for grid in grids:
        if which_table(grid) is None:
            first = next((cell.text for row in grid.rows for cell in row if cell.text.strip()), "")
            if first:
                yield Flaw("import-table-left", text=" ".join(first.split())[:40])

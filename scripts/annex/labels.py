"""Titles with their points, as annexes print them, and read back: ``政务公开（8分）``."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from scoring.rulebook.model import Node
from scripts.scoreboard.ranking import plain

MOST_POINTS = Decimal(1000)
"""The most points that a rulebook may give."""

LONGEST_TITLE = 100

_NUMBER = r"\d{1,4}(?:\.\d{1,6})?"
_WORTH = re.compile(
    rf"(?P<bonus>加分项?|(?:最多|最高)?加)?[,，]?(?:最高|最多|满分|分值|共|计|合计)?[:：]?\+?"
    rf"(?P<points>{_NUMBER})分(?:[,，]按(?P<out_of>{_NUMBER})分考核折算)?"
)
_BRACKETED = re.compile(r"(?P<title>.*?)\s*[（(](?P<inside>[^（()）]{1,40})[)）]\s*", re.DOTALL)
_BARE = re.compile(rf"\+?(?:最高|最多|满分|加)?(?P<points>{_NUMBER})分?")
_OPENING, _CLOSING = "（(", "）)"
_BLANKS = re.compile(r"\s+")
_LATIN = re.compile("[A-Za-z0-9]")
_LONGEST_LABEL = 300
_LEAD = re.compile(
    r"(?P<title>[^\n:：。；;，,！？]{1,40}?)[ \t\u3000]*"
    r"(?:(?P<worth>[（(][^（()）\n]{1,20}分\s*[)）])|[:：]|\n)"
)
_NUMBERED = re.compile(r"[\d一二三四五六七八九十]{1,3}\s*[.．、)）]")


@dataclass(frozen=True, slots=True)
class Label:
    """What a title cell says: the title, and, where it says them, the points."""

    title: str
    points: Decimal | None = None
    bonus: bool = False
    out_of: Decimal | None = None


def printed(node: Node, *, worth: bool = True) -> str:
    """Return the title of ``node``, its points on a line below; without them unless ``worth``."""
    if node.points is None or not worth:
        return node.title
    points = plain(node.points)
    inside = f"加分，最多{points}分" if node.bonus else f"{points}分"
    if node.out_of is not None:
        inside += f"，按{plain(node.out_of)}分考核折算"
    return f"{node.title}\n（{inside}）"


def label_in(text: str) -> Label:
    """Return what the title cell ``text`` says."""
    whole = joined(text)
    found = _BRACKETED.fullmatch(whole) if len(whole) <= _LONGEST_LABEL else None
    if found is None:
        return Label(whole)
    worth = _WORTH.fullmatch(narrow(found["inside"]))
    title = found["title"].strip()
    if worth is None or not title:
        return Label(whole)
    out_of = worth["out_of"]
    return Label(
        title,
        Decimal(worth["points"]),
        worth["bonus"] is not None,
        Decimal(out_of) if out_of else None,
    )


def labels_in(text: str) -> tuple[Label, ...]:
    """Return the labels in a title cell: two or more where it names several items with points.

    The notice of 2023 has such a cell: ``按时接收量(0.5分) 按时办结率(0.5分)``.
    """
    pieces = [each for each in re.split(r"(?<=分[)）])\s*", text.strip()) if each.strip()]
    labels = [label_in(piece) for piece in pieces]
    if len(labels) > 1 and all(label.points is not None for label in labels):
        return tuple(labels)
    return (label_in(text),)


def lead_in(text: str) -> Label | None:
    """Return the label that a clause begins with: ``领导分工(0.1分): …``; None without one."""
    found = _LEAD.match(text)
    if found is None or _NUMBERED.match(found["title"].strip()):
        return None
    return label_in(found["title"].strip() + (found["worth"] or ""))


def points_in(text: str) -> Decimal | None:
    """Return the points in a cell (``3``, ``５ 分``, ``（10分）``); None where they are none."""
    bare = narrow(text)
    if bare[:1] in _OPENING and bare[-1:] in _CLOSING:
        bare = bare[1:-1]
    found = _BARE.fullmatch(bare)
    if found is None:
        return None
    points = Decimal(found["points"])
    return points if points <= MOST_POINTS else None


def joined(text: str) -> str:
    """Return ``text`` on one line: a break between Chinese words is none, between Latin a blank."""
    line = ""
    for piece in (each.strip() for each in text.replace("\t", " ").split("\n")):
        latin = _LATIN.match(line[-1:]) and _LATIN.match(piece[:1])
        line += (" " if latin else "") + piece
    return line


def narrow(text: str) -> str:
    """Return ``text`` without blanks and in narrow signs, by which two cells are the same."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))

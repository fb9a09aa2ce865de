"""Plain slips of writing, from a list that is data: ``schemas/wordlist.yml``.

Each entry names what is written wrongly, how the norm writes it, and which norm that is. The office
adds to the list without a program; what it finds is a warning and never keeps a record out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scoring.admission.flaws import read_text
from scoring.problem import Problem
from scripts.product import product_path

PLACE = "schemas/wordlist.yml"
"""Where the list stands in a repository, and in the product."""

MAX_BYTES = 512 * 1024
_ENTRY = frozenset(("slip", "right", "source", "unless"))


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip, its right writing, the norm; ``unless``: longer words in which it is none."""

    slip: str
    right: str
    source: str
    unless: tuple[str, ...] = ()

    def stands_in(self, text: str, place: int) -> bool:
        """Tell whether the slip at ``place`` of ``text`` is part of a word where it is none."""
        for word in self.unless:
            at = word.find(self.slip)
            while at >= 0:
                if place >= at and text.startswith(word, place - at):
                    return True
                at = word.find(self.slip, at + 1)
        return False


@dataclass(frozen=True)
class WordList:
    """The slips, by themselves, and one pattern that finds them all."""

    slips: Mapping[str, Slip] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None

    def slips_in(self, text: str) -> Iterator[Slip]:
        """Yield every slip in ``text`` once, in the order of its first place."""
        seen: set[str] = set()
        found = self.pattern.search(text) if self.pattern is not None else None
        while found is not None and self.pattern is not None:
            slip = self.slips[found[0]]
            passed = slip.stands_in(text, found.start())
            if not passed and slip.slip not in seen:
                seen.add(slip.slip)
                yield slip
            # Inside a word that is right another may begin that is not.
            found = self.pattern.search(text, found.start() + 1 if passed else found.end())


def word_list(text: bytes | None) -> tuple[WordList, tuple[Problem, ...]]:
    """Return the list in ``text``, or an empty one and what is wrong with it.

    None stands for a repository that has no list of its own: then it is the product's.
    """
    if text is None:
        return product_words(), ()
    data, unread = read_text(text, PLACE, MAX_BYTES)
    if unread:
        return WordList(), unread
    reason = _wrong(data)
    if reason:
        return WordList(), (Problem("wordlist-unusable", PLACE, 0, 0, {"reason": reason}),)
    sources = data["sources"]
    slips = {
        each["slip"]: Slip(
            each["slip"], each["right"], sources[each["source"]], tuple(each.get("unless", ()))
        )
        for each in data["words"]
    }
    longest_first = sorted(slips, key=lambda slip: (-len(slip), slip))
    pattern = re.compile("|".join(map(re.escape, longest_first))) if slips else None
    return WordList(slips, pattern), ()


@cache
def product_words() -> WordList:
    """Return the product's own list."""
    words, problems = word_list(Path(product_path(PLACE)).read_bytes())
    assert not problems, problems
    return words


def _wrong(data: Any) -> str:
    """Return what is wrong with the file as a whole; empty where nothing is."""
    if not isinstance(data, dict) or data.keys() != {"sources", "words"}:
        return "sources, words"
    sources, words = data["sources"], data["words"]
    if not isinstance(sources, dict) or not all(map(_is_text, sources.values())):
        return "sources"
    if not isinstance(words, list):
        return "words"
    seen: set[str] = set()
    for number, entry in enumerate(words, start=1):
        reason = _wrong_entry(entry, sources, seen)
        if reason:
            return f"words #{number}: {reason}"
        seen.add(entry["slip"])
    return ""


def _wrong_entry(entry: Any, sources: Mapping[str, str], seen: set[str]) -> str:
    if not isinstance(entry, dict) or not {"slip", "right", "source"} <= entry.keys() <= _ENTRY:
        return "slip, right, source, unless"
    if not all(_is_text(entry[name]) for name in ("slip", "right", "source")):
        return "slip, right, source"
    slip, unless = entry["slip"], entry.get("unless", [])
    if slip in seen or slip == entry["right"]:
        return str(slip)
    if entry["source"] not in sources:
        return f"source: {entry['source']}"
    if not isinstance(unless, list) or not all(_is_text(word) and slip in word for word in unless):
        return f"unless: {slip}"
    return ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())

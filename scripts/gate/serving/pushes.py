"""What is pushed, and which refs may be pushed at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scoring.history.path_text import shown_path
from scoring.history.repository import MAIN
from scoring.problem import Problem
from scoring.records.formats import is_unit_id

SUBMIT = "refs/heads/submit/"

_NAME = re.compile(r"[^/\s\x00-\x1f\x7f]{1,100}")
_NOTHING = re.compile("0+")


@dataclass(frozen=True, slots=True)
class Push:
    """One ref of a push: where it stood, where it is to stand (names of objects, zeros: none)."""

    old: str
    new: str
    ref: str

    @property
    def removes(self) -> bool:
        """Tell whether the ref is to go."""
        return _NOTHING.fullmatch(self.new) is not None

    @property
    def unit(self) -> str | None:
        """The unit of a submission, ``refs/heads/submit/<unit>/<name>``; None for other refs."""
        if not self.ref.startswith(SUBMIT):
            return None
        unit, slash, name = self.ref[len(SUBMIT) :].partition("/")
        known = slash and is_unit_id(unit) and _NAME.fullmatch(name)
        return unit if known else None


def read_pushes(lines: Iterable[str]) -> list[Push]:
    """Return what git tells a hook: a line ``<old> <new> <ref>`` each."""
    parts = (line.rstrip("\n").split(" ", 2) for line in lines)
    return [Push(*each) for each in parts if len(each) == 3]


def ref_problems(push: Push) -> tuple[Problem, ...]:
    """Return why ``push`` may not even be looked at; nothing for submissions and for ``main``."""
    name = shown_path(push.ref)
    if push.ref.startswith("refs/tags/"):
        return (Problem("push-tag", name),)
    if push.removes:
        return (Problem("push-deletes", name),)
    if push.ref != MAIN and push.unit is None:
        return (Problem("push-ref", name),)
    return ()

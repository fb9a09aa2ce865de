"""What is wrong, before it is known on which line: codes and pointers, made into problems last.

Lines and columns are looked up only where something is wrong, because that means reading the text
a second time.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.problem import Pointer, Problem
from scoring.records.yamltext import MAX_BYTES, YamlUnacceptable, load_yaml, positions


class Flaw:
    """One thing that is wrong: a code of the message catalogue, its place in the text, values."""

    __slots__ = ("code", "pointer", "values")

    def __init__(self, code: str, pointer: Pointer = (), /, **values: str | int) -> None:
        self.code = code
        self.pointer = pointer
        self.values: Mapping[str, str | int] = values


def read_text(
    text: bytes, path: str, max_bytes: int = MAX_BYTES
) -> tuple[Any, tuple[Problem, ...]]:
    """Return the YAML in ``text``, or None and the problem that keeps it from being read."""
    try:
        return load_yaml(text, max_bytes=max_bytes), ()
    except YamlUnacceptable as error:
        return None, (Problem(error.code, path, error.line, error.column, error.values),)


def as_problems(
    flaws: Iterable[Flaw], text: bytes, path: str, max_bytes: int = MAX_BYTES
) -> tuple[Problem, ...]:
    """Return ``flaws`` as problems with line and column, in the order of the text.

    A pointer to what is not there (a missing field) stands for the nearest part around it.
    """
    found = list(flaws)
    if not found:
        return ()
    places = positions(text, max_bytes=max_bytes)
    problems = (
        Problem(flaw.code, path, *_place(flaw.pointer, places), flaw.values) for flaw in found
    )
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def about_file(flaws: Iterable[Flaw], path: str) -> tuple[Problem, ...]:
    """Return ``flaws`` as problems of the file as a whole."""
    return tuple(Problem(flaw.code, path, 0, 0, flaw.values) for flaw in flaws)


def _place(pointer: Pointer, places: Mapping[Pointer, tuple[int, int]]) -> tuple[int, int]:
    while pointer not in places and pointer:
        pointer = pointer[:-1]
    return places.get(pointer, (1, 1))

"""What a content check found, before it is known on which line of the record it stands."""

from collections.abc import Iterable, Iterator, Mapping

from scoring.admission.flaws import Flaw
from scoring.problem import Pointer, Problem
from scoring.records.yamltext import YamlUnacceptable, positions


class ContentFlaw(Flaw):
    """One thing found: a code of the message catalogue, its place in the record, values.

    ``needle`` is the very text found, to tell its line in a field of many lines; it never goes
    into a problem, since it may be what nobody should read.
    """

    __slots__ = ("needle",)

    def __init__(
        self,
        code: str,
        pointer: Pointer = (),
        values: Mapping[str, str | int] | None = None,
        needle: str = "",
    ) -> None:
        super().__init__(code, pointer, **(values or {}))
        self.needle = needle


def as_problems(flaws: Iterable[ContentFlaw], text: bytes, path: str) -> tuple[Problem, ...]:
    """Return ``flaws`` as problems of the record in ``text`` at ``path``, in its order."""
    found = list(flaws)
    if not found:
        return ()
    lines = text.decode("utf-8", "replace").split("\n")
    try:
        places = positions(text)
    except YamlUnacceptable:  # told by another check; then all stands at the beginning
        places = {}
    problems = (
        Problem(each.code, path, *_place(each, places, lines), each.values) for each in found
    )
    return tuple(sorted(problems, key=lambda each: (each.line, each.column)))


def _place(
    flaw: ContentFlaw, places: Mapping[Pointer, tuple[int, int]], lines: list[str]
) -> tuple[int, int]:
    pointer = flaw.pointer
    while pointer not in places and pointer:
        pointer = pointer[:-1]
    line, column = places.get(pointer, (1, 1))
    if flaw.needle:
        following = (at for at, _ in places.values() if at > line)
        end = min(following, default=len(lines) + 1)
        return next(_seen(flaw.needle, lines, line, max(end, line + 1)), (line, column))
    return line, column


def _seen(needle: str, lines: list[str], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where ``needle`` stands in the lines from ``first`` to before ``end``."""
    for number in range(first, min(end, len(lines) + 1)):
        column = lines[number - 1].find(needle)
        if column >= 0:
            yield number, column + 1

"""A filled-in workbook made into records; what is wrong with them is told of its cells."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.history.path_text import shown_path
from scoring.history.tree import UNITS, TreeFile
from scoring.problem import Problem
from scripts.content.limits import MIB
from scripts.door.form import FilledWorkbook, Upload
from scripts.door.material import Material, Reader, path_problems
from scripts.door.standing import Standing
from scripts.door.turning_away import REFUSED, TurnedAway
from scripts.exchange.workbook import read_workbook
from scripts.repository.packing import object_name

Placed = Callable[[Problem], Problem]

_NAME = 80


def material_of(filled: FilledWorkbook, standing: Standing) -> tuple[Material, Placed]:
    """Return the records in a workbook, and how to tell their problems by its cells.

    What ``main`` has already, word for word, goes by the name that it has there: a workbook that
    has grown can be handed in again. Raises TurnedAway, with every problem, where it cannot be
    read.
    """
    unit = standing.registry.get(filled.unit)
    if unit is None:
        raise TurnedAway(REFUSED, "unit-unknown", unit=shown_path(filled.unit)[:_NAME])
    name = shown_path(filled.book.name)[:_NAME] or "xlsx"
    if filled.book.size > ATTACHMENT_LIMIT:
        raise TurnedAway(REFUSED, "attachment-too-large", file=name, limit=ATTACHMENT_LIMIT // MIB)
    folder = f"{UNITS}{unit.id}/"
    here = {path: file for path, file in standing.files.items() if path.startswith(folder)}

    def taken(kind: str, year: int) -> set[str]:
        place = f"{folder}{year}/{kind}/"
        return {path.removeprefix(place).partition("/")[0].removesuffix(".yml")
                for path in here if path.startswith(place)}  # fmt: skip

    reading = read_workbook(
        filled.book.read(),
        unit,
        standing.schemas,
        standing.registry,
        file=name,
        taken=taken,
        attachments={each.name: each.read() for each in filled.attachments}.get,
    )
    unlisted = () if reading.problems else tuple(_unlisted(filled.attachments, reading.files))
    if reading.problems or unlisted:
        raise TurnedAway(REFUSED, "workbook-refused", reading.problems or unlisted)
    files = _by_their_names(reading.files, here)
    problems = path_problems(files)
    if problems:
        raise TurnedAway(REFUSED, "package-refused", problems)
    return Material({path: _reader(content) for path, content in files.items()}), reading.placed


def _unlisted(attachments: Iterable[Upload], files: Iterable[str]) -> Iterator[Problem]:
    """Yield the files that no row names, and those that came under one name."""
    names = {PurePosixPath(path).name for path in files}
    counted = Counter(each.name for each in attachments)
    for name, times in sorted(counted.items()):
        if times > 1:
            yield Problem("package-twice", shown_path(name))
        elif name not in names:
            yield Problem("workbook-unlisted", "", 0, 0, {"file": shown_path(name)})


def _by_their_names(files: Mapping[str, bytes], here: Mapping[str, TreeFile]) -> dict[str, bytes]:
    """Return ``files`` with the records that are there already under the names they have."""
    known = {(PurePosixPath(path).parent, file.blob): path for path, file in here.items()}
    named: dict[str, bytes] = {}
    moved: dict[PurePosixPath, PurePosixPath] = {}
    for path, content in sorted(files.items(), key=lambda each: each[0].count("/")):
        place = PurePosixPath(path)
        there = known.get((place.parent, object_name("blob", content)))
        if there is not None and place.suffix == ".yml":
            moved[place.with_suffix("")] = PurePosixPath(there).with_suffix("")
            named[there] = content
        else:
            named[str(moved.get(place.parent, place.parent) / place.name)] = content
    return named


def _reader(content: bytes) -> Reader:
    return lambda: content

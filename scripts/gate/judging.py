"""A branch judged: whose it is, what it may bring, and everything that is wrong with it at once.

Pure over values but for what is looked up in objects. What ``main`` holds decides: its registry,
its schemas, its rulebooks, its records; the branch brings no judge of its own.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from scoring.admission.loading import RULE_FILE_BYTES
from scoring.admission.paths import read_path
from scoring.history.commits import PLAIN
from scoring.history.objects import Objects
from scoring.history.path_text import shown_path
from scoring.history.tree import TreeFile, is_unit_file
from scoring.problem import Problem
from scoring.records.registry import REGISTRAR, Unit
from scripts.checking.reporters import ordered
from scripts.checking.selection import Sort, record_of, sort_of
from scripts.gate.branch import Branch, Deed, Touched
from scripts.gate.digests import content_digest
from scripts.gate.file_judging import MOST_RECORDS, BranchFiles, mode_code
from scripts.gate.registry_change import entry_problems
from scripts.gate.speaking import unit_of
from scripts.gate.unfolding import MOST_CHANGES, MOST_COMMITS
from scripts.gate.verdict import Main, Verdict

MOST_FILES = 2000
"""Files of one submission; a bigger one is better sent in parts."""


def digests(touched: Sequence[Touched], objects: Objects) -> dict[str, str]:
    """Return the content digest of each record that a branch adds, by id; at most MOST_RECORDS.

    Whatever else is wrong with it: this is what was presented.
    """
    plain = [each for each in touched if each.deed is Deed.ADDED and each.mode == PLAIN]
    beside: dict[str, list[Touched]] = {}
    for each in plain[:MOST_FILES]:
        if sort_of(each.path) is Sort.ATTACHMENT:
            beside.setdefault(record_of(each.path), []).append(each)
    found: dict[str, str] = {}
    for each in plain[:MOST_FILES]:
        place, _ = read_path(each.path)
        if place is None or len(found) >= MOST_RECORDS:
            continue
        files = (each, *beside.get(each.path, ()))
        pairs = ((file.path, objects.digest(file.blob)[1]) for file in files)
        found[place.id] = content_digest(pairs)
    return found


def judge(
    branch: Branch,
    who: str,
    wanted: str | None,
    main: Main,
    objects: Objects,
    name: str,
    day: date,
) -> Verdict:
    """Judge ``branch``, sent in by ``who`` (``login`` or ``login#account-id``).

    ``wanted`` is the unit that it was sent in for, where that is known; ``name`` is what the
    branch is called in problems that are no single file's, ``day`` that of its receipt.
    """
    if not branch.bounded:
        limits: dict[str, str | int] = {"commits": MOST_COMMITS, "paths": MOST_CHANGES}
        return Verdict((Problem("history-too-large", name, 0, 0, limits),))
    if branch.base is None:
        return Verdict((Problem("history-unrelated", name),))
    touched = branch.touched
    unit, problems = unit_of(touched, who, wanted, main.registry, name)
    if not touched:
        return Verdict((*problems, Problem("submission-empty", name)), unit)
    if len(touched) > MOST_FILES:
        values = {"count": len(touched), "limit": MOST_FILES}
        return Verdict((*problems, Problem("submission-too-many", name, 0, 0, values)), unit)
    files = {each.path: TreeFile(each.mode, each.blob) for each in touched}
    if unit is not None and _changes_registry(touched, unit):
        found = ordered((*problems, *_registry_problems(touched, main, objects)))
        return Verdict(found, unit, registry=True, files=files)
    judging = BranchFiles(touched, unit, main, objects, name, day)
    records, of_files = judging.judge()
    return Verdict(ordered((*problems, *of_files)), unit, files=files, records=records)


def _changes_registry(touched: Sequence[Touched], unit: Unit) -> bool:
    """Tell whether a registrar's branch touches entries of units and nothing else."""
    return REGISTRAR in unit.roles and all(is_unit_file(each.path) for each in touched)


def _registry_problems(
    touched: Sequence[Touched], main: Main, objects: Objects
) -> Iterator[Problem]:
    schema = main.rules.schemas.unit if main.rules.schemas is not None else None
    for each in touched:
        path = shown_path(each.path)
        old = main.files.get(each.path)
        if each.deed is not Deed.CHANGED or old is None:
            yield Problem("registry-comes-or-goes", path)
        elif each.mode != PLAIN:
            yield Problem(mode_code(each.mode), path)
        elif each.stale:
            yield Problem("registry-stale", path)
        else:
            before = objects.read(old.blob, RULE_FILE_BYTES + 1) or b""
            after = objects.read(each.blob, RULE_FILE_BYTES + 1) or b""
            yield from entry_problems(path, before, after, main.registry, schema)

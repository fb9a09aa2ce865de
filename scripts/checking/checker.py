"""A check as a whole: of a working tree, of paths in it, or of what a range of commits brings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.admission.product import ProductFiles
from scoring.admission.resuming import admission_at
from scoring.errors import WrongUse
from scoring.history.errors import NoRepository
from scoring.history.path_text import shown_path
from scoring.history.repository import Repository
from scoring.history.tree import SCHEMAS, UNITS
from scoring.problem import Problem
from scripts.checking.records import Records
from scripts.checking.reporters import ordered
from scripts.checking.rules import rules_of
from scripts.checking.selection import Sort, files_at, inside, record_of, sort_of
from scripts.checking.source import CommittedTree, Source, WorkingTree
from scripts.checking.watch import Watch

_RULES = (Sort.UNIT, Sort.SCHEMA, Sort.RULEBOOK, Sort.CALENDAR)


@dataclass(frozen=True)
class Outcome:
    """How many files were checked, and what is wrong with them, in the order of the files."""

    files: int
    problems: tuple[Problem, ...]


def check_worktree(
    repository: Repository,
    product: Path,
    paths: Sequence[Path],
    watch: Watch,
    *,
    cached: bool = False,
) -> Outcome:
    """Check the working tree: all of it, or the files at and below ``paths``.

    ``cached``: read the history with the help of the repository's cache.
    Raises WrongUse for paths that cannot be checked or where there is no working tree,
    RepositoryUnusable where git cannot read the history.
    """
    if repository.worktree is None:
        raise WrongUse("repository-bare")
    head = repository.head()
    source = WorkingTree(repository.worktree, sha256=len(head) == 64)
    selected = files_at(repository.worktree, paths) if paths else source.paths()
    own = ProductFiles(product)
    rules = rules_of(source, own)
    problems = [problem for problem in rules.problems if not paths or _concerns(problem, selected)]
    if rules.schemas is None:
        problems = list(rules.problems)  # nothing else can be said while these stand
    else:
        with watch.reading():
            admission = admission_at(repository, head, product, cached=cached, timed=False)
        records = Records(source, rules, admission)
        problems += _of_files(selected, source)
        problems += records.problems(watch.through(_record_paths(selected, source)))
        below, expected = _below(repository.worktree, paths), _expected(repository, head)
        problems += records.deleted(lambda path: below(path) and expected(path))
    return Outcome(len(selected), ordered(problems))


def check_range(
    repository: Repository, product: Path, told: str, watch: Watch, *, cached: bool = False
) -> Outcome:
    """Check what the commits of ``told`` (``A..B``) bring, read from Git objects alone.

    Records are held against the rules and the records of A, so that no branch brings its own
    judge; files of rules that B changes are held against each other. Raises WrongUse for what is
    no range.
    """
    begin, end = _ends(repository, told)
    base = repository.merge_base(begin, end)
    if base is None:
        raise WrongUse("range-unrelated", begin=begin[:12], end=end[:12])
    own = ProductFiles(product)
    with repository.objects() as objects:
        trusted = CommittedTree(repository, begin, objects)
        before = CommittedTree(repository, base, objects)
        source = CommittedTree(repository, end, objects)
        selected = [path for path in source.paths() if source.blob(path) != before.blob(path)]
        problems = _of_changed_rules(selected, source, own)
        rules = rules_of(trusted, own)
        if rules.schemas is None:
            return Outcome(len(selected), ordered([*problems, *rules.problems]))
        with watch.reading():
            admission = admission_at(repository, begin, product, cached=cached, timed=False)
        records = Records(source, rules, admission)
        problems += _of_files(selected, source)
        gone = [path for path in before.paths() if not source.has(path)]
        problems += records.problems(watch.through(_record_paths([*selected, *gone], source)))
        problems += records.deleted(before.has)
    return Outcome(len(selected), ordered(problems))


def _ends(repository: Repository, told: str) -> tuple[str, str]:
    begin, dots, end = told.partition("..")
    if not dots or not begin or not end or end.startswith("."):
        raise WrongUse("range-unreadable", value=told[:100])
    return repository.head(begin), repository.head(end)


def _below(root: Path, paths: Sequence[Path]) -> Callable[[str], bool]:
    """Return what tells whether a path in the repository lies at or below one of ``paths``."""
    folders = tuple(f"{inside(root, path)}/".removeprefix("./") for path in paths)
    return lambda path: not paths or f"{path}/".startswith(folders)


def _expected(repository: Repository, main: str) -> Callable[[str], bool]:
    """Return what tells whether a record accepted on ``main`` should lie in the working tree.

    A branch that lags behind ``main`` has deleted nothing: it has never seen what came later.
    """
    try:
        here = repository.head("HEAD")
    except NoRepository:
        return lambda path: True
    if repository.merge_base(main, here) == main:
        return lambda path: True
    return repository.tree_files(here, (UNITS,)).__contains__


def _of_changed_rules(
    selected: Sequence[str], source: Source, product: ProductFiles
) -> list[Problem]:
    if not any(sort_of(path) in _RULES for path in selected):
        return []
    rules = rules_of(source, product)
    return [problem for problem in rules.problems if _concerns(problem, selected)]


def _concerns(problem: Problem, selected: Iterable[str]) -> bool:
    """Tell whether ``problem`` is of a selected file; schemas are judged only all together."""
    if problem.path.startswith(SCHEMAS):
        return any(path.startswith(SCHEMAS) for path in selected)
    return problem.path in selected


def _record_paths(selected: Sequence[str], source: Source) -> list[str]:
    """Return the records to check: those selected, and those whose attachments are."""
    records = {path for path in selected if sort_of(path) is Sort.RECORD and source.has(path)}
    records |= {
        record_of(path)
        for path in selected
        if sort_of(path) is Sort.ATTACHMENT and source.has(record_of(path))
    }
    return sorted(records)


def _of_files(selected: Sequence[str], source: Source) -> list[Problem]:
    """Return the problems of files that are no record and belong to none."""
    problems = []
    for path in selected:
        sort = sort_of(path)
        if sort is Sort.MISPLACED:
            problems.append(Problem("path-misplaced", shown_path(path)))
        elif sort is Sort.ATTACHMENT and not source.has(record_of(path)):
            record = shown_path(record_of(path))
            problems.append(
                Problem("attachment-orphan", shown_path(path), 0, 0, {"record": record})
            )
    return problems

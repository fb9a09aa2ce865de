"""An upgrade made ready: every file decided upon, every score weighed, nothing written yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.problem import Problem
from scoring.version import ENGINE
from scripts.engine_pin import EnginePin
from scripts.gate.writing import Writer
from scripts.upgrading.fork import Changes, merged, tried
from scripts.upgrading.merging import Proposal, merge, tree_with
from scripts.upgrading.other_engine import ledgers_by
from scripts.upgrading.planning import plan_of
from scripts.upgrading.standing import standing_of
from scripts.upgrading.steps import Action, Step, bears_scores, is_rulebook, year_of
from scripts.upgrading.weighing import (
    Against,
    Ledgers,
    Weighing,
    ledgers_of,
    under,
    weigh,
    with_checkpoint,
    with_later,
)

_TITLE = "升级到 {after}"
_COUNTS = (
    "新增 {add} 个文件，替换 {replace} 个，去掉 {remove} 个，保留不动 {keep} 个；材料没有改动。\n"
)
_UNWEIGHED = "引擎程序的改动没有比较。\n"
_SCORES = {True: "得分有变化的单位：{units} 个。\n", False: "得分没有变化。\n"}


@dataclass(frozen=True)
class Prepared:
    """An upgrade of a repository from the engine ``before`` to ``after``.

    ``written`` writes the tree that ``main`` will have; ``beside`` are commits that are merged
    along. ``blocking`` are files that must be joined by hand first.
    """

    assessment: Assessment
    before: str
    after: str
    steps: tuple[Step, ...]
    weighing: Weighing
    written: Callable[[Writer], str]
    beside: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()

    @property
    def is_unweighed(self) -> bool:
        """Tell whether nothing says if the new program moves scores, other than its files do."""
        return self.weighing.against is Against.NOTHING and self.before != self.after

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to take."""
        return not self.beside and all(step.action is Action.KEEP for step in self.steps)


def of_data_repository(
    assessment: Assessment,
    offered: Mapping[str, bytes],
    pin: EnginePin | None,
    product: Path,
    now: datetime,
    as_of: datetime,
    old_engine: Path | None,
) -> Prepared:
    """Prepare the release that runs, whose files are ``offered``, for a data repository.

    ``old_engine`` is the program of the release before, if it is at hand. Raises GongkaiError
    where the files cannot be used together, or cannot be scored.
    """
    with assessment.repository.objects() as objects:
        known = assessment.repository.tree_files(assessment.head)
        plan = plan_of(standing_of(assessment, objects, offered.keys(), now), offered, pin)
    changed = under(assessment, plan.changes, product)
    after = ledgers_of(changed, as_of)
    if old_engine is None:
        weighing = weigh(ledgers_of(assessment, as_of), after, as_of, Against.NOTHING)
        weighing = with_checkpoint(weighing, assessment, product)
    else:
        place, head = assessment.repository.git_dir, assessment.head
        program = (str(old_engine.resolve()),)
        before = ledgers_by(program, place, head, assessment.years(), as_of)
        weighing = weigh(before, after, as_of, Against.ENGINE)
    if any(map(bears_scores, plan.changes)):
        weighing = with_later(weighing, assessment, changed)
    return Prepared(
        assessment,
        plan.before,
        ENGINE,
        plan.steps,
        weighing,
        lambda writer: tree_with(writer, assessment.head, plan.changes, known),
    )


def of_fork(assessment: Assessment, name: str, now: datetime, as_of: datetime) -> Prepared:
    """Prepare the release ``name``, which has been fetched, for a fork of the whole program.

    The fork's program reckons the scores before, the program as it will be those after.
    """
    repository, head = assessment.repository, assessment.head
    found = merged(repository, head, name, now.year)
    before: Ledgers = {}
    after: Ledgers = {}
    if found.changes and not found.blocking:
        years = {*assessment.years()}
        new = {year for path in found.changes if is_rulebook(path) and (year := year_of(path))}
        before = _reckoned(assessment, {}, years, as_of)
        after = _reckoned(assessment, found.changes, years | new, as_of)
    known = head != found.release and repository.merge_base(head, found.release) == found.release
    return Prepared(
        assessment,
        ENGINE,
        f"gongkai {found.version}",
        found.steps,
        weigh(before, after, as_of, Against.ENGINE),
        lambda writer: writer.tree(head, found.changes),
        beside=() if known or head == found.release else (found.release,),
        blocking=found.blocking,
    )


def _reckoned(
    assessment: Assessment, changes: Changes, years: set[int], as_of: datetime
) -> Ledgers:
    with tried(assessment.repository, assessment.head, changes) as trial:
        return ledgers_by(trial.program, trial.copy, trial.head, sorted(years), as_of, trial.folder)


def carry_out(prepared: Prepared, now: datetime, product: Path) -> str:
    """Make the merge, let ``main`` go to it, and return its name. Raises GongkaiError."""
    repository = prepared.assessment.repository
    counts = {
        str(action): sum(step.action is action for step in prepared.steps) for action in Action
    }
    weighing = prepared.weighing
    body = _COUNTS.format(**counts) + _SCORES[weighing.moves].format(
        units=len(weighing.changes) + len(weighing.later)
    )
    if prepared.is_unweighed:
        body += _UNWEIGHED
    proposal = Proposal(
        prepared.assessment.head,
        prepared.written(Writer(repository.git_dir)),
        _TITLE.format(after=prepared.after),
        body,
        prepared.beside,
    )
    return merge(repository, proposal, now, product)


def check_blocking(prepared: Prepared) -> None:
    """Raise GongkaiError, naming each, where program files must be joined by hand first."""
    if prepared.blocking:
        problems = tuple(Problem("upgrade-both-changed", path) for path in prepared.blocking)
        raise GongkaiError("upgrade-conflicts", problems, count=len(problems))

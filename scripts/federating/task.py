"""One county from its address to its figures: fetched, verified, scored. Knows of no other.

A function of the task alone, so that it may run in this process, in another, or on another machine,
and again where one was killed.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.workdays import CalendarMissing
from scoring.errors import GongkaiError
from scoring.history.errors import NoRepository, RepositoryUnusable
from scoring.history.repository import open_repository
from scripts.auditing.finding import Finding
from scripts.checkpoints.store import Kept
from scripts.federating.fetching import NotFetched, checkpoint_from, forget, mirror
from scripts.federating.gathering import gather_year
from scripts.federating.harvest import Harvest, State, Task, Why, Year, failed
from scripts.federating.release import own_release
from scripts.federating.verifying import PUBLISHED, SEEN, Verdict, verify_history
from scripts.product import product_root


class OtherRelease(Exception):
    """The program that is to do a task is not the one that gave it. Holds both, giver's first."""


def harvest(task: Task) -> Harvest:
    """Do one county. Whatever is wrong with it is told in the harvest, never raised.

    Raises OtherRelease alone, which is nothing of the county's.
    """
    if task.release != own_release():
        raise OtherRelease(task.release, own_release())
    try:
        return _done(task)
    except NotFetched as error:
        return failed(task, State.NOT_FETCHED, error.why)
    except Exception as error:  # a county's data shall not keep the others from being compared
        return failed(task, State.NOT_SCORED, _reason(task, error))


def _done(task: Task) -> Harvest:
    work, county = Path(task.work), task.county
    for attempt in (1, 2):
        with mirror(work, county.id, county.repository, task.seconds) as folder:
            try:
                return _judged(task, folder)
            except RepositoryUnusable:
                if attempt == 2:
                    raise
                forget(work, county.id)  # a mirror may be damaged; what is fetched whole is not
    raise AssertionError


def _judged(task: Task, folder: Path) -> Harvest:
    repository = open_repository(folder)
    try:
        head = repository.head()
    except NoRepository:
        return failed(task, State.NOT_FETCHED, Why("federation-no-main"))

    @cache
    def opened(at: str) -> Assessment:
        # Whoever judges others reads everything anew, without a cache.
        return Assessment.open(folder, head=at, product=product_root())

    saved = dict(_saved(task))
    try:
        verdict = verify_history(repository, head, task.county.signers, saved, opened)
    except RepositoryUnusable:
        raise
    except Exception as error:  # what cannot be verified is not believed, whatever the reason
        return failed(task, State.NOT_VERIFIED, _reason(task, error))
    last = verdict.last
    if last is None or verdict.findings:
        return failed(task, State.NOT_VERIFIED, _unverified(verdict))
    assessment = opened(head)
    commits = repository.length(head)
    years = tuple(_year(task, assessment, year) for year in task.years)
    return Harvest(
        county=task.county.id,
        state=_worst(years),
        years=years,
        head=head,
        commits=commits,
        beyond=commits - last.checkpoint.commits,
        checkpoint=last.kept.text,
        signature=last.kept.signature,
    )


def _saved(task: Task) -> Iterator[tuple[str, Kept]]:
    if task.county.checkpoint is not None:
        yield PUBLISHED, checkpoint_from(task.county.checkpoint)
    if task.seen is not None:
        yield SEEN, Kept(*task.seen)


def _year(task: Task, assessment: Assessment, year: int) -> Year:
    if year not in assessment.years():
        return Year(year, State.NOT_SCORED, Why("federation-year-missing", {"year": year}))
    try:
        return gather_year(assessment, year, task.as_of)
    except (GongkaiError, CalendarMissing) as error:
        return Year(year, State.NOT_SCORED, _why(task, error))


def _worst(years: tuple[Year, ...]) -> State:
    """Return the state of a county: that of the year that fared worst."""
    return max((year.state for year in years), key=list(State).index)


def _unverified(verdict: Verdict) -> Why:
    if not verdict.findings:
        return Why("federation-no-checkpoint")
    first = verdict.findings[0]
    return Why(first.code, first.values, _all(verdict.findings))


def _all(findings: tuple[Finding, ...]) -> str:
    return " ".join(dict.fromkeys(each.code for each in findings))


def _why(task: Task, error: GongkaiError | CalendarMissing) -> Why:
    """Return an error as a reason; what is wrong in single files is for the operator."""
    if isinstance(error, CalendarMissing):
        return Why("calendar-missing", {"calendar": error.calendar, "year": error.year})
    detail = " ".join(f"{each.path}:{each.line} {each.code}" for each in error.problems[:5])
    values = {  # where the mirror lies is nobody's business, and another one on another machine
        name: value.replace(task.work, "") if isinstance(value, str) else value
        for name, value in error.values.items()
    }
    return Why(error.code, values, detail)


def _reason(task: Task, error: Exception) -> Why:
    if isinstance(error, (GongkaiError, CalendarMissing)):
        return _why(task, error)
    return Why("federation-unforeseen", {"error": type(error).__name__}, str(error)[:300])

"""What opening a year writes, and what is left to a person; all is known before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from scoring.admission.in_force import sources_at
from scoring.admission.loading import rulebook_from
from scoring.admission.product import ProductFiles
from scoring.assessment import Assessment
from scoring.calendar.zone import end_of
from scoring.composition.compose import units_assessed
from scoring.errors import GongkaiError, WrongUse
from scoring.history.tree import CALENDARS, RULEBOOKS
from scoring.ledger.model import Ledger
from scoring.problem import Problem
from scoring.records.changing import in_year, units_in
from scripts.calendars import CHINA, CalendarUnknown, calendar_document
from scripts.checkpoints.store import newest
from scripts.confirming import confirmation_of
from scripts.new_year.moving import Moved, moved
from scripts.new_year.pending import Pending, pending


@dataclass(frozen=True, slots=True)
class Closing:
    """How far the old year is done: its last day is over, confirmed, in a kept checkpoint."""

    closes: date
    final: bool
    confirmed: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening of the year ``new`` after ``old``.

    ``files`` is what is written, by path in the repository, ``calendars`` those of them that are
    calendars of years to come, ``missing`` those that cannot be generated yet; ``absent`` units
    that rulebooks still name though they are gone, by rulebook.
    """

    old: int
    new: int
    rulebooks: tuple[Moved, ...]
    files: Mapping[str, bytes]
    calendars: tuple[str, ...]
    missing: tuple[str, ...]
    absent: Mapping[str, tuple[str, ...]]
    assessed: int
    pending: Pending
    closing: Closing


def plan(
    assessment: Assessment, product: Path, new: int, as_of: datetime, closes: date | None = None
) -> Opening:
    """Return what opening the year ``new`` takes; nothing is written.

    ``closes`` is the new year's closing day, where it is not last year's, moved. Raises WrongUse
    where there is no working tree, the year is open already, there is no year before it, or a file
    would be replaced, and GongkaiError where a moved rulebook could not be used.
    """
    worktree = assessment.repository.worktree
    if worktree is None:
        raise WrongUse("repository-bare")
    old = _year_before(assessment, new)
    if closes is not None and closes < date(new, 12, 31):
        raise WrongUse("new-year-closes-early", day=closes.isoformat(), year=new)
    products = ProductFiles(product)
    with assessment.repository.objects() as objects:
        own = sources_at(assessment.admission.tree, objects, products)
    texts = own.rulebooks or products.rulebooks
    rulebooks = tuple(
        moved(texts[f"{book.id}.yml"].decode(), old, new, closes)
        for book in assessment.rulebooks_of(old)
    )
    files = {each.path: each.text.encode() for each in rulebooks}
    made, missing = _calendars(assessment, old, new)
    # A folder of one's own replaces the product's, so that it has to be whole.
    if not own.rulebooks:
        files |= {f"{RULEBOOKS}{name}": text for name, text in products.rulebooks.items()}
    if made and not own.calendars:
        files |= {f"{CALENDARS}{name}": text for name, text in products.calendars.items()}
    files |= made
    existing = [path for path in files if (worktree / path).exists()]
    if existing:
        raise WrongUse("new-year-exists", path=existing[0])
    _check(rulebooks, assessment)
    ledger = assessment.ledger(old, as_of)
    books, there = assessment.rulebooks_of(old), list(units_in(assessment.registry, new))
    return Opening(
        old=old,
        new=new,
        rulebooks=rulebooks,
        files=files,
        calendars=tuple(made),
        missing=missing,
        absent=_absent(assessment, old, new),
        assessed=len({unit.id for book in books for unit in units_assessed(book, there)}),
        pending=pending(assessment, ledger, as_of),
        closing=_closing(assessment, ledger, as_of),
    )


def write(opening: Opening, worktree: Path) -> None:
    """Write the files of ``opening`` below ``worktree``; where one fails, none is left."""
    written: list[Path] = []
    try:
        for path, content in opening.files.items():
            target = worktree / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                written.append(target)
                file.write(content)
    except BaseException:  # also who stops it by hand
        for target in written:
            target.unlink(missing_ok=True)
        raise


def _year_before(assessment: Assessment, new: int) -> int:
    years = assessment.years()
    if new in years:
        raise WrongUse("new-year-open", year=new)
    if new - 1 not in years:
        known = " ".join(map(str, years)) or "—"
        raise WrongUse("new-year-no-last", year=new, last=new - 1, known=known)
    return new - 1


def _check(rulebooks: tuple[Moved, ...], assessment: Assessment) -> None:
    """Raise GongkaiError where a moved rulebook could not be read back, with every problem."""
    problems: list[Problem] = []
    for each in rulebooks:
        text = each.text.encode()
        problems += rulebook_from(f"{each.id}.yml", text, assessment.schemas.rulebook)[1]
    if problems:
        raise GongkaiError("new-year-unusable", tuple(problems))


def _calendars(
    assessment: Assessment, old: int, new: int
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the calendar files that the new year needs and lacks, and those nobody has yet.

    A term that begins in December ends in January: the year after is needed too, in time.
    """
    made: dict[str, bytes] = {}
    missing: list[str] = []
    for name in sorted({book.calendar for book in assessment.rulebooks_of(old)}):
        known = assessment.calendars.get(name)
        for year in (new, new + 1):
            if known is not None and year in known.years:
                continue
            path = f"{CALENDARS}{name}-{year}.yml"
            text = _calendar_text(name, year)
            if text is None:
                missing.append(path)
            else:
                made[path] = text.encode()
    return made, tuple(missing)


def _calendar_text(name: str, year: int) -> str | None:
    if name != CHINA:
        return None
    try:
        return calendar_document(year)
    except CalendarUnknown:
        return None


def _absent(assessment: Assessment, old: int, new: int) -> Mapping[str, tuple[str, ...]]:
    gone = {unit.id for unit in assessment.registry.values() if in_year(unit, new) is None}
    found: dict[str, tuple[str, ...]] = {}
    for book in assessment.rulebooks_of(old):
        named = {unit for node in book.walk() for unit in node.applies_to or ()}
        if named & gone:
            found[book.id] = tuple(sorted(named & gone))
    return found


def _closing(assessment: Assessment, ledger: Ledger, as_of: datetime) -> Closing:
    closes = max(book.closes_on for book in assessment.rulebooks_of(ledger.year))
    confirmed = confirmation_of(assessment, ledger.year, as_of, ledger) is not None
    last = newest(assessment.repository)
    checkpoint = last.checkpoint if last is not None else None
    kept = (
        checkpoint is not None
        and any(each.year == ledger.year for each in checkpoint.ledgers)
        and datetime.fromisoformat(checkpoint.as_of) >= end_of(closes)
    )
    return Closing(closes, ledger.final, confirmed, kept)

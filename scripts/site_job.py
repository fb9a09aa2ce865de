"""The job behind ``site build``: gathers everything a portal may know from an assessment."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.assessment import Assessment
from scoring.cache.engine import engine_digest
from scoring.calendar import periods
from scoring.calendar.periods import periods_of_year
from scoring.calendar.zone import end_of, start_of
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.ledger.text import ledger_sha256
from scoring.messages import sentence
from scoring.records.record import Record
from scripts.checkpoints.store import Kept
from scripts.confirming import confirmation_of
from scripts.content.personal import masked_values
from scripts.owing.due import Due
from scripts.owing.gather import dues_ahead
from scripts.portal.build import Built, build, write_sources
from scripts.portal.build_cache import BuildCache
from scripts.portal.input import (
    Audience,
    Checkpointed,
    Head,
    PortalInput,
    Refused,
    YearInput,
)
from scripts.product import product_files
from scripts.reviewing.gather import remarks
from scripts.scoreboard.ranking import in_order
from scripts.site_months import month_ends
from scripts.site_theme import theme_of

_DUE_WITHIN = timedelta(days=31)
"""How far ahead the home page and the units' pages look for what is due."""

_MANUALS = "docs/manuals"
_CACHE = Path("gongkai", "site.sqlite")  # beside the cache of scores


def build_site(
    assessment: Assessment,
    years: tuple[int, ...],
    as_of: datetime,
    audience: Audience,
    product: Path,
    out: Path,
    *,
    worktree: bool = False,
    checkpoint: Kept | None = None,
    sources: bool = False,
    shots: Path | None = None,
    cache: BuildCache | None = None,
) -> Built:
    """Make the portal of ``years`` as of ``as_of`` (aware) in the folder ``out``.

    Configuration and theme are the head's, with ``worktree`` those on disk; what the repository
    lacks of them is the product's. ``checkpoint`` is published with it. With ``sources`` only what
    a generator makes the site from is written. ``shots`` is a folder with the manuals' pictures.
    ``cache`` has what earlier builds left (``build_cache_of``); the site is the same without it.
    Raises GongkaiError as ``build`` does.
    """
    with (
        theme_of(assessment, product, worktree=worktree) as theme,
        assessment.repository.objects() as objects,
    ):
        portal = gather(
            assessment,
            years,
            as_of,
            audience,
            objects,
            demo=theme.demo,
            hold=theme.holds_scores,
            cache=None if worktree else cache,
        )
        portal = replace(portal, checkpoint=_checkpointed(checkpoint), sending=theme.sending)
        portal = replace(portal, manuals=_manuals(), shots=_shots(shots))
        return write_sources(portal, theme, out) if sources else build(portal, theme, out, cache)


def build_cache_of(repository: Repository, *, reading: bool = True) -> BuildCache:
    """Return what builds of this engine leave in the git folder for one another.

    Without ``reading`` everything is made anew, and kept.
    """
    return BuildCache(repository.git_dir / _CACHE, engine_digest(), reading)


def _manuals() -> Mapping[str, str]:
    return {path.stem: path.read_text("utf-8") for path in product_files(_MANUALS, "*.md")}


def _shots(folder: Path | None) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.png"))} if folder else {}


def _checkpointed(kept: Kept | None) -> Checkpointed | None:
    if kept is None or kept.checkpoint is None:
        return None
    point = kept.checkpoint
    return Checkpointed(kept.text, kept.signature, point.moment, point.previous, point.attempts)


def gather(
    assessment: Assessment,
    years: tuple[int, ...],
    as_of: datetime,
    audience: Audience,
    objects: Objects,
    *,
    demo: bool,
    hold: bool = False,
    cache: BuildCache | None = None,
) -> PortalInput:
    """Return what the portal of ``years`` may know as of ``as_of``; ``objects`` reads attachments.

    With ``hold`` the public is told scores only once the office has confirmed them.
    ``cache`` may know the months that are over. Raises CalendarMissing where a term needs a working
    calendar that is not there.
    """
    length = assessment.admission.length
    (newest,) = assessment.repository.newest_of_chain(assessment.head, 1, length)

    def attachment(record: Record, file: str) -> bytes:
        blob = assessment.admission.attachments[record.id, file]
        return objects.read(blob, ATTACHMENT_LIMIT) or b""

    return PortalInput(
        audience=audience,
        as_of=as_of,
        head=Head(assessment.head, newest.committed, length),
        years=tuple(
            _year(assessment, year, as_of, audience, hold=hold, cache=cache)
            for year in sorted(years, reverse=True)
        ),
        registry=assessment.registry,
        schemas=assessment.schemas,
        records=assessment.archive.records,
        withheld=withheld(assessment),
        attachments=attachment,
        refused=tuple(_refused(assessment, as_of)),
        remarks=(remarks(assessment, as_of, years=years) if audience is Audience.INTERNAL else ()),
        demo=demo,
    )


def _year(
    assessment: Assessment,
    year: int,
    as_of: datetime,
    audience: Audience,
    *,
    hold: bool,
    cache: BuildCache | None,
) -> YearInput:
    ledger = assessment.ledger(year, as_of)
    view = assessment.view(as_of)
    confirmation = confirmation_of(assessment, year, as_of, ledger)
    held = hold and confirmation is None and audience is Audience.PUBLIC
    owed = () if ledger.final else _ahead(assessment, year, as_of, audience)
    return YearInput(
        year=year,
        ledger=replace(ledger, units=()) if held else ledger,
        ledger_sha256=ledger_sha256(ledger),
        month_ends=() if held else month_ends(assessment, year, as_of, cache),
        rulebooks=in_order(assessment.rulebooks_of(year)),
        entries={kind: view.of(kind, year) for kind in assessment.schemas.kinds},
        dues=tuple(due for due in owed if _soon(due, as_of)),
        ahead=owed,
        assessed=frozenset(unit.unit for unit in ledger.units),
        confirmation=None if confirmation is None else confirmation.id,
        held=held,
        units=assessment.units_in(year, as_of),
    )


def _ahead(
    assessment: Assessment, year: int, as_of: datetime, audience: Audience
) -> tuple[Due, ...]:
    """Return what is owed to the year's end; the public learns nothing of notices to units."""
    units = assessment.registry.values()
    owed = dues_ahead(assessment, year, as_of, units, until=None, begun=False)
    return tuple(due for due in owed if audience is Audience.INTERNAL or not due.internal)


def _soon(due: Due, as_of: datetime) -> bool:
    return end_of(due.last_day) <= as_of + _DUE_WITHIN and periods.parse(due.period).start <= as_of


def withheld(assessment: Assessment) -> Mapping[str, str]:
    """Return the records taken down, with the ruling that says so.

    All rulings of the head count, whenever they were received: nothing that was taken down comes
    back in a site made as of an earlier time. Of a corrected ruling the last version holds.
    """
    down = {}
    for kind in assessment.schemas.kinds.values():
        if kind.effect != "ruling":
            continue
        for chain in assessment.archive.by_kind.get(kind.kind, ()):
            data = chain[-1].data
            if data.get("effect") == "withhold" and data.get("record"):
                down[str(data["record"])] = chain[-1].id
    return down


def _refused(assessment: Assessment, as_of: datetime) -> Iterator[Refused]:
    for rejection in assessment.rejections:
        if rejection.committed < as_of:
            yield Refused(
                path=rejection.path,
                sentences=tuple(
                    sentence(problem.code, masked_values(problem.values))
                    for problem in rejection.problems
                ),
            )


def years_to_show(assessment: Assessment, as_of: datetime) -> tuple[int, ...]:
    """Return the years with rulebooks that have begun by ``as_of``; the first of all at least."""
    years = assessment.years()
    begun = tuple(
        year for year in years if start_of(periods_of_year("year", year)[0].first) <= as_of
    )
    return begun or years[:1]

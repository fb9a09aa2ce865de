"""The job behind ``site build``: gathers everything a portal may know from an assessment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.assessment import Assessment
from scoring.cache.engine import engine_digest
from scoring.calendar import periods
from scoring.calendar.periods import periods_of_year
from scoring.calendar.zone import end_of, start_of
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_sha256
from scoring.messages import sentence
from scoring.records.record import Record
from scoring.rulebook.model import Rulebook
from scripts.checkpoints.store import Kept
from scripts.confirming import confirmation_of
from scripts.content.personal import hushed_values
from scripts.owing.due import Due
from scripts.owing.gather import ahead
from scripts.portal.build import Built, build, write_sources
from scripts.portal.input import (
    Audience,
    Checkpointed,
    Confirmed,
    Head,
    PortalInput,
    Refused,
    YearInput,
)
from scripts.portal.kept import Pieces
from scripts.portal.theme import Theme, read_configuration
from scripts.product import product_files
from scripts.reviewing.gather import remarks
from scripts.site_months import month_ends

DUE_WITHIN = timedelta(days=31)

_CONFIGURATION = "mkdocs.yml"
_OVERRIDES = "site_overrides"
_MANUALS = "docs/manuals"
_KEPT = Path("gongkai", "site.sqlite")  # beside the cache of scores


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
    kept: Pieces | None = None,
) -> Built:
    """Make the portal of ``years`` as of ``as_of`` (aware) in the folder ``out``.

    Configuration and theme are the head's, with ``worktree`` those on disk; what the repository
    lacks of them is the product's. ``checkpoint`` is published with it. With ``sources`` only what
    a generator makes the site from is written. ``shots`` is a folder with the manuals' pictures.
    ``kept`` is what earlier builds left (``pieces_of``); the site is the same without. Raises
    GongkaiError as ``build`` does.
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
            kept=None if worktree else kept,
        )
        portal = replace(portal, checkpoint=_checkpointed(checkpoint), sending=theme.sending)
        portal = replace(portal, manuals=_manuals(), shots=_shots(shots))
        return write_sources(portal, theme, out) if sources else build(portal, theme, out, kept)


def pieces_of(repository: Repository, *, reading: bool = True) -> Pieces:
    """Return what builds of this engine leave in the git folder for one another.

    Without ``reading`` everything is made anew, and kept.
    """
    return Pieces(repository.git_dir / _KEPT, engine_digest(), reading)


def _manuals() -> Mapping[str, str]:
    return {path.stem: path.read_text("utf-8") for path in product_files(_MANUALS, "*.md")}


def _shots(folder: Path | None) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.png"))} if folder else {}


def _checkpointed(kept: Kept | None) -> Checkpointed | None:
    told = kept.checkpoint if kept is not None else None
    if kept is None or told is None:
        return None
    return Checkpointed(kept.text, kept.signature, told.moment, told.previous, told.attempts)


def gather(
    assessment: Assessment,
    years: tuple[int, ...],
    as_of: datetime,
    audience: Audience,
    objects: Objects,
    *,
    demo: bool,
    hold: bool = False,
    kept: Pieces | None = None,
) -> PortalInput:
    """Return what the portal of ``years`` may know as of ``as_of``; ``objects`` reads attachments.

    With ``hold`` the public is told scores only once the office has confirmed them.
    ``kept`` may know the months that are over. Raises CalendarMissing where a term needs a working
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
            _year(assessment, year, as_of, audience, hold=hold, kept=kept)
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
    kept: Pieces | None,
) -> YearInput:
    ledger = assessment.ledger(year, as_of)
    view = assessment.view(as_of)
    confirmed = _confirmed(assessment, year, as_of, ledger)
    held = hold and confirmed is None and audience is Audience.PUBLIC
    owed = () if ledger.final else _ahead(assessment, year, as_of, audience)
    return YearInput(
        year=year,
        ledger=replace(ledger, units=()) if held else ledger,
        ledger_sha256=ledger_sha256(ledger),
        month_ends=() if held else month_ends(assessment, year, as_of, kept),
        rulebooks=tuple(sorted(assessment.rulebooks_of(year), key=_annex)),
        entries={kind: view.of(kind, year) for kind in assessment.schemas.kinds},
        dues=tuple(due for due in owed if _soon(due, as_of)),
        ahead=owed,
        assessed=frozenset(unit.unit for unit in ledger.units),
        confirmed=confirmed,
        held=held,
        units=assessment.units_in(year, as_of),
    )


def _ahead(
    assessment: Assessment, year: int, as_of: datetime, audience: Audience
) -> tuple[Due, ...]:
    """Return what is owed to the year's end; the public learns nothing of notices to units."""
    units = assessment.registry.values()
    owed = ahead(assessment, year, as_of, units, until=None, begun=False)
    return tuple(due for due in owed if audience is Audience.INTERNAL or not due.internal)


def _soon(due: Due, as_of: datetime) -> bool:
    return end_of(due.last_day) <= as_of + DUE_WITHIN and periods.parse(due.period).start <= as_of


def _annex(book: Rulebook) -> tuple[str, str]:
    """Order rulebooks as their source does: by annex, then by id."""
    return (str(book.source.get("annex", "")), book.id)


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


def _confirmed(
    assessment: Assessment, year: int, as_of: datetime, ledger: Ledger
) -> Confirmed | None:
    found = confirmation_of(assessment, year, as_of, ledger)
    return Confirmed(found.id) if found is not None else None


def _refused(assessment: Assessment, as_of: datetime) -> Iterator[Refused]:
    for rejection in assessment.rejections:
        if rejection.committed < as_of:
            yield Refused(
                path=rejection.path,
                record=rejection.record_id or None,
                commit=rejection.commit,
                time=rejection.committed,
                sentences=tuple(
                    sentence(problem.code, hushed_values(problem.values))
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


@contextmanager
def theme_of(assessment: Assessment, product: Path, *, worktree: bool) -> Iterator[Theme]:
    """Give the theme: the product's, with the repository's own files on top."""
    own = product / _OVERRIDES
    if worktree and assessment.repository.worktree is not None:
        folder = assessment.repository.worktree
        yield _theme(folder, product, own, folder / _OVERRIDES)
        return
    with TemporaryDirectory(prefix="gongkai-theme-") as name:
        folder = Path(name)
        _unpack(assessment, folder)
        yield _theme(folder, product, own, folder / _OVERRIDES)


def _theme(folder: Path, product: Path, *overrides: Path) -> Theme:
    configuration = folder / _CONFIGURATION
    if not configuration.is_file():
        configuration = product / _CONFIGURATION
    return Theme(
        read_configuration(configuration.read_bytes()),
        tuple(path for path in dict.fromkeys(overrides) if path.is_dir()),
    )


def _unpack(assessment: Assessment, folder: Path) -> None:
    """Write configuration and theme of the head's tree into ``folder``; ordinary files only."""
    tree = assessment.repository.tree_files(assessment.head, (_CONFIGURATION, f"{_OVERRIDES}/"))
    files = {path: file.blob for path, file in tree.items() if file.is_regular}
    with assessment.repository.objects() as objects:
        for path, blob in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(objects.read(blob, ATTACHMENT_LIMIT) or b"")

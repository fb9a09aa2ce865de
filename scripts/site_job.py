"""The job behind ``site build``: gathers everything a portal may know from an assessment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.assessment import Assessment
from scoring.calendar.periods import periods_of_year
from scoring.calendar.zone import start_of
from scoring.history.objects import Objects
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_sha256
from scoring.messages import sentence
from scoring.records.record import Record
from scoring.rulebook.model import Rulebook
from scripts.owing.gather import ahead
from scripts.portal.build import Built, build
from scripts.portal.input import (
    Audience,
    Confirmed,
    Head,
    MonthEnd,
    PortalInput,
    Refused,
    YearInput,
)
from scripts.portal.theme import Theme, read_configuration

DUE_WITHIN = timedelta(days=31)

_CONFIGURATION = "mkdocs.yml"
_OVERRIDES = "site_overrides"


def build_site(
    assessment: Assessment,
    years: tuple[int, ...],
    as_of: datetime,
    audience: Audience,
    product: Path,
    out: Path,
    *,
    worktree: bool = False,
) -> Built:
    """Make the portal of ``years`` as of ``as_of`` (aware) in the folder ``out``.

    Configuration and theme are the head's, with ``worktree`` those on disk; what the repository
    lacks of them is the product's. Raises GongkaiError as ``build`` does.
    """
    with (
        theme_of(assessment, product, worktree=worktree) as theme,
        assessment.repository.objects() as objects,
    ):
        portal = gather(assessment, years, as_of, audience, objects, demo=theme.demo)
        return build(portal, theme, out)


def gather(
    assessment: Assessment,
    years: tuple[int, ...],
    as_of: datetime,
    audience: Audience,
    objects: Objects,
    *,
    demo: bool,
) -> PortalInput:
    """Return what the portal of ``years`` may know as of ``as_of``; ``objects`` reads attachments.

    Raises CalendarMissing where a term needs a working calendar that is not there.
    """
    chain = assessment.repository.first_parent_chain(assessment.head)

    def attachment(record: Record, file: str) -> bytes:
        blob = assessment.admission.attachments[record.id, file]
        return objects.read(blob, ATTACHMENT_LIMIT) or b""

    return PortalInput(
        audience=audience,
        as_of=as_of,
        head=Head(assessment.head, chain[-1].committed, len(chain)),
        years=tuple(_year(assessment, year, as_of) for year in sorted(years, reverse=True)),
        registry=assessment.registry,
        schemas=assessment.schemas,
        records=assessment.archive.records,
        withheld=withheld(assessment),
        attachments=attachment,
        refused=tuple(_refused(assessment, as_of)),
        demo=demo,
    )


def _year(assessment: Assessment, year: int, as_of: datetime) -> YearInput:
    ledger = assessment.ledger(year, as_of)
    view = assessment.view(as_of)
    dues = []
    if not ledger.final:
        units = assessment.registry.values()
        dues = ahead(assessment, year, as_of, units, until=as_of + DUE_WITHIN, begun=True)
    return YearInput(
        year=year,
        ledger=ledger,
        ledger_sha256=ledger_sha256(ledger),
        month_ends=tuple(
            MonthEnd(month.name, assessment.ledger(year, month.end))
            for month in periods_of_year("month", year)
            if month.end <= as_of
        ),
        rulebooks=tuple(sorted(assessment.rulebooks_of(year), key=_annex)),
        entries={kind: view.of(kind, year) for kind in assessment.schemas.kinds},
        dues=tuple(dues),
        confirmed=_confirmed(assessment, year, as_of, ledger),
    )


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
    """Return the confirmation whose ledger says what ``ledger`` says, None where there is none.

    A confirmation names a ledger by head, as-of time and digest. That ledger is made again from
    the records received before its as-of time; only if digest and results agree is it believed.
    """
    view = assessment.view(as_of)
    for kind in assessment.schemas.kinds.values():
        if kind.effect != "confirm":
            continue
        for entry in reversed(view.of(kind.kind, year)):
            data = entry.record.data
            then = assessment.ledger(year, datetime.fromisoformat(data["as_of"]))
            named = replace(then, head=data["head"])
            if ledger_sha256(named) == data["ledger_sha256"] and named.units == ledger.units:
                return Confirmed(entry.record.id)
    return None


def _refused(assessment: Assessment, as_of: datetime) -> Iterator[Refused]:
    for rejection in assessment.rejections:
        if rejection.committed < as_of:
            yield Refused(
                path=rejection.path,
                record=rejection.record_id or None,
                commit=rejection.commit,
                time=rejection.committed,
                sentences=tuple(
                    sentence(problem.code, problem.values) for problem in rejection.problems
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

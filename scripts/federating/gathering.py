"""The figures of one year of one county: units, what they lost, their annual reports."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.ledger.model import LOSES, Ledger, UnitScore
from scoring.ledger.text import ledger_sha256
from scoring.records.registry import Unit
from scripts.confirming import confirmation_of
from scripts.federating.harvest import Loss, Scored, State, Year
from scripts.portal.filings import KIND, city
from scripts.portal.input import Audience, Head, PortalInput, YearInput
from scripts.portal.shelf import Shelf
from scripts.portal.theme import Theme, read_configuration
from scripts.portal.volume import Volume
from scripts.product import product_path
from scripts.site_job import withheld
from scripts.statutory.city import Filing

PLACES = 12
"""Places after the point that the joined tables hold; a county that needs more is not compared."""

LARGEST = Decimal(10) ** 15
"""No number may reach this: so many rows as there ever are still add up within 38 digits."""

LARGEST_SHARE = Decimal(10) ** 10
"""Likewise for a share in per cent, which stands in 18 digits."""

_WRITTEN = 100  # places that a number may have, before or after the point
_SHARE_PLACES = 4
_CONFIGURATION = "mkdocs.yml"


def gather_year(assessment: Assessment, year: int, as_of: datetime) -> Year:
    """Return what ``year`` comes to as of ``as_of``.

    A county that keeps scores from the public until its office has confirmed them is not asked
    for them before. Raises GongkaiError and CalendarMissing as the ledger does, and GongkaiError
    for a number that the tables cannot hold.
    """
    ledger = assessment.ledger(year, as_of)
    confirmed = confirmation_of(assessment, year, as_of, ledger)
    volume = _volume(assessment, ledger, as_of, confirmed.id if confirmed else None)
    filings = tuple(city(volume).filings)
    if confirmed is None and _holds(assessment):
        return Year(year, State.HELD, final=ledger.final, filings=_checked(filings))
    return Year(
        year=year,
        state=State.COMPARED,
        confirmed=confirmed is not None,
        final=ledger.final,
        units=tuple(_scored(volume, unit) for unit in ledger.units),
        losses=tuple(loss for unit in ledger.units for loss in _losses(volume, unit)),
        filings=_checked(filings),
    )


def _holds(assessment: Assessment) -> bool:
    """Tell whether the county's site holds unconfirmed scores back."""
    tree = assessment.repository.tree_files(assessment.head, (_CONFIGURATION,))
    own = tree.get(_CONFIGURATION)
    if own is None or not own.is_regular:
        text = product_path(_CONFIGURATION).read_bytes()
    else:
        with assessment.repository.objects() as objects:
            text = objects.read(own.blob, 1024 * 1024) or b""
    return Theme(read_configuration(text), ()).holds_scores


def _volume(
    assessment: Assessment, ledger: Ledger, as_of: datetime, confirmed: str | None
) -> Volume:
    """Return the year as the public may see it: the portal's own sums are taken from there."""
    year = ledger.year
    kind = KIND
    entries = assessment.view(as_of).of(kind, year) if kind in assessment.schemas.kinds else ()
    shown = YearInput(
        year=year,
        ledger=ledger,
        ledger_sha256=ledger_sha256(ledger),
        month_ends=(),
        rulebooks=assessment.rulebooks_of(year),
        entries={kind: entries},
        assessed=frozenset(unit.unit for unit in ledger.units),
        confirmation=confirmed,
    )
    site = PortalInput(
        audience=Audience.PUBLIC,
        as_of=as_of,
        head=Head(assessment.head, as_of, 0),
        years=(shown,),
        registry=assessment.registry,
        schemas=assessment.schemas,
        records=assessment.archive.records,
        withheld=withheld(assessment),
        attachments=lambda record, file: b"",
    )
    return Volume(site, shown, {year: Shelf(site, shown)})


def _scored(volume: Volume, unit: UnitScore) -> Scored:
    book = volume.rulebook(unit.rulebook)
    kind, title = _kind(volume, unit.unit)
    score = None if unit.fixed else _exact(unit.score)
    share = None if score is None else share_of(score, unit.points)
    if share is not None and abs(share) >= LARGEST_SHARE:
        raise GongkaiError("federation-number", number=str(share)[:60])
    return Scored(
        unit=unit.unit,
        name=unit.name,
        kind=kind,
        kind_title=title,
        rulebook=unit.rulebook,
        scheme=book.title if book is not None else unit.rulebook,
        points=_exact(unit.points),
        score=score,
        share=share,
        grade=_grades(volume.input.ledger, unit.rulebook).get(unit.grade or "", unit.grade),
        rank=unit.rank,
        status=str(unit.status),
    )


def share_of(score: Decimal, points: Decimal) -> Decimal | None:
    """Return ``score`` in per cent of ``points``, rounded half up to four places.

    None where there are no points to have a share of.
    """
    if not points:
        return None
    exact = Fraction(score) * 100 / Fraction(points)
    step = Decimal(1).scaleb(-_SHARE_PLACES)
    # Thirty-four more digits than are kept: no share lies so near to a half that they mislead.
    precise = Context(prec=60).divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return precise.quantize(step, rounding=ROUND_HALF_UP)


def _grades(ledger: Ledger, rulebook: str) -> Mapping[str, str]:
    return next((ref.grades for ref in ledger.rulebooks if ref.id == rulebook), {})


def _kind(volume: Volume, unit_id: str) -> tuple[str, str]:
    unit: Unit | None = volume.site.registry.get(unit_id)
    return ("", "") if unit is None else (unit.kind, volume.kind_name(unit.kind))


def _losses(volume: Volume, unit: UnitScore) -> Iterator[Loss]:
    kind, kind_title = _kind(volume, unit.unit)
    for path, titles, node in unit.walk():
        for item in node.deductions or ():
            if item.effect != LOSES:
                continue
            yield Loss(
                unit=unit.unit,
                kind=kind,
                kind_title=kind_title,
                rulebook=unit.rulebook,
                clause=path,
                title=" / ".join(titles),
                rule=item.rule,
                period=item.period,
                code=item.reason.code,
                points=_exact(item.points),
                waived=_exact(item.waived),
                applied=_exact(item.applied),
            )


def _checked(filings: tuple[Filing, ...]) -> tuple[Filing, ...]:
    for filing in filings:
        for value in (filing.figures or {}).values():
            _exact(Decimal(value))
    return filings


def _exact(number: Decimal) -> Decimal:
    """Return ``number``. Raises GongkaiError where the tables could not hold it exactly."""
    if (
        not number.is_finite()
        or abs(number.adjusted()) > _WRITTEN  # 0E-1000000 is a number too, with a million zeros
        or abs(number) >= LARGEST
        or (Fraction(number) * 10**PLACES).denominator != 1
    ):
        raise GongkaiError("federation-number", number=str(number)[:60])
    return number

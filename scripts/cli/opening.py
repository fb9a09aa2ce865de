"""What several commands begin with: the assessment, the year, the unit, the kind, the hour."""

from datetime import datetime

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.errors import WrongUse
from scoring.records.changing import all_names
from scoring.records.registry import Unit
from scripts.cli.context import Settings
from scripts.cli.progress import READING, working
from scripts.nearest import nearest
from scripts.product import product_root


def open_assessment(
    settings: Settings,
    *,
    head: str | None = None,
    worktree: bool = False,
    fresh: bool = False,
) -> Assessment:
    """Open the repository that the command is about. Raises GongkaiError where it cannot be.

    ``fresh``: for what is signed or kept as proof, everything is read anew, without the cache.
    """
    with working(READING, settings.language):
        return Assessment.open(
            settings.repository,
            head=head,
            product=product_root(),
            worktree=worktree,
            cached=settings.cache and not fresh,
        )


def year_or_newest(assessment: Assessment, year: int | None) -> int:
    """Return ``year``, or the newest year with rulebooks. Raises WrongUse where there is none."""
    years = assessment.years()
    if not years:
        raise WrongUse("rulebooks-missing")
    if year is None:
        return max(years)
    if year not in years:
        raise WrongUse("year-unknown", year=year, years=" ".join(map(str, sorted(years))))
    return year


def moment_or_now(moment: datetime | None) -> datetime:
    """Return ``moment``, or now. The clock is read here and nowhere else."""
    return moment if moment is not None else datetime.now(SHANGHAI).replace(microsecond=0)


def find_unit(assessment: Assessment, told: str) -> Unit:
    """Return the unit whose id or name is ``told``. Raises WrongUse, with the nearest, if none."""
    names: dict[str, Unit] = {}
    for unit in assessment.registry.values():
        names |= {unit.id: unit, unit.short_name: unit, unit.name: unit}
    for unit in assessment.registry.values():
        for name in all_names(unit):  # a name of before, where no other unit has it today
            names.setdefault(name, unit)
    found = names.get(told)
    if found is not None:
        return found
    meant = nearest(told, names)
    if meant is not None:
        unit = names[meant]
        raise WrongUse("unit-unknown-near", unit=told[:60], nearest=unit.id, name=unit.short_name)
    raise WrongUse("unit-unknown", unit=told[:60])


def by_code(unit: Unit) -> tuple[bool, str]:
    """Order units as people know them: those with an administrative code first, by code."""
    return (unit.code is None, unit.code or unit.id)


def find_kind(assessment: Assessment, told: str) -> str:
    """Return the kind whose name or title is ``told``. Raises WrongUse, with the nearest, if none.

    A name is English (``news``), a title Chinese (动态信息).
    """
    names = {kind.title: kind.kind for kind in assessment.schemas.kinds.values()}
    names |= {kind: kind for kind in assessment.schemas.kinds}
    if told in names:
        return names[told]
    meant = nearest(told, names)
    if meant is not None:
        raise WrongUse("kind-unknown-near", kind=told[:60], nearest=names[meant])
    raise WrongUse("kind-unknown-told", kind=told[:60])


def taken_stems(assessment: Assessment, unit: str, kind: str, year: int) -> frozenset[str]:
    """Return the names, without ending, that records of ``kind`` have: accepted or lying there."""
    start = f"{unit}/{year}/{kind}/"
    accepted = (
        record.removeprefix(start)
        for record in assessment.archive.records
        if record.startswith(start)
    )
    root = assessment.repository.worktree
    there = (root / "units" / start).glob("*") if root is not None else ()
    return frozenset((*accepted, *(path.name.removesuffix(".yml") for path in there)))

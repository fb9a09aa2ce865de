"""Who stood where at each month's end: a closed month is reckoned once, not at every build."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.assessment import Assessment
from scoring.calendar.periods import Period, periods_of_year
from scoring.calendar.zone import iso
from scoring.ledger.model import Ledger, RulebookRef, Status, UnitScore
from scoring.records.record import Record
from scripts.portal.build_cache import BuildCache, Piece, digest
from scripts.portal.input import MonthEnd
from scripts.product import product_files

_RULES = ("schemas/", "scoring/rulebooks/", "scoring/calendars/")


def month_ends(
    assessment: Assessment, year: int, as_of: datetime, cache: BuildCache | None = None
) -> tuple[MonthEnd, ...]:
    """Return the standings at the ends of the months of ``year`` by ``as_of``, in order of time.

    The ledgers are without their nodes: places and scores alone are told of the past. A month's
    ledger follows from the records received before its end and the rules in force; where those are
    the same, it is taken from ``cache``.
    """
    months = [month for month in periods_of_year("month", year) if month.end <= as_of]
    series = f"months/{year}"
    keys = dict(_keys(assessment, year, months)) if cache is not None else {}
    known = cache.find(series, keys) if cache is not None else {}
    ends, fresh = [], {}
    for month in months:
        ledger = _read(known.get(month.name), assessment.head)
        if ledger is None:
            ledger = _standings(assessment.ledger(year, month.end))
            if keys:
                fresh[month.name] = Piece(keys[month.name], _written(ledger))
        ends.append(MonthEnd(month.name, ledger))
    if cache is not None and fresh:
        cache.keep(series, fresh, frozenset(keys))
    return tuple(ends)


def _keys(assessment: Assessment, year: int, months: list[Period]) -> Iterator[tuple[str, bytes]]:
    """Yield each month with the digest of all that its ledger follows from."""
    rules = _rules(assessment)
    records = sorted(
        (record for record in assessment.archive.records.values() if record.receipt.time),
        key=lambda record: (record.receipt.time, record.receipt.place, record.path),
    )
    for month in months:
        seen = (_named(each) for each in records if (each.receipt.time or month.end) < month.end)
        yield month.name, digest(rules, str(year), iso(month.end), *seen)


def _named(record: Record) -> str:
    """Return what stands for ``record``: the commit that brought it in holds what it says."""
    receipt = record.receipt
    time = iso(receipt.time) if receipt.time else ""
    about = (*sorted(record.speaks_of), "", *sorted(record.facts))
    return "\n".join((record.id, receipt.commit, str(receipt.place), time, *about))


def _rules(assessment: Assessment) -> bytes:
    """Return a digest of schemas, rulebooks, calendars and registry: the head's, the product's.

    The form in which a month is kept is this module's; with it goes what was kept in another.
    """
    own = sorted(
        f"{file.mode} {file.blob} {path}"
        for path, file in assessment.admission.tree.select(_is_rule)
    )
    product = (path.read_bytes() for folder in _RULES for path in _files(folder))
    return digest(Path(__file__).read_bytes(), *own, "", *product)


def _files(folder: str) -> tuple[Path, ...]:
    return tuple(path for path in product_files(folder, "*") if path.suffix in (".json", ".yml"))


def _is_rule(path: str) -> bool:
    return path.startswith(_RULES) or path.endswith("/unit.yml")


def _standings(ledger: Ledger) -> Ledger:
    """Return ``ledger`` with the units' places and scores, without what they are made of."""
    units = (replace(unit, nodes=(), raw=None, change=None) for unit in ledger.units)
    return replace(ledger, units=tuple(units))


_TEXTS = ("unit", "name", "rulebook", "grade", "rank", "fixed")
_POINTS = ("points", "score")


def _written(ledger: Ledger) -> bytes:
    """Return ``ledger`` as JSON; its head is that of the build that reads it."""
    document: dict[str, Any] = {
        "year": ledger.year,
        "as_of": ledger.as_of,
        "engine": ledger.engine,
        "final": ledger.final,
        "schema": ledger.schema,
        "rulebooks": [[each.id, each.sha256, dict(each.grades)] for each in ledger.rulebooks],
        "units": [
            {
                "status": str(unit.status),
                **{name: getattr(unit, name) for name in _TEXTS},
                **{name: str(getattr(unit, name)) for name in _POINTS},
            }
            for unit in ledger.units
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _read(content: bytes | None, head: str) -> Ledger | None:
    """Return what ``_written`` wrote; None where nothing is kept."""
    if content is None:
        return None
    document = json.loads(content)
    units = tuple(map(_unit, document.pop("units")))
    rulebooks = tuple(RulebookRef(*each) for each in document.pop("rulebooks"))
    return Ledger(**document, head=head, rulebooks=rulebooks, units=units)


def _unit(entry: dict[str, Any]) -> UnitScore:
    values: dict[str, Any] = {name: entry[name] for name in _TEXTS}
    values |= {name: Decimal(entry[name]) for name in _POINTS}
    return UnitScore(**values, status=Status(entry["status"]), nodes=())

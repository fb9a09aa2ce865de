"""What lies in the repository and does not count, named on standard error."""

import re
from collections.abc import Sequence
from datetime import datetime

import click

from scoring.assessment import Assessment
from scoring.messages import sentence
from scripts.cli.context import Settings
from scripts.language import Language

_TOLD = 100
_YEAR = re.compile(r"units/[^/]+/(\d{4})/", re.ASCII)


def tell_uncounted(assessment: Assessment, settings: Settings, year: int, as_of: datetime) -> None:
    """Name the records of ``year``, in before ``as_of``, that do not count, and why.

    A path that names no year may have been meant for any, so it is always named.
    """
    language = settings.language
    rejected = [
        each.problems
        for each in assessment.rejections
        if each.committed < as_of and _year(each.path) in (year, None)
    ]
    if rejected:
        from scripts.checking.reporters import text_report  # slow to load, and seldom needed

        told = [text_report(problems, language) for problems in rejected]
        _tell("records-not-counted", told, language)
    _tell("records-unvouched", _unvouched(assessment, year, as_of), language)


def _unvouched(assessment: Assessment, year: int, as_of: datetime) -> list[str]:
    """Return the paths of the valid records that nothing vouches for yet.

    They all came after the last receipt; before that nobody could have missed them.
    """
    receipts = [record.receipt for record in assessment.archive.records.values()]
    vouched = [receipt.time for receipt in receipts if receipt.time is not None]
    if vouched and max(vouched) >= as_of:
        return []
    return [
        f"{record.path}\n"
        for record in assessment.archive.records.values()
        if record.receipt.time is None and record.year == year
    ]


def _tell(code: str, told: Sequence[str], language: Language) -> None:
    if not told:
        return
    click.echo(sentence(code, {"count": len(told)}, language), err=True)
    for each in told[:_TOLD]:
        click.echo(each, err=True, nl=False)
    more = len(told) - _TOLD
    if more > 0:
        click.echo(sentence("records-not-counted-more", {"count": more}, language), err=True)


def _year(path: str) -> int | None:
    """Return the year in whose folder ``path`` lies, None where it lies in none."""
    found = _YEAR.match(path)
    return int(found[1]) if found else None

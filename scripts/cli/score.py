"""``gongkai score``: the ledger, as a table, JSON, CSV or a workbook."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_json
from scripts.cli.context import Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import (
    find_unit,
    moment_or_now,
    open_assessment,
    year_or_newest,
)
from scripts.cli.options import AS_OF, HEAD, OUT, UNITS, WORKTREE, YEAR
from scripts.cli.output import put
from scripts.cli.progress import SCORING, working
from scripts.cli.uncounted import tell_uncounted
from scripts.confirming import confirmation_of
from scripts.language import Language, both
from scripts.scoreboard.ranking import boards, titles_in_order
from scripts.scoreboard.screen import scoreboard_text
from scripts.scoreboard.sheets import scoreboard_csv, scoreboard_xlsx


@click.command(
    "score",
    help=both(
        "按考核细则算出得分：依据提交历史，截至某一时刻，逐单位、逐项列出得分和扣分。",
        "Reckon the scores from the history, as of a moment, unit by unit and node by node.",
    ),
    epilog=examples(
        "gongkai score",
        "gongkai score --year 2023 --as-of 2023-10-31",
        "gongkai score --unit wanshui --format json",
        "gongkai score --format xlsx --out 得分.xlsx",
    ),
)
@YEAR
@HEAD
@AS_OF
@UNITS
@WORKTREE
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "xlsx"]),
    default="table",
    help=both("输出形式，默认 table（表格）", "default: table"),
)
@OUT
@click.pass_context
def command(
    context: click.Context,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    units: tuple[str, ...],
    worktree: bool,
    form: str,
    out: Path | None,
) -> None:
    """Print the ledger."""
    settings: Settings = settings_of(context)
    assessment = open_assessment(settings, head=head, worktree=worktree)
    chosen = year_or_newest(assessment, year)
    at = moment_or_now(as_of)
    wanted = frozenset(find_unit(assessment, unit).id for unit in units)
    with working(SCORING, settings.language):
        ledger = assessment.ledger(chosen, at)
        confirmed = form == "table" and confirmation_of(assessment, chosen, at, ledger) is not None
    titles = titles_in_order(assessment.rulebooks_of(chosen))
    put(_rendered(ledger, wanted or None, titles, form, settings.language, confirmed), out)
    tell_uncounted(assessment, settings, chosen, at)


def _rendered(
    ledger: Ledger,
    only: frozenset[str] | None,
    titles: Mapping[str, str],
    form: str,
    language: Language,
    confirmed: bool,
) -> str | bytes:
    ranked = boards(ledger, titles, only)
    shown = ledger if only is None else _only(ledger, only)
    if form == "json":
        return ledger_json(shown)
    if form == "csv":
        return scoreboard_csv(ranked, language)
    if form == "xlsx":
        return scoreboard_xlsx(shown, ranked, language)
    return scoreboard_text(ledger, ranked, language, confirmed=confirmed)


def _only(ledger: Ledger, wanted: frozenset[str]) -> Ledger:
    """Return ``ledger`` with the units ``wanted`` alone. Raises WrongUse for one not assessed."""
    for unit in sorted(wanted):
        if ledger.unit(unit) is None:
            raise WrongUse("unit-not-assessed", unit=unit, year=ledger.year)
    return replace(ledger, units=tuple(unit for unit in ledger.units if unit.unit in wanted))

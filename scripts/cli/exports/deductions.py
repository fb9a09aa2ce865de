"""``gongkai export deductions``: every deduction with its clause and reason, in words."""

from datetime import datetime
from pathlib import Path

import click

from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.exports.asked import asked, put_tables
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.language import both


@click.command(
    "deductions",
    help=both(
        "扣分明细，一笔一行：单位、指标、期间、情形、评分标准、应扣免除实扣、依据的材料、复核决定，"
        "写成 Excel 或者 CSV。",
        "Every deduction with its clause, reason, records and ruling, as Excel or CSV.",
    ),
    epilog=examples(
        "gongkai export deductions --out 扣分.xlsx",
        "gongkai export deductions --unit wanshui --out 扣分.csv",
    ),
)
@asked
@click.pass_context
def command(
    context: click.Context,
    /,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    units: tuple[str, ...],
    form: str | None,
    out: Path | None,
) -> None:
    """Write the deductions."""
    from scripts.exchange.tables import deduction_table
    from scripts.papers.source import source_of

    assessment = open_assessment(settings_of(context), head=head)
    chosen, at = year_or_newest(assessment, year), moment_or_now(as_of)
    wanted = frozenset(find_unit(assessment, unit).id for unit in units)
    source = source_of(assessment, chosen, at)
    accounts = (each for each in source.accounts if not wanted or each.entry.id in wanted)
    put_tables((deduction_table(accounts),), f"{chosen}年度扣分明细", at, form, out)

"""``gongkai export scores``: the boards and every deduction, in words."""

from datetime import datetime
from pathlib import Path

import click

from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.exports.asked import asked, put_tables
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.language import both


@click.command(
    "scores",
    help=both(
        "评分榜（每种单位一张表）和扣分明细，写成 Excel（冻结表头、可以筛选）或者 CSV；"
        "CSV 只有评分榜。没有核定的注明“未经核定”。",
        "The boards and every deduction with its clause and reason, as Excel; the boards as CSV.",
    ),
    epilog=examples(
        "gongkai export scores --out 得分.xlsx",
        "gongkai export scores --as-of 2023-10-31 --out 得分.csv",
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
    """Write the boards."""
    from scripts.exchange.tables import deduction_table, score_tables
    from scripts.papers.source import source_of
    from scripts.scoreboard.ranking import boards, titles_in_order

    assessment = open_assessment(settings_of(context), head=head)
    chosen, at = year_or_newest(assessment, year), moment_or_now(as_of)
    wanted = frozenset(find_unit(assessment, unit).id for unit in units) or None
    source = source_of(assessment, chosen, at)
    ranked = boards(source.ledger, titles_in_order(assessment.rulebooks_of(chosen)), wanted)
    tables = score_tables(ranked, confirmed=source.confirmed is not None)
    if form != "csv" and (form is not None or out is None or out.suffix.lower() != ".csv"):
        accounts = (each for each in source.accounts if wanted is None or each.entry.id in wanted)
        tables = (*tables, deduction_table(accounts))
    put_tables(tables, f"{chosen}年度政务公开考核得分", at, form, out)

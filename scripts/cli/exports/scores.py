"""``gongkai export scores``: the boards and every deduction, in words."""

import click

from scripts.cli.examples import examples
from scripts.cli.exports.request import TableRequest, with_table_options
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
@with_table_options
def command(request: TableRequest) -> None:
    """Write the boards."""
    from scripts.exchange.tables import deduction_table, score_tables
    from scripts.papers.source import source_of
    from scripts.scoreboard.ranking import boards, titles_in_order

    assessment, year = request.assessment, request.year
    source = source_of(assessment, year, request.at)
    titles = titles_in_order(assessment.rulebooks_of(year))
    ranked = boards(source.ledger, titles, request.units)
    tables = score_tables(ranked, confirmed=source.confirmed is not None)
    if not request.is_csv:
        accounts = (each for each in source.accounts if request.wants(each.entry.id))
        tables = (*tables, deduction_table(accounts))
    request.put(tables, f"{year}年度政务公开考核得分")

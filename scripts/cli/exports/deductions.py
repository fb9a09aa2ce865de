"""``gongkai export deductions``: every deduction with its clause and reason, in words."""

import click

from scripts.cli.examples import examples
from scripts.cli.exports.request import TableRequest, with_table_options
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
@with_table_options
def command(request: TableRequest) -> None:
    """Write the deductions."""
    from scripts.exchange.tables import deduction_table
    from scripts.papers.source import source_of

    source = source_of(request.assessment, request.year, request.at)
    accounts = (each for each in source.accounts if request.wants(each.entry.id))
    request.put((deduction_table(accounts),), f"{request.year}年度扣分明细")

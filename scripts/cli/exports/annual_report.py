"""``gongkai export annual-report``: an annual report as a Word file in the official form."""

from pathlib import Path

import click

from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.options import OUT, YEAR
from scripts.cli.output import put
from scripts.language import both


@click.command(
    "annual-report",
    help=both(
        "把年度报告写成 Word 文件，格式按国办公开办函〔2021〕30号：六个部分、三张统计表，"
        "总计由程序算出。填好以后用 gongkai import 读回。",
        "An annual report as a Word file in the official form, totals computed. `gongkai import` "
        "reads it back once it has been filled in.",
    ),
    epilog=examples(
        "gongkai export annual-report wanshui --year 2023 --out 年度报告.docx",
        "gongkai export annual-report wanshui --year 2024 --blank --out 待填.docx",
        "gongkai export annual-report wanshui/2023/annual-report/2023-10-19-report --out 报告.docx",
    ),
)
@click.argument(
    "report",
    metavar="UNIT|RECORD|FILE",
    help=both(
        "单位编号或名称，材料编号，或者材料文件（.yml）",
        "a unit's id or name, a record's id, or a record's file (.yml)",
    ),
)
@YEAR
@click.option(
    "--edition",
    type=click.Choice(["assessment", "final"]),
    help=both(
        "报告版本：assessment（考核报送稿）或者 final（法定全年报告），默认有全年报告的取全年报告",
        "the edition; default: the final one where there is one",
    ),
)
@click.option(
    "--blank",
    is_flag=True,
    help=both("空白的官方表格，供填写", "the form with nothing filled in"),
)
@OUT
@click.pass_context
def command(
    context: click.Context,
    report: str,
    year: int | None,
    edition: str | None,
    blank: bool,
    out: Path | None,
) -> None:
    """Find the report and write it."""
    from scripts.cli.exports.finding import found_report
    from scripts.exchange.annual_report_docx import report_document

    settings = settings_of(context)
    found = found_report(settings, report, year, edition, empty=blank)
    put(report_document(found), out)

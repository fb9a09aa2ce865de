"""``gongkai rulebook export``: a rulebook as the annex table of its notice."""

from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.messages import sentence
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.papers import OUT, place_of, put_paper
from scripts.cli.rulebooks.finding import found_rulebook
from scripts.language import both


@click.command(
    "export",
    help=both(
        "把考核细则印成通知的附件表：附件序号、标题、合并单元格的指标、分值和照抄的原文，A4横排，"
        "版式按 GB/T 9704-2012。表里写不下的（折算、加分条件、等次）列在表下的“说明”里。"
        "--out 以 .xlsx 结尾的写成 Excel。",
        "Print a rulebook as the annex table of its notice: merged title cells, points, clauses "
        "word for word, A4 landscape after GB/T 9704-2012. What no column can say stands below. "
        "With --out ending in .xlsx, as Excel.",
    ),
    epilog=examples(
        "gongkai rulebook export 2023-township --out 附件1.docx",
        "gongkai rulebook export 2023-department --readings",
        "gongkai rulebook export 草稿/2024-township.yml --points column --out 附件1.xlsx",
    ),
)
@click.argument(
    "rulebook",
    metavar="RULEBOOK",
    help=both("细则编号，或者细则文件（.yml）", "a rulebook's id, or its file (.yml)"),
)
@OUT
@click.option(
    "--points",
    type=click.Choice(["title", "column"]),
    default="title",
    help=both(
        "分值写在哪里：title 指标名称之后（默认，同2023年通知），column 末级指标单列一栏",
        "where points stand: behind the titles (default), or those of items in a column",
    ),
)
@click.option(
    "--readings",
    is_flag=True,
    help=both("表后附上执行口径", "with the interpretation behind the table"),
)
@click.pass_context
def command(
    context: click.Context, rulebook: str, out: Path | None, points: str, readings: bool
) -> None:
    """Print the annex."""
    from scripts.annex.drawing import annex_document
    from scripts.annex.workbook import annex_workbook

    settings = settings_of(context)
    makers = {".docx": annex_document, ".xlsx": annex_workbook}
    ending = ".docx" if out is None else out.suffix.lower()
    if ending not in makers:
        raise WrongUse("annex-type", file=str(out))
    book = found_rulebook(settings, rulebook)
    place_of(book.title, out)  # before anything is made
    content = makers[ending](book, points_column=points == "column", readings=readings)
    path = put_paper(content, book.title, out)
    click.echo(sentence("paper-written", {"path": str(path)}, settings.language))

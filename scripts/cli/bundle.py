"""``gongkai bundle``: a year as one archive for the files."""

from datetime import datetime
from pathlib import Path

import click

from scoring.calendar.zone import end_of
from scoring.messages import sentence
from scripts.bundling.archive import year_files, zipped
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now, open_assessment, year_or_newest
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.cli.values import Moment, Year
from scripts.language import both

_PACKING = both("正在存档", "packing")


@click.command(
    "bundle",
    help=both(
        "把一个年度存成一个归档文件（zip）：全部历史、台账、检查点、考核细则、供打印的结果。"
        "同样的历史、年度和时刻，得到同样的文件。",
        "Pack a year into one archive (zip): the history, the ledger, a checkpoint, the rulebooks, "
        "a summary to print. The same history, year and moment give the same file.",
    ),
    epilog=examples("gongkai bundle 2023", "gongkai bundle 2023 --out 2023年度存档.zip"),
)
@click.argument("year", type=Year(), metavar="YEAR", help=both("考核年度", "the assessment year"))
@click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=both("截至时刻，默认结账时刻；还没有到时为现在", "default: the year's close, or now"),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both(
        "写入这个文件，默认 gongkai-年度.zip", "write to this file; default: gongkai-YEAR.zip"
    ),
)
@click.pass_context
def command(context: click.Context, year: int, as_of: datetime | None, out: Path | None) -> None:
    """Pack the year."""
    settings = settings_of(context)
    assessment = open_assessment(settings, fresh=True)
    chosen = year_or_newest(assessment, year)
    close = max(end_of(book.closes_on) for book in assessment.rulebooks_of(chosen))
    at = as_of if as_of is not None else min(close, moment_or_now(None))
    with working(_PACKING, settings.language):
        files = year_files(assessment, assessment.ledger(chosen, at), at)
    path = out or Path(f"gongkai-{chosen}.zip")
    put(zipped(f"gongkai-{chosen}", files), path)
    click.echo(sentence("paper-written", {"path": str(path)}, settings.language))

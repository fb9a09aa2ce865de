"""``gongkai circular``: the quarterly 通报 as a Word file, with its criticisms as drafts."""

from datetime import date, datetime
from pathlib import Path

import click

from scoring.calendar import periods
from scoring.calendar.periods import Period
from scoring.errors import WrongUse
from scoring.messages import sentence
from scripts.cli.context import settings_of
from scripts.cli.drafts import write_drafts
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now, open_assessment, year_or_newest
from scripts.cli.options import AS_OF, HEAD
from scripts.cli.papers import DATED, OUT, day_or_today, place_of, put_paper
from scripts.cli.progress import SCORING, working
from scripts.language import both


@click.command(
    "circular",
    help=both(
        "起草季度通报，写成 Word 文件（版式按 GB/T 9704-2012，可以修改）：总体情况、各单位扣分表、"
        "逐项的评分标准和扣分情形、有关要求。结果没有核定的，标题下注明“未经核定”。"
        "加 --criticism 时，同时把通报批评起草成材料文件，由考核机构核对后提交。",
        "Draft the quarterly circular as a Word file. With --criticism also write the criticism "
        "records it amounts to, for the office to check and submit.",
    ),
    epilog=examples(
        "gongkai circular 2023Q3",
        "gongkai circular 2023Q3 --date 2023-10-12 --out 三季度通报.docx",
        "gongkai circular 2023Q3 --criticism --number 宣政办通〔2023〕27号 --out 三季度通报.docx",
    ),
)
@click.argument(
    "quarter", metavar="QUARTER", help=both("季度，如 2023Q3", "the quarter, as 2023Q3")
)
@click.option(
    "--criticism",
    is_flag=True,
    help=both("同时起草通报批评（criticism）材料", "also draft the criticism records"),
)
@click.option(
    "--number",
    metavar="NUMBER",
    help=both("通报的文号，起草材料时必填", "the circular's document number"),
)
@AS_OF
@HEAD
@DATED
@OUT
@click.pass_context
def command(
    context: click.Context,
    quarter: str,
    criticism: bool,
    number: str | None,
    as_of: datetime | None,
    head: str | None,
    dated: date | None,
    out: Path | None,
) -> None:
    """Draft the circular."""
    from scripts.papers.circular import circular, title_of
    from scripts.papers.drafts import Draft, drafts
    from scripts.papers.quarter import matters
    from scripts.papers.source import source_of
    from scripts.word.writing import word_file

    settings = settings_of(context)
    about = _quarter(quarter)
    if criticism and not number:
        raise WrongUse("circular-number-missing")
    assessment = open_assessment(settings, head=head)
    at = moment_or_now(as_of)
    year = year_or_newest(assessment, about.first.year)
    if at < about.end:
        raise WrongUse("circular-quarter-open", quarter=about.name)
    with working(SCORING, settings.language):
        source = source_of(assessment, year, at)
    day = day_or_today(dated)
    title = title_of(about)
    place_of(title, out)  # before anything is written
    content = word_file(
        circular(source, about, day), title=title, creator=source.office.name, moment=at
    )
    made: tuple[Draft, ...] = ()
    if criticism:
        made = drafts(
            matters(source.accounts, about),
            assessment.rulebooks_of(year),
            assessment.schemas.kinds,
            about,
            dated=day,
            number=str(number),
        )
    files = {
        f"units/{source.office.id}/{year}/{each.kind}/{day}-{each.slug}.yml": each.text.encode()
        for each in made
    }
    if files:
        write_drafts(assessment.repository, files, settings, refused="draft-refused")
    elif criticism:
        click.echo(sentence("circular-nothing", {}, settings.language))
    path = put_paper(content, title, out)
    click.echo(sentence("paper-written", {"path": str(path)}, settings.language))


def _quarter(told: str) -> Period:
    try:
        found = periods.parse(told.upper())
    except ValueError:
        found = None
    if found is None or "Q" not in found.name:
        raise WrongUse("circular-quarter", value=told[:60])
    return found

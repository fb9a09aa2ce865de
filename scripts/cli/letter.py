"""``gongkai letter``: a unit's result of the year as an official letter in Word."""

from datetime import date, datetime
from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.messages import sentence
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.cli.options import AS_OF, HEAD, UNIT, YEAR
from scripts.cli.papers import DATED, OUT, day_or_today, put_paper
from scripts.cli.progress import SCORING, working
from scripts.language import both


@click.command(
    "letter",
    help=both(
        "起草给一个单位的年度考核结果通知，写成 Word 文件（版式按 GB/T 9704-2012，可以修改）："
        "得分和名次、各项得分、扣分明细和评分标准、怎样申诉。结果没有核定的，标题下注明“未经核定”。",
        "Draft the letter that tells a unit its result of the year, as a Word file.",
    ),
    epilog=examples(
        "gongkai letter wanshui",
        "gongkai letter 宛水街道 --year 2023 --date 2024-02-21 --out 宛水街道.docx",
    ),
)
@UNIT
@YEAR
@AS_OF
@HEAD
@DATED
@OUT
@click.pass_context
def command(
    context: click.Context,
    unit: str,
    year: int | None,
    as_of: datetime | None,
    head: str | None,
    dated: date | None,
    out: Path | None,
) -> None:
    """Draft the letter."""
    from scripts.papers.letter import letter, title_of
    from scripts.papers.source import source_of
    from scripts.word.writing import word_file

    settings = settings_of(context)
    assessment = open_assessment(settings, head=head)
    chosen = year_or_newest(assessment, year)
    at = moment_or_now(as_of)
    found = find_unit(assessment, unit)
    with working(SCORING, settings.language):
        source = source_of(assessment, chosen, at)
    account = source.account(found.id)
    if account is None:
        raise WrongUse("unit-not-assessed", unit=found.id, year=chosen)
    title = title_of(chosen)
    content = word_file(
        letter(source, account, day_or_today(dated)),
        title=title,
        creator=source.office.name,
        moment=at,
    )
    path = put_paper(content, f"{found.short_name}{title}", out)
    click.echo(sentence("paper-written", {"path": str(path)}, settings.language))

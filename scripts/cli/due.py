"""``gongkai due``: what is owed next, by when, and what is lost otherwise."""

from datetime import datetime, timedelta

import click

from scoring.errors import WrongUse
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import (
    find_unit,
    moment_or_now,
    open_assessment,
    year_or_newest,
)
from scripts.cli.options import AS_OF, HEAD, UNIT_OR_ALL, YEAR
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.cli.uncounted import tell_uncounted
from scripts.cli.values import Span
from scripts.language import both, pick
from scripts.owing.feed import feed
from scripts.owing.gather import dues_ahead
from scripts.owing.tables import dues_json, dues_text

_LOOKING = both("正在查找", "looking")
_NAME = both("{who}政务公开报送", "openness submissions of {who}")
_ALL = both("各单位", "all units")


@click.command(
    "due",
    help=both(
        "列出接下来该报什么：报送时限、本月本周还差的条数、还没有回复的通知，以及逾期要扣的分。"
        "不写 --within 时，列出年内的全部时限和已经开始的期间。",
        "List what is owed next: deadlines, what this month and week still lack, open notices. "
        "Without --within: every deadline of the year, and the periods that have begun.",
    ),
    epilog=examples(
        "gongkai due wanshui",
        "gongkai due --within 14d",
        "gongkai due wanshui --as-of 2023-10-20 --within 2w",
        "gongkai due wanshui --format ics > 宛水街道.ics",
    ),
)
@UNIT_OR_ALL
@YEAR
@HEAD
@AS_OF
@click.option(
    "--within",
    type=Span(),
    metavar="DAYS",
    help=both("只列这些天之内截止的，如 14d、2w", "only what is due within, as 14d or 2w"),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "ics"]),
    default="table",
    help=both(
        "输出形式，默认 table（表格）；ics 可以导入日历", "default: table; ics is for calendars"
    ),
)
@click.pass_context
def command(
    context: click.Context,
    unit: str | None,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    within: timedelta | None,
    form: str,
) -> None:
    """List what is owed."""
    settings = settings_of(context)
    language = settings.language
    assessment = open_assessment(settings, head=head)
    chosen = year_or_newest(assessment, year)
    at = moment_or_now(as_of)
    named = None if unit is None else find_unit(assessment, unit)
    if named is not None and assessment.rulebook_for(named.id, chosen) is None:
        raise WrongUse("unit-not-assessed", unit=named.id, year=chosen)
    units = list(assessment.registry.values()) if named is None else [named]
    until = None if within is None else at + within
    with working(_LOOKING, language):
        dues = dues_ahead(
            assessment, chosen, at, units, until=until, begun=until is None and form != "ics"
        )
    if form == "json":
        put(dues_json(dues, chosen, at), None)
    elif form == "ics":
        who = named.short_name if named else pick(_ALL, language)
        name = pick(_NAME, language).format(who=who)
        version = len(assessment.repository.first_parent_chain(assessment.head))
        put(feed(dues, name=name, as_of=at, version=version, language=language), None)
    else:
        put(dues_text(dues, chosen, at, language), None)
    tell_uncounted(assessment, settings, chosen, at)

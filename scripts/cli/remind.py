"""``gongkai remind``: what each unit still owes, as a Markdown digest or as issues on a forge."""

import os
from dataclasses import replace
from datetime import datetime, timedelta

import click

from scoring.assessment import Assessment
from scoring.errors import WrongUse
from scoring.messages import sentence
from scoring.records.registry import Unit
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import (
    by_code,
    find_unit,
    moment_or_now,
    open_assessment,
    year_or_newest,
)
from scripts.cli.options import AS_OF, HEAD, UNIT_OR_ALL, YEAR
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.cli.values import Span
from scripts.language import both

_LOOKING = both("正在查找", "looking")
_WEEK = timedelta(days=7)


@click.command(
    "remind",
    help=both(
        "按单位列出近期截止、还没有报送的材料和逾期要扣的分，写成 Markdown，可以贴进通知。"
        "加 --issues 时，在代码托管平台上给每个单位开一个提醒，有变化就更新，报齐后自动关闭；"
        "仓库和令牌取自环境变量 GITHUB_REPOSITORY、GITHUB_TOKEN，定时工作流就是这样运行的。",
        "What each unit still owes that is due soon, as a Markdown digest. With --issues, keep "
        "one issue a unit on the forge instead: opened, updated, closed once nothing is owed. "
        "Repository and token: GITHUB_REPOSITORY, GITHUB_TOKEN.",
    ),
    epilog=examples(
        "gongkai remind --within 7d",
        "gongkai remind wanshui --within 2w",
        "gongkai remind --issues",
    ),
)
@UNIT_OR_ALL
@click.option(
    "--within",
    type=Span(),
    default=_WEEK,
    metavar="DAYS",
    help=both("只列这些天之内截止的，默认 7d", "only what is due within; default: 7d"),
)
@YEAR
@HEAD
@AS_OF
@click.option(
    "--issues",
    is_flag=True,
    help=both("在代码托管平台上开提醒，不打印", "keep issues on the forge instead of printing"),
)
@click.pass_context
def command(
    context: click.Context,
    unit: str | None,
    within: timedelta,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    issues: bool,
) -> None:
    """Print the digest, or keep the issues."""
    from scripts.owing.gather import dues_ahead
    from scripts.reminding.digest import digest, reminders

    settings = settings_of(context)
    if issues and unit is not None:
        raise WrongUse("remind-issues-all")
    assessment = open_assessment(settings, head=head)
    chosen = year_or_newest(assessment, year)
    at = moment_or_now(as_of)
    units = _units(assessment, unit, chosen)
    with working(_LOOKING, settings.language):
        dues = dues_ahead(assessment, chosen, at, units, until=at + within, begun=True)
    if not issues:
        put(digest(reminders(units, dues), at, at + within, settings.language), None)
        return
    from scripts.forge.api import Api
    from scripts.forge.runner import TOKEN, runner_of, secret
    from scripts.reminding.issues import is_private, keep_issues

    runner, token = runner_of(os.environ), secret(TOKEN)
    if not (runner.repository and runner.api and token):
        raise WrongUse("remind-issues-where")
    api = Api(runner.api, token)
    if not is_private(api, runner.repository):
        dues = [due for due in dues if not due.internal]
        units = [replace(each, submitters=()) for each in units]
    owed = reminders(units, dues)
    kept = keep_issues(api, runner.repository, owed, at, settings.language)
    told = {
        "opened": len(kept.opened), "changed": len(kept.changed), "closed": len(kept.closed)
    }  # fmt: skip
    click.echo(sentence("remind-kept", told, settings.language))


def _units(assessment: Assessment, told: str | None, year: int) -> list[Unit]:
    if told is None:
        return sorted(assessment.registry.values(), key=by_code)
    unit = find_unit(assessment, told)
    if assessment.rulebook_for(unit.id, year) is None:
        raise WrongUse("unit-not-assessed", unit=unit.id, year=year)
    return [unit]

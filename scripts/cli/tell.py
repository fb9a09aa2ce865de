"""``gongkai tell``: tell units what came for them: by mail or command, or as issues on a forge."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from scoring.assessment import Assessment
from scoring.errors import WrongUse
from scoring.history.repository import open_repository
from scoring.messages import sentence
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now, open_assessment
from scripts.cli.values import Span
from scripts.language import Language, both
from scripts.product import product_root

if TYPE_CHECKING:
    from scripts.telling.announcing import Announcement

_FEW_DAYS = timedelta(days=3)


@click.command(
    "tell",
    help=both(
        "把新到的通知、通报、问题、复核决定、临时时限告诉所涉单位。服务器按仓库设置 gongkai.tell "
        "指明的文件发邮件或者运行指定的程序，每次接收以后自动进行，这个命令用来补发没有发成的。"
        "加 --issues 时，在代码托管平台上为近几天的每份材料开一个提醒，并提到各单位的报送人。",
        "Tell units of notices, criticisms, findings, rulings and deadlines that name them. On a "
        "server: mail or a command, as the file in the setting gongkai.tell says; runs after every "
        "merge by itself. With --issues: one issue a record on the forge.",
    ),
    epilog=examples(
        "gongkai --repo /srv/git/gongkai.git tell",
        "gongkai tell --issues --within 3d",
        "gongkai tell --dry-run",
    ),
)
@click.option(
    "--issues",
    is_flag=True,
    help=both("在代码托管平台上开提醒", "open issues on the forge"),
)
@click.option(
    "--within",
    type=Span(),
    default=_FEW_DAYS,
    metavar="DAYS",
    help=both("只列这些天之内收到的，默认 3d", "only what came in within; default: 3d"),
)
@click.option(
    "--dry-run",
    is_flag=True,
    help=both("只列出要告诉的内容，不发出", "only show what would be told"),
)
@click.pass_context
def command(context: click.Context, issues: bool, within: timedelta, dry_run: bool) -> None:
    """Tell units."""
    from scripts.telling.job import tell
    from scripts.telling.words import text

    settings = settings_of(context)
    now = moment_or_now(None)
    if issues or dry_run:
        assessment = open_assessment(settings)
        if dry_run:
            recent = tuple(_recent(assessment, now, within))
            for each in recent:
                for unit in each.units:
                    click.echo(text(each, unit, assessment.registry))
            if not recent:
                click.echo(sentence("tell-nothing", {"days": within.days}, settings.language))
            return
        _open_issues(assessment, now, within, settings.language)
        return
    git_dir = open_repository(settings.repository).git_dir
    told = tell(git_dir, product_root(), lambda: now)
    values = {"carried": told.carried, "failed": told.failed}
    click.echo(sentence("tell-done", values, settings.language))
    if told.failed:
        context.exit(1)


def _recent(assessment: Assessment, now: datetime, within: timedelta) -> "Iterator[Announcement]":
    """Yield what came in within the last days."""
    from scripts.telling.announcing import announcements

    for each in announcements(assessment, -1, now):
        time = each.record.receipt.time
        if time is not None and now - within <= time <= now:
            yield each


def _open_issues(
    assessment: Assessment, now: datetime, within: timedelta, language: Language
) -> None:
    from scripts.forge.api import Api
    from scripts.forge.runner import TOKEN, runner_of, secret
    from scripts.reminding.issues import is_private
    from scripts.telling.issues import open_issues

    runner, token = runner_of(os.environ), secret(TOKEN)
    if not (runner.repository and runner.api and token):
        raise WrongUse("remind-issues-where")
    api = Api(runner.api, token)
    if not is_private(api, runner.repository):
        click.echo(sentence("tell-public", {}, language))
        return
    told = open_issues(
        api, runner.repository, _recent(assessment, now, within), assessment.registry
    )
    click.echo(sentence("tell-issues", {"opened": len(told)}, language))

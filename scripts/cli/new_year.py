"""``gongkai new-year``: open the next assessment year."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.messages import sentence
from scripts.checkpoints.making import make_checkpoint, trusted_key
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now, open_assessment
from scripts.cli.options import CHECKPOINT_KEY, DRY_RUN
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.cli.values import Day, Moment, Year
from scripts.language import both
from scripts.new_year.opening import plan, write
from scripts.new_year.telling import told_opening
from scripts.product import product_root

_LOOKING = both("正在查看上一年", "looking at last year")


@click.command(
    "new-year",
    help=both(
        "开始下一个考核年度：把上一年的细则照抄成新一年的，年度和日期逐处改到新一年；"
        "列出要人核对的地方、没有了结的通知和申诉、继续考核的账号，说明上一年结账没有。"
        "写在工作区里，由维护人员提交。",
        "Open the next assessment year: last year's rulebooks with every date moved, what a person "
        "has to look at, notices and appeals still open, accounts that go on, and whether last "
        "year is closed. Written to the working tree, for a maintainer to commit.",
    ),
    epilog=examples(
        "gongkai new-year 2024 --dry-run",
        "gongkai new-year 2024",
        "gongkai new-year 2024 --closing 2025-01-31 --checkpoint",
    ),
)
@click.argument(
    "year",
    type=Year(),
    metavar="YEAR",
    help=both("新的考核年度", "the new assessment year"),
)
@click.option(
    "--closing",
    type=Day(),
    metavar="DATE",
    help=both(
        "新年度的结账日，默认照上一年顺延一年", "the new closing day; default: last year's, moved"
    ),
)
@click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=both("上一年的截至时刻，默认现在", "look at last year as of then; default: now"),
)
@click.option(
    "--checkpoint",
    is_flag=True,
    help=both(
        "上一年已经结账的，同时存一个检查点", "where last year is final, keep a checkpoint of it"
    ),
)
@CHECKPOINT_KEY
@DRY_RUN
@click.pass_context
def command(
    context: click.Context,
    year: int,
    closing: date | None,
    as_of: datetime | None,
    checkpoint: bool,
    key: Path | None,
    dry_run: bool,
) -> None:
    """Plan, write, tell."""
    settings = settings_of(context)
    now = moment_or_now(None)
    at = as_of if as_of is not None else now
    if checkpoint and (at > now or dry_run):
        raise WrongUse("checkpoint-ahead" if at > now else "new-year-dry")
    assessment = open_assessment(settings, fresh=True)
    with working(_LOOKING, settings.language):
        opening = plan(assessment, product_root(), year, at, closing)
    if checkpoint:
        if not opening.closing.final:
            day = opening.closing.closes.isoformat()
            raise WrongUse("new-year-not-final", year=opening.old, closes=day)
        ledgers = [assessment.ledger(each, at) for each in assessment.years()]
        private = trusted_key(assessment, key, at)
        make_checkpoint(assessment, ledgers, at, private)
        opening = replace(opening, closing=replace(opening.closing, kept=True))
    worktree = assessment.repository.worktree
    if not dry_run and worktree is not None:
        write(opening, worktree)
    names = {unit.id: unit.short_name for unit in assessment.registry.values()}
    put(told_opening(opening, names, settings.language, written=not dry_run), None)
    if checkpoint:
        click.echo(sentence("new-year-kept", {"year": opening.old}, settings.language), err=True)

"""``gongkai check``: are records, registry, rulebooks, schemas and calendars as they should be?"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.history.repository import open_repository
from scripts.checking.checker import Outcome, check_range, check_worktree
from scripts.checking.reporters import errors_in, github_report, json_report, summary, text_report
from scripts.checking.watch import Watch
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.output import put
from scripts.cli.progress import READING, counted, working
from scripts.language import Language, both
from scripts.product import product_root

_CHECKING = both("正在检查", "checking")


@click.command(
    "check",
    help=both(
        "检查工作区里的材料、附件、单位名录、考核细则、结构文件和工作日历，逐条指出文件、行、列、"
        "哪里不对、怎么改。有错误时退出码为 1，只有提醒时为 0。",
        "Check records, attachments, registry, rulebooks, schemas and calendars: file, line, "
        "column, what is wrong, what to do. Exit status 1 on errors; warnings do not fail.",
    ),
    epilog=examples(
        "gongkai check",
        "gongkai check units/wanshui/2023/news",
        "gongkai check --range main..submit/wanshui/1",
        "gongkai check --format json",
    ),
)
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(path_type=Path),
    metavar="[PATH]...",
    help=both("只检查这些文件或文件夹，不写则全部检查", "files or folders; everything if absent"),
)
@click.option(
    "--range",
    "commits",
    metavar="A..B",
    help=both(
        "检查从 A 到 B 的提交带来的内容，只读提交，不读工作区",
        "check what the commits from A to B bring, from Git objects alone",
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help=both("输出形式，默认 text（文字）", "default: text"),
)
@click.pass_context
def command(
    context: click.Context, paths: tuple[Path, ...], commits: str | None, form: str
) -> None:
    """Check and report."""
    settings = settings_of(context)
    if commits is not None and paths:
        raise WrongUse("range-with-paths")

    watch = _Watch(settings.language)
    repository = open_repository(settings.repository)
    if commits is None:
        outcome = check_worktree(repository, product_root(), paths, watch, cached=settings.cache)
    else:
        outcome = check_range(repository, product_root(), commits, watch, cached=settings.cache)
    put(_reported(outcome, form, settings.language), None)
    if form == "text":
        click.echo(summary(outcome.problems, outcome.files, settings.language), err=True)
    if errors_in(outcome.problems):
        context.exit(1)


class _Watch(Watch):
    """Shows on a terminal how far a long check is."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def reading(self) -> AbstractContextManager[None]:
        """Show that the history is being read."""
        return working(READING, self._language)

    def through(self, paths: Sequence[str]) -> Iterable[str]:
        """Show how many records are done."""
        return counted(paths, _CHECKING, self._language)


def _reported(outcome: Outcome, form: str, language: Language) -> str:
    if form == "json":
        return json_report(outcome.problems, outcome.files, language)
    if form == "github":
        return github_report(outcome.problems, language)
    return text_report(outcome.problems, language)

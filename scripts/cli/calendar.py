"""``gongkai calendar``: the working calendar of a year as a data file."""

from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.messages import sentence
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.output import put
from scripts.cli.values import Year
from scripts.language import both

_FOLDER = "scoring/calendars"


@click.command(
    "calendar",
    help=both(
        "生成一年的工作日历（放假和调休），写入仓库的 scoring/calendars/。"
        "计算“3日内”一类的期限要用到它。",
        "Write a year's working calendar (days off, make-up workdays) into scoring/calendars/.",
    ),
    epilog=examples("gongkai calendar 2024", "gongkai calendar 2024 --print"),
)
@click.argument("year", type=Year(), metavar="YEAR", help=both("年份", "the year"))
@click.option(
    "--print",
    "only_print",
    is_flag=True,
    help=both("只显示，不写入文件", "print it instead of writing the file"),
)
@click.pass_context
def command(context: click.Context, year: int, only_print: bool) -> None:
    """Write or print the calendar."""
    from scoring.history.repository import open_repository
    from scripts.calendars import calendar_document

    text = calendar_document(year)
    if only_print:
        put(text, None)
        return
    settings = settings_of(context)
    worktree = open_repository(settings.repository).worktree
    if worktree is None:
        raise WrongUse("repository-bare")
    code = _write(text, worktree / _FOLDER / f"china-{year}.yml")
    told = {"path": f"{_FOLDER}/china-{year}.yml"}
    click.echo(sentence(code, told, settings.language), err=True)


def _write(text: str, path: Path) -> str:
    """Write ``text`` and return the code of the sentence that says what happened."""
    known = path.is_file()
    if known and path.read_bytes() == text.encode():
        return "calendar-unchanged"
    path.parent.mkdir(parents=True, exist_ok=True)
    put(text, path)
    return "calendar-replaced" if known else "calendar-written"

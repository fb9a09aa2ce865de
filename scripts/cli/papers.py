"""What the two paper commands share: the day they are dated, where the file goes."""

from datetime import date
from pathlib import Path

import click

from scoring.calendar.zone import day_of
from scoring.errors import WrongUse
from scripts.cli.opening import moment_or_now
from scripts.cli.output import put
from scripts.cli.values import Day
from scripts.language import both

DATED = click.option(
    "--date",
    "dated",
    type=Day(),
    metavar="DATE",
    help=both("成文日期，默认今天", "the day the paper is dated; default: today"),
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both(
        "写入这个文件（有则覆盖）；默认以标题为文件名，已有同名文件时不覆盖",
        "write to this file; default: a new file called like the paper's title",
    ),
)


def day_or_today(day: date | None) -> date:
    """Return ``day``, or today."""
    return day if day is not None else day_of(moment_or_now(None))


def place_of(title: str, out: Path | None) -> Path:
    """Return where a paper goes. An edited draft is never written over unasked.

    Raises WrongUse where a file called like the title is there already.
    """
    target = out if out is not None else Path(f"{title}.docx")
    if out is None and target.exists():
        raise WrongUse("paper-there", path=str(target))
    return target


def put_paper(content: bytes, title: str, out: Path | None) -> Path:
    """Write a paper and return where. Raises as ``place_of`` does."""
    target = place_of(title, out)
    put(content, target)
    return target

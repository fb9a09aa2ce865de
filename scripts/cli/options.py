"""Options that several commands have, with the same words in each."""

from pathlib import Path

import click

from scripts.cli.values import Moment, Year
from scripts.language import both

YEAR = click.option("--year", type=Year(), metavar="YEAR", help=both("考核年度", "assessment year"))
HEAD = click.option("--head", metavar="REV", help=both("历史的末端，默认 main", "default: main"))
AS_OF = click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=both("截至时刻，默认现在", "a date or a time with its offset; default: now"),
)
SEEN_FROM = click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=both("从这一时刻看，默认现在", "a date or a time with its offset; default: now"),
)
TEXT_OR_JSON = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help=both("输出形式，默认 text（文字）", "default: text"),
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both("写入文件，默认写到屏幕", "write to a file instead of standard output"),
)
SITE_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/site"),
    metavar="DIR",
    help=both("生成到这个文件夹，默认 build/site", "default: build/site"),
)

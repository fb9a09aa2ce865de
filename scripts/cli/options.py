"""Options that several commands have, with the same words in each."""

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

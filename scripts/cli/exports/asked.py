"""What the exports of tables share: options, and how a table is written."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from scripts.cli.options import AS_OF, HEAD, YEAR
from scripts.cli.output import put
from scripts.exchange.tables import Table
from scripts.language import both

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    YEAR,
    HEAD,
    AS_OF,
    click.option(
        "--unit",
        "units",
        multiple=True,
        metavar="UNIT",
        help=both("只列这个单位（代号或名称），可以写几次", "only this unit; may be repeated"),
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(["xlsx", "csv"]),
        default=None,
        help=both("输出形式，默认按文件名，否则 xlsx", "default: by the file's name, else xlsx"),
    ),
    click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=both("写入这个文件", "write to this file"),
    ),
)


def asked(command: Command) -> Command:
    """Give ``command`` the options that all tables have."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def put_tables(
    tables: Sequence[Table], title: str, at: datetime, form: str | None, out: Path | None
) -> None:
    """Write ``tables`` in the form asked for."""
    from scoring.version import ENGINE
    from scripts.exchange.books import tables_csv, tables_xlsx

    by_name = out is not None and out.suffix.lower() == ".csv"
    if form == "csv" or (form is None and by_name):
        put(tables_csv(tables), out)
    else:
        put(tables_xlsx(tables, title=title, creator=ENGINE, moment=at), out)

"""What the exports of tables share: what is asked, and how a table is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path

import click

from scoring.assessment import Assessment
from scripts.cli.context import settings_of
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.cli.options import AS_OF, HEAD, YEAR
from scripts.cli.output import put
from scripts.exchange.tables import Table
from scripts.language import both

_OPTIONS = (
    YEAR,
    HEAD,
    AS_OF,
    click.option(
        "--unit",
        "units",
        multiple=True,
        metavar="UNIT",
        help=both("只列这个单位（编号或名称），可以写几次", "only this unit; may be repeated"),
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


@dataclass(frozen=True)
class Asked:
    """What is asked of a table: which year of which assessment, as of when, where it goes.

    ``units`` are the ids of those that are wanted, None for all.
    """

    assessment: Assessment
    year: int
    at: datetime
    units: frozenset[str] | None
    form: str | None
    out: Path | None

    @property
    def is_csv(self) -> bool:
        """Tell whether CSV is wanted: by ``--format``, else by the file's name."""
        by_name = self.out is not None and self.out.suffix.lower() == ".csv"
        return self.form == "csv" or (self.form is None and by_name)

    def wants(self, unit: str) -> bool:
        """Tell whether the table is to list ``unit``."""
        return self.units is None or unit in self.units

    def put(self, tables: Sequence[Table], title: str) -> None:
        """Write ``tables`` in the form asked for."""
        from scoring.version import ENGINE
        from scripts.exchange.books import tables_csv, tables_xlsx

        if self.is_csv:
            put(tables_csv(tables), self.out)
        else:
            put(tables_xlsx(tables, title=title, creator=ENGINE, moment=self.at), self.out)


def asked(command: Callable[[Asked], None]) -> Callable[..., None]:
    """Give ``command`` the options that all tables have, read and looked up."""

    @click.pass_context
    @wraps(command)
    def answered(
        context: click.Context,
        /,
        year: int | None,
        head: str | None,
        as_of: datetime | None,
        units: tuple[str, ...],
        form: str | None,
        out: Path | None,
    ) -> None:
        assessment = open_assessment(settings_of(context), head=head)
        chosen, at = year_or_newest(assessment, year), moment_or_now(as_of)
        wanted = frozenset(find_unit(assessment, unit).id for unit in units) or None
        command(Asked(assessment, chosen, at, wanted, form, out))

    found: Callable[..., None] = answered
    for option in reversed(_OPTIONS):
        found = option(found)
    return found

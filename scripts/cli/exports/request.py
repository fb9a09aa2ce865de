"""What the exports of tables share: their options, and how a table is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path

import click

from scoring.assessment import Assessment
from scripts.cli.context import settings_of
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.cli.options import AS_OF, HEAD, OUT, UNITS, YEAR
from scripts.cli.output import put
from scripts.exchange.tables import Table
from scripts.language import both

_OPTIONS = (
    YEAR,
    HEAD,
    AS_OF,
    UNITS,
    click.option(
        "--format",
        "form",
        type=click.Choice(["xlsx", "csv"]),
        default=None,
        help=both("输出形式，默认按文件名，否则 xlsx", "default: by the file's name, else xlsx"),
    ),
    OUT,
)


@dataclass(frozen=True)
class TableRequest:
    """Of which year of which assessment a table is wanted, as of when, and where it goes.

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
        """Write ``tables`` in the form that is wanted."""
        from scoring.version import ENGINE
        from scripts.exchange.table_files import tables_csv, tables_xlsx

        if self.is_csv:
            put(tables_csv(tables), self.out)
        else:
            put(tables_xlsx(tables, title=title, creator=ENGINE, moment=self.at), self.out)


def with_table_options(command: Callable[[TableRequest], None]) -> Callable[..., None]:
    """Give ``command`` the options that all tables have, read and looked up."""

    @click.pass_context
    @wraps(command)
    def requested(
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
        command(TableRequest(assessment, chosen, at, wanted, form, out))

    found: Callable[..., None] = requested
    for option in reversed(_OPTIONS):
        found = option(found)
    return found

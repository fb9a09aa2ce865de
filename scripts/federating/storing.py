"""All harvests joined as Parquet files: sorted rows, exact decimals, the same bytes every time.

DuckDB reads and writes them with one thread, no extension but those it is built with, and no
setting taken from elsewhere; its version stands in every file, so that another one writes others.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.errors import WrongUse
from scripts.federating.gathering import PLACES
from scripts.federating.harvest import Harvest, Year
from scripts.federating.listing import Listing
from scripts.statutory.naming import names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXACT = f"DECIMAL(38, {PLACES})"
SHARE = "DECIMAL(18, 4)"

Row = Mapping[str, Any]

_SPILLED = ".duckdb"  # where DuckDB puts what memory does not hold


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with their types in order, and how many of the first ones sort it."""

    name: str
    columns: Mapping[str, str]
    keys: int


COUNTIES = Table(
    "counties",
    {
        "year": "INTEGER", "place": "INTEGER", "county": "VARCHAR", "name": "VARCHAR",
        "state": "VARCHAR", "confirmed": "BOOLEAN", "final": "BOOLEAN", "head": "VARCHAR",
        "commits": "BIGINT", "beyond": "BIGINT",
    },
    2,
)  # fmt: skip
UNITS = Table(
    "units",
    {
        "year": "INTEGER", "county": "VARCHAR", "unit": "VARCHAR", "name": "VARCHAR",
        "kind": "VARCHAR", "kind_title": "VARCHAR", "rulebook": "VARCHAR", "scheme": "VARCHAR",
        "points": EXACT, "score": EXACT, "share": SHARE, "grade": "VARCHAR", "rank": "INTEGER",
        "status": "VARCHAR",
    },
    3,
)  # fmt: skip
DEDUCTIONS = Table(
    "deductions",
    {
        "year": "INTEGER", "county": "VARCHAR", "unit": "VARCHAR", "place": "INTEGER",
        "kind": "VARCHAR", "kind_title": "VARCHAR", "rulebook": "VARCHAR", "clause": "VARCHAR",
        "title": "VARCHAR", "rule": "VARCHAR", "period": "VARCHAR", "code": "VARCHAR",
        "points": EXACT, "waived": EXACT, "applied": EXACT,
    },
    4,
)  # fmt: skip
REPORTS = Table(
    "reports",
    {
        "year": "INTEGER", "county": "VARCHAR", "unit": "VARCHAR", "name": "VARCHAR",
        "kind_title": "VARCHAR", "edition": "VARCHAR", "since": "VARCHAR", "until": "VARCHAR",
        "received": "VARCHAR", "shown": "BOOLEAN",
    },
    3,
)  # fmt: skip
FIGURES = Table(
    "figures",
    {
        "year": "INTEGER", "county": "VARCHAR", "unit": "VARCHAR", "place": "INTEGER",
        "edition": "VARCHAR", "field": "VARCHAR", "form": "VARCHAR", "line": "VARCHAR",
        "heading": "VARCHAR", "value": EXACT,
    },
    4,
)  # fmt: skip

TABLES = (COUNTIES, UNITS, DEDUCTIONS, REPORTS, FIGURES)


def load_duckdb() -> Any:
    """Return the module ``duckdb``. Raises WrongUse where the extra is not installed."""
    try:
        import duckdb
    except ImportError:
        raise WrongUse("federation-extra-missing", package="duckdb") from None
    return duckdb


@contextmanager
def database(folder: Path) -> Iterator["DuckDBPyConnection"]:
    """Yield a database in memory that may read and write files in ``folder`` and nowhere else."""
    connection = load_duckdb().connect(
        ":memory:",
        config={
            "threads": 1,
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(folder / _SPILLED),
        },
    )
    try:
        connection.execute(f"SET allowed_directories = [{quoted(str(folder.resolve()))}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()
        shutil.rmtree(folder / _SPILLED, ignore_errors=True)


def store(listing: Listing, harvests: Sequence[Harvest], folder: Path) -> None:
    """Write the five tables into ``folder`` as ``<name>.parquet``.

    ``harvests`` may come in any order; rows are sorted by their keys.
    """
    rows: dict[str, Iterable[Row]] = {
        COUNTIES.name: _counties(listing, harvests),
        UNITS.name: _units(harvests),
        DEDUCTIONS.name: _deductions(harvests),
        REPORTS.name: _reports(harvests),
        FIGURES.name: _figures(harvests),
    }
    with database(folder) as connection:
        for table in TABLES:
            _write(connection, table, rows[table.name], folder)


def quoted(text: str) -> str:
    """Return ``text`` as a string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _write(
    connection: "DuckDBPyConnection", table: Table, rows: Iterable[Row], folder: Path
) -> None:
    """Write ``rows`` by way of lines of JSON, in which every decimal is text and stays exact."""
    source, target = folder / f"{table.name}.jsonl", folder / f"{table.name}.parquet"
    with source.open("w", encoding="utf-8") as file:
        for row in rows:
            told = json.dumps(row, ensure_ascii=False, default=_plain, separators=(",", ":"))
            file.write(f"{told}\n")
    try:
        columns = ", ".join(f"{name}: {quoted(of)}" for name, of in table.columns.items())
        order = ", ".join(list(table.columns)[: table.keys])
        connection.execute(
            f"COPY (SELECT * FROM read_json({quoted(str(source))}, columns = {{{columns}}}, "
            f"format = 'newline_delimited', maximum_object_size = {_LONGEST}) ORDER BY {order}) "
            f"TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 65536)"
        )
    finally:
        source.unlink()


_LONGEST = 1024 * 1024


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(type(value).__name__)


def _years(harvests: Iterable[Harvest]) -> Iterator[tuple[Harvest, Year]]:
    for harvest in harvests:
        for year in harvest.years:
            yield harvest, year


def _counties(listing: Listing, harvests: Iterable[Harvest]) -> Iterator[Row]:
    order = {county.id: place for place, county in enumerate(listing.counties)}
    titles = {county.id: county.name for county in listing.counties}
    for harvest, year in _years(harvests):
        yield {
            "year": year.year, "place": order[harvest.county], "county": harvest.county,
            "name": titles[harvest.county], "state": str(year.state),
            "confirmed": year.confirmed, "final": year.final, "head": harvest.head,
            "commits": harvest.commits, "beyond": harvest.beyond,
        }  # fmt: skip


def _units(harvests: Iterable[Harvest]) -> Iterator[Row]:
    for harvest, year in _years(harvests):
        for unit in year.units:
            own = {name: getattr(unit, name) for name in UNITS.columns if hasattr(unit, name)}
            yield {"year": year.year, "county": harvest.county, **own}


def _deductions(harvests: Iterable[Harvest]) -> Iterator[Row]:
    for harvest, year in _years(harvests):
        for place, loss in enumerate(year.losses):
            own = {name: getattr(loss, name) for name in DEDUCTIONS.columns if hasattr(loss, name)}
            yield {"year": year.year, "county": harvest.county, "place": place, **own}


def _reports(harvests: Iterable[Harvest]) -> Iterator[Row]:
    for harvest, year in _years(harvests):
        for filing in year.filings:
            yield {
                "year": year.year, "county": harvest.county, "unit": filing.unit,
                "name": filing.name, "kind_title": filing.kind, "edition": filing.edition,
                "since": filing.since, "until": filing.until, "received": filing.received,
                "shown": filing.figures is not None,
            }  # fmt: skip


def _figures(harvests: Iterable[Harvest]) -> Iterator[Row]:
    for harvest, year in _years(harvests):
        for filing in year.filings:
            for place, (path, name) in enumerate(names().items() if filing.figures else ()):
                yield {
                    "year": year.year, "county": harvest.county, "unit": filing.unit,
                    "place": place, "edition": filing.edition, "field": ".".join(path),
                    "form": name.table, "line": name.row, "heading": name.column,
                    "value": str((filing.figures or {})[path]),
                }  # fmt: skip

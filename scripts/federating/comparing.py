"""The comparison itself: questions asked of the joined tables, answers as values.

Means and medians are reckoned in whole numbers (a share in ten-thousandths of a per cent), since
DuckDB divides decimals as floats; each is rounded half away from zero to four places, once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.federating.harvest import Harvest, State, Why
from scripts.federating.listing import Listing
from scripts.federating.storing import TABLES, database, quoted
from scripts.statutory.city import ASSESSMENT, FINAL
from scripts.statutory.figures import FEES, Figures, figures
from scripts.statutory.figures import Path as Field

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Spread:
    """How shares lie, in per cent; ``units`` are those scored, nothing is told where none is."""

    units: int = 0
    mean: Decimal | None = None
    median: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and what it cost: ``lost`` of ``units`` that it assesses, in ``counties``.

    ``county`` is None over all counties; ``times`` counts deductions, ``points`` adds them up.
    """

    county: str | None
    kind_title: str
    clause: str
    title: str
    counties: int
    units: int
    lost: int
    times: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Reports:
    """Annual reports: how many final ones, assessment ones, none; the final ones added up."""

    final: int
    assessment: int
    missing: int
    sums: Figures


@dataclass(frozen=True, slots=True)
class Row:
    """A county in one year. ``kinds`` are its spreads by kind of unit, ``worst`` what it lost most.

    ``why`` says why it is not compared; ``reports`` are None where nothing of it could be read.
    """

    county: str
    name: str
    state: State
    why: Why | None
    confirmed: bool
    final: bool
    head: str | None
    commits: int | None
    beyond: int | None
    units: int
    spread: Spread
    kinds: Mapping[str, Spread]
    worst: Clause | None
    reports: Reports | None


@dataclass(frozen=True, slots=True)
class Board:
    """One year: every county in the order of the list, and all of them together."""

    year: int
    rows: tuple[Row, ...]
    units: int
    spread: Spread
    kinds: Mapping[str, Spread]
    clauses: tuple[Clause, ...]
    by_county: tuple[Clause, ...]
    reports: Reports

    @property
    def missing(self) -> tuple[Row, ...]:
        """The counties that failed."""
        return tuple(row for row in self.rows if row.state.failed)


MACROS = """
CREATE MACRO over(a, b) AS
  CASE WHEN a >= 0 THEN (2 * a + b) // (2 * b) ELSE -((b - 2 * a) // (2 * b)) END;
CREATE MACRO whole(share) AS CAST(share * 10000 AS HUGEINT);
CREATE MACRO four_places(n) AS CAST(n AS DECIMAL(18, 0)) * CAST(0.0001 AS DECIMAL(5, 4));
CREATE MACRO middle(shares) AS four_places(over(
  shares[(len(shares) + 1) // 2] + shares[len(shares) // 2 + 1], CAST(2 AS HUGEINT)));
"""
"""``over`` divides and rounds, ``middle`` is the median of sorted ten-thousandths of a per cent."""

_SPREAD = """
count(*) AS units, count(share) AS scored,
four_places(over(sum(whole(share)), CAST(count(share) AS HUGEINT))) AS mean,
middle(list_sort(list(whole(share)) FILTER (share IS NOT NULL))) AS median,
min(share) AS least, max(share) AS most
"""

_SPREADS = f"""
SELECT year, county, kind_title, {_SPREAD}
FROM units
GROUP BY GROUPING SETS ((year), (year, county), (year, kind_title), (year, county, kind_title))
ORDER BY year, county NULLS FIRST, kind_title NULLS FIRST
"""

_CLAUSES = """
WITH assessed AS (
  SELECT year, county, kind_title, count(*) AS units
  FROM units GROUP BY GROUPING SETS ((year, county, kind_title), (year, kind_title))
),
lost AS (
  SELECT year, county, kind_title, clause, title,
    count(DISTINCT county) AS counties, count(DISTINCT (county, unit)) AS lost,
    count(*) AS times, sum(applied) AS points
  FROM deductions WHERE applied > 0
  GROUP BY GROUPING SETS (
    (year, county, kind_title, clause, title), (year, kind_title, clause, title))
)
SELECT lost.year, lost.county, lost.kind_title, clause, title, counties, units, lost, times, points
FROM lost JOIN assessed ON lost.year = assessed.year
  AND lost.county IS NOT DISTINCT FROM assessed.county
  AND lost.kind_title = assessed.kind_title
ORDER BY lost.year, lost.county NULLS FIRST, points DESC, lost DESC, lost.kind_title, clause, title
"""

_REPORTS = f"""
SELECT year, county,
  count(*) FILTER (edition = {quoted(FINAL)}), count(*) FILTER (edition = {quoted(ASSESSMENT)}),
  count(*) FILTER (edition = '')
FROM reports GROUP BY GROUPING SETS ((year), (year, county))
"""

_SUMS = f"""
SELECT year, county, field, sum(value)
FROM figures WHERE edition = {quoted(FINAL)}
GROUP BY GROUPING SETS ((year, field), (year, county, field))
"""

_COUNTIES = "SELECT * FROM counties ORDER BY year, place"


def compare(listing: Listing, harvests: Sequence[Harvest], folder: Path) -> tuple[Board, ...]:
    """Return the boards of all years, newest first, from the Parquet files in ``folder``.

    ``harvests`` give only the reasons why a county is not compared.
    """
    with database(folder) as connection:
        for table in TABLES:
            source = quoted(str(folder / f"{table.name}.parquet"))
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet({source})")
        connection.execute(MACROS)
        answers = _Answers(connection)
    whys = {(each.county, year.year): year.why for each in harvests for year in each.years}
    return tuple(answers.board(year, whys) for year in sorted(listing.years, reverse=True))


class _Answers:
    """What the tables answered, by year and county (None: all)."""

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self._counties = list(_asked(connection, _COUNTIES))
        self._spreads: dict[tuple[int, str | None, str | None], tuple[int, Spread]] = {}
        for row in _asked(connection, _SPREADS):
            spread = Spread(row["scored"], *(row[name] for name in _MEASURES))
            place = (row["year"], row["county"], row["kind_title"])
            self._spreads[place] = (row["units"], spread)
        self._clauses: dict[int, list[Clause]] = {}
        for row in _asked(connection, _CLAUSES):
            self._clauses.setdefault(row.pop("year"), []).append(Clause(**row))
        self._counts = {
            (year, county): counts
            for year, county, *counts in connection.execute(_REPORTS).fetchall()
        }
        self._sums: dict[tuple[int, str | None], dict[Field, int | Decimal]] = {}
        for year, county, field, total in connection.execute(_SUMS).fetchall():
            path = tuple(field.split("."))
            value = total if path == FEES else int(total)
            self._sums.setdefault((year, county), {})[path] = value

    def board(self, year: int, whys: Mapping[tuple[str, int], Why | None]) -> Board:
        """Return the board of ``year``."""
        clauses = self._clauses.get(year, [])
        by_county = tuple(each for each in clauses if each.county is not None)
        units, spread = self._spread(year, None)
        return Board(
            year=year,
            rows=tuple(
                self._row(row, whys[row["county"], year], by_county)
                for row in self._counties
                if row["year"] == year
            ),
            units=units,
            spread=spread,
            kinds=self._kinds(year, None),
            clauses=tuple(each for each in clauses if each.county is None),
            by_county=by_county,
            reports=self._reports(year, None),
        )

    def _row(self, row: Mapping[str, Any], why: Why | None, clauses: Sequence[Clause]) -> Row:
        year, county, state = row["year"], row["county"], State(row["state"])
        units, spread = self._spread(year, county)
        return Row(
            county=county,
            name=row["name"],
            state=state,
            why=why,
            confirmed=row["confirmed"],
            final=row["final"],
            head=row["head"],
            commits=row["commits"],
            beyond=row["beyond"],
            units=units,
            spread=spread,
            kinds=self._kinds(year, county),
            worst=next((each for each in clauses if each.county == county), None),
            reports=None if state.failed else self._reports(year, county),
        )

    def _spread(self, year: int, county: str | None) -> tuple[int, Spread]:
        return self._spreads.get((year, county, None), (0, Spread()))

    def _kinds(self, year: int, county: str | None) -> Mapping[str, Spread]:
        return {
            kind: spread
            for (of_year, of_county, kind), (_, spread) in self._spreads.items()
            if (of_year, of_county) == (year, county) and kind is not None
        }

    def _reports(self, year: int, county: str | None) -> Reports:
        final, assessment, missing = self._counts.get((year, county), (0, 0, 0))
        sums = {**figures(()), **self._sums.get((year, county), {})}
        return Reports(final, assessment, missing, sums)


_MEASURES = ("mean", "median", "least", "most")


def _asked(connection: "DuckDBPyConnection", question: str) -> Iterator[dict[str, Any]]:
    answer = connection.execute(question)
    names = [column[0] for column in answer.description or ()]
    for values in answer.fetchall():
        yield dict(zip(names, values, strict=True))

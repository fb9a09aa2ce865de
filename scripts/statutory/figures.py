"""The figures of one report, or of many added up: the one place where sums and totals are made.

A figure is known by its path: the fields that lead to it in a record, with ``total`` for what the
form computes (``requests/results/total/businesses``: businesses' share of （七）总计).
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from scripts.statutory.fields import APPLICANTS, BLOCKS, DISPUTES, MADE, OUTCOMES, RESULTS

Path = tuple[str, ...]
Figures = Mapping[Path, int | Decimal]
"""Every figure of the three tables, totals too; all are int but the fees, in 万元."""

FEES: Path = ("proactive", "fees")
TOTAL = "total"


def figures(reports: Iterable[Mapping[str, Any]]) -> Figures:
    """Return the three tables added up over ``reports``, which are valid; zeros over none."""
    sums: dict[Path, int | Decimal] = {path: Decimal(0) if path == FEES else 0 for path in INPUTS}
    for report in reports:
        for path in INPUTS:
            sums[path] += amount(report, path)
    return {**sums, **totals(sums)}


def amount(report: Mapping[str, Any], path: Path) -> int | Decimal:
    """Return the figure at ``path`` of a report."""
    found: Any = report
    for step in path:
        found = found[step]
    return Decimal(str(found)) if path == FEES else int(found)


def totals(sums: Figures) -> dict[Path, int | Decimal]:
    """Return every total that the form prints, from the figures that are typed."""
    found: dict[Path, int | Decimal] = {}
    handled = ("requests", "results", TOTAL)
    for column, _ in APPLICANTS:
        found[*handled, column] = sum(sums[*row, column] for row in RESULT_ROWS)
    for row in (*REQUEST_ROWS, handled):
        found[*row, TOTAL] = sum({**sums, **found}[*row, column] for column, _ in APPLICANTS)
    for case, _ in DISPUTES:
        row = ("disputes", case)
        found[*row, TOTAL] = sum(sums[*row, outcome] for outcome, _ in OUTCOMES)
    return found


def group_total(of: Figures, group: str, column: str = TOTAL) -> int:
    """Return how many requests ended in ``group`` (``refused``), of all applicants or of some."""
    start = ("requests", "results", group)
    return int(sum(of[*row, column] for row in RESULT_ROWS if row[:3] == start))


def _proactive() -> Iterator[Path]:
    for _, rows in BLOCKS:
        for row, _ in rows:
            if row in ("rules", "normative_documents"):
                yield from (("proactive", row, column) for column, _ in MADE)
            else:
                yield ("proactive", row)


def _results() -> Iterator[Path]:
    for group, _, parts in RESULTS:
        if parts:
            yield from (("requests", "results", group, part) for part, _ in parts)
        else:
            yield ("requests", "results", group)


RESULT_ROWS: tuple[Path, ...] = tuple(_results())
REQUEST_ROWS: tuple[Path, ...] = (
    ("requests", "received"),
    ("requests", "carried_in"),
    *RESULT_ROWS,
    ("requests", "carried_out"),
)
INPUTS: tuple[Path, ...] = (
    *_proactive(),
    *((*row, column) for row in REQUEST_ROWS for column, _ in APPLICANTS),
    *(("disputes", case, outcome) for case, _ in DISPUTES for outcome, _ in OUTCOMES),
)
"""Every figure that is typed, in the order in which the form prints them."""

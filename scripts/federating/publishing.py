"""A comparison published: pages, JSON, CSV and Parquet in one folder, there whole or not at all."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from scoring.errors import WrongUse
from scripts.federating import grids
from scripts.federating.comparing import Board, compare
from scripts.federating.document import comparison_json
from scripts.federating.harvest import Harvest
from scripts.federating.listing import SCHEMAS, Listing
from scripts.federating.pages import pages
from scripts.federating.storing import store
from scripts.repository.place import check_free, taking
from scripts.spreadsheets import csv_bytes

MARKER = ".gongkai-federation"
"""A file by which a folder is known to be a comparison of ours, and may be replaced."""

_GRIDS = {
    "counties.csv": grids.counties_grid,
    "kinds.csv": grids.kinds_grid,
    "clauses.csv": grids.clauses_grid,
    "reports.csv": grids.reports_grid,
    "report-figures.csv": grids.figures_grid,
}


def check_out(out: Path) -> None:
    """Raise WrongUse where ``out`` holds something that is no comparison of ours."""
    try:
        check_free(out, lambda place: (place / MARKER).is_file())
    except WrongUse:
        raise WrongUse("federation-out-occupied", path=str(out)) from None


def publish_comparison(
    listing: Listing, harvests: Sequence[Harvest], as_of: datetime, out: Path
) -> tuple[Board, ...]:
    """Write the comparison of ``harvests`` into the folder ``out``, in place of an earlier one.

    The same harvests give the same bytes, in whatever order they came. Raises WrongUse where
    ``out`` is taken.
    """
    check_out(out)
    with taking(out, at_once=True) as folder:
        data = folder / "data"
        data.mkdir()
        store(listing, harvests, data)
        boards = compare(listing, harvests, data)
        for name, grid in _GRIDS.items():
            (data / name).write_bytes(csv_bytes(grid(boards)))
        _write(data / "federation.json", comparison_json(listing.title, boards, as_of))
        _write(data / "federation-1.json", (SCHEMAS / "comparison.json").read_text("utf-8"))
        for name, page in pages(listing.title, boards, as_of).items():
            _write(folder / name, page)
        _write(folder / MARKER, "")
    return boards


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "replace"))

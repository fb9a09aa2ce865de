"""The city's figures as rows of cells: for CSV, and for the sheets of a workbook."""

from collections.abc import Iterable
from decimal import Decimal

from scripts.spreadsheets import Row
from scripts.statutory.city import ASSESSMENT, FINAL, LINES, City, Filing, value, years
from scripts.statutory.figures import FEES, Figures, Path
from scripts.statutory.naming import names

EDITIONS = {FINAL: "法定全年报告", ASSESSMENT: "考核报送稿", "": "未报送"}


def figures_grid(city: City) -> list[Row]:
    """Return one row a figure of the form, in its order, with every sum of ``city``."""
    rows: list[Row] = [["年度", "表", "行", "列", "字段", *city.sums]]
    for path, name in names().items():
        sums = (cell(of, path) for of in city.sums.values())
        rows.append([city.year, name.table, name.row, name.column, ".".join(path), *sums])
    return rows


def main_grid(city: City) -> list[Row]:
    """Return one row for each of the figures that people ask for first."""
    rows: list[Row] = [["项目", *city.sums]]
    for line in LINES:
        rows.append([line.label, *(value(line, of) for of in city.sums.values())])
    return rows


def units_grid(city: City) -> list[Row]:
    """Return one row a unit: what it has filed, and its figures (none where it filed none)."""
    heads = ["年度", "单位编号", "单位", "类别", "报告", "统计起始日", "统计截止日", "收到日期"]
    rows: list[Row] = [[*heads, *(line.label for line in LINES)]]
    for each in city.filings:
        about: Row = [city.year, each.unit, each.name, each.kind, told_edition(each)]
        found = each.figures
        figures: Row = [None if found is None else value(line, found) for line in LINES]
        rows.append([*about, each.since, each.until, each.received, *figures])
    return rows


def years_grid(cities: Iterable[City]) -> list[Row]:
    """Return one row a figure, one column a year in which anybody has reported."""
    shown = tuple(years(cities))
    rows: list[Row] = [["项目", *(f"{city.year}年" for city in shown)]]
    for edition in (FINAL, ASSESSMENT):
        rows.append([f"{EDITIONS[edition]}（份）", *(city.count(edition) for city in shown)])
    for line in LINES:
        rows.append([line.label, *(value(line, city.whole) for city in shown)])
    return rows


def told_edition(filing: Filing) -> str:
    """Return which report counts, in words."""
    if filing.edition and filing.figures is None:
        return "已依法撤下，未计入"
    return EDITIONS.get(filing.edition, filing.edition)


def cell(of: Figures, path: Path) -> int | Decimal:
    """Return a figure as a cell of a table: fees exactly as they add up."""
    return Decimal(of[path]) if path == FEES else int(of[path])

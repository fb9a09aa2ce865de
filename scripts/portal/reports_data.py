"""The figures of the annual reports as files: CSV tables and a workbook."""

from collections.abc import Iterator

from scripts.portal.filings import cities, city
from scripts.portal.volume import Volume
from scripts.spreadsheets import csv_bytes
from scripts.statutory.sheets import figures_grid, units_grid, years_grid
from scripts.statutory.workbook import city_workbook

FILES = (
    (
        "annual-reports.csv",
        "年度报告统计表汇总",
        "三张法定统计表的每一格：全市合计，其中法定全年报告、考核报送稿，以及各类单位的小计。",
    ),
    (
        "annual-reports-units.csv",
        "各单位年度报告主要数据",
        "每个单位一行：报了哪一版、统计到哪天、何时收到，申请、办理结果、复议、诉讼的件数。",
    ),
    (
        "annual-reports-years.csv",
        "年度报告主要数据逐年对比",
        "申请、办理结果、复议、诉讼的件数，一年一列。",
    ),
    (
        "annual-reports.xlsx",
        "年度报告汇总（Excel）",
        "主要数据、三张统计表（官方格式）、各单位、逐年对比和全部数据，各一页。",
    ),
)
"""The data files of the city's figures: name, title, what is in them."""


def data_files(volume: Volume) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each of ``FILES``."""
    whole, of_years = city(volume), cities(volume)
    contents = {
        "annual-reports.csv": csv_bytes(figures_grid(whole)),
        "annual-reports-units.csv": csv_bytes(units_grid(whole)),
        "annual-reports-years.csv": csv_bytes(years_grid(of_years)),
        "annual-reports.xlsx": city_workbook(whole, of_years, volume.site.as_of),
    }
    for name, _, _ in FILES:
        yield name, contents[name]

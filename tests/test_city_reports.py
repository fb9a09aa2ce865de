"""The annual reports of a whole city: summed once, shown as page, CSV and Excel, year by year."""

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.assessment import Assessment
from scripts.portal import filings, reports
from scripts.portal.assembly import Site, assemble
from scripts.portal.input import Audience, PortalInput
from scripts.portal.volume import volumes
from scripts.site_job import gather
from scripts.statutory.city import FINAL, LINES, City, Filing, added, value
from scripts.statutory.figures import figures
from scripts.statutory.sheets import units_grid
from scripts.statutory.workbook import city_workbook
from tests.conftest import ROOT
from tests.support.annual_report import report, with_figures, word
from tests.support.records import as_yaml, at, registry_files
from tests.support.repo import RepoBuilder

REFUSED = ("requests", "results", "refused", "state_secret", "natural_persons")
RECEIVED = ("requests", "received", "natural_persons")
FEES = ("proactive", "fees")
AS_OF = at("2024-02-15")


def rulebooks(year: int) -> dict[str, str]:
    """Return the rulebooks of 2023 as those of ``year``."""
    found = {}
    for path in sorted((ROOT / "scoring" / "rulebooks").glob("2023-*.yml")):
        text = path.read_text(encoding="utf-8")
        for old in (2024, 2023, 2022) if year > 2023 else (2022, 2023, 2024):
            text = text.replace(str(old), str(old + year - 2023))
        found[f"scoring/rulebooks/{path.name.replace('2023', str(year))}"] = text
    return found


def filed(unit: str, year: int, edition: str, refused: int, **texts: str) -> dict[str, bytes]:
    """Return the files of a report of ``unit`` that refused so many requests."""
    last = "12-31" if edition == FINAL else "09-30"
    counts = {RECEIVED: refused + 2, REFUSED: refused, FEES: "0.5"}
    data = with_figures(report(), counts)
    data |= {"title": f"某单位{year}年政府信息公开工作年度报告", "edition": edition, **texts}
    data["period"] = {"from": f"{year}-01-01", "to": f"{year}-{last}"}
    content = word(data)
    digest = hashlib.sha256(content).hexdigest()
    data["attachments"] = [{"file": "report.docx", "sha256": digest, "title": "年度报告"}]
    stem = f"units/{unit}/{year}/annual-report/{year}-10-20-{edition}"
    return {f"{stem}.yml": as_yaml(data), f"{stem}/report.docx": content}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> PortalInput:
    """Two years of reports: townships, a department, the government's own."""
    folder = tmp_path_factory.mktemp("city")
    first: dict[str | bytes, Any] = {**registry_files(), **rulebooks(2022), **rulebooks(2023)}
    made = RepoBuilder(folder / "data").first(first, at=at("2022-01-01"))
    own = {"title": "宣威市人民政府2022年政府信息公开工作年度报告"}
    made.merge(filed("wanshui", 2022, "final", 3), at=at("2023-01-20"))
    made.merge(filed("zhengfuban", 2022, "final", 5, **own), at=at("2023-03-30"))
    made.merge(filed("wanshui", 2023, "assessment", 4), at=at("2023-10-20"))
    made.merge(filed("geyi", 2023, "assessment", 1), at=at("2023-10-21"))
    made.merge(filed("tongji", 2023, "final", 2), at=at("2024-01-20"))
    made.merge(filed("wanshui", 2023, "final", 7), at=at("2024-01-25"))
    made.finish()
    assessment = Assessment.open(made.path, product=ROOT)
    assert not assessment.rejections
    with assessment.repository.objects() as objects:
        return gather(assessment, (2022, 2023), AS_OF, Audience.PUBLIC, objects, demo=False)


@pytest.fixture(scope="module")
def site(city: PortalInput) -> Site:
    return assemble(city)


def body(site: Site, address: str) -> Any:
    return next(page.body for page, _ in site.pages if page.address == address)


def table(site: Site, name: str) -> list[dict[str, str]]:
    content = next(file.content for file in site.files if file.address == f"data/{name}")
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def book(site: Site, year: int) -> openpyxl.Workbook:
    content = next(
        file.content for file in site.files if file.address == f"data/{year}/annual-reports.xlsx"
    )
    return openpyxl.load_workbook(io.BytesIO(content))


# --- what is summed -------------------------------------------------------------------------------


def test_of_two_editions_the_final_one_alone_counts(site: Site) -> None:
    shown = dict(body(site, "2023/reports.html").shown)
    assert shown["不予公开"] == 7 + 2 + 1
    assert shown["本年新收申请"] == 9 + 4 + 3


def test_editions_are_told_apart_in_every_sum(site: Site) -> None:
    heads, *rows = body(site, "2023/reports.html").main
    refused = dict(zip(heads, next(row for row in rows if row[0] == "不予公开"), strict=True))
    assert refused["合计"] == 10
    assert refused["其中法定全年报告"] == 9 and refused["其中考核报送稿"] == 1
    assert refused["乡（镇、街道）"] == 8 and refused["政府工作部门"] == 2
    assert refused["本级政府"] == 0


def test_who_has_reported_and_who_has_not_is_shown_by_kind(site: Site) -> None:
    now = {kind.title: kind for kind in body(site, "2023/reports.html").kinds}
    townships = now["乡（镇、街道）"]
    assert (townships.final, townships.assessment, townships.missing) == (1, 1, 27)
    assert now["政府工作部门"].final == 1 and now["政府工作部门"].missing == 15
    (government,) = now["本级政府"].units
    assert government.edition == "" and government.address is None
    then = {kind.title: kind for kind in body(site, "2022/reports.html").kinds}
    (government,) = then["本级政府"].units
    assert government.name == "宣威市人民政府" and government.edition == "法定全年报告"


def test_the_government_s_own_report_is_called_by_its_title(site: Site) -> None:
    titles = {page.address: page.title for page, _ in site.pages}
    own = titles["2022/units/zhengfuban-report.html"]
    assert own == "宣威市人民政府2022年政府信息公开工作年度报告"


def test_years_stand_side_by_side(site: Site) -> None:
    heads, *rows = body(site, "2023/reports.html").by_year
    assert heads == ["项目", "2022年", "2023年"]
    assert ["法定全年报告（份）", 2, 2] in rows and ["考核报送稿（份）", 0, 1] in rows
    assert ["不予公开", 8, 10] in rows
    assert body(site, "2023/reports.html").year_pages == ((2022, "2022/reports.html"),)


def test_one_year_alone_is_compared_with_nothing(city: PortalInput) -> None:
    alone = next(volume for volume in volumes(city) if volume.year == 2023)
    index = next(
        page for page in reports.pages(type(alone)(
            type(city)(**{**vars(city), "years": (alone.input,)}), alone.input, alone.shelves
        )) if page.template == "reports.html"
    )  # fmt: skip
    assert index.body.by_year == []  # type: ignore[attr-defined]


def test_what_is_taken_down_is_summed_no_more(city: PortalInput) -> None:
    record = "tongji/2023/annual-report/2023-10-20-final"
    ruling = "zhengfuban/2023/ruling/2024-01-01-01"
    withheld = type(city)(**{**vars(city), "withheld": {record: ruling}})
    volume = next(each for each in volumes(withheld) if each.year == 2023)
    whole = filings.city(volume)
    assert value(LINES[4], whole.whole) == 8
    told = next(row for row in units_grid(whole) if row[1] == "tongji")
    assert told[4] == "已依法撤下，未计入" and told[8] is None


# --- one reckoning, three forms -------------------------------------------------------------------


def test_page_csv_and_workbook_say_the_same(site: Site) -> None:
    rows = table(site, "2023/annual-reports.csv")
    assert len(rows) == 200
    printed = {
        ".".join(cell.path): cell.text
        for each in body(site, "2023/reports.html").tables
        for row in each.rows
        for cell in row
        if cell.path
    }
    assert {row["字段"]: row["合计"] for row in rows} == printed
    sheets = book(site, 2023)
    listed = {row[4]: row[5] for row in sheets["全部数据"].iter_rows(min_row=2, values_only=True)}
    assert {path: str(told) for path, told in listed.items()} == printed
    requests = sheets["表二 依申请公开"]
    drawn = [[cell.value for cell in row] for row in requests.iter_rows(min_row=5, min_col=4)]
    assert drawn[0] == [16, 0, 0, 0, 0, 0, 16]
    assert printed["proactive.fees"] == "1.5"


def test_units_and_years_are_tables_of_their_own(site: Site) -> None:
    units = {row["单位编号"]: row for row in table(site, "2023/annual-reports-units.csv")}
    assert units["wanshui"]["报告"] == "法定全年报告" and units["wanshui"]["不予公开"] == "7"
    assert units["wanshui"]["统计截止日"] == "2023-12-31"
    assert units["geyi"]["统计截止日"] == "2023-09-30"
    assert units["geyi"]["收到日期"] == "2023-10-21"
    assert units["zhengfuban"]["报告"] == "未报送" and units["zhengfuban"]["不予公开"] == ""
    years = {row["项目"]: row for row in table(site, "2022/annual-reports-years.csv")}
    assert (years["不予公开"]["2022年"], years["不予公开"]["2023年"]) == ("8", "10")


def test_the_files_are_linked_where_the_figures_stand(site: Site) -> None:
    linked = {address for _, address in body(site, "2023/reports.html").files}
    assert linked == {
        "data/2023/annual-reports.csv",
        "data/2023/annual-reports-units.csv",
        "data/2023/annual-reports-years.csv",
        "data/2023/annual-reports.xlsx",
    }
    assert linked <= site.addresses
    assert linked <= {file.address for file in body(site, "2023/data.html").files}


def test_the_workbook_is_ready_for_the_office(site: Site) -> None:
    sheets = book(site, 2023)
    requests = sheets["表二 依申请公开"]
    assert {"A2:C4", "D2:J2", "E3:I3", "D3:D4", "J3:J4", "A7:A28"} <= {
        str(merged) for merged in requests.merged_cells.ranges
    }
    assert requests.freeze_panes == "D5" and requests["D5"].number_format == "#,##0"
    assert requests.page_setup.paperSize == 9 and requests.sheet_properties.pageSetUpPr.fitToPage
    assert requests.column_dimensions["C"].width > 30
    assert sheets["表一 主动公开"]["B15"].number_format == "#,##0.######"
    for name in ("主要数据", "各单位", "逐年对比", "全部数据"):
        assert sheets[name].freeze_panes == "A2"
    assert sheets["各单位"]["A2"].number_format == "General"  # a year is no amount


def test_the_same_figures_are_the_same_bytes() -> None:
    whole = City(2023, (Filing("a", "甲", "乡镇", FINAL, figures=figures([report()])),))
    assert city_workbook(whole, (whole,), AS_OF) == city_workbook(whole, (whole,), AS_OF)


def test_a_unit_s_name_is_never_a_formula() -> None:
    whole = City(2023, (Filing("a", "=1+1", "乡镇", FINAL, figures=figures([report()])),))
    content = city_workbook(whole, (whole,), AS_OF)
    cell = openpyxl.load_workbook(io.BytesIO(content))["各单位"]["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_sums_over_nobody_are_zero() -> None:
    assert set(map(int, added([None]).values())) == {0}
    assert City(2023, ()).whole == figures(())


def test_the_demo_city_adds_up(demo_repository: Path) -> None:
    assessment = Assessment.open(demo_repository, product=ROOT)
    with assessment.repository.objects() as objects:
        data = gather(assessment, (2023,), AS_OF, Audience.PUBLIC, objects, demo=True)
    (volume,) = volumes(data)
    whole = filings.city(volume)
    taken_in = value(LINES[0], whole.whole) + value(LINES[1], whole.whole)
    assert taken_in == value(LINES[8], whole.whole) + value(LINES[9], whole.whole)
    assert sum(value(line, whole.whole) for line in LINES[2:8]) == value(LINES[8], whole.whole)
    assert added(whole.sums[group.kind] for group in whole.groups) == whole.whole


def test_a_year_without_reports_shows_those_before_it(city: PortalInput) -> None:
    now, then = (replace(year, entries=kept) for year, kept in zip(
        city.years, ({}, city.years[-1].entries), strict=True
    ))  # fmt: skip
    volume = volumes(replace(city, years=(now, then)))[0]
    index: Any = next(reports.pages(volume)).body
    assert (index.final, index.assessment) == (0, 0)
    assert index.by_year[0] == ["项目", f"{then.year}年"]
    assert index.year_pages == ((then.year, f"{then.year}/reports.html"),)

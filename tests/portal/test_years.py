"""Several years on one site: side by side, each as it stood."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from scripts.portal.assembly import assemble
from scripts.portal.build import build
from scripts.portal.years import YearResult, _notes
from tests.support.once import made_once
from tests.support.portal_fixture import portal
from tests.support.portal_pages import read, theme
from tests.support.records import ROOT
from tests.support.years import two_years


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of two years."""
    return made_once(tmp_path_factory, "two-years", lambda out: build(two_years(), theme(), out))


def test_a_site_of_one_year_has_no_page_of_years() -> None:
    assert not {"years.html", "data/years.csv", "data/years.json"} & assemble(portal()).addresses


def test_every_units_years_stand_side_by_side_and_lead_to_why(both: Path) -> None:
    page = read(both / "years.html")
    assert "各年度的考核办法不同" in page.text
    assert "2024年还没有结账" in page.text
    for unit in ("wanshui", "tongji"):
        assert {f"2023/units/{unit}.html", f"2024/units/{unit}.html"} <= set(page.links)
    assert "2024/units/xiangcunzhenxing.html" not in page.links
    assert "2023/units/shujuju.html" not in page.links
    assert "2023年8月31日撤销" in page.text
    assert "2024年1月31日以前称市财政局" in page.text


def test_a_unit_that_changed_its_name_between_two_years_is_found_under_both() -> None:
    def result(year: int, name: str, note: str = "") -> YearResult:
        return YearResult(
            year, "caizheng", name, f"{year}-department", "政府工作部门", Decimal(5), Decimal(5),
            1, 1, "", True, "", note,
        )  # fmt: skip

    renamed = (result(2024, "市财政国资局"), result(2023, "市财政局"), result(2022, "市财政局"))
    assert _notes(renamed) == ("2023年称市财政局",)
    ended = "2024年1月1日撤销"
    assert _notes((result(2024, "甲", ended), result(2023, "甲", ended))) == (ended,)
    within = "2024年1月31日以前称市财政局"
    assert _notes((result(2024, "市财政国资局", within), result(2023, "市财政局"))) == (within,)


def test_the_same_is_there_as_data_by_its_schema(both: Path) -> None:
    document = json.loads((both / "data/years.json").read_bytes())
    schema = ROOT / "site_overrides/assets/schemas/years-1.json"
    jsonschema.validate(document, json.loads(schema.read_bytes()))
    ledgers = {year.year: year.ledger for year in two_years().years}
    assert len(document["results"]) == sum(len(each.units) for each in ledgers.values())
    for each in document["results"]:
        unit = ledgers[each["year"]].unit(each["unit"])
        assert unit is not None
        assert (each["name"], float(unit.score)) == (unit.name, each["score"])
    lines = (both / "data/years.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == len(document["results"]) + 1
    assert lines[0].startswith("年度,单位编号,单位,")


def test_a_units_page_tells_its_other_years(both: Path) -> None:
    page = read(both / "2024/units/wanshui.html")
    assert "历年得分" in page.text
    assert "../../2023/units/wanshui.html" in page.links or "../2023" in " ".join(page.links)
    assert "历年得分" in read(both / "2023/units/wanshui.html").text


def test_each_year_has_the_names_of_its_time(both: Path) -> None:
    before, after = (read(both / f"{year}/scoreboard.html").text for year in (2023, 2024))
    assert "市财政局" in before
    assert "市财政国资局" not in before
    assert "市财政国资局" in after
    assert "市财政局" in read(both / "2023/units/caizheng.html").text


def test_a_unit_that_is_gone_stands_in_its_last_year_with_its_last_day(both: Path) -> None:
    assert "由市发展和改革委员会承接" in read(both / "2023/units/xiangcunzhenxing.html").text
    board = read(both / "2023/scoreboard.html").text
    assert "2023年8月31日撤销" in board
    assert "单位变动怎样考核" in board
    assert "市乡村振兴局" not in read(both / "2024/scoreboard.html").text
    assert "市乡村振兴局" not in read(both / "2024/guides.html").text
    assert not (both / "2024/units/xiangcunzhenxing.html").exists()


def test_the_way_to_the_page_is_in_the_navigation(both: Path) -> None:
    assert "../years.html" in read(both / "2024/scoreboard.html").links


def test_years_before_stand_beside_the_newest(both: Path) -> None:
    home = read(both / "index.html")
    assert "往年" in home.text
    assert "2023/index.html" in home.links
    assert (both / "2023" / "rules" / "township.html").is_file()


def test_a_year_that_is_not_told_yet_is_not_told_beside_others() -> None:
    site = two_years()
    newest, older = site.years
    held = replace(newest, held=True, ledger=replace(newest.ledger, units=()))
    made = assemble(replace(site, years=(held, older)))
    (file,) = [each for each in made.files if each.address == "data/years.json"]
    assert {each["year"] for each in json.loads(file.content)["results"]} == {2023}

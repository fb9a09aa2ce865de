"""Three counties become one comparison: every figure follows from theirs, the same bytes again."""

import csv
import io
import json
import statistics
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import jsonschema

from scoring.assessment import Assessment
from scripts.federating.listing import SCHEMAS
from scripts.statutory.figures import figures
from tests.conftest import ROOT
from tests.support.counties import AS_OF
from tests.support.prefecture import Ran, federation
from tests.support.records import at


def shares(folder: Path) -> list[Fraction]:
    ledger = Assessment.open(folder, product=ROOT).ledger(2023, at("2024-03-01", "00:00:00"))
    return [Fraction(unit.score) * 100 / Fraction(unit.points) for unit in ledger.units]


def test_every_county_is_compared(ran: Ran) -> None:
    assert ran.status == 0, ran.told
    assert ran.document["complete"] is True
    assert [row["state"] for row in ran.document["years"][0]["counties"]] == ["compared"] * 3
    assert "甲县" in ran.printed and "已比较" in ran.printed


def test_means_and_medians_are_those_of_the_ledgers(ran: Ran, listing: Path) -> None:
    every: list[Fraction] = []
    for county in ("jia", "yi", "bing"):
        found = shares(listing.parent / county)
        every += found
        told = ran.county(county)
        assert told["units"] == len(found)
        _fits(told["shares"], found)
    _fits(ran.document["years"][0]["shares"], every)


def _fits(told: dict[str, Any], found: list[Fraction]) -> None:
    wanted = {
        "mean": sum(found) / len(found),
        "median": statistics.median(found),
        "least": min(found),
        "most": max(found),
    }
    for name, value in wanted.items():
        assert abs(Fraction(str(told[name])) - value) <= Fraction(1, 10_000), name


def test_clauses_add_up_to_what_the_units_lost(ran: Ran, listing: Path) -> None:
    lost = Decimal(0)
    for county in ("jia", "yi", "bing"):
        opened = Assessment.open(listing.parent / county, product=ROOT)
        for unit in opened.ledger(2023, AS_OF).units:
            for _, leaf in unit.leaves():
                lost += sum((each.applied for each in leaf.deductions or ()), Decimal(0))
    clauses = json.loads(
        (ran.out / "data/federation.json").read_text("utf-8"), parse_float=Decimal
    )["years"][0]["clauses"]
    assert sum(each["points"] for each in clauses) == lost
    assert clauses == sorted(clauses, key=lambda each: -each["points"])
    news = next(each for each in clauses if each["clause"] == "disclosure/news")
    assert (news["counties"], news["units"], news["lost"]) == (2, 4, 4)


def test_only_final_reports_are_summed_and_fees_stay_exact(ran: Ran) -> None:
    year = ran.document["years"][0]["reports"]
    assert (year["final"], year["assessment"]) == (3, 1)
    assert year["figures"]["requests.results.refused.state_secret.natural_persons"] == 7 + 2 + 1
    text = (ran.out / "data/federation.json").read_text("utf-8")
    fees = json.loads(text, parse_float=Decimal)["years"][0]["reports"]["figures"]
    assert fees["proactive.fees"] == Decimal("13")  # 0.35 + 12.5 + 0.15: no float comes to this
    assert set(year["figures"]) == {".".join(path) for path in figures(())}
    assert ran.county("bing")["reports"]["final"] == 0


def test_the_document_follows_its_schema(ran: Ran) -> None:
    schema = json.loads((SCHEMAS / "comparison.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(ran.document, schema)
    assert (ran.out / "data/federation-1.json").read_bytes() == (
        SCHEMAS / "comparison.json"
    ).read_bytes()


def test_parquet_holds_sorted_rows_and_exact_decimals(ran: Ran) -> None:
    data = ran.out / "data"
    with duckdb.connect() as connection:
        columns = connection.execute(
            f"DESCRIBE SELECT * FROM '{data}/deductions.parquet'"
        ).fetchall()
        types = {name: of for name, of, *_ in columns}
        assert types["applied"] == "DECIMAL(38,12)"
        for name, keys in (("units", 3), ("deductions", 4), ("figures", 4), ("counties", 2)):
            rows = connection.execute(f"SELECT * FROM '{data}/{name}.parquet'").fetchall()
            keyed = [row[:keys] for row in rows]
            assert keyed == sorted(keyed) and len(set(keyed)) == len(keyed) > 0, name


def test_every_csv_has_a_row_for_every_county(ran: Ran) -> None:
    for name in ("counties", "kinds", "clauses", "reports"):
        content = (ran.out / "data" / f"{name}.csv").read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        assert {row[1] for row in rows[1:]} == {"", "jia", "yi", "bing"}, name


def test_pages_ask_nothing_of_anyone_and_show_names_as_text(ran: Ran) -> None:
    page = (ran.out / "index.html").read_text("utf-8")
    assert page == (ran.out / "2023.html").read_text("utf-8")
    assert "default-src 'none'" in page and "<script" not in page
    assert "http:" not in page and "https:" not in page
    assert "<b>县" not in page and "<i>对比" not in page
    assert "丙&#60;b&#62;县" in page or "丙&lt;b&gt;县" in page


def test_the_same_bytes_again_with_any_number_of_workers(
    ran: Ran, listing: Path, tmp_path: Path
) -> None:
    again = federation(listing, tmp_path / "out", "--workers", "3")
    assert again.files == ran.files


def test_an_earlier_comparison_is_replaced_and_nothing_else(listing: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.docx").write_bytes(b"mine")
    refused = federation(listing, out)
    assert refused.status == 2 and "别的文件" in refused.told
    assert list(out.iterdir()) == [out / "letter.docx"]
    assert not (tmp_path / "out.w").exists()

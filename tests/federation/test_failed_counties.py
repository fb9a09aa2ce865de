"""Counties that cannot be compared stand in every table, with their state and no figure."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.counties import listed
from tests.support.prefecture import Ran, federation


@pytest.fixture(scope="module")
def partly(listing: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """jia is compared; bing is not there, yi signs with another key than the one pinned."""
    folder = tmp_path_factory.mktemp("partly")
    file = listed(folder / "counties.yml", ("bing", "jia", "yi"))
    text = file.read_text("utf-8").replace('"repository": "', f'"repository": "{listing.parent}/')
    text = text.replace(f"{listing.parent}/bing", "nowhere/bing")
    head, _, tail = text.rpartition('"keys": ["ssh-ed25519 ')
    other = "AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D28s"
    file.write_text(f'{head}"keys": ["ssh-ed25519 {other}"]}}]\n', "utf-8")
    assert tail
    return federation(file, folder / "out", "--workers", "1")


def test_the_run_says_so_and_publishes_what_there_is(partly: Ran) -> None:
    assert partly.status == 1
    assert partly.document["complete"] is False
    states = {row["county"]: row["told"] for row in partly.document["years"][0]["counties"]}
    assert states == {"bing": "未能取得", "jia": "已比较", "yi": "未能核验"}
    for county, words in (("bing", "仓库连不上"), ("yi", "检查点的签名无效")):
        row = partly.county(county)
        assert words in row["reason"]["sentence"] and words in partly.printed
        assert row["shares"]["mean"] is None and row["reports"] is None and row["units"] == 0


def test_the_sums_are_those_of_the_others_alone(partly: Ran, ran: Ran) -> None:
    year = partly.document["years"][0]
    assert year["shares"] == ran.county("jia")["shares"]
    assert year["reports"]["final"] == 2


def test_every_csv_has_their_rows(partly: Ran) -> None:
    for name in ("counties", "kinds", "clauses", "reports"):
        content = (partly.out / "data" / f"{name}.csv").read_bytes().decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(content)) if row[1] == "yi"]
        assert len(rows) == 1 and rows[0][3] == "未能核验", name
    content = (partly.out / "data" / "report-figures.csv").read_bytes().decode("utf-8-sig")
    assert {row[-1] for row in csv.reader(io.StringIO(content))} == {"乙县（yi）", "未能核验"}


def test_every_table_of_the_page_has_their_rows(partly: Ran) -> None:
    page = (partly.out / "index.html").read_text("utf-8")
    assert "2个县市没有进入对比" in page
    tables = page.split('<h2 id="')[1:6]
    assert [table.partition('"')[0] for table in tables] == [
        "counties", "kinds", "clauses", "reports", "read",
    ]  # fmt: skip
    for table in tables[:4]:
        assert '<th scope="row">乙县</th>' in table and "未能核验" in table
    assert page.count("不含：") == 3


def test_where_git_looked_is_for_the_operator_alone(partly: Ran) -> None:
    assert "nowhere" in partly.told and "怎么办" in partly.told
    for name, content in partly.files.items():
        assert b"nowhere" not in content and b"/pytest-" not in content, name


def test_what_was_seen_is_kept_for_the_next_time(partly: Ran) -> None:
    seen = partly.out.with_name("out.w") / "seen"
    assert sorted(path.name for path in seen.iterdir()) == ["jia.json"]

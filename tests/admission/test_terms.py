"""Terms of a kind: one report a month, rows that add up, findings with a price."""

from typing import Any

import pytest

from tests.support.admitting import codes, ids, judged, outcome
from tests.support.records import ROOT, at, text
from tests.support.repo import RepoBuilder


def hotline(name: str) -> str:
    return f"units/xinfang/2023/hotline-report/{name}.yml"


def report(month: str = "2023-07", **changes: Any) -> bytes:
    return text("hotline-report", month=month, **changes)


def test_a_second_report_of_a_month_must_correct_the_first(builder: RepoBuilder) -> None:
    first = "xinfang/2023/hotline-report/2023-08-05-a"
    builder.merge({hotline("2023-08-05-a"): report()}, at=at("2023-08-05"))
    assert judged(builder, {hotline("2023-08-06-b"): report()}) == ["not-unique"]
    builder.merge({hotline("2023-08-08-d"): report(supersedes=first)}, at=at("2023-08-08"))
    builder.merge({hotline("2023-09-05-e"): report("2023-08")}, at=at("2023-09-05"))
    admission = outcome(builder)
    assert [record.path[-5] for record in admission.records] == ["a", "d", "e"]


def test_a_report_in_the_folder_of_another_year_holds_no_month_of_this_one(
    builder: RepoBuilder,
) -> None:
    wrong = "units/xinfang/2024/hotline-report/2024-01-05-a.yml"
    builder.merge({wrong: report("2023-12")}, at=at("2024-01-05"))
    builder.merge({hotline("2024-01-06-b"): report("2023-12")}, at=at("2024-01-06"))
    assert judged(builder, {hotline("2024-01-07-c"): report("2023-12")}) == ["not-unique"]
    assert [record.year for record in outcome(builder).records] == [2024, 2023]


def test_a_correction_may_not_take_another_reports_month(builder: RepoBuilder) -> None:
    builder.merge({hotline("2023-08-05-a"): report("2023-07")}, at=at("2023-08-05"))
    builder.merge({hotline("2023-09-05-b"): report("2023-08")}, at=at("2023-09-05"))
    moved = report("2023-07", supersedes="xinfang/2023/hotline-report/2023-09-05-b")
    assert judged(builder, {hotline("2023-09-06-c"): moved}) == ["not-unique"]


def test_a_month_reported_by_mistake_is_free_once_corrected(builder: RepoBuilder) -> None:
    builder.merge({hotline("2023-08-05-a"): report("2023-06")}, at=at("2023-08-05"))
    moved = report("2023-07", supersedes="xinfang/2023/hotline-report/2023-08-05-a")
    builder.merge({hotline("2023-08-06-b"): moved}, at=at("2023-08-06"))
    assert judged(builder, {hotline("2023-08-07-c"): report("2023-06")}) == []
    assert judged(builder, {hotline("2023-08-08-d"): report("2023-07")}) == ["not-unique"]


def test_what_is_no_id_corrects_nothing(builder: RepoBuilder) -> None:
    builder.merge({hotline("2023-08-05-a"): report()}, at=at("2023-08-05"))
    found = judged(builder, {hotline("2023-08-06-b"): report(supersedes=["x"])})
    assert "not-unique" in found


def test_an_invalid_report_holds_no_month(builder: RepoBuilder) -> None:
    builder.merge({hotline("2023-08-05-a"): report(rows=[])}, at=at("2023-08-05"))
    builder.merge({hotline("2023-08-06-b"): report()}, at=at("2023-08-06"))
    assert ids(outcome(builder)) == ["xinfang/2023/hotline-report/2023-08-06-b"]


def test_rows_of_a_report(builder: RepoBuilder) -> None:
    row = {"unit": "geyi", "received": 5, "signed_late": 0, "due": 4, "completed_on_time": 4}
    twice = report(rows=[row, dict(row, unit="wanshui"), row])
    assert judged(builder, {hotline("2023-08-05-a"): twice}) == ["unique-items"]
    more = report(rows=[dict(row, completed_on_time=5)])
    assert "at-most" in judged(builder, {hotline("2023-08-05-b"): more})


FINDING = "units/zhengfuban/2023/finding/2023-08-15-a.yml"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"code": "not-shown"}, []),
        ({"code": "shortcoming"}, ["priced-code"]),
        ({"code": "unheard-of"}, ["priced-code"]),
        ({"node": "disclosure/leadership", "code": "shortcoming"}, []),
        ({"node": "disclosure/news"}, ["priced-code"]),
        ({"node": "disclosure"}, ["priced-node"]),
        ({"node": "disclosure/parades"}, ["priced-node"]),
        ({"to": "atlantis"}, ["priced-unit"]),
        ({"to": "zhengfuban"}, ["priced-unit"]),
        ({"to": "tongji"}, ["priced-node"]),
        (
            {"to": "tongji", "node": "disclosure/statutory/audit", "code": "shortcoming"},
            ["priced-not-for-unit"],
        ),
        ({"to": "shenji", "node": "disclosure/statutory/audit", "code": "shortcoming"}, []),
        ({"node": "media", "code": "unreported-account"}, []),
    ],
)
def test_findings_are_priced(
    builder: RepoBuilder, changes: dict[str, Any], found: list[str]
) -> None:
    assert judged(builder, {FINDING: text("finding", **changes)}) == found


def test_a_finding_of_a_year_without_rulebook_has_no_price(builder: RepoBuilder) -> None:
    path = FINDING.replace("/2023/", "/2022/")
    assert judged(builder, {path: text("finding")}) == ["priced-unit"]


def test_prices_are_those_of_the_first_parent(builder: RepoBuilder) -> None:
    folder = ROOT / "scoring" / "rulebooks"
    name = "scoring/rulebooks/2023-township.yml"
    old = (folder / "2023-township.yml").read_bytes()
    new = old.replace(b"code: irregular", b"code: untidy")
    assert new != old
    untidy = text("finding", code="untidy")
    builder.merge({name: old}, at=at("2023-02-01"))
    builder.merge({name: new, FINDING: untidy}, at=at("2023-08-16"))
    builder.merge({FINDING.replace("-a", "-b"): untidy}, at=at("2023-08-17"))
    builder.merge({FINDING.replace("-a", "-c"): text("finding")}, at=at("2023-08-18"))
    admission = outcome(builder)
    assert [record.path[-5] for record in admission.records] == ["b"]
    assert {path[-5]: found for path, found in codes(admission).items()} == {
        "a": ["priced-code"],
        "c": ["priced-code"],
    }

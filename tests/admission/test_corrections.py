"""Corrections: what a record may replace."""

from typing import Any

import pytest

from tests.support.admitting import NEWS, codes, ids, judged, outcome, with_files
from tests.support.files import docx_bytes
from tests.support.records import at, text
from tests.support.repo import RepoBuilder

FIRST = "wanshui/2023/news/2023-02-06-a"


def correcting(target: str, kind: str = "news", **changes: Any) -> bytes:
    return text(kind, supersedes=target, **changes)


def test_a_correction_names_the_last_of_its_chain(builder: RepoBuilder) -> None:
    second, third, late = (NEWS.replace("-a", f"-{name}") for name in "bcd")
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    builder.merge({second: correcting(FIRST)}, at=at("2023-02-08"))
    builder.merge({third: correcting(FIRST)}, at=at("2023-02-09"))
    builder.merge({late: correcting(FIRST.replace("-a", "-b"))}, at=at("2023-02-10"))
    admission = outcome(builder)
    assert [record.path for record in admission.records] == [NEWS, second, late]
    assert codes(admission) == {third: ["supersedes-not-last"]}
    (problem,) = admission.rejections[0].problems
    assert problem.values["last"] == FIRST.replace("-a", "-b")


@pytest.mark.parametrize(
    ("path", "target", "found"),
    [
        ("geyi/2023/news/2023-02-08-b", FIRST, ["supersedes-elsewhere"]),
        ("wanshui/2024/news/2023-02-08-b", FIRST, ["supersedes-elsewhere"]),
        ("wanshui/2023/news/2023-02-08-b", "wanshui/2023/guide/2023-02-06-a", "unknown"),
        ("wanshui/2023/news/2023-02-08-b", "wanshui/2023/news/2023-02-08-b", "unknown"),
        ("wanshui/2023/news/2023-02-08-b", "wanshui/2023/news/2023-02-06-x", "unknown"),
        ("wanshui/2023/news/2023-02-08-b", FIRST, []),
    ],
)
def test_what_a_correction_may_name(
    builder: RepoBuilder, path: str, target: str, found: list[str] | str
) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    expected = ["supersedes-unknown"] if found == "unknown" else found
    assert judged(builder, {f"units/{path}.yml": correcting(target)}) == expected


def test_a_correction_of_another_kind_is_none(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    path = "units/wanshui/2023/leadership/2023-03-01-a.yml"
    record = text("leadership", supersedes=FIRST)
    assert "supersedes-elsewhere" in judged(builder, {path: record})


def test_what_came_with_the_same_merge_cannot_be_corrected(builder: RepoBuilder) -> None:
    second = NEWS.replace("-a", "-b")
    told = judged(builder, {NEWS: text("news"), second: correcting(FIRST)})
    assert told == ["supersedes-same-merge"]
    assert ids(outcome(builder)) == [FIRST]


def test_of_two_corrections_in_one_merge_the_first_wins(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    second, third = NEWS.replace("-a", "-b"), NEWS.replace("-a", "-c")
    assert judged(builder, {third: correcting(FIRST), second: correcting(FIRST)}) == [
        "supersedes-not-last"
    ]
    assert [record.path for record in outcome(builder).records] == [NEWS, second]


def test_what_was_not_accepted_cannot_be_corrected(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news", category="gossip")}, at=at("2023-02-07"))
    second = NEWS.replace("-a", "-b")
    assert judged(builder, {second: correcting(FIRST)}) == ["schema-enum", "supersedes-unknown"]


def test_reports_keep_to_their_edition(builder: RepoBuilder) -> None:
    folder = "units/wanshui/2023/annual-report"
    word = {"report.docx": docx_bytes("年度报告")}
    first = with_files("annual-report", word)
    final = with_files(
        "annual-report",
        word,
        edition="final",
        period={"from": "2023-01-01", "to": "2023-12-31"},
        supersedes="wanshui/2023/annual-report/2023-10-20-a",
    )
    files = {
        f"{folder}/2023-10-20-a.yml": first,
        f"{folder}/2023-10-20-a/report.docx": word["report.docx"],
    }
    builder.merge(files, at=at("2023-10-20"))
    files = {
        f"{folder}/2024-01-20-b.yml": final,
        f"{folder}/2024-01-20-b/report.docx": word["report.docx"],
    }
    assert judged(builder, files) == ["supersedes-keeps"]


def test_the_registrar_may_correct_accounts_of_the_unit_it_names(builder: RepoBuilder) -> None:
    account = "wanshui/2023/media-account/2023-01-03-a"
    mine = "units/xinxigongkaizhongxin/2023/media-account/2023-02-01"
    builder.merge({f"units/{account}.yml": text("media-account")}, at=at("2023-01-03"))
    wrong = text("media-account", to="geyi", supersedes=account)
    assert judged(builder, {f"{mine}-w.yml": wrong}) == ["supersedes-elsewhere"]
    right = text("media-account", to="wanshui", supersedes=account)
    builder.merge({f"{mine}-r.yml": right}, at=at("2023-02-01"))
    back = text("media-account", supersedes=account.replace("wanshui", "xinxigongkaizhongxin"))
    unit = "units/wanshui/2023/media-account/2023-03-01-b.yml"
    builder.merge({unit: back}, at=at("2023-03-01"))
    assert ids(outcome(builder)) == [account, f"{mine[6:]}-r"]

"""What a kind's schema asks of its records beyond their form: sums, days, words, other records."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.messages import level, sentence
from scoring.records.checks import CHECKS
from scoring.records.schemas import SchemaUnusable, load_schemas
from scripts.content.relations import RELATIONS
from scripts.content.shingles import ALIKE, likeness
from tests.support.bad_files import landscape, photo_file
from tests.support.content import attached, checked, codes, standing
from tests.support.records import example
from tests.support.schemas import FILES, SOURCES

REPORT: dict[str, Any] = example("annual-report")
FEE = "2023年度本机关未收取信息处理费。"
COLUMNS = tuple(REPORT["requests"]["received"])


def report(**changes: Any) -> dict[str, Any]:
    """Return a report that fits; ``changes`` are of paths joined with two underscores."""
    data = copy.deepcopy(REPORT)
    data["other_matters"] = FEE
    for path, value in changes.items():
        *above, last = path.split("__")
        part = data
        for step in above:
            part = part[step]
        assert last in part, path
        part[last] = value
    return {name: data[name] for name in data if name not in ("kind", "attachments")}


def found(**changes: Any) -> list[str]:
    return codes(checked("annual-report", **report(**changes)))


def test_a_report_that_fits_is_silent() -> None:
    assert found() == []


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(
    "row",
    [
        "received",
        "carried_in",
        "results__granted",
        "results__partly_granted",
        "results__refused__state_secret",
        "results__refused__administrative_inquiry",
        "results__unavailable__still_unclear",
        "results__not_processed__confirmation",
        "results__other__others",
        "carried_out",
    ],
)
def test_every_row_counts_in_every_column(row: str, column: str) -> None:
    problems = checked("annual-report", **report(**{f"requests__{row}__{column}": 7}))
    assert codes(problems) == ["balance", "balance"]  # the column, and the total
    assert problems[1].values["column"] == "总计"


def test_the_column_and_the_two_sums_are_named() -> None:
    changes = {"requests__received__businesses": 3, "requests__results__granted__businesses": 1}
    column, total = checked("annual-report", **report(**changes))
    assert sentence(column.code, column.values) == (
        "“商业企业”一栏的勾稽关系不成立：“一、本年新收政府信息公开申请数量”、"
        "“二、上年结转政府信息公开申请数量”合计 3，“三、本年度办理结果”、"
        "“四、结转下年度继续办理”合计 1，两个数应当相等。"
    )
    assert (total.values["left_sum"], total.values["right_sum"]) == (5, 3)
    assert column.line > 1


def test_two_wrong_columns_that_even_out_are_both_told() -> None:
    changes = {"requests__received__research": 1, "requests__carried_out__others": 1}
    problems = checked("annual-report", **report(**changes))
    assert [each.values["column"] for each in problems] == ["科研机构", "其他"]


def test_a_table_that_is_not_whole_is_the_schema_s_to_tell() -> None:
    assert found(requests__received={"natural_persons": "2"}) == []
    assert found(requests__received=None) == []
    assert found(requests=[]) == []
    assert found(period=None) == []


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2023-01-01", "2023-12-31", []),
        ("2023-06-01", "2023-06-01", []),
        ("2022-12-31", "2023-10-15", ["period-outside-year"]),
        ("2023-01-01", "2024-01-01", ["period-outside-year"]),
        ("2022-01-01", "2022-12-31", ["period-outside-year"]),
        ("2023-10-15", "2023-01-01", ["period-reversed"]),
    ],
)
def test_the_period_lies_in_the_year(first: str, last: str, code: list[str]) -> None:
    assert found(period={"from": first, "to": last}) == code


@pytest.mark.parametrize(
    ("edition", "first", "last", "code"),
    [
        ("final", "2023-01-01", "2023-12-31", []),
        ("final", "2023-01-01", "2023-10-31", ["period-not-whole"]),
        ("final", "2023-02-01", "2023-12-31", ["period-not-whole"]),
        ("final", "2023-01-01", "2024-01-31", ["period-outside-year"]),
        ("assessment", "2023-01-01", "2023-09-30", []),
    ],
)
def test_a_final_report_counts_the_whole_year(
    edition: str, first: str, last: str, code: list[str]
) -> None:
    assert found(edition=edition, period={"from": first, "to": last}) == code


def test_section_six_tells_of_fees() -> None:
    problems = checked("annual-report", **report(other_matters="没有其他需要报告的事项。"))
    assert codes(problems) == ["mention-missing"]
    assert level("mention-missing") == "warning"
    told = sentence("mention-missing", problems[0].values)
    assert "本年度是否收取信息处理费" in told and "国办函〔2020〕109号" in told
    assert found(other_matters="依 申 请 公 开 信息\n处理费 0 元") == []


def last_year(edition: str = "final", **changes: Any) -> Any:
    data = report(edition=edition, period={"from": "2022-01-01", "to": "2022-12-31"}, **changes)
    data["overview"] = "2022年的情况"
    return standing("annual-report", "a", year=2022, **data)


def final(**changes: Any) -> dict[str, Any]:
    return report(edition="final", period={"from": "2023-01-01", "to": "2023-12-31"}, **changes)


def test_a_final_report_carries_on_from_last_year_s() -> None:
    problems = checked("annual-report", others=[last_year()], **final())
    assert codes(problems) == ["carried-over"]  # one was left over, none is carried in
    told = sentence("carried-over", problems[0].values)
    assert "自然人" in told and "填 0" in told and "结转 1" in told
    fits = final(requests__carried_in__natural_persons=1, requests__carried_out__natural_persons=2)
    assert codes(checked("annual-report", others=[last_year()], **fits)) == []


@pytest.mark.parametrize("edition", ["assessment", "final"])
def test_editions_are_kept_apart(edition: str) -> None:
    other = "final" if edition == "assessment" else "assessment"
    before = last_year(other)
    data = final() if edition == "final" else report()
    assert codes(checked("annual-report", others=[before], **data)) == []


def test_other_years_and_units_carry_nothing_over() -> None:
    elsewhere = standing("annual-report", "a", unit="xining", year=2022, **final())
    assert codes(checked("annual-report", others=[elsewhere], **final())) == []


def test_a_correction_is_no_copy_of_what_it_corrects() -> None:
    own = standing("annual-report", "a", **report())
    correction = {**report(), "supersedes": own.id}
    assert codes(checked("annual-report", others=[own], **correction)) == []


def test_what_is_published_was_approved_before() -> None:
    posts = [
        {"title": "一", "approved_on": "2023-02-07", "published_on": "2023-02-07"},
        {"title": "二", "approved_on": "2023-02-08", "published_on": "2023-02-07"},
    ]
    problems = checked("media-approval", posts=posts)
    assert codes(problems) == ["dates-reversed"]
    told = sentence("dates-reversed", problems[0].values)
    assert "审批日期（approved_on）" in told and "2023-02-08" in told and "发布日期" in told


DIRECT = "也可以依法申请行政复议或者提起行政诉讼。"
FIRST = "应当先申请行政复议；对复议决定不服的，可以依法提起行政诉讼。"


@pytest.mark.parametrize(
    ("year", "remedy", "code"),
    [
        (2023, DIRECT, []),
        (2024, DIRECT, ["mention-missing"]),
        (2025, "可以直接向人民法院起诉。", ["mention-missing"]),
        (2024, FIRST, []),
        (2024, "可以向主管部门投诉、举报。", []),
        (2024, "可以申请行政复议；对行政复议决定不服的，向人民法院提起行政诉讼。", []),
    ],
)
def test_a_guide_of_2024_leads_through_reconsideration(
    year: int, remedy: str, code: list[str]
) -> None:
    assert codes(checked("guide", year=year, remedy=remedy)) == code


def sites(**photos: str) -> list[dict[str, Any]]:
    return [
        {"place": place, "gazettes": ["province"], "mini_program": True, "photo": photo}
        for place, photo in photos.items()
    ]


def test_each_place_has_a_photo_of_its_own() -> None:
    one, other = photo_file("甲"), photo_file("乙")
    good = checked(
        "gazette-display", {"a.jpg": one, "b.jpg": other}, sites=sites(centre="a.jpg", v="b.jpg")
    )
    assert codes(good) == []
    same = checked(
        "gazette-display", {"a.jpg": one, "b.jpg": one}, sites=sites(centre="a.jpg", v="b.jpg")
    )
    assert codes(same) == ["photo-repeated"]
    assert same[0].values == {"file": "b.jpg", "place": "v", "other": "centre"}
    shared = checked("gazette-display", {"a.jpg": one}, sites=sites(centre="a.jpg", v="a.jpg"))
    assert codes(shared) == ["photo-repeated"]


def test_a_photo_saved_anew_is_known_again_but_only_warned_of() -> None:
    one = landscape(1)
    for again in (
        landscape(1, quality=40),
        landscape(1, size=(320, 240)),
        landscape(1, size=(1280, 960)),
    ):
        problems = checked(
            "gazette-display",
            {"a.jpg": one, "b.jpg": again},
            sites=sites(centre="a.jpg", v="b.jpg"),
        )
        assert codes(problems) == ["photo-alike"]
        assert problems[0].values == {"file": "b.jpg", "place": "v", "other": "centre"}
    assert level("photo-alike") == "warning"


@pytest.mark.parametrize("seed", range(2, 8))
def test_photos_of_different_places_are_not_taken_for_one(seed: int) -> None:
    files = {"a.jpg": landscape(1), "b.jpg": landscape(seed)}
    found = checked("gazette-display", files, sites=sites(centre="a.jpg", v="b.jpg"))
    assert codes(found) == []


def test_a_photo_of_another_record_proves_no_other_place() -> None:
    files = {"a.jpg": photo_file("甲")}
    before = standing(
        "gazette-display", "a", sites=sites(centre="a.jpg"), attachments=attached(files)
    )
    again = checked("gazette-display", files, sites=sites(centre="a.jpg"), others=[before])
    assert codes(again) == []  # the same place once more
    moved = checked("gazette-display", files, sites=sites(v="a.jpg"), others=[before])
    assert codes(moved) == ["photo-repeated"]
    elsewhere = checked(
        "gazette-display", files, unit="xining", sites=sites(centre="a.jpg"), others=[before]
    )
    assert elsewhere[0].values["other"] == before.id
    corrected = checked(
        "gazette-display", files, sites=sites(v="a.jpg"), others=[before], supersedes=before.id
    )
    assert codes(corrected) == []


BODY = (
    "2月6日，宛水街道召开春耕生产工作推进会。会议听取春耕备耕进展情况汇报，研究解决存在问题，"
    "对农资供应、技术指导和灌溉保障三项重点任务作了安排，要求各村（社区）抓好落实。"
)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (BODY, ["near-duplicate"]),
        (BODY.replace("，", ",").replace("2月6日", "２月６日"), ["near-duplicate"]),
        (BODY.replace("推进会", "调度会").replace("2月6日", "2月9日"), ["near-duplicate"]),
        ("本报讯 " + BODY + "（示例甲）", ["near-duplicate"]),
        (BODY[:40] + "另有一事：街道开展防汛演练，转移群众四十人，检查隐患点六处。", []),
        ("3月8日，街道开展妇女维权普法宣传活动，发放资料三百份，解答咨询二十人次。", []),
    ],
)
def test_news_told_twice_is_warned_of(body: str, found: list[str]) -> None:
    before = standing("news", "a", body=BODY)
    problems = checked("news", others=[before], title="另一个标题", body=body)
    assert codes(problems) == found
    for problem in problems:
        assert problem.values["record"] == before.id
        assert 75 <= int(problem.values["percent"]) <= 100


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 12))
def test_likeness_is_the_share_of_what_is_in_both(own: int, shared: int, more: int) -> None:
    one = frozenset(f"{place:03}" for place in range(own))
    other = frozenset([*sorted(one)[:shared], *(f"x{place:02}" for place in range(more))])
    share = 100 * len(one & other) // len(one | other)
    assert likeness(one, other) == likeness(other, one) == (share if share >= ALIKE else 0)


def test_news_of_others_and_what_is_corrected_are_no_repetition() -> None:
    own, other = standing("news", "a", body=BODY), standing("news", "a", unit="xining", body=BODY)
    assert codes(checked("news", others=[other], body=BODY)) == []
    assert codes(checked("news", others=[own], body=BODY, supersedes=own.id)) == []
    gone = standing("news", "b", body="已经改过的内容，与原来不同。", supersedes=own.id)
    assert codes(checked("news", others=[own, gone], body=BODY)) == []
    assert codes(checked("news", year=2024, others=[own], body=BODY)) == []


def test_what_a_schema_may_ask_for_is_what_is_there() -> None:
    assert CHECKS.keys() == RELATIONS.keys()


@pytest.mark.parametrize(
    "checks",
    [
        {},
        ["balance"],
        [{"check": "no-such"}],
        [{"check": ["balance"]}],
        [{"check": "near-duplicate", "more": 1}],
        [{"check": "copied"}],
        [{"check": "copied", "fields": ["no_such_field"]}],
        [{"check": "copied", "fields": [1]}],
        [{"check": "within-year", "from": "period.from", "to": "period.no"}],
        [{"check": "within-year", "from": "period.from", "to": "period.to", "when": {"no": 1}}],
        [{"check": "mentions", "field": "overview", "any": "a", "wanted": "a", "source": "a"}],
        [{"check": "mentions", "field": "overview", "any": ["a"], "wanted": 1, "source": "a"}],
        [
            {
                "check": "mentions", "field": "overview", "any": ["a"], "wanted": "a",
                "source": "a", "since": "2024",
            }
        ],
        [{"check": "not-after", "items": "attachments", "field": "file", "of": "no"}],
    ],
)  # fmt: skip
def test_a_check_that_is_none_makes_the_schema_unusable(checks: Any) -> None:
    document = {**SOURCES["annual-report.json"], "x-checks": checks}
    with pytest.raises(SchemaUnusable, match="x-checks"):
        load_schemas({**FILES, "annual-report.json": json.dumps(document, default=str).encode()})


def test_a_kind_of_one_s_own_asks_for_checks_by_data_alone() -> None:
    news = {**SOURCES["news.json"]}
    news["x-checks"] = [
        {"check": "mentions", "field": "body", "any": ["时间"], "wanted": "时间", "source": "办法"}
    ]
    kinds = load_schemas({**FILES, "news.json": json.dumps(news, default=str).encode()})
    assert codes(checked("news", kinds=kinds)) == ["mention-missing"]

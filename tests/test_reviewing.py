"""The office's list: repetitions, releases with reasons, wording, what slipped past a gate."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from scoring.assessment import Assessment
from scripts.portal.assembly import assemble
from scripts.portal.input import Audience
from scripts.reviewing.gather import remarks
from scripts.reviewing.remark import Matter
from scripts.site_job import gather
from tests.support.command import run
from tests.support.records import ROOT, as_yaml, at, example, registry_files
from tests.support.repo import RepoBuilder

BODY = (
    "2月6日，宛水街道召开春耕生产工作推进会。会议听取春耕备耕进展情况汇报，研究解决存在问题，"
    "对农资供应、技术指导和灌溉保障三项重点任务作了安排，要求各村（社区）抓好落实。"
)
MOBILE = "13812345678"
NEWS = "units/wanshui/2023/news/2023-02-0{}-a.yml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year with one thing of each sort; nobody's gate has seen the mobile number."""
    sent = [
        example("news", body=BODY),
        example("news", title="另一个标题", body=f"本报讯 {BODY}"),
        example("news", body=f"值班电话{MOBILE}，昼夜有人。",
                release=[{"code": "personal-mobile", "reason": "对外公布的值班手机"}]),
        example("news", body="请到帐号窗口办理，另有安排。"),
        example("news", body=f"有事请找经办人{MOBILE}，谢谢。"),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("reviewed") / "r"
    builder = RepoBuilder(folder).first(dict(registry_files()), at=at("2022-12-01"))
    for day, data in enumerate(sent, start=1):
        builder.merge({NEWS.format(day): as_yaml(data)}, at=at(f"2023-02-0{day}"))
    builder.check_out()
    return folder


def said(repository: Path, *arguments: str) -> str:
    done = run("review", "--as-of", "2023-03-01", *arguments, repo=repository)
    assert done.exit_code == 0, done.stderr
    return done.stdout_bytes.decode("utf-8-sig")


def test_the_office_gets_one_list_by_matter(repository: Path) -> None:
    assessment = Assessment.open(repository, product=ROOT)
    found = remarks(assessment, at("2023-03-01"), years=(2023,))
    assert [(str(each.matter), each.problem.code, each.record[-12:]) for each in found] == [
        ("personal", "personal-mobile", "2023-02-05-a"),
        ("release", "release-applied", "2023-02-03-a"),
        ("repetition", "near-duplicate", "2023-02-02-a"),
        ("wording", "wording", "2023-02-04-a"),
    ]
    assert found[1].problem.values["reason"] == "对外公布的值班手机"


def test_it_is_of_the_year_the_moment_and_the_units_asked_for(repository: Path) -> None:
    assessment = Assessment.open(repository, product=ROOT)
    assert remarks(assessment, at("2023-03-01"), years=(2022,)) == ()
    assert remarks(assessment, at("2023-03-01"), years=(2023,), units=("xining",)) == ()
    early = remarks(assessment, at("2023-02-03"), years=(2023,))
    assert [each.matter for each in early] == [Matter.REPETITION]


def test_the_command_tells_it_as_text_json_and_csv_and_echoes_no_number(repository: Path) -> None:
    english = run("--lang", "en", "review", "--as-of", "2023-03-01", repo=repository).stdout
    assert "personal data (1)" in english
    text = said(repository)
    for words in ("个人信息（1）", "对外公布的值班手机", "重复和雷同（1）", "规范写法是“账号”"):
        assert words in text
    document = json.loads(said(repository, "--format", "json"))
    assert document["schema"] == "review/1" and len(document["remarks"]) == 4
    rows = list(csv.DictReader(io.StringIO(said(repository, "--format", "csv"))))
    assert [row["类别"] for row in rows] == ["个人信息", "说明理由放行的", "重复和雷同", "用语"]
    assert all(MOBILE not in told for told in (text, str(document), str(rows)))


def test_the_internal_edition_has_the_list_and_the_public_one_has_not(repository: Path) -> None:
    assessment = Assessment.open(repository, product=ROOT)
    pages: dict[Audience, dict[str, Any]] = {}
    for audience in Audience:
        with assessment.repository.objects() as objects:
            data = gather(assessment, (2023,), at("2023-03-01"), audience, objects, demo=False)
            pages[audience] = {page.address: page.body for page, _ in assemble(data).pages}
    assert "2023/review.html" not in pages[Audience.PUBLIC]
    body = pages[Audience.INTERNAL]["2023/review.html"]
    assert [(group.name, len(group.lines)) for group in body.groups] == [
        ("个人信息", 1), ("说明理由放行的", 1), ("重复和雷同", 1), ("用语", 1)
    ]  # fmt: skip
    assert body.groups[2].lines[0].address.startswith("2023/units/wanshui-catalogue.html#news/")


def test_the_demo_year_has_only_what_was_planted_in_it(demo_repository: Path) -> None:
    assessment = Assessment.open(demo_repository, product=ROOT)
    found = remarks(assessment, at("2024-03-01"), years=(2023,))
    assert [(each.problem.code, each.record) for each in found] == [
        ("near-duplicate", "fenghua/2023/news/2023-05-24-drills"),
        ("fact-missing", "weijian/2023/policy/2023-06-20-xzbf-2023-52"),
    ]

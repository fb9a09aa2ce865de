"""A record and its files checked as a whole: places, what is public, releases, nothing echoed."""

import io
import json
from pathlib import Path

import docx
import pytest

from scoring.messages import level, sentence
from scripts.content.record import check_record
from scripts.demo.pdf import pdf_file
from tests.support.bad_files import photo, word
from tests.support.command import run
from tests.support.content import attached, check_text, checked, codes, situation
from tests.support.records import as_yaml, at, example, registry_files
from tests.support.repo import RepoBuilder

MOBILE, MASKED = "13812345678", "138****5678"
FEE = "未收取信息处理费。"


def written(text: str, *, author: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.author = author
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_sound_record_is_silent() -> None:
    assert checked("guide", {"guide.docx": word()}) == ()
    assert checked("news") == ()


def test_a_number_is_told_where_it_stands() -> None:
    lines = (
        as_yaml(example("news", body="@"))
        .decode()
        .replace('body: "@"', f"body: |\n  一\n  二{MOBILE}")
    )
    (problem,) = check_text("news", lines.encode(), {})
    line = lines.split("\n").index(f"  二{MOBILE}") + 1
    assert (problem.code, problem.line, problem.column) == ("personal-mobile", line, 4)
    assert sentence(problem.code, problem.values) == f"正文（body）里有手机号码 {MASKED}。"


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_every_public_text_is_searched(field: str) -> None:
    assert codes(checked("news", **{field: f"联系{MOBILE}"})) == ["personal-mobile"]


def test_an_office_phone_is_no_personal_one_but_a_mobile_is() -> None:
    office = example("guide")["office"]
    assert checked("guide", {"guide.docx": word()}, office=office) == ()
    found = checked("guide", {"guide.docx": word()}, office={**office, "phone": MOBILE})
    assert codes(found) == ["personal-mobile"]


def test_a_number_without_quotes_is_found_and_in_a_file_s_name_too() -> None:
    assert codes(checked("news", summary=int(MOBILE))) == ["personal-mobile"]
    found = checked("news", {f"{MOBILE}.pdf": pdf_file(["甲"])})
    assert codes(found) == ["personal-mobile"]
    assert MOBILE not in str(found)


def test_a_number_in_the_record_s_own_name_is_refused_and_not_echoed_either() -> None:
    text = as_yaml(example("news"))
    path = f"units/wanshui/2023/news/2023-05-06-{MOBILE}.yml"
    (problem,) = check_record(path, example("news"), text, {}, situation())
    assert (problem.code, problem.values["field"]) == ("personal-mobile", "文件名")
    assert problem.path == f"units/wanshui/2023/news/2023-05-06-{MASKED}.yml"
    plain = "units/wanshui/2023/news/2023-05-06-00001.yml"
    assert check_record(plain, example("news"), text, {}, situation()) == ()


def test_what_is_internal_is_not_searched() -> None:
    approval = {**example("news")["approval"], "drafted_by": f"示例丙{MOBILE}"}
    assert checked("news", approval=approval) == ()
    assert checked("opinion-notice", summary=f"来电人{MOBILE}") == ()
    assert checked("opinion-response", content=f"来电人{MOBILE}") == ()
    minutes = pdf_file([f"参会：{MOBILE}"])
    assert checked("leadership", {"minutes.pdf": minutes}) == ()


def test_of_an_internal_kind_its_files_must_be_safe_all_the_same() -> None:
    assert codes(checked("media-approval", {"approval.pdf": word()})) == ["attachment-type-other"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("guide.docx", written(f"联系人：{MOBILE}")),
        ("guide.pdf", pdf_file([f"联系人：{MOBILE}"])),
    ],
)
def test_the_text_of_public_files_is_searched(name: str, content: bytes) -> None:
    (problem,) = checked("guide", {name: content})
    assert (problem.code, problem.values["field"]) == ("personal-mobile", name)
    assert problem.line > 1 and MOBILE not in str(problem)


def test_slips_are_warned_of_in_texts_and_files() -> None:
    found = checked("guide", {"guide.docx": written("请到帐号查询")}, classification="其中做为重点")
    assert codes(found) == ["wording", "wording"]
    assert {each.values["slip"] for each in found} == {"帐号", "做为"}
    assert level("wording") == "warning"


def test_authors_and_positions_are_warned_of() -> None:
    assert codes(checked("guide", {"a.docx": written("甲", author="示例甲")})) == [
        "attachment-author"
    ]
    for nobody in ("Administrator", "微软用户", "python-docx", "宛水街道", "宛水街道办事处"):
        assert checked("guide", {"a.docx": written("甲", author=nobody)}) == ()
    assert codes(checked("news", {"a.jpg": photo(gps=True)})) == ["photo-position"]
    assert level("attachment-author") == level("photo-position") == "warning"


def test_a_release_lets_a_finding_pass_and_is_told_to_the_office() -> None:
    release = [{"code": "personal-mobile", "reason": "对外公布的值班手机"}]
    (problem,) = checked("news", body=f"值班{MOBILE}、13912345678", release=release)
    assert (problem.code, problem.values["count"]) == ("release-applied", 2)
    assert level("release-applied") == "warning"
    assert "对外公布的值班手机" in sentence(problem.code, problem.values)


def test_a_release_is_for_its_code_alone() -> None:
    release = [{"code": "personal-identity", "reason": "误报"}]
    assert codes(checked("news", body=MOBILE, release=release)) == ["personal-mobile"]


def test_what_is_unsafe_cannot_be_released() -> None:
    release = [{"code": "attachment-type-other", "reason": "没有关系"}]
    found = checked("guide", {"guide.docx": pdf_file(["甲"])}, release=release)
    assert sorted(codes(found)) == ["attachment-type-other", "release-impossible"]


def test_a_reason_echoes_no_number_either() -> None:
    release = [{"code": "personal-mobile", "reason": f"{MOBILE}是值班电话"}]
    assert MOBILE not in str(checked("news", body=MOBILE, release=release))


def test_a_record_that_is_no_record_has_no_contents() -> None:
    assert check_record("units/x.yml", {}, b"", {}, situation()) == ()
    assert check_record("units/wanshui/2023/no/2023-01-01-a.yml", {}, b"", {}, situation()) == ()


@pytest.mark.parametrize("data", [{}, {"attachments": 3}, {"body": [{"a": 1}]}, {"release": "x"}])
def test_whatever_a_record_holds_nothing_breaks(data: dict[str, object]) -> None:
    for kind in situation().schemas.kinds:
        path = f"units/wanshui/2023/{kind}/2023-05-06-01.yml"
        check_record(path, data, as_yaml(data), {"a.pdf": b""}, situation())


def test_check_finds_it_in_a_repository_and_echoes_nothing(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "r").first(dict(registry_files()), at=at("2022-12-01"))
    builder.check_out()
    folder = tmp_path / "r/units/wanshui/2023/guide"
    content = written(f"联系人 {MOBILE}，请到帐号查询")
    data = example("guide", attachments=attached({"guide.docx": content}), remedy=f"拨打{MOBILE}")
    data["office"] = {**data["office"], "hours": int(MOBILE)}  # of another type: told, not echoed
    (folder / "2023-05-06-a").mkdir(parents=True)
    (folder / "2023-05-06-a/guide.docx").write_bytes(content)
    (folder / "2023-05-06-a.yml").write_bytes(as_yaml(data))
    for form in ("text", "json", "github"):
        done = run("check", "--format", form, repo=tmp_path / "r")
        assert done.exit_code == 1, done.stderr
        assert MOBILE not in done.stdout + done.stderr
        assert "personal-mobile" in done.stdout and "wording" in done.stdout
        if form == "json":
            told = json.loads(done.stdout)
            assert (told["errors"], told["warnings"]) == (4, 1)


def test_warnings_alone_do_not_fail_and_the_repository_s_own_list_is_used(tmp_path: Path) -> None:
    own = (
        "sources: {own: 《本市公文用语规定》}\nwords: [{slip: 推进会, right: 会议, source: own}]\n"
    )
    files = {**registry_files(), "schemas/wordlist.yml": own.encode()}
    builder = RepoBuilder(tmp_path / "r").first(files, at=at("2022-12-01"))
    builder.check_out()
    place = tmp_path / "r/units/wanshui/2023/news/2023-05-06-a.yml"
    place.parent.mkdir(parents=True)
    place.write_bytes(as_yaml(example("news", title="推进会", body="做为", summary="摘要")))
    done = run("check", repo=tmp_path / "r")
    assert done.exit_code == 0, done.stdout + done.stderr
    assert "《本市公文用语规定》" in done.stdout and "做为" not in done.stdout

    (tmp_path / "r/schemas/wordlist.yml").write_text("words: 3\n", encoding="utf-8")
    done = run("check", repo=tmp_path / "r")
    assert done.exit_code == 1 and "schemas/wordlist.yml:1:1: wordlist-unusable" in done.stdout


def test_a_policy_file_that_does_not_say_it_is_public_is_warned_of() -> None:
    (problem,) = checked("policy", {"policy.docx": word("关于工作的通知")})
    assert (problem.code, level(problem.code)) == ("fact-missing", "warning")
    assert "此件公开发布" in sentence(problem.code, problem.values)
    document = docx.Document()
    document.core_properties.author = ""
    paragraph = document.add_paragraph("（此件")
    paragraph.add_run("公开").bold = True
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "其他"
    paragraph.add_run("发布）")
    out = io.BytesIO()
    document.save(out)
    assert checked("policy", {"policy.docx": out.getvalue()}) == ()

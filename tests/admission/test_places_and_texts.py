"""Paths that are no place of a record, and texts that cannot be read."""

import pytest

from scoring.admission.judging import judge_text
from tests.support.admitting import NEWS, judged, outcome, situation
from tests.support.records import ABSENT, as_yaml, at, example, text
from tests.support.repo import RepoBuilder


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("units/wanshui/2023/news/2023-02-30-a.yml", "path-date"),
        ("units/wanshui/2023/news/2023-02-06-A.yml", "path-name"),
        ("units/wanshui/2023/news/2023-02-06-春耕.yml", "path-name"),
        ("units/wanshui/2023/news/2023-02-06.yml", "path-name"),
        ("units/wanshui/2023/news/2023-02-06-.yml", "path-name"),
        ("units/wanshui/2023/news/2023-02-06--a.yml", "path-name"),
        (f"units/wanshui/2023/news/2023-02-06-{'a' * 62}.yml", "path-name"),
        ("units/wanshui/2023/news/spring.yml", "path-name"),
        ("units/wanshui/2023/news/2023-02-06-a.yaml", "path-extension"),
        ("units/wanshui/2023/news/2023-02-06-a.YML", "path-extension"),
        ("units/wanshui/23/news/2023-02-06-a.yml", "path-year"),
        ("units/wanshui/２０２３/news/2023-02-06-a.yml", "path-year"),
        ("units/wanshui/0023/news/2023-02-06-a.yml", "path-year"),
        ("units/wanshui/news/2023-02-06-a.yml", "path-misplaced"),
        ("units/wanshui/2023/news/more/2023-02-06-a.yml", "path-misplaced"),
        ("units/2023-02-06-a.yml", "path-misplaced"),
        ("units/wanshui/2023/news/2023-02-06-a\n.yml", "path-encoding"),
        ("units/wanshui/2023/news/2023-02-06-a\udcff.yml", "path-encoding"),
        ("units/wanshui/2023/news/2023-02-06-\u202ea.yml", "path-encoding"),
        ("units/wanshui/2023/parade/2023-02-06-a.yml", "kind-unknown"),
        ("units/wanshui/2023/common/2023-02-06-a.yml", "kind-unknown"),
        ("units/wanshui/2023/unit/2023-02-06-a.yml", "kind-unknown"),
        ("units/atlantis/2023/news/2023-02-06-a.yml", "unit-unknown"),
        ("units/all/2023/news/2023-02-06-a.yml", "unit-unknown"),
        ("units/../2023/news/2023-02-06-a.yml", "unit-unknown"),
    ],
)
def test_a_record_in_the_wrong_place_does_not_count(
    builder: RepoBuilder, path: str, code: str
) -> None:
    if ".." in path:  # git refuses to write it; the reader of paths must refuse it too
        assert [each.code for each in judge_text(b"", path, situation()[0])[1]] == [code]
        return
    assert judged(builder, {path: text("news")}) == [code]


def test_names_of_internal_records_are_digits(builder: RepoBuilder) -> None:
    folder = "units/zhengfuban/2023/opinion-notice"
    assert judged(builder, {f"{folder}/2023-09-28-01.yml": text("opinion-notice")}) == []
    told = {f"{folder}/2023-09-28-wanshui-road.yml": text("opinion-notice")}
    assert judged(builder, told) == ["path-name-digits"]


def test_files_that_are_no_records_are_left_alone(builder: RepoBuilder) -> None:
    files = {"units/wanshui/README.md": "x", "units/wanshui/2023/news/2023-02-06-a/x.pdf": "x"}
    assert judged(builder, files) == []


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "yaml-empty"),
        (b"\xff\xfe", "file-encoding"),
        (b"\xef\xbb\xbfkind: news\n", "yaml-character"),
        (b"kind:\tnews\n", "yaml-tab"),
        (b"kind: news\r\n", "yaml-line-end"),
        (b"kind: news\x00\n", "yaml-character"),
        (b"kind: news\nkind: news\n", "yaml-duplicate-key"),
        (b"kind: news\n---\nkind: news\n", "yaml-documents"),
        (b"kind: !!python/object:os.system news\n", "yaml-tag"),
        (b"%YAML 1.1\n---\nkind: news\n", "yaml-directive"),
        (BOMB, "yaml-anchor"),
        (b"[" * 5000, "yaml-depth"),
        (b"a: " + b"9" * 5000, "yaml-number"),
        (b"a: .inf\n", "yaml-number"),
        (b"x" * (64 * 1024 + 1), "file-too-large"),
        (b"x" * 3_000_000, "file-too-large"),
        (b"- kind: news\n", "record-not-fields"),
        (b"news\n", "record-not-fields"),
        (b"1: 2\n", "yaml-key"),
    ],
)
def test_a_text_that_cannot_be_read_safely_does_not_count(
    builder: RepoBuilder, content: bytes, code: str
) -> None:
    assert judged(builder, {NEWS: content}) == [code]


def test_everything_wrong_is_told_at_once_with_its_place(builder: RepoBuilder) -> None:
    data = example(
        "news",
        category="gossip",
        published_on="2023-2-6",
        url="spring",
        summary=ABSENT,
        titel="x",
        body=123,
        supersedes="wanshui/2023/news/2023-01-01-none",
        attachments=[{"file": "a.pdf", "sha256": "0" * 64}],
    )
    builder.merge({NEWS: as_yaml(data)}, at=at("2023-02-07"))
    (rejection,) = outcome(builder).rejections
    lines = as_yaml(data).decode().splitlines()
    found = {
        (problem.code, lines[problem.line - 1].partition(":")[0]) for problem in rejection.problems
    }
    assert found == {
        ("schema-required", "kind"),  # a field that is not there stands for the whole
        ("schema-enum", "category"),
        ("schema-format-date", "published_on"),
        ("schema-format-http-url", "url"),
        ("schema-additional", "titel"),
        ("schema-type-unquoted", "body"),
        ("supersedes-unknown", "supersedes"),
        ("attachment-missing", "attachments"),
    }
    places = [(problem.line, problem.column) for problem in rejection.problems]
    assert places == sorted(places)
    assert rejection.record_id == "wanshui/2023/news/2023-02-06-a"
    assert all(problem.path == NEWS for problem in rejection.problems)


def test_the_kind_must_be_the_folders(builder: RepoBuilder) -> None:
    path = "units/wanshui/2023/guide/2023-02-06-a.yml"
    assert "kind-folder" in judged(builder, {path: text("news")})

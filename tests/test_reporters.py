"""One result told three ways; whatever a file is called, a line stays a line."""

import json

from scoring.problem import Problem
from scripts.checking.reporters import (
    errors_in,
    github_report,
    json_report,
    ordered,
    summary,
    text_report,
)

BAD = Problem("yaml-duplicate-key", "units/a/2023/news/x.yml", 3, 5, {"key": "title"})
WHOLE = Problem("path-extension", "units/a/2023/news/x.yaml")


def test_text_names_path_line_column_code_message_and_remedy() -> None:
    assert text_report([BAD, WHOLE], "zh").splitlines() == [
        "units/a/2023/news/x.yml:3:5: yaml-duplicate-key 字段 title 写了两次。",
        "  怎么改：只保留一个。",
        "units/a/2023/news/x.yaml:1:1: path-extension 材料文件的扩展名必须是 .yml。",
        "  怎么改：用 .yml 作扩展名重新报送。",
    ]


def test_text_speaks_english_too() -> None:
    assert "is written twice" in text_report([BAD], "en")


def test_json_is_the_same_result() -> None:
    document = json.loads(json_report([BAD, WHOLE], 7, "zh"))
    assert (document["schema"], document["files"], document["errors"]) == ("check/1", 7, 2)
    first, second = document["problems"]
    assert (first["line"], first["column"], first["level"]) == (3, 5, "error")
    assert (second["line"], second["column"]) == (None, None)


def test_github_annotations_escape_what_would_end_them() -> None:
    told = github_report([Problem("yaml-duplicate-key", "a:b,c%\n.yml", 1, 2, {"key": "%"})], "zh")
    assert told.count("\n") == 1
    assert told.startswith("::error file=a%3Ab%2Cc%25%0A.yml,line=1,col=2,title=yaml-duplicate-key")
    assert "字段 %25 写了两次。%0A怎么改" in told


def test_a_file_name_can_neither_begin_a_line_nor_move_the_cursor() -> None:
    told = text_report([Problem("path-extension", "a\n::error::x\x1b[2J\udcff")], "zh")
    assert told.count("\n") == 2
    assert "\x1b" not in told
    told.encode("utf-8")
    json_report([Problem("path-extension", "\udcff")], 1, "zh").encode("utf-8")


def test_problems_are_in_the_order_of_files_and_each_is_told_once() -> None:
    later = Problem("yaml-tab", BAD.path, 10, 1)
    assert ordered([WHOLE, later, BAD, BAD]) == (WHOLE, BAD, later)


def test_warnings_are_no_errors() -> None:
    warning = Problem("records-not-counted", "x", values={"count": 1})
    assert errors_in([BAD, warning]) == 1
    assert summary([BAD, warning], 3, "zh") == "检查了 3 个文件：1 处错误，1 处提醒。"
    assert summary([], 3, "zh") == "检查了 3 个文件，没有问题。"
    assert "::warning " in github_report([warning], "zh")

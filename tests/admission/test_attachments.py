"""The files a record lists, and what is read from them."""

import hashlib
from collections.abc import Mapping

import pytest

from tests.support.admitting import (
    DIGEST,
    NEWS,
    ids,
    judged,
    outcome,
    with_files,
)
from tests.support.files import docx_bytes, pdf_bytes
from tests.support.records import at, registry_files, text
from tests.support.repo import Content, Entry, RepoBuilder

PDF = {"a.pdf": pdf_bytes("a")}
BESIDE = NEWS.removesuffix(".yml")


def test_a_listed_file_must_be_there_with_its_digest(builder: RepoBuilder) -> None:
    record = with_files("news", PDF)
    builder.merge({NEWS: record, f"{BESIDE}/a.pdf": PDF["a.pdf"]}, at=at("2023-02-07"))
    admission = outcome(builder)
    assert ids(admission) == ["wanshui/2023/news/2023-02-06-a"]
    assert admission.attachments.keys() == {("wanshui/2023/news/2023-02-06-a", "a.pdf")}


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ({}, "attachment-missing"),
        ({"b.pdf": PDF["a.pdf"]}, "attachment-missing"),
        ({"a.pdf": b"other"}, "attachment-digest"),
        ({"a.pdf": Entry("../../unit.yml", "120000")}, "attachment-not-regular"),
        ({"a.pdf": Entry("a" * 40, "160000")}, "attachment-not-regular"),
        ({"a.pdf/x": b"y"}, "attachment-missing"),
    ],
)
def test_a_listed_file_that_is_not_as_stated(
    builder: RepoBuilder, beside: Mapping[str, Content], code: str
) -> None:
    files = {f"{BESIDE}/{name}": content for name, content in beside.items()}
    assert judged(builder, {NEWS: with_files("news", PDF), **files}) == [code]


def test_a_file_that_came_earlier_is_in_the_tree_as_well(builder: RepoBuilder) -> None:
    builder.merge({f"{BESIDE}/a.pdf": PDF["a.pdf"]}, at=at("2023-02-06"))
    assert judged(builder, {NEWS: with_files("news", PDF)}) == []


def test_a_file_that_comes_later_is_too_late(builder: RepoBuilder) -> None:
    builder.merge({NEWS: with_files("news", PDF)}, at=at("2023-02-07"))
    assert judged(builder, {f"{BESIDE}/a.pdf": PDF["a.pdf"]}) == ["attachment-missing"]


def test_what_becomes_of_a_file_later_changes_nothing(builder: RepoBuilder) -> None:
    record = with_files("news", PDF)
    builder.merge({NEWS: record, f"{BESIDE}/a.pdf": PDF["a.pdf"]}, at=at("2023-02-07"))
    assert judged(builder, {f"{BESIDE}/a.pdf": b"other"}) == []
    assert judged(builder, {f"{BESIDE}/a.pdf": None}) == []


def test_a_file_over_twenty_mebibytes_does_not_count(builder: RepoBuilder) -> None:
    huge = {"a.pdf": bytes(20 * 1024 * 1024 + 1)}
    files = {NEWS: with_files("news", huge), f"{BESIDE}/a.pdf": huge["a.pdf"]}
    assert judged(builder, files) == ["attachment-too-large"]


def test_a_file_cannot_be_listed_out_of_its_folder(builder: RepoBuilder) -> None:
    digest = hashlib.sha256(registry_files()["units/wanshui/unit.yml"]).hexdigest()
    for name in ("../../../unit.yml", "/etc/passwd", "..", "a/b.pdf"):
        record = text("news", attachments=[{"file": name, DIGEST: digest}])
        path = NEWS.replace("-a", f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}")
        assert "schema-format-attachment-name" in judged(builder, {path: record})


def test_the_public_statement_is_read_from_the_word_file(builder: RepoBuilder) -> None:
    for number, content in enumerate(("（此件公开 发布）", "内部文件")):
        word = {"policy.docx": docx_bytes(content)}
        stem = f"units/shichangjianguan/2023/policy/2023-05-1{number}-a"
        files = {
            f"{stem}.yml": with_files("policy", word),
            f"{stem}/policy.docx": word["policy.docx"],
        }
        builder.merge(files, at=at(f"2023-05-1{number}"))
    assert [record.facts for record in outcome(builder).records] == [{"public-statement"}, set()]

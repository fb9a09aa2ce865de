"""Who may write what, by the registry, schemas and rulebooks of the first parent."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.admitting import NEWS, codes, ids, judged, outcome
from tests.support.records import ROOT, at, example, registry_files, text
from tests.support.repo import Content, Entry, RepoBuilder


@pytest.mark.parametrize(
    ("path", "kind", "changes", "found"),
    [
        ("wanshui/2023/disclosure/2023-04-20-a", "disclosure", {}, ["writer-not-allowed"]),
        ("tongji/2023/disclosure/2023-04-20-a", "disclosure", {}, []),
        ("tongji/2023/gazette-display/2023-04-20-a", "gazette-display", {}, ["writer-not-allowed"]),
        ("wanshui/2023/criticism/2023-04-20-a", "criticism", {}, ["writer-not-allowed"]),
        ("zhengfuban/2023/criticism/2023-04-20-a", "criticism", {}, []),
        ("zhengfuban/2023/news/2023-04-20-a", "news", {}, ["writer-not-allowed"]),
        ("xinfang/2023/hotline-report/2023-08-05-a", "hotline-report", {}, []),
        ("tongji/2023/hotline-report/2023-08-05-a", "hotline-report", {}, ["writer-not-allowed"]),
        ("xinfang/2023/news/2023-08-05-a", "news", {}, []),
        ("wanshui/2023/media-account/2023-01-03-a", "media-account", {}, []),
        (
            "wanshui/2023/media-account/2023-01-03-a",
            "media-account",
            {"to": "geyi"},
            ["writer-forbids"],
        ),
        (
            "xinxigongkaizhongxin/2023/media-account/2023-01-03-a",
            "media-account",
            {},
            ["writer-requires"],
        ),
        (
            "xinxigongkaizhongxin/2023/media-account/2023-01-03-a",
            "media-account",
            {"to": "geyi"},
            [],
        ),
    ],
)
def test_who_may_write_what_comes_from_the_registry(
    builder: RepoBuilder, path: str, kind: str, changes: dict[str, Any], found: list[str]
) -> None:
    record = text(kind, **changes)
    if kind == "gazette-display":
        record = text(kind, sites=example(kind)["sites"], attachments=[])
    told = judged(builder, {f"units/{path}.yml": record})
    assert [code for code in told if code.startswith("writer")] == found
    if not found:
        assert told == []


def test_a_record_of_the_registrar_speaks_of_the_unit_it_names(builder: RepoBuilder) -> None:
    path = "units/xinxigongkaizhongxin/2023/media-account/2023-01-03-a.yml"
    builder.merge({path: text("media-account", to="geyi")}, at=at("2023-01-03"))
    (record,) = outcome(builder).records
    assert record.speaks_of == {"geyi"}


UNIT = b"name: x\nshort_name: \xe6\x96\xb0\nkind: department\nroles: []\nsubmitters: []\n"
UNIT += b'contact: {office: x, phone: "0874-0000001"}\n'


def test_a_unit_cannot_register_itself(builder: RepoBuilder) -> None:
    path = "units/newcomer/2023/news/2023-02-06-a.yml"
    files = {"units/newcomer/unit.yml": UNIT, path: text("news")}
    assert judged(builder, files) == ["unit-unknown"]
    again = path.replace("-a", "-b")
    assert judged(builder, {again: text("news")}) == ["unit-unknown"]  # the first one's
    assert ids(outcome(builder)) == ["newcomer/2023/news/2023-02-06-b"]


def test_a_unit_that_went_away_keeps_what_it_sent(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    builder.direct({"units/wanshui/unit.yml": None}, at=at("2023-02-08"))
    builder.merge({NEWS.replace("-a", "-b"): text("news")}, at=at("2023-02-09"))
    admission = outcome(builder)
    assert ids(admission) == ["wanshui/2023/news/2023-02-06-a"]
    assert list(codes(admission).values()) == [["unit-unknown"]]


@pytest.mark.parametrize(
    "entry", [b"kind: [", b"kind: township\n", Entry("../geyi/unit.yml", "120000")]
)
def test_a_unit_whose_entry_is_broken_is_unknown_meanwhile(
    builder: RepoBuilder, entry: Content
) -> None:
    path = "units/wanshui/unit.yml"
    builder.direct({path: entry}, at=at("2023-02-06"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    builder.direct({path: registry_files()[path]}, at=at("2023-02-08"))
    builder.merge({NEWS.replace("-a", "-b"): text("news")}, at=at("2023-02-09"))
    admission = outcome(builder)
    assert codes(admission) == {NEWS: ["unit-unknown"]}
    assert ids(admission) == ["wanshui/2023/news/2023-02-06-b"]


def schema_files() -> dict[str, bytes]:
    return {f"schemas/{path.name}": path.read_bytes() for path in (ROOT / "schemas").iterdir()}


def test_a_later_schema_never_invalidates_and_a_new_one_waits(builder: RepoBuilder) -> None:
    own = schema_files()
    strict = own["schemas/news.json"].replace(b'"required": [', b'"required": ["mood", ', 1)
    builder.merge(own, at=at("2023-02-01"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-02"))
    together = {"schemas/news.json": strict, NEWS.replace("-a", "-b"): text("news")}
    builder.merge(together, at=at("2023-02-03"))
    builder.merge({NEWS.replace("-a", "-c"): text("news")}, at=at("2023-02-04"))
    admission = outcome(builder)
    assert [record.path[-5] for record in admission.records] == ["a", "b"]
    assert codes(admission) == {NEWS.replace("-a", "-c"): ["schema-required"]}


def test_under_a_broken_schema_nothing_is_valid(builder: RepoBuilder) -> None:
    builder.merge({"schemas/news.json": b"{"}, at=at("2023-02-01"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-02"))
    builder.merge({"schemas/news.json": schema_files()["schemas/news.json"]}, at=at("2023-02-03"))
    builder.merge({NEWS.replace("-a", "-b"): text("news")}, at=at("2023-02-04"))
    admission = outcome(builder)
    assert codes(admission) == {NEWS: ["schema-unusable"]}
    assert len(admission.records) == 1


def _terms(schema: dict[str, Any]) -> None:
    schema["x-terms"] = [{"term": ["unique"]}]


def _effect(schema: dict[str, Any]) -> None:
    schema["x-effect"] = []


def _reference(schema: dict[str, Any]) -> None:
    schema["properties"]["url"]["x-ref"] = 5


def _kind(schema: dict[str, Any]) -> None:
    schema["properties"]["kind"] = True


def _nest(schema: dict[str, Any]) -> None:
    for _ in range(241):
        schema["properties"]["title"] = {"not": schema["properties"]["title"]}


@pytest.mark.parametrize("spoil", [_terms, _effect, _reference, _kind, _nest])
def test_a_schema_broken_for_a_while_spoils_that_while_alone(
    builder: RepoBuilder, spoil: Callable[[dict[str, Any]], None]
) -> None:
    files = schema_files()
    builder.direct(files, at=at("2023-01-01"))
    broken = json.loads(files["schemas/news.json"])
    spoil(broken)
    builder.direct({"schemas/news.json": json.dumps(broken).encode()}, at=at("2023-01-02"))
    between = "units/geyi/2023/news/2023-01-03-a.yml"
    builder.merge({between: text("news")}, at=at("2023-01-03"))
    builder.direct({"schemas/news.json": files["schemas/news.json"]}, at=at("2023-01-04"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-06"))
    admission = outcome(builder)
    assert [record.path for record in admission.records] == [NEWS]
    assert codes(admission)[between]


def test_with_one_schema_of_its_own_a_repository_has_only_that_kind(builder: RepoBuilder) -> None:
    builder.merge({"schemas/news.json": schema_files()["schemas/news.json"]}, at=at("2023-02-01"))
    guide = "units/wanshui/2023/guide/2023-02-06-a.yml"
    assert judged(builder, {NEWS: text("news"), guide: text("guide")}) == ["kind-unknown"]

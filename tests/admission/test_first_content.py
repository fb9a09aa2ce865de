"""What counts and from when: the first content of a path stands for ever."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.admission.product import ProductFiles
from scoring.admission.resuming import admission_at
from scoring.history.repository import open_repository
from scoring.records.record import Strength
from tests.support.admitting import NEWS, START, codes, ids, judged, outcome, plumb
from tests.support.records import ROOT, at, registry_files, text
from tests.support.repo import Content, Entry, RepoBuilder


def test_a_record_counts_from_the_merge_that_brought_it(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"), authored=at("2023-01-02"))
    (record,) = outcome(builder).records
    assert record.id == "wanshui/2023/news/2023-02-06-a"
    assert record.path == NEWS
    assert (record.unit, record.year, record.kind) == ("wanshui", 2023, "news")
    assert record.speaks_of == {"wanshui"}
    assert record.receipt.time == at("2023-02-07")
    assert record.receipt.strength is Strength.RECORDED
    assert record.receipt.commit == builder.head
    assert record.data["title"] == "宛水街道召开春耕生产工作推进会"


def test_direct_commits_and_octopus_merges_bring_records_too(builder: RepoBuilder) -> None:
    builder.direct({NEWS: text("news")}, at=at("2023-02-07"), authored=at("2023-01-02"))
    second, third = NEWS.replace("-a", "-b"), NEWS.replace("-a", "-c")
    builder.octopus([{second: text("news")}, {third: text("news")}], at=at("2023-02-08"))
    receipts = [(each.receipt.strength, each.receipt.time) for each in outcome(builder).records]
    assert receipts == [
        (Strength.UNVERIFIED, at("2023-02-07")),
        (Strength.RECORDED, at("2023-02-08")),
        (Strength.RECORDED, at("2023-02-08")),
    ]


def test_records_of_one_merge_come_in_the_order_of_their_paths(builder: RepoBuilder) -> None:
    paths = [NEWS.replace("-a.", f"-{name}.") for name in ("z", "a0", "m", "a")]
    builder.merge({path: text("news") for path in paths}, at=at("2023-02-07"))
    assert [record.path for record in outcome(builder).records] == sorted(paths)


def test_where_a_gate_key_is_trusted_unsealed_records_wait(builder: RepoBuilder) -> None:
    key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    line = f'gate namespaces="git" ssh-ed25519 {key}\n'
    builder.merge({NEWS: text("news")}, at=at("2023-02-01"))
    builder.direct({"scoring/trust/allowed_signers": line}, at=at("2023-02-02"))
    builder.merge({NEWS.replace("-a", "-b"): text("news")}, at=at("2023-02-03"))
    first, second = outcome(builder).records
    assert first.receipt.time == at("2023-02-01")
    assert (second.receipt.strength, second.receipt.time) == (Strength.UNVERIFIED, None)


def test_what_was_accepted_first_stands_for_ever(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news", title="第一稿")}, at=at("2023-02-07"))
    builder.merge({NEWS: text("news", title="改过的稿")}, at=at("2023-03-01"))
    builder.direct({NEWS: None}, at=at("2023-04-01"))
    builder.merge({NEWS: text("news", title="又来一稿")}, at=at("2023-05-01"))
    builder.merge({NEWS: Entry("elsewhere", "120000")}, at=at("2023-06-01"))
    admission = outcome(builder)
    assert [(each.data["title"], each.receipt.time) for each in admission.records] == [
        ("第一稿", at("2023-02-07"))
    ]
    assert admission.rejections == ()


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (b"kind: [", "yaml-syntax"),
        (Entry("elsewhere", "120000"), "file-not-regular"),
        (Entry("a" * 40, "160000"), "file-not-regular"),
    ],
)
def test_a_path_whose_first_content_was_invalid_stays_dead(
    builder: RepoBuilder, first: Content, code: str
) -> None:
    builder.merge({NEWS: first}, at=at("2023-02-07"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-08"))
    builder.merge({NEWS: None}, at=at("2023-02-09"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-10"))
    admission = outcome(builder)
    assert ids(admission) == []
    assert codes(admission) == {NEWS: [code]}


def test_records_of_the_first_commit_do_not_count(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "first")
    builder.first({**registry_files(), NEWS: text("news")}, at=START)
    builder.merge({NEWS: text("news", title="改过的稿")}, at=at("2023-02-01"))
    builder.merge({NEWS: None}, at=at("2023-02-02"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-03"))
    admission = outcome(builder)
    assert ids(admission) == []
    assert codes(admission) == {NEWS: ["record-in-first-commit"]}


def test_a_broken_tree_that_holds_a_path_twice_brings_it_once(builder: RepoBuilder) -> None:
    builder.branch("parts", {"a": text("news"), "b": text("news", title="另一稿")}, at=START)
    parent, path = builder.head, builder.path
    blobs = [plumb(path, "rev-parse", f"parts:{name}") for name in "ab"]
    name = "2023-02-06-a.yml"
    tree = plumb(path, "mktree", stdin="".join(f"100644 blob {blob}\t{name}\n" for blob in blobs))
    for folder in ("news", "2023", "wanshui", "units"):
        tree = plumb(path, "mktree", stdin=f"040000 tree {tree}\t{folder}\n")
    identity = ("-c", "user.name=x", "-c", "user.email=x@y")
    commit = plumb(path, *identity, "commit-tree", "-m", "x", "-p", parent, tree)
    plumb(path, "update-ref", "refs/heads/main", commit)
    repository = open_repository(path)
    admission = admission_at(repository, repository.head(), ROOT)
    assert len(admission.records) == 1


def test_a_renamed_record_is_a_new_one_and_the_old_one_stands(builder: RepoBuilder) -> None:
    moved = NEWS.replace("-a", "-moved")
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    builder.merge({NEWS: None, moved: text("news")}, at=at("2023-03-07"))
    assert [record.path for record in outcome(builder).records] == [NEWS, moved]


def test_a_run_bit_is_the_gates_affair(builder: RepoBuilder) -> None:
    assert judged(builder, {NEWS: Entry(text("news"), "100755")}) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["一", "二", "bad", "gone"]),
        st.sampled_from(["merge", "direct"]),
    ),
    max_size=8,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_whatever_happens_to_a_path_its_first_content_decides(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]
) -> None:
    builder = RepoBuilder(tmp_path_factory.mktemp("first"))
    builder.first(registry_files(), at=START)
    expected: dict[str, str] = {}
    for number, (name, what, how) in enumerate(steps):
        path = NEWS.replace("-a", f"-{name}")
        content = {"bad": b"kind: [", "gone": None}.get(what, text("news", title=what))
        if what != "gone":
            expected.setdefault(path, what)
        add = builder.merge if how == "merge" else builder.direct
        add({path: content}, at=START + timedelta(days=number + 1))
    admission = outcome(builder)
    admitted = {record.path: record.data["title"] for record in admission.records}
    assert admitted == {path: what for path, what in expected.items() if what != "bad"}
    assert set(codes(admission)) == {path for path, what in expected.items() if what == "bad"}


def test_without_a_folder_of_its_own_the_product_has_that_of_the_engine(tmp_path: Path) -> None:
    """In a wheel the schemas lie elsewhere than rulebooks and calendars."""
    (tmp_path / "schemas").mkdir()
    carried = ProductFiles(tmp_path)
    assert carried.schemas == {}
    assert "2023-township.yml" in carried.rulebooks
    assert "china-2023.yml" in carried.calendars

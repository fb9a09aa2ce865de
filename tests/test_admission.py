"""Validity: what of all that came in counts, and every reason why something does not."""

import hashlib
import json
import subprocess
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.admission.admit import Admission, admit
from scoring.admission.inforce import Sources, in_force
from scoring.admission.judging import judge_text
from scoring.admission.product import ProductFiles
from scoring.admission.references import reference_problems
from scoring.admission.situation import Found, Situation
from scoring.admission.standing import Standing
from scoring.history.repository import open_repository
from scoring.records.record import Strength
from tests.support.files import docx_bytes, pdf_bytes
from tests.support.records import ABSENT, ROOT, as_yaml, at, example, registry_files, text
from tests.support.repo import Content, Entry, RepoBuilder

START = at("2023-01-01")
NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
DIGEST = "sha256"


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    """A repository with the product's registry and nothing else."""
    return RepoBuilder(tmp_path / "repository").first(registry_files(), at=START)


def outcome(builder: RepoBuilder) -> Admission:
    repository = open_repository(builder.finish().path)
    return admit(repository, repository.first_parent_chain(repository.head()), ROOT)


def ids(admission: Admission) -> list[str]:
    return [record.id for record in admission.records]


def codes(admission: Admission) -> dict[str, list[str]]:
    """Return the codes of every rejection, by path."""
    return {each.path: [problem.code for problem in each.problems] for each in admission.rejections}


def judged(builder: RepoBuilder, files: Mapping[str, Content]) -> list[str]:
    """Merge ``files`` and return the codes of what was rejected; none: all was admitted."""
    builder.merge(files, at=at("2023-06-30"))
    rejected = codes(outcome(builder))
    return [code for path in rejected for code in rejected[path]]


# --- what counts ---------------------------------------------------------------------------------


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
    proofs = [(each.receipt.strength, each.receipt.time) for each in outcome(builder).records]
    assert proofs == [
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


# --- first content stands ------------------------------------------------------------------------


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
    admission = admit(repository, repository.first_parent_chain(repository.head()), ROOT)
    assert len(admission.records) == 1


def plumb(path: Path, *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=path, input=stdin, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


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


# --- paths ---------------------------------------------------------------------------------------


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


# --- texts ---------------------------------------------------------------------------------------

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


# --- attachments ---------------------------------------------------------------------------------


def with_files(kind: str, files: Mapping[str, bytes], **changes: Any) -> bytes:
    listed = [
        {"file": name, DIGEST: hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]
    return text(kind, attachments=listed, **changes)


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


# --- who writes what -----------------------------------------------------------------------------


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


# --- rules of the first parent -------------------------------------------------------------------

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


# --- corrections ---------------------------------------------------------------------------------

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


# --- terms ---------------------------------------------------------------------------------------


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


# --- facts ---------------------------------------------------------------------------------------


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


# --- one text in a situation ---------------------------------------------------------------------


class NoFiles:
    """Nothing lies beside the record but what is given."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = files or {}

    def names(self, folder: str) -> list[str]:
        return [path.rpartition("/")[2] for path in self.files if path.startswith(f"{folder}/")]

    def find(self, path: str) -> Found | None:
        content = self.files.get(path)
        if content is None:
            return None
        return Found(True, len(content), hashlib.sha256(content).hexdigest())

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


def situation(files: Mapping[str, bytes] | None = None) -> tuple[Situation, tuple[str, ...]]:
    registry = {path.split("/")[1]: content for path, content in registry_files().items()}
    rules = in_force(Sources({}, {}, {}, registry), ProductFiles(ROOT))
    return (
        Situation(
            rules.schemas, rules.registry, lambda: rules.rulebooks, Standing(), NoFiles(files)
        ),
        tuple(rules.schemas.kinds),
    )


SITUATION, KINDS = situation()
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_record_however_odd_breaks_the_judge(data: st.DataObject) -> None:
    """Examples with parts replaced by anything: problems come out, never an exception."""
    kind = data.draw(st.sampled_from(KINDS))
    record = example(kind)
    for _ in range(data.draw(st.integers(0, 3))):
        name = data.draw(st.sampled_from([*record, "supersedes", "attachments", "to", "rows"]))
        record[name] = data.draw(VALUES)
    unit = data.draw(st.sampled_from(["wanshui", "tongji", "zhengfuban", "xinfang", "nobody"]))
    path = f"units/{unit}/2023/{kind}/2023-02-06-01.yml"
    content = as_yaml(record)
    found, problems = judge_text(content, path, SITUATION)
    for problem in problems:
        assert problem.path == path
        assert 0 <= problem.line <= content.count(b"\n") + 1
    if found is not None:
        reference_problems(content, path, found, SITUATION)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=40))
def test_no_bytes_and_no_path_break_the_judge(content: bytes, name: str) -> None:
    for path in (NEWS, f"units/wanshui/2023/news/{name}", f"units/{name}.yml", name):
        judge_text(content, path, SITUATION)


def test_what_a_record_names_must_exist() -> None:
    """Checks of the gate: they find, but they never keep a record on main from counting."""
    path = "units/wanshui/2023/opinion-response/2023-10-07-01.yml"
    content = text("opinion-response")
    data, problems = judge_text(content, path, SITUATION)
    assert data is not None and problems == ()
    found = reference_problems(content, path, data, SITUATION)
    assert [problem.code for problem in found] == ["reference-record"]
    assert (
        found[0].line
        == [
            number
            for number, line in enumerate(content.decode().splitlines(), start=1)
            if line.startswith("notice:")
        ].pop()
    )


def test_units_nodes_and_files_named_must_exist() -> None:
    deadline = text("deadline", to=["geyi", "atlantis"], node="disclosure/parades")
    path = "units/zhengfuban/2023/deadline/2023-10-08-a.yml"
    data, _ = judge_text(deadline, path, SITUATION)
    assert data is not None
    codes = [each.code for each in reference_problems(deadline, path, data, SITUATION)]
    assert sorted(codes) == ["reference-node", "reference-unit"]
    for node, found in (("disclosure/guide", []), ("disclosure/parades", ["reference-node"])):
        deadline = text("deadline", to="all", node=node)
        data, _ = judge_text(deadline, path, SITUATION)
        assert data is not None
        assert [e.code for e in reference_problems(deadline, path, data, SITUATION)] == found

    stem = "units/wanshui/2023/leadership/2023-03-10-a"
    there, _ = situation({f"{stem}/stray.pdf": b"x"})
    leadership = text("leadership")
    data, _ = judge_text(leadership, f"{stem}.yml", there)
    assert data is not None
    codes = [each.code for each in reference_problems(leadership, f"{stem}.yml", data, there)]
    assert sorted(codes) == ["attachment-unlisted", "reference-attachment"]

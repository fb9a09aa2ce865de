"""A repository opened for assessment: which rules are in force, and what keeps it from opening."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.calendar.zone import end_of
from scoring.errors import GongkaiError
from scoring.history.errors import NoRepository, RepositoryUnusable
from scoring.ledger.text import ledger_json
from tests.support.admitting import with_files
from tests.support.files import pdf_bytes
from tests.support.records import ROOT, at, registry_files, text
from tests.support.repo import Entry, RepoBuilder

START = at("2022-12-01")
NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
TOWNSHIP = (ROOT / "scoring" / "rulebooks" / "2023-township.yml").read_bytes()


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repository").first(registry_files(), at=START)


def opened(builder: RepoBuilder, **options: object) -> Assessment:
    builder.finish()
    return Assessment.open(builder.path, product=ROOT, **options)  # type: ignore[arg-type]


def refused(builder: RepoBuilder) -> GongkaiError:
    with pytest.raises(GongkaiError) as error:
        opened(builder)
    assert error.value.exit_status == 1
    return error.value


def test_what_an_assessment_knows(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    assessment = opened(builder)
    assert assessment.head == builder.head
    assert assessment.years() == (2023,)
    assert [book.id for book in assessment.rulebooks_of(2023)] == [
        "2023-department",
        "2023-township",
    ]
    assert assessment.rulebooks_of(1999) == ()
    for unit, book in (("wanshui", "2023-township"), ("tongji", "2023-department")):
        found = assessment.rulebook_for(unit, 2023)
        assert found is not None and found.id == book
    assert assessment.rulebook_for("zhengfuban", 2023) is None
    assert assessment.rulebook_for("nobody", 2023) is None
    assert assessment.rulebook_for("wanshui", 2022) is None
    assert not assessment.dirty
    assert assessment.rejections == ()
    assert list(assessment.archive.records) == ["wanshui/2023/news/2023-02-06-a"]


def test_a_ledger_is_a_function_of_head_and_time(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    as_of = at("2023-03-01")
    first = ledger_json(opened(builder).ledger(2023, as_of))
    builder.merge({NEWS.replace("-a", "-b"): text("news")}, at=at("2023-02-08"))
    assert ledger_json(opened(builder, head="main~1").ledger(2023, as_of)) == first
    assert ledger_json(opened(builder).ledger(2023, as_of)) != first


def test_an_earlier_head_knows_nothing_later(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    builder.direct({"units/wanshui/unit.yml": None}, at=at("2023-02-08"))
    assert "wanshui" not in opened(builder).registry
    assert "wanshui" in opened(builder, head="main~1").registry
    assert opened(builder, head="main~2").archive.records == {}


def test_a_view_is_cut_before_its_moment_and_at_the_close(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    late = NEWS.replace("-a", "-late")
    builder.merge({late: text("news")}, at=at("2024-02-20"))
    assessment = opened(builder)

    def seen(moment: object, year: int | None = None) -> int:
        return len(assessment.view(moment, year).of("news"))  # type: ignore[arg-type]

    assert seen(at("2023-02-07")) == 0  # at its very time it is not before it
    assert seen(at("2023-02-07") + timedelta(seconds=1)) == 1
    assert seen(at("2024-03-01")) == 2
    assert seen(at("2024-03-01"), 2023) == 1
    assert assessment.view(at("2024-03-01"), 2023).now == end_of(at("2024-02-15").date())


def test_an_attachment_is_given_as_it_was_accepted(builder: RepoBuilder) -> None:
    pdf = {"a.pdf": pdf_bytes("a")}
    path = f"{NEWS.removesuffix('.yml')}/a.pdf"
    builder.merge({NEWS: with_files("news", pdf), path: pdf["a.pdf"]}, at=at("2023-02-07"))
    builder.direct({path: b"forged"}, at=at("2023-02-08"))
    assessment = opened(builder)
    (record,) = assessment.archive.records.values()
    assert assessment.attachment(record, "a.pdf") == pdf["a.pdf"]
    with pytest.raises(KeyError):
        assessment.attachment(record, "b.pdf")


def test_a_repositorys_own_rulebooks_replace_all_of_the_products(builder: RepoBuilder) -> None:
    builder.direct({"scoring/rulebooks/2023-township.yml": TOWNSHIP}, at=at("2023-01-01"))
    assert [book.id for book in opened(builder).rulebooks] == ["2023-township"]
    builder.direct({"scoring/rulebooks/2023-township.yml": None}, at=at("2023-01-02"))
    assert len(opened(builder).rulebooks) == 2


def test_folders_below_the_rulebooks_and_links_are_no_rulebooks(builder: RepoBuilder) -> None:
    files = {
        "scoring/rulebooks/sources/notes.yml": "x: y\n",
        "scoring/rulebooks/2024.yml": Entry("2023-township.yml", "120000"),
        "scoring/rulebooks/README.md": "x",
    }
    builder.direct(files, at=at("2023-01-01"))
    assert len(opened(builder).rulebooks) == 2


@pytest.mark.parametrize(
    ("old", "new", "code", "line_of"),
    [
        (b"points: 10\n", b"points: ten\n", "schema-alternatives", b"points: ten"),
        (b"id: 2023-township\n", b"id: 2023-towns\n", "rulebook-file-name", b"id: 2023-towns"),
        (b"year: 2023\n", b"year: [\n", "yaml-syntax", None),
        (b"kind: quota", b"kind: lottery", None, b"kind: lottery"),
    ],
)
def test_an_unusable_rulebook_is_told_with_its_place(
    builder: RepoBuilder, old: bytes, new: bytes, code: str | None, line_of: bytes | None
) -> None:
    assert old in TOWNSHIP
    broken = TOWNSHIP.replace(old, new, 1)
    path = "scoring/rulebooks/2023-township.yml"
    builder.direct({path: broken}, at=at("2023-01-01"))
    error = refused(builder)
    assert error.code == "rulebook-unusable"
    assert {problem.path for problem in error.problems} == {path}
    if code is not None:
        assert code in [problem.code for problem in error.problems]
    if line_of is not None:
        lines = {problem.line for problem in error.problems}
        assert lines & {
            number for number, line in enumerate(broken.splitlines(), start=1) if line_of in line
        }


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("units/wanshui/unit.yml", b"kind: township\n", "unit-unusable"),
        ("schemas/news.json", b"{", "schema-unusable"),
        ("schemas/news.json", b"[" * 100_000, "schema-unusable"),
        ("scoring/calendars/china-2023.yml", b"year: 2023\n", "calendar-unusable"),
        (
            "scoring/calendars/china-2023.yml",
            b'year: 2024\nholidays: []\nworkdays: ["2024-02-04"]\n',
            "calendar-unusable",
        ),
        (
            "scoring/calendars/china-2023.yml",
            b'year: 2023\nholidays: ["2023-02-30"]\nworkdays: []\n',
            "calendar-unusable",
        ),
    ],
)
def test_what_is_in_force_at_the_head_must_be_usable(
    builder: RepoBuilder, path: str, content: bytes, code: str
) -> None:
    builder.direct({path: content}, at=at("2023-01-01"))
    assert refused(builder).code == code


def test_a_shallow_clone_proves_nothing(builder: RepoBuilder, tmp_path: Path) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07")).finish()
    url = builder.path.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=1", url, "clone"], cwd=tmp_path, check=True)
    with pytest.raises(RepositoryUnusable, match="repository-shallow"):
        Assessment.open(tmp_path / "clone", product=ROOT)


def test_where_there_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(NoRepository) as error:
        Assessment.open(tmp_path, product=ROOT)
    assert error.value.exit_status == 2


def test_uncommitted_rulebooks_can_be_tried(builder: RepoBuilder) -> None:
    builder.direct({"scoring/rulebooks/2023-township.yml": TOWNSHIP}, at=at("2023-01-01"))
    builder.merge({NEWS: text("news")}, at=at("2023-02-07"))
    builder.check_out()
    clean = opened(builder, worktree=True)
    assert not clean.dirty
    path = builder.path / "scoring" / "rulebooks" / "2023-township.yml"
    tried = TOWNSHIP.replace(b"points_per_missing: 0.1", b"points_per_missing: 0.3")
    assert tried != TOWNSHIP
    path.write_bytes(tried)
    as_of = at("2023-03-01")
    dirty = opened(builder, worktree=True)
    assert dirty.dirty
    assert '"dirty": true' in ledger_json(dirty.ledger(2023, as_of))
    assert dirty.ledger(2023, as_of).units != clean.ledger(2023, as_of).units
    assert not opened(builder).dirty  # without being asked, only what is committed


def test_a_bare_repository_has_no_worktree_to_try(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "bare", bare=True).first(registry_files(), at=START).finish()
    with pytest.raises(GongkaiError) as error:
        Assessment.open(builder.path, product=ROOT, worktree=True)
    assert error.value.code == "worktree-missing"
    assert Assessment.open(builder.path, product=ROOT).years() == (2023,)


def test_reading_leaves_the_repository_as_it_was(builder: RepoBuilder) -> None:
    builder.merge({NEWS: text("news")}, at=at("2023-02-07")).check_out()

    def state() -> dict[Path, tuple[int, int]]:
        files = (path for path in builder.path.rglob("*") if path.name != "test-marks")
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files}

    before = state()
    opened(builder, worktree=True).ledger(2023, at("2023-12-31"))
    assert state() == before

"""Checking files: of a working tree, below paths, and what a range of commits brings."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from scoring.errors import WrongUse
from scoring.history.repository import open_repository
from scripts.checking.checker import Outcome, check_range, check_worktree
from scripts.checking.selection import Sort, sort_of
from scripts.checking.watch import Watch
from tests.support.records import ROOT, at, text
from tests.support.repo import Entry, RepoBuilder
from tests.support.submissions import GUIDE, INVALID, NEWS, WORD, empty, submissions

FRESH = "units/wanshui/2023/news/2023-05-06-fresh.yml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return submissions(tmp_path_factory.mktemp("made") / "repository").path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the repository that the test may change."""
    return Path(shutil.copytree(made, tmp_path / "repository", symlinks=True))


def check(folder: Path, *paths: str) -> Outcome:
    given = [folder / path for path in paths]
    return check_worktree(open_repository(folder), ROOT, given, Watch())


def codes(outcome: Outcome, path: str | None = None) -> list[str]:
    return [each.code for each in outcome.problems if path is None or each.path == path]


def write(folder: Path, path: str, content: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        ("units/wanshui/unit.yml", Sort.UNIT),
        (NEWS, Sort.RECORD),
        ("units/wanshui/2023/news/x.yaml", Sort.RECORD),
        ("units/wanshui/2023/x.yml", Sort.RECORD),
        (WORD, Sort.ATTACHMENT),
        ("units/wanshui/readme.txt", Sort.MISPLACED),
        ("schemas/news.json", Sort.SCHEMA),
        ("scoring/rulebooks/2023-township.yml", Sort.RULEBOOK),
        ("scoring/rulebooks/sources/notice.yml", None),
        ("scoring/calendars/china-2023.yml", Sort.CALENDAR),
        ("README.md", None),
    ],
)
def test_a_file_is_known_by_where_it_lies(path: str, sort: Sort | None) -> None:
    assert sort_of(path) is sort


def test_of_what_was_accepted_nothing_is_said_and_what_was_not_is_named(folder: Path) -> None:
    outcome = check(folder)
    assert [(each.path, each.code, each.line) for each in outcome.problems] == [
        (INVALID, "schema-enum", 3)
    ]
    assert outcome.files == 52


def test_several_problems_of_one_new_record_are_all_told_at_their_places(folder: Path) -> None:
    bad = text("news", category="gossip", published_on="2023-02-30", summary=3, body="新")
    write(folder, FRESH, bad + b"extra: 1\n")
    found = [each for each in check(folder).problems if each.path == FRESH]
    assert {each.code for each in found} == {
        "schema-enum",
        "schema-format-date",
        "schema-type-unquoted",
        "schema-additional",
    }
    assert all(each.line > 0 and each.column > 0 for each in found)
    assert [each.line for each in found] == sorted(each.line for each in found)


def test_a_good_new_record_is_good(folder: Path) -> None:
    write(
        folder, FRESH, text("news", title="新的一条", body="新的正文", url="https://example.cn/1")
    )
    assert codes(check(folder), FRESH) == []


BROKEN = {
    "yaml-empty": b"",
    "yaml-character": b"\x00\x01\x02" * 100,
    "file-encoding": b"PK\x03\x04" + bytes(range(256)),
    "file-too-large": b"a: " + b"x" * 70_000,
    "yaml-depth": b"[" * 5_000,
    "yaml-anchor": b"a: &x 1\nb: *x\n",
    "yaml-duplicate-key": b"a: 1\na: 2\n",
    "yaml-line-end": b"kind: news\r\n",
    "yaml-tab": b"kind:\tnews\n",
    "record-not-fields": b"- 1\n",
    "yaml-syntax": b"a: [\n",
}


@pytest.mark.parametrize("code", BROKEN)
def test_whatever_a_file_holds_it_is_a_problem_and_no_crash(folder: Path, code: str) -> None:
    write(folder, FRESH, BROKEN[code])
    assert codes(check(folder, FRESH), FRESH) == [code]


def test_a_changed_record_is_told_from_a_new_one(folder: Path) -> None:
    write(folder, NEWS, text("news", title="改过的标题"))
    assert codes(check(folder), NEWS) == ["record-changed"]
    write(folder, NEWS, text("news", category="gossip"))
    assert codes(check(folder), NEWS) == ["record-changed", "schema-enum"]


def test_a_record_that_came_in_invalid_stays_dead(folder: Path) -> None:
    write(folder, INVALID, text("news"))
    assert "record-dead" in codes(check(folder), INVALID)


def test_a_deleted_record_is_missed(folder: Path) -> None:
    (folder / NEWS).unlink()
    assert codes(check(folder), NEWS) == ["record-deleted"]
    assert codes(check(folder, "units/geyi")) == ["schema-enum"]  # not asked for there


def test_a_branch_that_lags_behind_has_deleted_nothing(folder: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    git("checkout", "-q", "-b", "mine", "main~1")  # before the guide came in
    assert codes(check(folder)) == ["schema-enum"]
    (folder / NEWS).unlink()
    assert codes(check(folder), NEWS) == ["record-deleted"]
    assert codes(check(folder), GUIDE) == []


def test_attachments_must_be_there_and_be_what_they_were(folder: Path) -> None:
    (folder / WORD).write_bytes(b"other")
    assert codes(check(folder), GUIDE) == ["attachment-digest"]
    (folder / WORD).unlink()
    assert codes(check(folder), GUIDE) == ["attachment-missing"]
    shutil.copy(folder / NEWS, folder / WORD)
    shutil.copy(folder / NEWS, folder / WORD.replace("guide.docx", "more.docx"))
    assert codes(check(folder, WORD), GUIDE) == ["attachment-unlisted", "attachment-digest"]


def test_an_attachment_without_its_record_is_named(folder: Path) -> None:
    orphan = "units/wanshui/2023/guide/2023-12-01-other/guide.docx"
    write(folder, orphan, b"x")
    assert codes(check(folder)) == ["schema-enum", "attachment-orphan"]


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_bytes(text("news"))
    (folder / FRESH).parent.mkdir(parents=True, exist_ok=True)
    (folder / FRESH).symlink_to(secret)
    assert codes(check(folder), FRESH) == ["file-not-regular"]


def test_two_new_records_are_held_against_each_other(folder: Path) -> None:
    for name in ("2023-08-05-a", "2023-08-05-b"):
        path = f"units/xinfang/2023/hotline-report/{name}.yml"
        write(folder, path, text("hotline-report"))
    outcome = check(folder)
    assert codes(outcome, "units/xinfang/2023/hotline-report/2023-08-05-b.yml") == ["not-unique"]


def test_new_records_may_name_each_other(folder: Path) -> None:
    finding = "units/zhengfuban/2023/finding/2023-08-15-gazette-geyi.yml"
    appeal = "units/geyi/2023/appeal/2023-09-01-01.yml"
    write(folder, appeal, text("appeal"))
    assert codes(check(folder), appeal) == ["reference-record"]
    write(folder, finding, text("finding"))
    assert codes(check(folder), appeal) == []


def test_a_broken_rulebook_does_not_hide_what_is_wrong_elsewhere(folder: Path) -> None:
    book = (ROOT / "scoring/rulebooks/2023-township.yml").read_text(encoding="utf-8")
    broken = book.replace("kind: quota", "kind: quoda", 1).encode()
    write(folder, "scoring/rulebooks/2023-township.yml", broken)
    write(folder, "scoring/calendars/china-2023.yml", b"year: 2024\nholidays: []\nworkdays: []\n")
    write(folder, "units/xining/unit.yml", b"name: 3\n")
    found = {each.path for each in check(folder).problems}
    assert found == {
        "scoring/rulebooks/2023-township.yml",
        "scoring/calendars/china-2023.yml",
        "units/xining/unit.yml",
        INVALID,
    }


def test_a_broken_schema_stops_the_check_of_records(folder: Path) -> None:
    write(folder, "schemas/news.json", b"{")
    assert codes(check(folder)) == ["schema-unusable"]


def test_files_that_belong_nowhere_are_named_and_litter_is_passed_over(folder: Path) -> None:
    for name in ("readme.txt", ".DS_Store", "Thumbs.db", "~$guide.docx"):
        write(folder, f"units/wanshui/{name}", b"x")
    assert codes(check(folder, "units/wanshui")) == ["path-misplaced"]


def test_paths_narrow_the_check(folder: Path) -> None:
    assert check(folder, "units/wanshui/2023").problems == ()
    assert check(folder, NEWS, NEWS).files == 1
    assert codes(check(folder, "units/geyi")) == ["schema-enum"]


@pytest.mark.parametrize("path", ["nothing", "units/nobody", "../elsewhere"])
def test_a_path_that_does_not_exist_is_wrong_use(folder: Path, path: str) -> None:
    with pytest.raises(WrongUse) as raised:
        check(folder, path)
    assert raised.value.code == "path-unknown"


def test_a_path_elsewhere_and_a_file_of_no_interest_are_wrong_use(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "README.md").write_text("x")
    for path, code in ((tmp_path, "path-outside"), (folder / "README.md", "path-not-checked")):
        with pytest.raises(WrongUse) as raised:
            check_worktree(open_repository(folder), ROOT, [path], Watch())
        assert raised.value.code == code


def test_a_bare_repository_has_no_files_to_check(tmp_path: Path) -> None:
    RepoBuilder(tmp_path, bare=True).first({"a": "b"}, at=at("2023-01-01")).finish()
    with pytest.raises(WrongUse) as raised:
        check_worktree(open_repository(tmp_path), ROOT, [], Watch())
    assert raised.value.code == "repository-bare"


# ---- ranges --------------------------------------------------------------------------------------


def ranged(builder: RepoBuilder, told: str = "main..submit/x") -> Outcome:
    builder.finish()
    return check_range(open_repository(builder.path), ROOT, told, Watch())


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    return submissions(tmp_path / "repository")


Files = dict[str, bytes | str | Entry | None]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({FRESH: text("news", title="新", body="新", url="https://example.cn/1")}, []),
        ({FRESH: text("news", category="gossip", body="新")}, [(FRESH, "schema-enum")]),
        ({FRESH: Entry("../../x", "120000")}, [(FRESH, "file-not-regular")]),
        ({NEWS: text("news", title="改")}, [(NEWS, "record-changed")]),
        ({NEWS: None}, [(NEWS, "record-deleted")]),
        ({WORD: b"other"}, [(GUIDE, "attachment-digest")]),
        ({WORD: None}, [(GUIDE, "attachment-missing")]),
        ({"units/wanshui/x.txt": b"x"}, [("units/wanshui/x.txt", "path-misplaced")]),
        ({"README.md": b"x"}, []),
        ({"schemas/news.json": b"{"}, [("schemas/news.json", "schema-unusable")]),
    ],
)
def test_a_range_is_judged_by_what_it_brings(
    builder: RepoBuilder, files: Files, expected: list[tuple[str, str]]
) -> None:
    builder.branch("submit/x", files, at=at("2023-12-01"))
    found = [(each.path, each.code) for each in ranged(builder).problems]
    assert found == expected


def test_a_branch_brings_no_judge_of_its_own(builder: RepoBuilder) -> None:
    """A schema that allows everything, brought along, makes no record valid."""
    lax = (ROOT / "schemas/news.json").read_bytes().replace(b'"enum"', b'"examples"')
    builder.branch(
        "submit/x",
        {"schemas/news.json": lax, FRESH: text("news", category="gossip")},
        at=at("2023-12-01"),
    )
    assert (FRESH, "schema-enum") in [(each.path, each.code) for each in ranged(builder).problems]


def test_the_working_tree_plays_no_part(builder: RepoBuilder) -> None:
    gossip = text("news", category="gossip", body="新")
    builder.branch("submit/x", {FRESH: gossip}, at=at("2023-12-01"))
    builder.finish()
    write(builder.path, "units/xining/unit.yml", b"name: 3\n")
    assert codes(ranged(builder)) == ["schema-enum"]


def test_a_branch_that_lags_behind_is_welcome(builder: RepoBuilder) -> None:
    builder.branch("submit/x", {FRESH: text("news", title="新", body="新")}, at=at("2023-12-01"))
    later = "units/xining/2023/news/2023-12-02-later.yml"
    builder.merge({later: text("news")}, at=at("2023-12-02"), unit="xining")
    assert ranged(builder).problems == ()


@pytest.mark.parametrize("told", ["main", "..main", "main..", "main...x", ".."])
def test_what_is_no_range_is_wrong_use(builder: RepoBuilder, told: str) -> None:
    with pytest.raises(WrongUse) as raised:
        ranged(builder, told)
    assert raised.value.code == "range-unreadable"


def test_histories_that_never_met_are_wrong_use(builder: RepoBuilder) -> None:
    builder.finish()
    tree = subprocess.run(
        ["git", "commit-tree", "-m", "x", "HEAD^{tree}"],
        cwd=builder.path,
        capture_output=True,
        check=True,
        env={**os.environ, **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "x"),
             **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "x@example.cn")},
    )  # fmt: skip
    with pytest.raises(WrongUse) as raised:
        ranged(builder, f"main..{tree.stdout.decode().strip()}")
    assert raised.value.code == "range-unrelated"


def test_whoever_watches_the_work_sees_every_record_once(tmp_path: Path) -> None:
    made = empty(tmp_path / "repository")
    made.merge({NEWS: text("news")}, at=at("2023-02-06")).check_out()
    seen: list[str] = []

    class Curious(Watch):
        def through(self, paths: Sequence[str]) -> Iterable[str]:
            for path in paths:
                seen.append(path)
                yield path

    check_worktree(open_repository(made.path), ROOT, [], Curious())
    assert seen == [NEWS]

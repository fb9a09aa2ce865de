"""The chain of commits: what each brought, whatever its paths and dates."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.calendar.zone import SHANGHAI
from scoring.history.errors import RepositoryUnusable
from scoring.history.log import LAST_SECOND, moment, read_log
from scoring.history.path_text import shown_path
from tests.support.git import git
from tests.support.history import PLAIN, START, chain_of, described
from tests.support.records import at
from tests.support.repo import Entry, RepoBuilder


def test_the_chain_is_told_from_the_root(plain: Path) -> None:
    assert described(chain_of(plain)) == PLAIN


def test_any_bytes_may_stand_in_a_path(tmp_path: Path) -> None:
    names = [
        b"units/a\nb",
        b"units/:100644 100644 x",
        b"units/\x01\x02",
        b"units/\xff\xfe",
        "units/宛水 “引号”".encode(),
        b'units/"quoted\\"',
        b"units/-- ",
        b"0123456789012345678901234567890123456789 1 x",
    ]
    builder = RepoBuilder(tmp_path / "odd").first({"a": "b"}, at=START)
    builder.merge(dict.fromkeys(names, b"content"), at=at("2023-02-01"))
    chain = chain_of(builder.finish().path)
    paths = sorted(change.path.encode("utf-8", "surrogateescape") for change in chain[1].changes)
    assert paths == sorted(names)


def test_links_and_submodules_are_told_by_their_modes(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "modes").first({"a": "b"}, at=START)
    files = {
        "units/l": Entry("/etc/passwd", "120000"),
        "units/s": Entry("a" * 40, "160000"),
        "units/x": Entry("run", "100755"),
        ".gitmodules": '[submodule "s"]\n\tpath = units/s\n\turl = ./s\n\tignore = all\n',
    }
    builder.merge(files, at=at("2023-02-01"))
    builder.check_out()
    modes = {change.path: change.mode for change in chain_of(builder.path)[1].changes}
    assert modes["units/l"] == "120000"
    assert modes["units/s"] == "160000"
    assert modes["units/x"] == "100755"


def test_an_octopus_is_one_commit_with_all_it_brings(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "octopus").first({"a": "b"}, at=START)
    builder.octopus([{"units/1": "x"}, {"units/2": "y"}, {"units/3": "z"}], at=at("2023-02-01"))
    commit = chain_of(builder.finish().path)[1]
    assert len(commit.parents) == 4
    assert [change.path for change in commit.changes] == ["units/1", "units/2", "units/3"]


def test_author_dates_are_never_read(tmp_path: Path) -> None:
    builder = RepoBuilder(tmp_path / "dates").first({"a": "b"}, at=START)
    builder.merge({"units/1": "x"}, at=at("2023-11-01"), authored=at("2023-01-02"))
    builder.direct({"units/2": "x"}, at=at("2023-11-02"), authored=at("2023-01-02"))
    assert [commit.committed for commit in chain_of(builder.finish().path)[1:]] == [
        at("2023-11-01"),
        at("2023-11-02"),
    ]


def test_commits_of_branches_are_not_on_the_chain(plain: Path) -> None:
    assert len(chain_of(plain)) == int(git(plain, "rev-list", "--count", "main")) - 1


def test_committer_dates_no_clock_gives() -> None:
    assert moment("0") == datetime(1970, 1, 1, 8, tzinfo=SHANGHAI)
    assert moment("") == moment("nonsense") == moment("-5") == moment("0")
    assert moment("9" * 19) == moment(str(LAST_SECOND))
    assert moment("9" * 19).tzinfo is SHANGHAI


@pytest.mark.parametrize("stream", [b"rubbish\0", b":100644 000000\0path\0", b":a b c d A\0", b"x"])
def test_a_stream_that_is_not_gits_is_refused(stream: bytes) -> None:
    with pytest.raises(RepositoryUnusable, match="repository-unreadable"):
        list(read_log([stream]))


@given(st.binary(min_size=1, max_size=40).filter(lambda path: b"\0" not in path), st.integers(1, 9))
def test_a_path_survives_however_the_stream_is_cut(path: bytes, size: int) -> None:
    commit = b"a" * 40
    change = b":000000 100644 %s %s A" % (b"0" * 40, b"b" * 40)
    stream = b"%s 1 \0\n%s\0%s\0%s 0 \0" % (commit, change, path, b"c" * 40)
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    entries = list(read_log(pieces))
    assert [entry.id for entry in entries] == ["a" * 40, "c" * 40]
    assert entries[0].changes[0].path.encode("utf-8", "surrogateescape") == path


def test_what_cannot_be_shown_is_written_out() -> None:
    assert shown_path("units/宛水/a.yml") == "units/宛水/a.yml"
    assert shown_path("a\nb\x1b[31m") == "a\\x0ab\\x1b[31m"
    assert shown_path(b"\xff".decode("utf-8", "surrogateescape")) == "\\xff"
    assert shown_path("a\u202eb") == "a\\u202eb"

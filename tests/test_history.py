"""Reading history: whatever a repository holds and whatever a user has configured."""

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.calendar.zone import SHANGHAI
from scoring.history import place
from scoring.history.commits import Change, Commit, shown
from scoring.history.errors import NoRepository, RepositoryUnusable
from scoring.history.log import LAST_SECOND, moment, read_log
from scoring.history.repository import open_repository
from scoring.history.tree import Tree
from tests.support.records import at
from tests.support.repo import Entry, RepoBuilder

START = at("2023-01-01")


def chain_of(path: Path) -> list[Commit]:
    repository = open_repository(path)
    return repository.first_parent_chain(repository.head())


def git(path: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=path,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, **environment},
    )
    return done.stdout.strip()


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A repository with a root commit, a merge, a direct commit and a rename."""
    builder = RepoBuilder(tmp_path / "plain")
    builder.first({"units/wanshui/unit.yml": "a", "README.md": "r"}, at=START)
    builder.merge({"units/wanshui/2023/news/2023-02-06-a.yml": "b"}, at=at("2023-02-06"))
    builder.direct({"README.md": None, "READ.md": "r"}, at=at("2023-03-01"))
    builder.finish()
    return builder.path


def described(chain: list[Commit]) -> list[tuple[int, int, str, list[tuple[str, str]]]]:
    return [
        (
            commit.place,
            len(commit.parents),
            commit.committed.isoformat(),
            [(change.status, change.path) for change in commit.changes],
        )
        for commit in chain
    ]


PLAIN = [
    (0, 0, "2023-01-01T10:00:00+08:00", [("A", "README.md"), ("A", "units/wanshui/unit.yml")]),
    (1, 2, "2023-02-06T10:00:00+08:00", [("A", "units/wanshui/2023/news/2023-02-06-a.yml")]),
    (2, 1, "2023-03-01T10:00:00+08:00", [("A", "READ.md"), ("D", "README.md")]),
]


def test_the_chain_is_told_from_the_root(plain: Path) -> None:
    assert described(chain_of(plain)) == PLAIN


@pytest.mark.parametrize(
    "setting",
    [
        "log.showRoot=false",
        "log.diffMerges=combined",
        "log.diffMerges=off",
        "log.follow=true",
        "log.mailmap=true",
        "log.date=relative",
        "log.decorate=full",
        "log.abbrevCommit=true",
        "log.excludeDecoration=*",
        "core.abbrev=4",
        "core.quotePath=false",
        "diff.renames=copies",
        "diff.orderFile=/nonexistent/order",
        "diff.noprefix=true",
        "diff.mnemonicPrefix=true",
        "diff.relative=true",
        "diff.ignoreSubmodules=all",
        "diff.external=false",
        "diff.wsErrorHighlight=all",
        "diff.submodule=log",
        "diff.colorMoved=zebra",
        "color.ui=always",
        "color.diff=always",
        "format.pretty=fuller",
        "format.notes=*",
        "notes.displayRef=refs/notes/*",
        "core.pager=false",
        "pager.log=false",
        "i18n.logOutputEncoding=UTF-16",
        "core.fsmonitor=false",
        "core.precomposeUnicode=true",
        "core.ignoreCase=true",
    ],
)
def test_no_setting_of_the_repository_changes_what_is_read(plain: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    git(plain, "config", name, value)
    assert described(chain_of(plain)) == PLAIN


def test_signatures_are_not_asked_about(plain: Path, tmp_path: Path) -> None:
    trap = tmp_path / "gpg"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    trap.chmod(0o755)
    git(plain, "config", "log.showSignature", "true")
    git(plain, "config", "gpg.program", str(trap))
    git(plain, "config", "gpg.ssh.program", str(trap))
    assert described(chain_of(plain)) == PLAIN
    assert not (tmp_path / "ran").exists()


def test_no_variable_of_the_caller_changes_what_is_read(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = RepoBuilder(tmp_path / "other").first({"x": "y"}, at=START).finish()
    global_config = tmp_path / "gitconfig"
    global_config.write_text("[log]\n\tshowRoot = false\n[diff]\n\trenames = copies\n")
    grafts = tmp_path / "grafts"
    grafts.write_text(f"{git(plain, 'rev-parse', 'main')}\n")
    hostile = {
        "GIT_DIR": str(other.path / ".git"),
        "GIT_WORK_TREE": str(other.path),
        "GIT_COMMON_DIR": str(other.path / ".git"),
        "GIT_OBJECT_DIRECTORY": str(other.path / ".git" / "objects"),
        "GIT_INDEX_FILE": "/nonexistent",
        "GIT_GRAFT_FILE": str(grafts),
        "GIT_SHALLOW_FILE": str(grafts),
        "GIT_CONFIG_GLOBAL": str(global_config),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "log.showRoot",
        "GIT_CONFIG_VALUE_0": "false",
        "GIT_CONFIG_PARAMETERS": "'diff.renames=copies'",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_DIFF_OPTS": "--unified=0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NAMESPACE": "elsewhere",
        "GIT_TRACE": "1",
        "GIT_PAGER": "false",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    assert described(chain_of(plain)) == PLAIN
    assert {name: os.environ[name] for name in hostile} == hostile  # and they are given back


def test_grafts_and_replacements_are_not_believed(plain: Path) -> None:
    honest = described(chain_of(plain))
    head = git(plain, "rev-parse", "main")
    root = git(plain, "rev-list", "--max-parents=0", "main")
    (plain / ".git" / "info").mkdir(exist_ok=True)
    (plain / ".git" / "info" / "grafts").write_text(f"{head} {root}\n")
    assert described(chain_of(plain)) == honest
    (plain / ".git" / "info" / "grafts").unlink()
    git(plain, "replace", head, root)
    assert described(chain_of(plain)) == honest


def test_a_lying_commit_graph_is_not_believed(plain: Path) -> None:
    git(plain, "commit-graph", "write", "--reachable")
    graph = plain / ".git" / "objects" / "info" / "commit-graph"
    content = bytearray(graph.read_bytes())
    table = {
        bytes(content[at : at + 4]): int.from_bytes(content[at + 4 : at + 12], "big")
        for at in range(8, 8 + 12 * content[6], 12)
    }
    entry = 20 + 4 + 4 + 8  # tree, two parents, generation and date
    for start in range(table[b"CDAT"], table[b"CDAT"] + 4 * entry, entry):
        content[start + 20 : start + 28] = bytes.fromhex("70000000") * 2  # "no parent"
    graph.chmod(0o644)
    graph.write_bytes(content)
    assert git(plain, "rev-list", "--count", "main") == "1"  # git itself is taken in
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


def test_the_repository_is_found_from_below_and_may_be_bare(plain: Path, tmp_path: Path) -> None:
    deep = plain / "units" / "wanshui" / "2023"
    deep.mkdir(parents=True, exist_ok=True)
    assert open_repository(deep).worktree == plain
    bare = RepoBuilder(tmp_path / "bare", bare=True).first({"a": "b"}, at=START).finish()
    assert open_repository(bare.path).worktree is None
    assert len(chain_of(bare.path)) == 1
    linked = tmp_path / "linked"
    git(plain, "worktree", "add", "--quiet", "--detach", str(linked))
    assert described(chain_of(linked)) == PLAIN


def test_a_clone_without_main_uses_what_it_fetched(plain: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(plain), "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "--quiet", "--detach")
    git(clone, "branch", "--quiet", "-D", "main")
    assert described(chain_of(clone)) == PLAIN


def test_a_tag_called_main_is_not_main(plain: Path) -> None:
    git(plain, "tag", "main", "main~1")
    assert described(chain_of(plain)) == PLAIN


def test_no_repository_no_main_no_such_commit(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoRepository) as missing:
        open_repository(tmp_path / "nowhere")
    assert (missing.value.code, missing.value.exit_status) == ("repository-missing", 2)
    git(tmp_path / "empty", "init", "--quiet")
    with pytest.raises(NoRepository, match="repository-no-main"):
        open_repository(tmp_path / "empty").head()


@pytest.mark.parametrize(
    "name", ["nope", "-x", "--all", "", "a b", "main:units", "main\n", "x" * 300, "HEAD^{tree}"]
)
def test_a_head_that_is_no_commit_is_refused(plain: Path, name: str) -> None:
    with pytest.raises(NoRepository, match="repository-no-commit"):
        open_repository(plain).head(name)


def test_a_head_may_be_named(plain: Path) -> None:
    repository = open_repository(plain)
    assert len(repository.first_parent_chain(repository.head("main~1"))) == 2
    assert repository.head(repository.head("main")[:10]) == repository.head()


def test_a_shallow_clone_is_known(plain: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", plain.as_uri(), "clone")
    assert open_repository(tmp_path / "clone").is_shallow
    assert not open_repository(plain).is_shallow


def test_what_a_partial_clone_lacks_is_never_fetched(plain: Path, tmp_path: Path) -> None:
    git(plain, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", plain.as_uri(), "partial.git")
    repository = open_repository(tmp_path / "partial.git")
    chain = repository.first_parent_chain(repository.head())
    with pytest.raises(RepositoryUnusable, match="repository-incomplete"):
        list(repository.blobs([chain[1].changes[0].blob], 100))


def test_a_damaged_repository_is_an_error_not_a_traceback(plain: Path) -> None:
    repository = open_repository(plain)
    head = repository.head()
    shutil.rmtree(plain / ".git" / "objects")
    (plain / ".git" / "objects").mkdir()
    with pytest.raises(RepositoryUnusable, match="repository-unreadable") as damaged:
        repository.first_parent_chain(head)
    assert damaged.value.exit_status == 1
    with pytest.raises(RepositoryUnusable, match="repository-incomplete"):
        repository.head()


@pytest.mark.parametrize(
    "config",
    [
        b"[core\n",
        b"[core\nbare = \xff\xfe maybe\n",
        b"[core]\n\tbare = maybe\n",
        b"[core]\n\trepositoryformatversion = 99\n",
        b"[core]\n\trepositoryformatversion = 1\n[extensions]\n\tunheardOf = true\n",
        b"\x00\x93\xfa\x01" * 64,
        b"[include]\n\tpath = /dev/zero\n",
    ],
)
def test_a_broken_configuration_is_told_in_the_words_of_git(plain: Path, config: bytes) -> None:
    (plain / ".git" / "config").write_bytes(config)
    with pytest.raises(RepositoryUnusable, match="repository-unreadable") as broken:
        chain_of(plain)
    assert broken.value.exit_status == 1
    detail = broken.value.values["detail"]
    assert isinstance(detail, str)
    assert detail.startswith(("fatal:", "error:"))
    assert len(detail) <= 200


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in the file system")
def test_a_configuration_that_never_ends_is_not_waited_for(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    git(plain, "config", "include.path", str(tmp_path / "pipe"))
    monkeypatch.setattr(place, "PATIENCE", 0.5)
    with pytest.raises(RepositoryUnusable, match="repository-unreadable"):
        open_repository(plain)


def test_a_configuration_changed_after_opening_is_no_missing_branch(plain: Path) -> None:
    repository = open_repository(plain)
    git(plain, "config", "core.repositoryformatversion", "99")
    with pytest.raises(RepositoryUnusable, match="repository-unreadable"):
        repository.head()
    with pytest.raises(RepositoryUnusable, match="repository-unreadable"):
        repository.head("main")


@pytest.mark.parametrize("name", ["main@{1}", "main@{5}", "@{0}"])
def test_the_reflog_is_no_history(plain: Path, name: str) -> None:
    with pytest.raises(NoRepository, match="repository-no-commit"):
        open_repository(plain).head(name)


def test_a_folder_is_taken_by_its_name_whatever_the_name(tmp_path: Path) -> None:
    for name in ("$HOME", "~", "a b", "line\nbreak", "宛水"):
        made = RepoBuilder(tmp_path / name).first({"a": "b"}, at=START).finish()
        repository = open_repository(made.path)
        assert repository.worktree == made.path
        assert repository.git_dir == made.path / ".git"
        assert open_repository(made.path / ".git").worktree == made.path
        assert len(repository.first_parent_chain(repository.head())) == 1


def test_objects_are_read_in_order_cut_and_hashed(tmp_path: Path) -> None:
    contents = [
        b"",
        b"\n",
        b"x" * 200_000,
        "公开".encode(),
        b"\0\1\2",
        *(b"%d" % n for n in range(99)),
    ]
    files = {f"units/{index:03d}": content for index, content in enumerate(contents)}
    builder = RepoBuilder(tmp_path / "objects").first(files, at=START).finish()
    repository = open_repository(builder.path)
    ids = [change.blob for change in chain_of(builder.path)[0].changes]
    assert [content for _, content in repository.blobs(ids, 100_000)] == [
        content[:100_000] for content in contents
    ]
    with repository.objects() as objects:
        assert objects.digest(ids[2])[0] == 200_000
        assert objects.read(ids[3], 100) == "公开".encode()
        assert objects.read(repository.head(), 100) is None  # a commit, no blob
        assert objects.read(ids[0], 100) == b""  # and the next answer is not out of step
        with pytest.raises(RepositoryUnusable, match="repository-incomplete"):
            objects.read("1" * 40, 100)


def test_reading_may_stop_half_way(tmp_path: Path) -> None:
    files = {f"units/{index:03d}": b"x" * 100_000 for index in range(100)}
    builder = RepoBuilder(tmp_path / "half").first(files, at=START).finish()
    repository = open_repository(builder.path)
    ids = [change.blob for change in chain_of(builder.path)[0].changes]
    with repository.objects() as objects:
        next(objects.many(ids, 10))  # git is left with answers nobody reads


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
    assert shown("units/宛水/a.yml") == "units/宛水/a.yml"
    assert shown("a\nb\x1b[31m") == "a\\x0ab\\x1b[31m"
    assert shown(b"\xff".decode("utf-8", "surrogateescape")) == "\\xff"
    assert shown("a\u202eb") == "a\\u202eb"


PATHS = st.sampled_from(
    ["units/a/x", "units/a/y", "units/b", "units/b/c", "schemas/s.json", "scoring/trust/k", "other"]
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.dictionaries(PATHS, st.sampled_from(["1", "2", None]), max_size=4), max_size=6))
def test_the_replayed_tree_is_gits_tree(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, str | None]]
) -> None:
    """Files that become folders and folders that become files included."""
    builder = RepoBuilder(tmp_path_factory.mktemp("tree")).first({"units/z": "0"}, at=START)
    for number, step in enumerate(steps):
        files = {path: content for path, content in step.items() if content is None}
        files |= {path: content for path, content in step.items() if content is not None}
        builder.merge(files, at=START + timedelta(hours=number + 1))
    builder.finish()
    repository = open_repository(builder.path)
    head = repository.head()
    tree = Tree()
    for commit in repository.first_parent_chain(head):
        tree.apply(commit.changes)
    wanted = repository.tree_files(head, ("units/", "schemas/", "scoring/"))
    assert dict(tree.select(lambda path: True)) == wanted


def test_the_tree_keeps_only_what_scores_depend_on() -> None:
    tree = Tree()
    tree.apply(
        Change("A", path, "000000", "100644", "b" * 40)
        for path in ("units/a/unit.yml", "docs/x.md", "scoring/rules/x.py", "schemas/news.json")
    )
    assert sorted(path for path, _ in tree.select(lambda path: True)) == [
        "schemas/news.json",
        "units/a/unit.yml",
    ]


def test_git_is_imported_only_when_a_repository_is_opened() -> None:
    code = "import sys, scoring.assessment; sys.exit('git' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


def test_a_repository_in_the_new_hash_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sha256"
    path.mkdir()
    git(path, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    (path / "units").mkdir()
    (path / "units" / "a").write_text("x")
    git(path, "add", ".")
    git(path, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet", "-m", "one")
    (commit,) = chain_of(path)
    assert len(commit.id) == 64
    assert next(iter(open_repository(path).blobs([commit.changes[0].blob], 9)))[1] == b"x"


def test_many_trees_are_held_against_each_other_through_one_git(tmp_path: Path) -> None:
    """Odd paths, trees that do not differ, and more of both than any pipe holds."""
    builder = RepoBuilder(tmp_path / "steps").first({"a": "b"}, at=START)
    names = [b"units/a\nb", b":100644 100644 x", b"0" * 40, *(b"units/%d" % n for n in range(300))]
    builder.direct(dict.fromkeys(names, b"x"), at=at("2023-02-01"))
    builder.direct({"a": None}, at=at("2023-02-02"))
    repository = open_repository(builder.finish().path)
    first, second, third = (each.id for each in repository.first_parent_chain(repository.head()))
    pairs = [(first, second), (second, second), (third, second), (second, first)] * 300
    steps = list(repository.steps(pairs))
    assert [len(step) for step in steps] == [len(names), 0, 1, len(names)] * 300
    brought = {change.path.encode() for change in steps[0]}
    assert brought == set(names) and all(change.adds for change in steps[0])
    assert [(change.status, change.path) for change in steps[2]] == [("A", "a")]
    assert all(change.removes for change in steps[3])
    assert list(repository.steps([])) == []


@pytest.mark.parametrize("missing", [0, 1])
def test_steps_from_what_is_not_there_are_an_error(plain: Path, missing: int) -> None:
    """git passes over a commit it cannot find; what follows must not be taken for its changes."""
    repository = open_repository(plain)
    head = repository.head()
    pair = (head, "1" * 40) if missing else ("1" * 40, head)
    with pytest.raises(RepositoryUnusable, match=r"repository-(incomplete|unreadable)"):
        list(repository.steps([(head, head), pair, (head, head)]))


def test_the_parents_of_every_commit_are_known(plain: Path) -> None:
    repository = open_repository(plain)
    chain = repository.first_parent_chain(repository.head())
    parents = repository.parents(chain[-1].id)
    assert len(parents) == 4
    assert [parents[commit.id] for commit in chain] == [commit.parents for commit in chain]


def test_commits_are_read_as_they_lie_there(plain: Path) -> None:
    repository = open_repository(plain)
    chain = repository.first_parent_chain(repository.head())
    with repository.objects() as objects:
        ids = [commit.id for commit in chain] + [chain[0].changes[0].blob]
        found = [raw for _, raw in objects.commits(ids, 100_000)]
    assert found[-1] is None  # a blob is no commit
    assert [raw is not None and raw.startswith(b"tree ") for raw in found[:-1]] == [True] * 3

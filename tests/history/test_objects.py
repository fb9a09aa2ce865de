"""Objects, trees and parents: what is read from a repository beside its log."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.history.commits import Change
from scoring.history.errors import RepositoryUnusable
from scoring.history.repository import open_repository
from scoring.history.tree import Tree
from tests.support.git import git
from tests.support.history import START, chain_of
from tests.support.records import ROOT, at
from tests.support.repo import RepoBuilder


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
        next(objects.blobs(ids, 10))  # git is left with answers nobody reads


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
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


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

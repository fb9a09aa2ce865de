"""Which repository, which branch, which commit is meant; what cannot be used is told."""

import shutil
from pathlib import Path

import pytest

from scoring.history.errors import NoRepository, RepositoryUnusable
from scoring.history.repository import open_repository
from tests.support.git import git
from tests.support.history import PLAIN, START, chain_of, described
from tests.support.repo import RepoBuilder


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

"""What the tests of history share."""

from pathlib import Path

import pytest

from tests.support.history import START
from tests.support.records import at
from tests.support.repo import RepoBuilder


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A repository with a root commit, a merge, a direct commit and a rename."""
    builder = RepoBuilder(tmp_path / "plain")
    builder.first({"units/wanshui/unit.yml": "a", "README.md": "r"}, at=START)
    builder.merge({"units/wanshui/2023/news/2023-02-06-a.yml": "b"}, at=at("2023-02-06"))
    builder.direct({"README.md": None, "READ.md": "r"}, at=at("2023-03-01"))
    builder.finish()
    return builder.path

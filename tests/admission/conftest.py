"""What the tests of admission share."""

from pathlib import Path

import pytest

from tests.support.admitting import START
from tests.support.records import registry_files
from tests.support.repo import RepoBuilder


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    """A repository with the product's registry and nothing else."""
    return RepoBuilder(tmp_path / "repository").first(registry_files(), at=START)

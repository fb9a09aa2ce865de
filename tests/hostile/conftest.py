"""One honest repository, made once by the real gate; each attack gets a copy of its own."""

from pathlib import Path

import pytest

from tests.support.stage import Stage, raise_curtain


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The repository before any attack. Not to be changed."""
    return raise_curtain(tmp_path_factory.mktemp("stage") / "honest.git")


@pytest.fixture
def stage(honest: Stage, tmp_path: Path) -> Stage:
    """A repository to be attacked."""
    return honest.copy(tmp_path / "attacked.git")

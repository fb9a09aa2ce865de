"""The three counties, made once; whoever spoils one copies them first."""

from pathlib import Path

import pytest

from tests.support.counties import copied, counties
from tests.support.prefecture import Ran, federation


@pytest.fixture(scope="session")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that lists the three counties, which lie beside it."""
    return counties(tmp_path_factory.mktemp("prefecture"))


@pytest.fixture(scope="session")
def ran(listing: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The three counties compared by one process; for all to read."""
    return federation(listing, tmp_path_factory.mktemp("compared") / "out", "--workers", "1")


@pytest.fixture
def spoilt(listing: Path, tmp_path: Path) -> Path:
    """A copy of the counties, to be spoilt; the folder they lie in."""
    return copied(listing, tmp_path / "spoilt").parent

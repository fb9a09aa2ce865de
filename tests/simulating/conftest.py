"""What trials are held on, made once and only read."""

import pytest

from scoring.assessment import Assessment
from tests.support.simulating import opened


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """The registry, and not one record."""
    return opened(tmp_path_factory.mktemp("empty") / "repository")

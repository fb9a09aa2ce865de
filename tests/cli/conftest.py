"""What the tests of the commands share."""

from pathlib import Path

import pytest

from tests.support.submissions import submissions


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return submissions(tmp_path_factory.mktemp("made") / "repository").path

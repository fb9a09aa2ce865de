"""What the tests of seals share."""

from pathlib import Path

import pytest

from tests.support.sealed import (
    SealedBuilder,
)
from tests.support.sealing import begun


@pytest.fixture
def builder(tmp_path: Path) -> SealedBuilder:
    """A repository that trusts a gate and a maintainer from its first commit on."""
    return begun(tmp_path)

"""What git reads ahead is what it would answer when asked, in any order; no more is an error."""

from hashlib import sha256
from pathlib import Path

import pytest

from scoring.history.errors import RepositoryUnusable
from scoring.history.repository import Repository, open_repository
from tests.support.history import START, chain_of
from tests.support.repo import RepoBuilder

CONTENTS = [b"", b"\n", b"x" * 200_000, "公开".encode(), *(b"%d" % number for number in range(50))]
NOWHERE = "1" * 40


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Repository, list[str]]:
    files = {f"units/{index:03d}": content for index, content in enumerate(CONTENTS)}
    builder = RepoBuilder(tmp_path / "objects").first(files, at=START).finish()
    ids = [change.blob for change in chain_of(builder.path)[0].changes]
    return open_repository(builder.path), ids


def facts(content: bytes) -> tuple[int, str]:
    return len(content), sha256(content).hexdigest()


@pytest.mark.parametrize("step", [1, -1, 7])
def test_digests_are_the_same_in_whatever_order_they_are_asked_for(
    kept: tuple[Repository, list[str]], step: int
) -> None:
    repository, ids = kept
    pairs = list(zip(ids, CONTENTS, strict=True))
    asked = [pairs[(place * step) % len(pairs)] for place in range(len(pairs))]
    with repository.objects() as objects:
        objects.expect(ids)
        for name, content in asked:
            assert objects.digest(name) == facts(content)


def test_what_is_expected_and_not_there_is_an_error_only_when_asked_for(
    kept: tuple[Repository, list[str]],
) -> None:
    repository, ids = kept
    with repository.objects() as objects:
        objects.expect([ids[0], NOWHERE, repository.head(), ids[1]])
        assert objects.digest(ids[1]) == facts(CONTENTS[1])
        assert objects.digest(repository.head()) == (-1, "")
        assert objects.digest(ids[2]) == facts(CONTENTS[2])
        with pytest.raises(RepositoryUnusable, match="repository-incomplete"):
            objects.digest(NOWHERE)


def test_what_is_expected_and_never_asked_for_holds_nobody_up(
    kept: tuple[Repository, list[str]],
) -> None:
    repository, ids = kept
    with repository.objects() as objects:
        objects.expect(ids)
        assert objects.digest(ids[0]) == facts(b"")

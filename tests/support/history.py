"""Histories read as the program reads them."""

from pathlib import Path

from scoring.history.commits import Commit
from scoring.history.repository import open_repository
from tests.support.records import at

START = at("2023-01-01")


def chain_of(path: Path) -> list[Commit]:
    repository = open_repository(path)
    return repository.first_parent_chain(repository.head())


def described(chain: list[Commit]) -> list[tuple[int, int, str, list[tuple[str, str]]]]:
    return [
        (
            commit.place,
            len(commit.parents),
            commit.committed.isoformat(),
            [(change.status, change.path) for change in commit.changes],
        )
        for commit in chain
    ]


PLAIN = [
    (0, 0, "2023-01-01T10:00:00+08:00", [("A", "README.md"), ("A", "units/wanshui/unit.yml")]),
    (1, 2, "2023-02-06T10:00:00+08:00", [("A", "units/wanshui/2023/news/2023-02-06-a.yml")]),
    (2, 1, "2023-03-01T10:00:00+08:00", [("A", "READ.md"), ("D", "README.md")]),
]

"""Histories with seals: what the tests of seals build, and what became of it."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from scoring.history.verdicts import SealVerdict
from scoring.records.record import Strength
from tests.support.admitting import outcome
from tests.support.git import raw_git
from tests.support.records import at, text
from tests.support.repo import Files, RepoBuilder
from tests.support.sealed import (
    GATE_LINE,
    MAINTAINER_LINE,
    SealedBuilder,
    Signing,
    registry,
    trust,
)

START = at("2023-01-01")
SEEN = at("2023-02-06", "17:59:59")
MERGED = at("2023-02-07", "09:30:00")
NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
OTHER = "units/wanshui/2023/news/2023-02-06-b.yml"
ID = "wanshui/2023/news/2023-02-06-a"
needs_openssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed"
)


def begun(folder: Path, *lines: str) -> SealedBuilder:
    builder = SealedBuilder(folder / "repository")
    builder.first({**registry(), **trust(*(lines or (GATE_LINE, MAINTAINER_LINE)))}, at=START)
    return builder


def news(*paths: str) -> Files:
    return {path: text("news", title=path) for path in paths or (NEWS,)}


def last(builder: SealedBuilder) -> SealVerdict:
    return outcome(builder).verdicts[-1]


def codes(builder: SealedBuilder) -> list[str]:
    verdict = last(builder)
    assert verdict.valid is not bool(verdict.faults)
    return [fault.code for fault in verdict.faults]


def evidence(builder: SealedBuilder) -> list[tuple[str, Strength, datetime | None]]:
    found = outcome(builder)
    assert found.rejections == ()
    return [(each.id[-1], each.receipt.strength, each.receipt.time) for each in found.records]


def message(unit: str = "wanshui", received: datetime = SEEN, by: str = "wanshui-clerk") -> str:
    return f"收件\n\nReceived-at: {received.isoformat()}\nSubmitted-by: {by}\nUnit: {unit}\n"


Deed = Callable[[SealedBuilder], object]


def received(**options: object) -> Deed:
    """Return the deed of receiving one news with ``options``."""
    return lambda builder: builder.receive(news(), **{"at": MERGED, **options})  # type: ignore[arg-type]


def spoilt(old: bytes, new: bytes) -> Signing:
    """Return the gate's signing, after which the commit is changed."""
    return Signing(after=lambda raw: raw.replace(old, new, 1))


def headed(header: bytes) -> Signing:
    """Return the gate's signing of a commit with one more header."""
    return Signing(before=lambda raw: raw.replace(b"\n\n", b"\n" + header + b"\n\n", 1))


UNIT_FILE = "units/wanshui/unit.yml"
JUNE = 'namespaces="git",valid-after="20230531160000Z",valid-before="20230630155959Z"'


def raw_of(builder: RepoBuilder, name: str) -> bytes:
    return raw_git(builder.path, "cat-file", "commit", name)


def git(builder: RepoBuilder, *words: str, stdin: bytes = b"") -> str:
    return raw_git(builder.path, *words, stdin=stdin).decode().strip()

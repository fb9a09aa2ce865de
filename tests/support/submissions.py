"""A small real repository: the registry, a few submissions in time, late and invalid."""

import hashlib
from pathlib import Path

from tests.support.files import docx_bytes
from tests.support.records import at, example, registry_files, text
from tests.support.repo import RepoBuilder

NEWS = "units/wanshui/2023/news/2023-02-06-ploughing.yml"
GUIDE = "units/wanshui/2023/guide/2023-10-12-guide.yml"
WORD = "units/wanshui/2023/guide/2023-10-12-guide/guide.docx"
NOTICE = "units/zhengfuban/2023/opinion-notice/2023-09-28-01.yml"
INVALID = "units/geyi/2023/news/2023-03-06-gossip.yml"


def guide_files() -> dict[str, bytes]:
    """Return a guide with its Word file."""
    word = docx_bytes("政府信息公开指南")
    listed = [{"file": "guide.docx", "sha256": hashlib.sha256(word).hexdigest(), "title": "指南"}]
    return {GUIDE: text("guide", attachments=listed), WORD: word}


def empty(folder: Path) -> RepoBuilder:
    """Begin a repository that has the registry and nothing else of its own."""
    return RepoBuilder(folder).first(dict(registry_files()), at=at("2022-12-01"))


def submissions(folder: Path) -> RepoBuilder:
    """Make the repository, its files checked out."""
    builder = empty(folder)
    builder.merge({NEWS: text("news")}, at=at("2023-02-06"), unit="wanshui")
    builder.merge({INVALID: text("news", category="gossip")}, at=at("2023-03-06"), unit="geyi")
    builder.merge({NOTICE: text("opinion-notice")}, at=at("2023-09-28"), unit="zhengfuban")
    builder.merge(guide_files(), at=at("2023-11-01", "00:00:00"), unit="wanshui")
    return builder.check_out()


__all__ = ["GUIDE", "INVALID", "NEWS", "NOTICE", "WORD", "empty", "example", "submissions"]

"""What a history brings is admitted or not: helpers that say which, and why."""

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scoring.admission.in_force import Sources, in_force
from scoring.admission.product import ProductFiles
from scoring.admission.results import Admission
from scoring.admission.resuming import admission_at
from scoring.admission.situation import FoundFile, Situation
from scoring.admission.standing import Standing
from scoring.history.repository import open_repository
from tests.support.records import ROOT, at, registry_files, text
from tests.support.repo import Content, RepoBuilder

START = at("2023-01-01")
NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
DIGEST = "sha256"


def outcome(builder: RepoBuilder) -> Admission:
    repository = open_repository(builder.finish().path)
    return admission_at(repository, repository.head(), ROOT)


def ids(admission: Admission) -> list[str]:
    return [record.id for record in admission.records]


def codes(admission: Admission) -> dict[str, list[str]]:
    """Return the codes of every rejection, by path."""
    return {each.path: [problem.code for problem in each.problems] for each in admission.rejections}


def judged(builder: RepoBuilder, files: Mapping[str, Content]) -> list[str]:
    """Merge ``files`` and return the codes of what was rejected; none: all was admitted."""
    builder.merge(files, at=at("2023-06-30"))
    rejected = codes(outcome(builder))
    return [code for path in rejected for code in rejected[path]]


def plumb(path: Path, *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=path, input=stdin, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


def with_files(kind: str, files: Mapping[str, bytes], **changes: Any) -> bytes:
    listed = [
        {"file": name, DIGEST: hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]
    return text(kind, attachments=listed, **changes)


class NoFiles:
    """Nothing lies beside the record but what is given."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = files or {}

    def names(self, folder: str) -> list[str]:
        return [path.rpartition("/")[2] for path in self.files if path.startswith(f"{folder}/")]

    def find(self, path: str) -> FoundFile | None:
        content = self.files.get(path)
        if content is None:
            return None
        return FoundFile(True, len(content), hashlib.sha256(content).hexdigest())

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


def situation(files: Mapping[str, bytes] | None = None) -> tuple[Situation, tuple[str, ...]]:
    registry = {path.split("/")[1]: content for path, content in registry_files().items()}
    rules = in_force(Sources({}, {}, {}, registry), ProductFiles(ROOT))
    return (
        Situation(
            rules.schemas, rules.registry, lambda: rules.rulebooks, Standing(), NoFiles(files)
        ),
        tuple(rules.schemas.kinds),
    )

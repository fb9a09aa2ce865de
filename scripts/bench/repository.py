"""Synthetic repositories, written once with ``git fast-import`` and kept under ``build/bench``.

Two commits a submission: the clerk's on a branch, and the receipt merge, sealed by a gate key that
is made from a number (so it proves nothing). The same size gives the same commit names.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import scripts.bench.submissions
from scoring.admission.in_force import in_force, sources_on_disk
from scoring.admission.product import ProductFiles
from scoring.calendar.zone import SHANGHAI, iso
from scoring.history.repository import MAIN
from scoring.history.signers import ALLOWED_SIGNERS
from scripts.bench.submissions import BEGINS, Author, Submission
from scripts.demo.sealing import demo_key, trust_in
from scripts.product import product_root
from scripts.repository.git import run_git
from scripts.repository.making import (
    FirstCommit,
    begin,
    check_out,
    streaming,
    write_first,
)
from scripts.repository.sealing import seal
from scripts.repository.stream import GONGKAI, Person, Signature, Stream

LATER = 12
"""Merges made beyond ``count``, for measuring what one more merge costs."""

_FOLDERS = {"schemas": "*.json", "units": "*/unit.yml", "scoring/rulebooks": "*.yml",
            "scoring/calendars": "*.yml"}  # fmt: skip
_KEY = 9
_STAMP = "gongkai-bench"
_SHAPE = 2
"""Counts up where what this module writes changes, so that kept repositories are made anew."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A repository of ``count`` submissions; ``main`` can be moved along ``later`` merges."""

    folder: Path
    count: int

    def rewind(self) -> None:
        """Let ``main`` stand after ``count`` submissions, as it was made; forget all caches."""
        shutil.rmtree(self.cache, ignore_errors=True)
        self.back()

    def back(self) -> None:
        """Let ``main`` stand after ``count`` submissions, which the working tree has."""
        run_git(self.folder, "update-ref", MAIN, "refs/bench/base")

    def forward(self, merges: int) -> None:
        """Let ``main`` stand ``merges`` (at most LATER) after ``count`` submissions."""
        run_git(self.folder, "update-ref", MAIN, f"refs/bench/all~{LATER - merges}")

    @property
    def cache(self) -> Path:
        """Where the engine keeps what it may forget."""
        return self.folder / ".git" / "gongkai"


def synthetic(place: Path, count: int, say: Callable[[str], None]) -> Synthetic:
    """Return the repository of ``count`` submissions below ``place``, made where it is missing.

    Raises GongkaiError where git fails; a run cut short leaves nothing that is taken for whole.
    """
    folder = place / f"{count}"
    stamp = folder / ".git" / _STAMP
    told = _told(count)
    if not stamp.is_file() or stamp.read_text() != told:
        say(f"making {count:,} submissions")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _make(folder, count)
        stamp.write_text(told)
    return Synthetic(folder, count)


def _told(count: int) -> str:
    """Return what a kept repository was made by: if any of it differs, it is made anew."""
    source = Path(scripts.bench.submissions.__file__).read_bytes()
    files = (each.read_bytes() for _, each in _first_files())
    parts = (b"%d %d %d" % (count, LATER, _SHAPE), source, *files)
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _first_files() -> list[tuple[str, Path]]:
    root = product_root()
    return [
        (path.relative_to(root).as_posix(), path)
        for folder, pattern in _FOLDERS.items()
        for path in sorted((root / folder).glob(pattern))
    ]


def _make(folder: Path, count: int) -> None:
    product = ProductFiles(product_root())
    rules = in_force(sources_on_disk(product_root()), product)
    author = Author(rules.registry, rules.schemas, count + LATER)
    key = demo_key(_KEY)
    files = {path: source.read_bytes() for path, source in _first_files()}
    for path, content in files.items():
        if path.endswith("/unit.yml"):
            clerk = f"submitters: [{path.split('/')[1]}-clerk]\n".encode()
            files[path] = content.replace(b"submitters: []\n", clerk)
    files[ALLOWED_SIGNERS] = trust_in(key)
    begin(folder)
    with streaming(folder) as stream:
        first = FirstCommit(files, "bench\n", BEGINS.astimezone(SHANGHAI) - timedelta(days=1))
        head: int | str = write_first(stream, first)
        for number in range(count + LATER):
            head = _receive(stream, head, author.write(number))
    seal(folder, key)
    run_git(folder, "update-ref", "refs/bench/all", MAIN)
    run_git(folder, "update-ref", "refs/bench/base", f"{MAIN}~{LATER}")
    run_git(folder, "update-ref", MAIN, "refs/bench/base")
    run_git(folder, "reflog", "expire", "--expire=now", "--all")
    run_git(folder, "-c", "gc.auto=0", "repack", "-a", "-d", "-q", "--window=10", "--depth=20")
    run_git(folder, "prune", "--expire=now")
    check_out(folder)


def _receive(stream: Stream, head: int | str, submission: Submission) -> int:
    """Write the clerk's commit and the receipt merge; return the mark of the merge."""
    files = {path: stream.blob(content) for path, content in submission.files.items()}
    unit, at = submission.unit, submission.at.astimezone(SHANGHAI)
    login = f"{unit.id}-clerk"
    sent = Signature(Person(unit.short_name, f"{login}@localhost"), at - timedelta(minutes=20))
    branch = stream.commit(files, f"{submission.kind}\n", sent, sent, (head,), on_main=False)
    message = (
        f"收件：{submission.record}\n\n"
        f"Received-at: {iso(at)}\nSubmitted-by: {login}\nUnit: {unit.id}\n"
    )
    received = Signature(GONGKAI, at)
    return stream.commit(files, message, received, received, (head, branch))

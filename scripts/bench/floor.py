"""The floor: the least that any engine must do which reads the history and the records.

One pass of ``git log`` over the first-parent chain, every record's blob through one ``git cat-file
--batch``, each parsed with PyYAML's C loader. Nothing is judged, nothing is reckoned.

    python -m scripts.bench.floor REPOSITORY
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

_LOG = ("log", "--first-parent", "-m", "--raw", "-z", "--no-renames", "--no-abbrev",
        "--format=%H", "refs/heads/main")  # fmt: skip
_DEPTH = 4


def floor(repository: Path) -> int:
    """Do it, and return the number of records. Raises subprocess.CalledProcessError."""
    blobs = b"".join(blob + b"\n" for blob in _records(_git(repository, *_LOG)))
    count = 0
    for text in _bodies(_git(repository, "cat-file", "--batch", stdin=blobs)):
        yaml.load(text, Loader=yaml.CSafeLoader)
        count += 1
    return count


def _records(log: bytes) -> Iterator[bytes]:
    """Yield the blob of every record that the log says was added."""
    tokens = iter(log.split(b"\0"))
    for token in tokens:
        if b":" in token[:2]:
            path = next(tokens)
            fields = token.split(b" ")
            if fields[4] == b"A" and path.endswith(b".yml") and path.count(b"/") == _DEPTH:
                yield fields[3]


def _bodies(batch: bytes) -> Iterator[bytes]:
    """Split what ``git cat-file --batch`` printed: header line, body, line feed, and so on."""
    start = 0
    while start < len(batch):
        end = batch.index(b"\n", start)
        size = int(batch[start:end].split()[2])
        yield batch[end + 1 : end + 1 + size]
        start = end + size + 2


def _git(repository: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["git", "-C", str(repository), "--no-replace-objects", *arguments]
    return subprocess.run(command, input=stdin, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    floor(Path(sys.argv[1]))

"""What one would do without this program: other tools for parts of the same work.

``check-jsonschema`` on the same files with the same schemas, one call a kind; the time of each file
by ``git log --follow``, or by GitPython's ``iter_commits``, as programs that read one file after
another do. The last two run on a few files, and are scaled to all.

    python -m scripts.bench.peers REPOSITORY PATH…     GitPython's part, in a process of its own
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.bench.running import Run, run
from scripts.product import product_path

SAMPLE = 20
"""Files asked for one by one."""

_AT_ONCE = 2500


def check_jsonschema(repository: Path) -> Run:
    """Return what check-jsonschema takes for all records in the working tree."""
    program = str(Path(sys.executable).with_name("check-jsonschema"))
    total = Run(0, 0, 0)
    kinds: dict[str, list[str]] = {}
    for path in record_paths(repository):
        kinds.setdefault(path.split("/")[3], []).append(path)
    for kind, paths in sorted(kinds.items()):
        for start in range(0, len(paths), _AT_ONCE):  # as many as a command line holds
            schema = str(product_path("schemas") / f"{kind}.json")
            command = [program, "--schemafile", schema, *paths[start : start + _AT_ONCE]]
            done = run(command, folder=repository, good=(0, 1))
            total = Run(
                total.seconds + done.seconds,
                total.processor + done.processor,
                max(total.memory, done.memory),
            )
    return total


def log_follow(repository: Path, count: int) -> Run:
    """Return what ``git log --follow`` of every record would take, from that of a sample."""
    sample = _sample(repository)
    runs = [
        run(["git", "log", "--follow", "--format=%H %cI", "--", path], folder=repository)
        for path in sample
    ]
    return _scaled(runs, count / len(sample))


def iter_commits(repository: Path, count: int) -> Run:
    """Return what GitPython's ``iter_commits`` of every record would take, from a sample."""
    sample = _sample(repository)
    command = [sys.executable, "-m", "scripts.bench.peers", str(repository), *sample]
    return _scaled([run(command)], count / len(sample))


def record_paths(repository: Path) -> list[str]:
    """Return the records in the working tree, by path."""
    found = (repository / "units").glob("*/[0-9]*/*/*.yml")
    return sorted(path.relative_to(repository).as_posix() for path in found)


def _sample(repository: Path) -> list[str]:
    paths = record_paths(repository)
    return paths[:: max(1, len(paths) // SAMPLE)][:SAMPLE]


def _scaled(runs: Sequence[Run], times: float) -> Run:
    return Run(
        sum(each.seconds for each in runs) * times,
        sum(each.processor for each in runs) * times,
        max(each.memory for each in runs),
    )


def _by_gitpython(repository: str, paths: Sequence[str]) -> None:
    import git

    opened = git.Repo(repository)
    for path in paths:
        for commit in opened.iter_commits(paths=path):
            _ = commit.committed_datetime


if __name__ == "__main__":
    _by_gitpython(sys.argv[1], sys.argv[2:])

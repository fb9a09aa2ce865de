"""A new data repository: its files and its first commit; there whole, or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scoring.history.repository import MAIN
from scripts.data_repository import data_repository_files
from scripts.engine_pin import EnginePin
from scripts.repository.git import feeding_git, run_git
from scripts.repository.place import check_free, taking
from scripts.repository.release import ENGINE_FILE, release_of
from scripts.repository.release import FILE as RELEASE_FILE
from scripts.repository.stream import ARGUMENTS, GONGKAI, Signature, Stream

MESSAGE = "建立报送仓库\n"
"""The message of the commit that `init` begins a repository with."""


@dataclass(frozen=True, slots=True)
class FirstCommit:
    """What a repository begins with: its files, the message, the time (aware) of both dates."""

    files: Mapping[str, bytes]
    message: str
    at: datetime


def starting_files(engine: EnginePin | None) -> dict[str, bytes]:
    """Return the files of a new data repository by path, with ``engine`` named in engine.txt.

    Without one, engine.txt only explains itself, and the workflows refuse to run. ``release.json``
    says what the files were when they were taken, for the upgrades to come.
    """
    files = {path: source.read_bytes() for path, source in data_repository_files().items()}
    files[RELEASE_FILE] = release_of(files).text
    if engine is not None:
        files[ENGINE_FILE] += f"{engine.requirement}\n".encode()
    return files


def create(target: Path, first: FirstCommit) -> str:
    """Make a repository with ``first`` at ``target`` and return the name of that commit.

    Raises WrongUse where something stands at ``target`` already, GongkaiError where git fails;
    then nothing of the new repository is left.
    """
    check_free(target)
    with taking(target) as folder:
        begin(folder)
        with streaming(folder) as stream:
            write_first(stream, first)
        return check_out(folder)


def begin(folder: Path) -> None:
    """Make an empty repository in ``folder``, with ``main`` as its branch."""
    # No template: a user's hooks and ignore rules have no place in a repository made for all.
    run_git(folder, "init", "--quiet", "--template=", "--object-format=sha1", "-b", "main")
    run_git(folder, "config", "core.autocrlf", "false")


@contextmanager
def streaming(folder: Path) -> Iterator[Stream]:
    """Yield a stream whose commits are in the repository in ``folder`` after the block."""
    with feeding_git(folder, *ARGUMENTS) as out:
        stream = Stream(out)
        yield stream
        stream.finish()


def write_first(stream: Stream, first: FirstCommit) -> int:
    """Write the first commit and return its mark."""
    blobs = {path: stream.blob(content) for path, content in first.files.items()}
    signed = Signature(GONGKAI, first.at)
    return stream.commit(blobs, first.message, signed, signed)


def check_out(folder: Path) -> str:
    """Write the files of ``main`` into ``folder`` and return the name of its head."""
    run_git(folder, "reset", "--quiet", "--hard", MAIN)
    return head_of(folder)


def head_of(folder: Path) -> str:
    """Return the name of the commit that ``main`` stands at."""
    return run_git(folder, "rev-parse", "--verify", MAIN)

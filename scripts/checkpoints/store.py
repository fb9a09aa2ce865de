"""Checkpoints kept in the repository: ``refs/gongkai/checkpoints``, one commit each.

Its tree holds the checkpoint's text and, where it is signed, the signature beside it: what the
site publishes and what an auditor saves, byte for byte.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import GongkaiError
from scoring.history.repository import Repository
from scripts.checkpoints.model import MAX_BYTES, Checkpoint, read_checkpoint
from scripts.repository.git import feeding_git
from scripts.repository.stream import GONGKAI

REF = "refs/gongkai/checkpoints"
FILE = "checkpoint.json"
SIGNATURE_ENDING = ".sig"
SIGNATURE = f"{FILE}{SIGNATURE_ENDING}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as kept or saved: its text, its armoured signature (None: unsigned).

    ``commit`` is the commit that keeps it, empty for one from a file. ``checkpoint`` is None where
    the text is none.
    """

    text: bytes
    signature: bytes | None
    commit: str = ""

    @property
    def checkpoint(self) -> Checkpoint | None:
        """What the text says."""
        try:
            return read_checkpoint(self.text)
        except GongkaiError:
            return None


def kept_in(repository: Repository) -> tuple[Kept, ...]:
    """Return the checkpoints kept in ``repository``, oldest first; none where it keeps none.

    Raises RepositoryUnusable where git cannot read them.
    """
    head = repository.refs(REF).get(REF)
    return () if head is None else tuple(_along(repository, head))


def kept_at(repository: Repository, head: str) -> Kept | None:
    """Return the checkpoint in the commit ``head`` of the ref."""
    files = repository.tree_files(head)
    with repository.objects() as objects:
        if FILE not in files or not files[FILE].is_regular:
            return Kept(b"", None, head)
        text = objects.read(files[FILE].blob, MAX_BYTES) or b""
        signature = None
        if SIGNATURE in files and files[SIGNATURE].is_regular:
            signature = objects.read(files[SIGNATURE].blob, MAX_BYTES)
        return Kept(text, signature, head)


def saved_at(path: Path) -> Kept:
    """Return the checkpoint in the file ``path``, with the signature in ``path.sig`` if any."""
    beside = path.with_name(path.name + SIGNATURE_ENDING)
    signature = _beginning(beside) if beside.is_file() else None
    return Kept(_beginning(path), signature)


def _beginning(path: Path) -> bytes:
    """Return a file's content; of one that is too large to be ours, what shows that it is."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def newest(repository: Repository) -> Kept | None:
    """Return the newest checkpoint kept, None where there is none."""
    head = repository.refs(REF).get(REF)
    return None if head is None else kept_at(repository, head)


def _along(repository: Repository, head: str) -> Iterator[Kept]:
    """Yield what the commits of the ref put in place, by replaying what each changed."""
    texts: dict[str, str] = {}
    found: list[tuple[str, str | None, str | None]] = []
    for commit in repository.first_parent_chain(head):
        for change in commit.changes:
            if change.removes:
                texts.pop(change.path, None)
            else:
                texts[change.path] = change.blob
        found.append((commit.id, texts.get(FILE), texts.get(SIGNATURE)))
    with repository.objects() as objects:
        for commit_id, text, signature in found:
            yield Kept(
                (objects.read(text, MAX_BYTES) or b"") if text else b"",
                objects.read(signature, MAX_BYTES) if signature else None,
                commit_id,
            )


def keep(
    folder: Path, checkpoint: Checkpoint, signature: bytes | None, previous: str | None
) -> None:
    """Keep ``checkpoint`` in the repository at ``folder``, after the commit ``previous``.

    Raises GongkaiError where another one has been kept meanwhile: the ref only moves forward.
    The commit is a function of its content, so that keeping it again changes nothing.
    """
    seconds = int(checkpoint.moment.timestamp())
    text = checkpoint.text.encode()
    stamp = f"{GONGKAI.mailbox} {seconds} +0800".encode()
    with feeding_git(folder, "fast-import", "--quiet", "--done", "--date-format=raw") as out:
        out.write(b"commit %s\n" % REF.encode())
        out.write(b"author %s\ncommitter %s\n" % (stamp, stamp))
        out.write(_data(f"checkpoint {checkpoint.as_of}\n".encode()))
        if previous is not None:
            out.write(b"from %s\n" % previous.encode())
        out.write(b"deleteall\nM 100644 inline %s\n%s" % (FILE.encode(), _data(text)))
        if signature is not None:
            out.write(b"M 100644 inline %s\n%s" % (SIGNATURE.encode(), _data(signature)))
        out.write(b"\ndone\n")


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)

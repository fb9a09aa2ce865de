"""Any commit written by hand, as somebody with the server's disk could: for attacks on a history.

    forge = Forge(folder)                       # a bare repository
    tip = forge.branch({path: text}, at=…)      # a commit on top of main
    forge.merge(tip, at=…)                      # a receipt merge, signed by the gate's key

Every part of a merge can be set otherwise: its tree, parents, dates, message, key.
"""

import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scoring.calendar.zone import iso
from scoring.history.commit_objects import signed_commit
from scoring.history.sshsig import public_line, sign
from tests.support.git import raw_git
from tests.support.repo import Entry

MAIN = "refs/heads/main"
PERSON = "gongkai <gongkai@localhost>"
NOBODY = object()
"""Given as a key: no signature."""


def key(number: int) -> Ed25519PrivateKey:
    """A key, the same each time."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


GATE, MAINTAINER, CHECKPOINT, STRANGER = (key(number) for number in (1, 2, 3, 4))
TRUST = "scoring/trust/allowed_signers"


def signer(principal: str, private: Ed25519PrivateKey, options: str = 'namespaces="git"') -> str:
    """A line of allowed_signers."""
    return f"{principal} {options} {public_line(private)}\n"


SIGNERS = (
    signer("gate", GATE)
    + signer("maintainer", MAINTAINER)
    + signer("checkpoint", CHECKPOINT, 'namespaces="gongkai-checkpoint"')
)

Given = bytes | str | Entry | None


class Forge:
    """Writes objects and refs of the repository at ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def git(self, *arguments: str, stdin: bytes = b"", **more: str) -> str:
        """Run git in the repository."""
        return self.raw(*arguments, stdin=stdin, **more).decode("utf-8", "surrogateescape").strip()

    def raw(self, *arguments: str, stdin: bytes = b"", **more: str) -> bytes:
        """Run git and return its bytes."""
        return raw_git(self.path, *arguments, stdin=stdin, **more)

    @property
    def head(self) -> str:
        """Where main stands."""
        return self.git("rev-parse", MAIN)

    def move(self, ref: str, commit: str) -> None:
        """Put ``ref`` at ``commit``, whatever it was."""
        self.git("update-ref", ref, commit)

    def blob(self, content: bytes | str) -> str:
        """Write a file's content."""
        raw = content.encode() if isinstance(content, str) else content
        return self.git("hash-object", "-w", "--stdin", stdin=raw)

    def tree(self, base: str | None, files: Mapping[str, Given]) -> str:
        """Write the tree of ``base`` with ``files`` in it; None takes a path away."""
        index = str(self.path.resolve() / "forge-index")
        Path(index).unlink(missing_ok=True)
        if base is not None:
            self.git("read-tree", base, GIT_INDEX_FILE=index)
        lines = []
        for path, content in files.items():
            name = path.encode("utf-8", "surrogateescape")
            if content is None:
                lines.append(b"0 %s\t%s\0" % (b"0" * 40, name))
                continue
            entry = content if isinstance(content, Entry) else Entry(content)
            told = entry.content
            blob = told if entry.mode == "160000" else self.blob(told)
            blob = blob.decode() if isinstance(blob, bytes) else blob
            lines.append(b"%s %s\t%s\0" % (entry.mode.encode(), blob.encode(), name))
        feed = b"".join(lines)
        self.git("update-index", "-z", "--index-info", stdin=feed, GIT_INDEX_FILE=index)
        return self.git("write-tree", "--missing-ok", GIT_INDEX_FILE=index)

    def literal_tree(self, base: str, path: list[bytes], content: bytes) -> str:
        """Write the tree of ``base`` with a file under names that git itself would refuse."""
        name, *rest = path
        entries = self._entries(base)
        if rest:
            below = entries.get(name, (b"", ""))[1]
            empty = self.git("mktree")
            entries[name] = (b"40000", self.literal_tree(below or empty, rest, content))
        else:
            entries[name] = (b"100644", self.blob(content))
        raw = b"".join(
            b"%s %s\0%s" % (mode, each, bytes.fromhex(found))
            for each, (mode, found) in sorted(
                entries.items(), key=lambda item: item[0] + b"/" * (item[1][0] == b"40000")
            )
        )
        return self.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=raw)

    def _entries(self, tree: str) -> dict[bytes, tuple[bytes, str]]:
        found = {}
        for line in self.raw("ls-tree", "-z", tree).split(b"\0"):
            about, _, name = line.partition(b"\t")
            if about:
                mode, _, blob = about.split(b" ")
                found[name] = (mode.lstrip(b"0"), blob.decode())
        return found

    def commit(
        self,
        tree: str,
        parents: tuple[str, ...],
        at: datetime,
        message: str,
        key: object = NOBODY,
        *,
        authored: datetime | None = None,
        namespace: str = "git",
    ) -> str:
        """Write a commit, signed where there is a key."""
        raw = self.payload(tree, parents, at, message, authored)
        if isinstance(key, Ed25519PrivateKey):
            raw = signed_commit(raw, sign(key, raw, namespace))
        return self.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw)

    @staticmethod
    def payload(
        tree: str,
        parents: tuple[str, ...],
        at: datetime,
        message: str,
        authored: datetime | None = None,
    ) -> bytes:
        """The bytes of an unsigned commit."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines.append(f"author {PERSON} {round((authored or at).timestamp())} +0800")
        lines.append(f"committer {PERSON} {round(at.timestamp())} +0800")
        return ("\n".join(lines) + f"\n\n{message}").encode()

    def branch(
        self,
        files: Mapping[str, Given],
        *,
        at: datetime,
        base: str | None = None,
        name: str | None = None,
        authored: datetime | None = None,
    ) -> str:
        """Write a commit with ``files`` on top of ``base`` (default: main)."""
        start = self.git("rev-parse", base or MAIN)
        tip = self.commit(self.tree(start, files), (start,), at, "submission\n", authored=authored)
        if name is not None:
            self.move(f"refs/heads/{name}", tip)
        return tip

    def merge(
        self,
        tip: str,
        *,
        at: datetime,
        received: datetime | None = None,
        unit: str = "wanshui",
        who: str | None = None,
        key: object = GATE,
        message: str | None = None,
        tree: str | None = None,
        extra: Mapping[str, Given] | None = None,
        parents: tuple[str, ...] | None = None,
        namespace: str = "git",
    ) -> str:
        """Merge ``tip`` into main: a receipt merge unless said otherwise."""
        head = self.head
        told = message or receipt(received or at, unit, who)
        made = tree or self.tree(self.merged(head, tip), extra or {})
        commit = self.commit(made, parents or (head, tip), at, told, key, namespace=namespace)
        self.move(MAIN, commit)
        return commit

    def merged(self, head: str, tip: str) -> str:
        """The tree of ``head`` with what ``tip`` changed since they parted."""
        base = self.git("merge-base", head, tip) if self._related(head, tip) else None
        changes: dict[str, Given] = {}
        told = self.raw("diff-tree", "-r", "-z", base or self.git("mktree"), tip).split(b"\0")
        for about, path in zip(told[::2], told[1::2], strict=False):
            _, mode, _, blob, status = about.lstrip(b":").decode().split(" ")
            name = path.decode("utf-8", "surrogateescape")
            changes[name] = None if status == "D" else Entry(blob, mode)
        index = str(self.path.resolve() / "forge-index")
        Path(index).unlink(missing_ok=True)
        self.git("read-tree", head, GIT_INDEX_FILE=index)
        lines = [
            f"{each.mode if each else '0'} {each.content if each else '0' * 40}\t{path}\0".encode(
                "utf-8", "surrogateescape"
            )
            for path, each in changes.items()
            if each is None or isinstance(each, Entry)
        ]
        feed = b"".join(lines)
        self.git("update-index", "-z", "--index-info", stdin=feed, GIT_INDEX_FILE=index)
        return self.git("write-tree", "--missing-ok", GIT_INDEX_FILE=index)

    def _related(self, one: str, other: str) -> bool:
        done = subprocess.run(
            ["git", "merge-base", one, other], cwd=self.path, capture_output=True, check=False
        )
        return done.returncode == 0


def receipt(received: datetime, unit: str = "wanshui", who: str | None = None) -> str:
    """The message of a receipt merge."""
    return (
        f"收到 {unit} 的报送\n\nReceived-at: {iso(received)}\n"
        f"Submitted-by: {who or unit + '-clerk'}\nUnit: {unit}\n"
    )

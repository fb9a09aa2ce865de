"""Thousands of sealed merges, written as one pack without asking git for each.

    many(folder, 10_000)      # a bare repository: a first commit, then receipt after receipt

For timing: the same history that the gate would have made, in seconds.
"""

import hashlib
import struct
import zlib
from datetime import datetime, timedelta
from pathlib import Path

from scoring.history.commit_objects import signed_commit
from scoring.history.sshsig import sign
from tests.support.forge import GATE, MAIN, SIGNERS, TRUST, Forge, receipt
from tests.support.records import at, registry_files, text
from tests.support.repo import RepoBuilder

KINDS = {"commit": 1, "tree": 2, "blob": 3}


class Pack:
    """Objects on their way into a repository."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._known: set[str] = set()

    def add(self, kind: str, content: bytes) -> str:
        """Add an object and return its name."""
        name = hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(content), content)).hexdigest()
        if name not in self._known:
            self._known.add(name)
            self._parts.append(_header(KINDS[kind], len(content)) + zlib.compress(content, 1))
        return name

    def write(self, forge: Forge) -> None:
        """Put everything into the repository."""
        head = b"PACK" + struct.pack(">II", 2, len(self._parts))
        body = head + b"".join(self._parts)
        digest = hashlib.sha1(body).digest()
        forge.raw("index-pack", "--stdin", stdin=body + digest)


def _header(kind: int, size: int) -> bytes:
    first, size = (kind << 4) | (size & 15), size >> 4
    out = bytearray()
    while size:
        out.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    out.append(first)
    return bytes(out)


class Folder:
    """A tree that grows; names itself anew where something below has changed."""

    def __init__(self) -> None:
        self._below: dict[str, Folder] = {}
        self._files: dict[str, str] = {}
        self._name = ""

    def put(self, parts: list[str], blob: str) -> None:
        """Put a file there."""
        self._name = ""
        head, *rest = parts
        if rest:
            self._below.setdefault(head, Folder()).put(rest, blob)
        else:
            self._files[head] = blob

    def write(self, pack: Pack) -> str:
        """Write the tree and return its name."""
        if not self._name:
            entries = [(name, "100644", blob) for name, blob in self._files.items()]
            entries += [
                (f"{name}/", "40000", each.write(pack)) for name, each in self._below.items()
            ]
            raw = b"".join(
                b"%s %s\0%s" % (mode.encode(), name.rstrip("/").encode(), bytes.fromhex(found))
                for name, mode, found in sorted(entries, key=lambda entry: entry[0].encode())
            )
            self._name = pack.add("tree", raw)
        return self._name


def many(folder: Path, count: int) -> Forge:
    """Make a bare repository with ``count`` sealed merges of one piece of news each."""
    files: dict[str | bytes, bytes | str] = {TRUST: SIGNERS}
    for path, content in registry_files().items():
        clerk = f"submitters: [{path.split('/')[1]}-clerk]".encode()
        files[path] = content.replace(b"submitters: []", clerk)
    head = RepoBuilder(folder, bare=True).first(files, at=at("2023-01-01")).head
    forge, pack, root = Forge(folder), Pack(), Folder()
    for path, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        root.put(str(path).split("/"), pack.add("blob", raw))
    units = [path.split("/")[1] for path, entry in registry_files().items() if _reports(entry)]
    for number in range(count):
        head = _merge(pack, root, head, units[number % len(units)], number, count)
    pack.write(forge)
    forge.move(MAIN, head)
    forge.git("repack", "-q", "-a", "-d", "--depth=10", "--window=10")
    return forge


def _merge(pack: Pack, root: Folder, head: str, unit: str, number: int, count: int) -> str:
    when = _when(number, count)
    path = f"units/{unit}/2023/news/{when:%Y-%m-%d}-n{number}.yml"
    record = text("news", title=f"第{number}条", body=f"第{number}条动态。" * 20)
    root.put(path.split("/"), pack.add("blob", record))
    tree = root.write(pack)
    tip = pack.add("commit", Forge.payload(tree, (head,), when, "submission\n"))
    told = receipt(when, unit)
    raw = Forge.payload(tree, (head, tip), when, told)
    return pack.add("commit", signed_commit(raw, sign(GATE, raw, "git")))


def _reports(entry: bytes) -> bool:
    return b"kind: office" not in entry


def _when(number: int, count: int) -> datetime:
    begun = at("2023-01-02")
    return begun + timedelta(seconds=number * (360 * 86400 // count))


__all__ = ["Pack", "many"]

"""The last resort: files put in place of others in the whole history, and receipts sealed anew.

For material that must leave the repository altogether. Taking it down from the portal is a ruling
(``withhold``) and costs no proof; this costs a good deal of it, and ``docs/withholding.md`` says
how much. Nothing else in this program rewrites history, and no command leads here:

    python -m scripts.removal --repo DIR --reason 文号 PATH=FILE [PATH=FILE …]

Every commit since the one that brought ``PATH`` in is written anew, with its author, times and
message. Where the content of an attachment changes, its digest in the record does too, so that the
record stays valid and keeps its time. What the gate had sealed is sealed again by the key that is
given; without one it loses its seal. Old objects stay until refs and logs no longer name them.
"""

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import GongkaiError, WrongUse
from scoring.history.commit_objects import CommitObject, read_commit, signed_commit
from scoring.history.commits import PLAIN
from scoring.history.repository import MAIN, open_repository
from scoring.history.signers import GIT
from scoring.history.sshsig import sign
from scoring.history.tree import TreeFile
from scoring.messages import sentence
from scripts.checking.selection import Sort, record_of, sort_of
from scripts.gate.sealing import GateKey, find_key
from scripts.gate.writing import Writer


@dataclass(frozen=True, slots=True)
class Removal:
    """What was done: the head before and after, how many commits were written anew.

    ``still`` are the refs from which the old content can yet be reached.
    """

    before: str
    after: str
    commits: int
    sealed: int
    still: tuple[str, ...]


def remove(git_dir: Path, files: Mapping[str, bytes], key: GateKey, reason: str) -> Removal:
    """Put ``files`` (path → content) in place of what ``main`` has there, from the very beginning.

    Raises WrongUse for a path that ``main`` never had, GongkaiError where git fails.
    """
    writer = Writer(git_dir)
    before = _git(git_dir, "rev-parse", MAIN)
    files = {**_records(git_dir, files), **files}
    old = {path: _git(git_dir, "rev-parse", f"{MAIN}:{path}") for path in files}
    new = {path: TreeFile(PLAIN, writer.blob(content)) for path, content in files.items()}
    written: dict[str, str] = {}
    sealed = 0
    for commit in _commits(git_dir, files):
        raw = read_commit(_raw(git_dir, commit))
        here = {path: file for path, file in new.items() if _has(git_dir, commit, path)}
        tree = writer.tree(commit, here) if here else raw.tree
        made = _anew(raw, tree, tuple(written.get(each, each) for each in raw.parents))
        if raw.signature is not None and key.private is not None and _is_gate(raw):
            made = signed_commit(made, sign(key.private, made, GIT))
            sealed += 1
        written[commit] = writer.commit(made)
    after = written[before]
    if not writer.move(MAIN, after, before, f"removal: {reason}"):
        raise GongkaiError("gate-busy", ref=MAIN)
    return Removal(before, after, len(written), sealed, tuple(_still(git_dir, old.values())))


def _records(git_dir: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the records of replaced attachments with the digests of what replaces them."""
    found: dict[str, bytes] = {}
    for path, content in files.items():
        record = record_of(path)
        if sort_of(path) is not Sort.ATTACHMENT or record in files:
            continue
        text = found.get(record) or _content(git_dir, record)
        old, new = (
            hashlib.sha256(each).hexdigest().encode() for each in (_content(git_dir, path), content)
        )
        found[record] = text.replace(old, new)
    return found


def _commits(git_dir: Path, paths: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the commits of ``main`` since the first that had one of ``paths``, parents first."""
    first = _git(
        git_dir, "log", "--first-parent", "-m", "--reverse", "--format=%H %P", MAIN, "--", *paths
    ).split("\n")[0]
    base = first.split()[1:2]
    if not base:
        raise WrongUse("path-unknown", path=" ".join(paths))
    listed = _git(git_dir, "rev-list", "--topo-order", "--reverse", MAIN, f"^{base[0]}")
    yield from listed.split("\n")


def _anew(raw: CommitObject, tree: str, parents: tuple[str, ...]) -> bytes:
    """Return the unsigned commit with another tree and other parents, all else as it was."""
    lines = raw.payload.split(b"\n\n", 1)
    kept = (line for line in lines[0].split(b"\n") if not line.startswith((b"tree ", b"parent ")))
    head = [f"tree {tree}".encode(), *(f"parent {each}".encode() for each in parents), *kept]
    return b"\n".join(line for line in head if line) + b"\n\n" + lines[1]


def _is_gate(raw: CommitObject) -> bool:
    return len(raw.parents) == 2 and "Received-at:" in raw.message


def _still(git_dir: Path, blobs: Iterable[str]) -> Iterator[str]:
    wanted = frozenset(blobs)
    for ref in _git(git_dir, "for-each-ref", "--format=%(refname)").split("\n"):
        objects = _git(git_dir, "rev-list", "--objects", ref).split("\n")
        if any(line.partition(" ")[0] in wanted for line in objects):
            yield ref


def _has(git_dir: Path, commit: str, path: str) -> bool:
    return bool(_git(git_dir, "ls-tree", "--name-only", commit, "--", path))


def _content(git_dir: Path, path: str) -> bytes:
    return _run(git_dir, "cat-file", "blob", f"{MAIN}:{path}")


def _raw(git_dir: Path, commit: str) -> bytes:
    return _run(git_dir, "cat-file", "commit", commit)


def _git(git_dir: Path, *arguments: str) -> str:
    return _run(git_dir, *arguments).decode("utf-8", "surrogateescape").strip()


def _run(git_dir: Path, *arguments: str) -> bytes:
    command = ["git", f"--git-dir={git_dir}", "-c", "core.quotePath=false", *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        detail = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise GongkaiError("git-failed", command=arguments[0], detail=detail)
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from a shell; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.removal", description=__doc__)
    parser.add_argument("--repo", type=Path, default=Path())
    parser.add_argument("--key", type=Path, help="收件私钥，默认与 receive 相同")
    parser.add_argument("--reason", required=True, help="依据，写进引用日志")
    parser.add_argument("files", nargs="+", metavar="PATH=FILE")
    told = parser.parse_args(arguments)
    try:
        git_dir = open_repository(told.repo).git_dir
        files = {
            path: Path(name).read_bytes()
            for path, _, name in (each.partition("=") for each in told.files)
        }
        done = remove(git_dir, files, find_key(told.key, Writer(git_dir)), told.reason)
    except GongkaiError as error:
        print(sentence(error.code, error.values), file=sys.stderr)
        return 2
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"main：{done.before} → {done.after}")
    print(f"改写提交 {done.commits} 个，其中重新签名 {done.sealed} 个")
    for ref in done.still:
        print(f"旧内容仍在：{ref}")
    print("旧对象要等引用和日志都不再指向它们，再用 git reflog expire 和 git gc 清除。")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Real Git repositories for tests: many commits in one ``git fast-import``, the same each time.

    builder = RepoBuilder(folder)
    builder.first({"units/wanshui/unit.yml": text}, at=start)
    builder.merge({"units/wanshui/2023/news/2023-02-06-a.yml": text}, at=received)
    builder.direct({"README.md": "…"}, at=later)
    builder.finish()                      # now the repository is there; builder.head names its head

A ``merge`` is what a forge makes of a pull request: a commit on a branch, and a merge of two
parents on ``main`` whose committer date is ``at``. Content is bytes or text; None deletes the path;
``Entry`` sets another mode (a symbolic link, a submodule, a run bit).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tests.support.git import raw_git

MAIN = "refs/heads/main"
PERSON = "示例 <example@example.gov.cn>"


class Entry(NamedTuple):
    """A path's content with another mode than that of a plain file."""

    content: bytes | str
    mode: str = "100644"


Content = bytes | str | Entry | None
Files = Mapping[str | bytes, Content]


class RepoBuilder:
    """Writes a repository commit by commit; nothing is there before ``finish`` or ``head``."""

    def __init__(self, path: Path, *, bare: bool = False) -> None:
        self.path = path
        self._bare = bare
        self._stream: list[bytes] = []
        self._marks: dict[str, int] = {}  # ref → mark of its last commit
        self._next = 1
        self._made = False

    def first(self, files: Files, *, at: datetime) -> "RepoBuilder":
        """Make the first commit."""
        self._marks[MAIN] = self._commit(MAIN, files, (), at, "first commit")
        return self

    def direct(
        self,
        files: Files,
        *,
        at: datetime,
        message: str = "direct",
        authored: datetime | None = None,
    ) -> "RepoBuilder":
        """Commit to ``main`` without a merge."""
        parents = self._parents(MAIN)
        self._marks[MAIN] = self._commit(MAIN, files, parents, at, message, authored)
        return self

    def merge(
        self,
        files: Files,
        *,
        at: datetime,
        unit: str = "branch",
        authored: datetime | None = None,
        message: str | None = None,
        extra: Files | None = None,
    ) -> "RepoBuilder":
        """Merge a branch of ``unit`` that brings ``files``; ``authored`` dates its own commit.

        ``extra`` are changes that the merge itself makes beside the branch's (an evil merge).
        """
        branch = f"refs/heads/submit/{unit}"
        base = self._parents(MAIN)
        made = authored or at - timedelta(hours=1)
        tip = self._commit(branch, files, base, made, f"submission of {unit}", made)
        merged = {**files, **(extra or {})}
        told = message or f"Merge submission of {unit}"
        self._marks[MAIN] = self._commit(MAIN, merged, (*base, tip), at, told)
        return self

    def octopus(self, branches: Sequence[Files], *, at: datetime) -> "RepoBuilder":
        """Merge several branches in one commit."""
        base = self._parents(MAIN)
        tips = tuple(
            self._commit(f"refs/heads/submit/{index}", files, base, at, f"branch {index}")
            for index, files in enumerate(branches)
        )
        merged: dict[str | bytes, Content] = {}
        for files in branches:
            merged |= files
        self._marks[MAIN] = self._commit(MAIN, merged, (*base, *tips), at, "octopus")
        return self

    def branch(self, name: str, files: Files, *, at: datetime) -> "RepoBuilder":
        """Commit ``files`` on the branch ``name``, begun at ``main`` where it is new."""
        ref = f"refs/heads/{name}"
        parents = self._parents(ref) or self._parents(MAIN)
        self._marks[ref] = self._commit(ref, files, parents, at, f"on {name}")
        return self

    def finish(self) -> "RepoBuilder":
        """Write what has been described; more may follow. Leaves the worktree at ``main``."""
        if not self._made:
            _begin(self._git_dir, bare=self._bare)
            self._made = True
        if not self._stream:
            return self
        marks = self._git_dir / "test-marks"
        options = [f"--export-marks={marks}"]
        if marks.exists():
            options.append(f"--import-marks={marks}")
        self._git("fast-import", "--quiet", "--force", *options, stdin=b"".join(self._stream))
        self._stream.clear()
        return self

    def check_out(self) -> "RepoBuilder":
        """Write the files of ``main`` into the folder."""
        self.finish()
        self._git("reset", "--quiet", "--hard", "main")
        return self

    @property
    def head(self) -> str:
        """The commit ``main`` stands at."""
        return self.commit("main")

    def commit(self, name: str) -> str:
        """The commit called ``name``."""
        self.finish()
        return self._git("rev-parse", "--verify", name).decode().strip()

    @property
    def _git_dir(self) -> Path:
        return self.path if self._bare else self.path / ".git"

    def _parents(self, ref: str) -> tuple[int, ...]:
        return (self._marks[ref],) if ref in self._marks else ()

    def _commit(
        self,
        ref: str,
        files: Files,
        parents: tuple[int, ...],
        at: datetime,
        message: str,
        authored: datetime | None = None,
    ) -> int:
        mark, self._next = self._next, self._next + 1
        told = message.encode()
        # A branch is begun anew at its parent, whatever it held before.
        lines = [b"reset %s\n" % ref.encode()] if parents else []
        lines.append(b"commit %s\nmark :%d\n" % (ref.encode(), mark))
        lines.append(b"author %s %s\n" % (PERSON.encode(), _stamp(authored or at)))
        lines.append(b"committer %s %s\n" % (PERSON.encode(), _stamp(at)))
        lines.append(b"data %d\n%s\n" % (len(told), told))
        for index, parent in enumerate(parents):
            lines.append(b"%s :%d\n" % (b"merge" if index else b"from", parent))
        lines.extend(_change(path, content) for path, content in files.items())
        lines.append(b"\n")
        self._stream.append(b"".join(lines))
        return mark

    def _git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        self.path.mkdir(parents=True, exist_ok=True)
        return raw_git(self.path, *arguments, stdin=stdin)


def _begin(folder: Path, *, bare: bool) -> None:
    """Make what ``git init`` makes, without starting git; it need not outlive a power cut."""
    for name in ("hooks", "info", "objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "HEAD").write_text(f"ref: {MAIN}\n", encoding="utf-8")
    core = f"repositoryformatversion = 0\n\tfilemode = true\n\tbare = {str(bare).lower()}"
    logs = "" if bare else "\tlogAllRefUpdates = true\n"
    (folder / "config").write_text(
        f"[core]\n\t{core}\n{logs}\tfsync = none\n[gc]\n\tauto = 0\n", encoding="utf-8"
    )


def _change(path: str | bytes, content: Content) -> bytes:
    raw = path if isinstance(path, bytes) else path.encode("utf-8", "surrogateescape")
    quoted = b'"' + b"".join(_quoted(byte) for byte in raw) + b'"'
    if content is None:
        return b"D %s\n" % quoted
    entry = content if isinstance(content, Entry) else Entry(content)
    data = entry.content.encode() if isinstance(entry.content, str) else entry.content
    if entry.mode == "160000":
        return b"M 160000 %s %s\n" % (data, quoted)
    return b"M %s inline %s\ndata %d\n%s\n" % (entry.mode.encode(), quoted, len(data), data)


def _quoted(byte: int) -> bytes:
    if byte in b'"\\' or byte < 0x20 or byte >= 0x7F:
        return b"\\%03o" % byte
    return bytes((byte,))


def _stamp(moment: datetime) -> bytes:
    offset = moment.strftime("%z")
    return b"%d %s" % (round(moment.timestamp()), offset.encode())


def utc(*parts: int) -> datetime:
    """Return a time in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]

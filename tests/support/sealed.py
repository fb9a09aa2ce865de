"""Repositories with signed commits: who signs what is said where each merge is described.

builder = SealedBuilder(folder).first({**registry(), **trust(gate_line())}, at=start)
builder.receive({path: text}, at=merged, unit="wanshui")      # signed by GATE
builder.receive({path: text}, at=merged, sign=None)           # not signed
builder.finish()
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from scoring.history.commit_objects import read_commit, signed_commit
from scoring.history.receipts import ReceiptTrailers, receipt_message
from scoring.history.signers import ALLOWED_SIGNERS
from scoring.history.sshsig import private_key_from_seed, public_line, sign
from scripts.repository.sealing import rewrite
from tests.support.records import registry_files
from tests.support.repo import MAIN, Content, Files, RepoBuilder

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@cache
def key(name: str) -> "Ed25519PrivateKey":
    """Return the key called ``name``, the same every time."""
    return private_key_from_seed(name.encode().ljust(32, b"."))


def line(principal: str, name: str, options: str = 'namespaces="git"') -> str:
    """Return a line that trusts the key ``name`` as ``principal``."""
    return f"{principal} {options} {public_line(key(name))}\n".replace("  ", " ")


def trust(*lines: str) -> dict[str, bytes]:
    """Return the file of trusted keys with ``lines``."""
    return {ALLOWED_SIGNERS: "".join(lines).encode()}


UNITS = ("wanshui", "xining", "fagaiwei", "zhengfuban", "xinxigongkaizhongxin")

GATE_LINE = line("gate", "gate")
MAINTAINER_LINE = line("maintainer", "maintainer")


@cache
def _registry() -> dict[str, bytes]:
    files = {}
    for unit in UNITS:
        path = f"units/{unit}/unit.yml"
        content = registry_files()[path]
        clerk = f"submitters: [{unit}-clerk, {unit}-deputy#42]".encode()
        assert b"submitters: []" in content, path
        files[path] = content.replace(b"submitters: []", clerk)
    return files


def registry() -> dict[str, Content]:
    """Return the entries of UNITS from the product's registry, with two submitters each."""
    return dict(_registry())


class Signing(NamedTuple):
    """Who signs a commit, for what, and what becomes of the commit afterwards."""

    name: str = "gate"
    namespace: str = "git"
    before: Callable[[bytes], bytes] = lambda raw: raw
    after: Callable[[bytes], bytes] = lambda raw: raw


BY_GATE = Signing()
BY_MAINTAINER = Signing("maintainer")


class SealedBuilder(RepoBuilder):
    """A RepoBuilder whose merges can be signed; they are when ``finish`` is called, once."""

    _signings: dict[str, Signing | None]

    def receive(
        self,
        files: Files,
        *,
        at: datetime,
        unit: str = "wanshui",
        sign: Signing | None = BY_GATE,
        received: datetime | None = None,
        times: Mapping[str, datetime] | None = None,
        by: str | None = None,
        change: Callable[[str], str] = lambda message: message,
        extra: Files | None = None,
    ) -> "SealedBuilder":
        """Merge a branch of ``unit`` with a receipt; ``change`` is made to its message."""
        told = ReceiptTrailers(received or at, times or {}, by or f"{unit}-clerk", unit)
        return self.signed(change(receipt_message("收件", told)), files, at, sign, extra, unit)

    def signed(
        self,
        message: str,
        files: Files,
        at: datetime,
        sign: Signing | None = BY_GATE,
        extra: Files | None = None,
        unit: str = "branch",
    ) -> "SealedBuilder":
        """Merge a branch that brings ``files`` with ``message``."""
        self.merge(files, at=at, unit=unit, message=self.marked(message, sign), extra=extra)
        return self

    def join(
        self, tip: int, files: Files, message: str, *, at: datetime, sign: Signing | None = BY_GATE
    ) -> "SealedBuilder":
        """Merge the commit with the mark ``tip``; the merge's tree gets ``files``."""
        parents = (*self._parents(MAIN), tip)
        self._marks[MAIN] = self._commit(MAIN, files, parents, at, self.marked(message, sign))
        return self

    def beside(self, files: Files, *, at: datetime, parents: tuple[int, ...] | None = None) -> int:
        """Commit ``files`` off ``main`` and return the commit's mark."""
        base = self._parents(MAIN) if parents is None else parents
        return self._commit("refs/heads/beside", files, base, at - timedelta(hours=1), "beside")

    @property
    def mark(self) -> int:
        """The mark of the last commit on ``main``."""
        return self._marks[MAIN]

    def marked(self, message: str, sign: Signing | None) -> str:
        """Return ``message`` so that its commit is found again when it is to be signed."""
        if not hasattr(self, "_signings"):
            self._signings = {}
        title, _, rest = message.partition("\n")
        title = f"{title} {len(self._signings) + 1}"
        self._signings[title] = sign
        return f"{title}\n{rest}"

    def finish(self) -> "SealedBuilder":
        """Write what has been described, signed; nothing more may follow."""
        if self._stream:
            super().finish()
            rewrite(self.path, self._changed)
        return self

    def _changed(self, raw: bytes) -> bytes:
        found = read_commit(raw)
        signing = getattr(self, "_signings", {}).get(found.message.split("\n")[0])
        if signing is None:
            return raw
        payload = signing.before(raw)
        made = sign(key(signing.name), payload, signing.namespace)
        return signing.after(signed_commit(payload, made))

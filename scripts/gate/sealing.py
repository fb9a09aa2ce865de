"""The gate's own key: where it is, whether ``main`` trusts it, and commits signed with it."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.errors import GongkaiError
from scoring.history.commit_objects import BadCommit, read_commit, signed_commit, unsigned_commit
from scoring.history.signers import ALLOWED_SIGNERS, GATE, GIT, Signers
from scoring.history.sshsig import BadSignature, load_private_key, public_blob, sign, verify
from scoring.records.record import Strength
from scripts.gate.writing import Writer
from scripts.repository.stream import GONGKAI

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_SETTING = "gongkai.gateKey"
KEY_VARIABLE = "GONGKAI_GATE_KEY"


@dataclass(frozen=True)
class GateKey:
    """The key that the gate signs with; ``private`` is None where it has none."""

    private: "Ed25519PrivateKey | None" = None

    def commit(
        self, writer: Writer, tree: str, parents: tuple[str, ...], at: datetime, message: str
    ) -> str:
        """Write the gate's commit, signed where there is a key, and return its name."""
        raw = unsigned_commit(tree, parents, GONGKAI.mailbox, at, message)
        if self.private is not None:
            raw = signed_commit(raw, sign(self.private, raw, GIT))
        return writer.commit(raw)


def find_key(named: Path | None, writer: Writer) -> GateKey:
    """Return the key in the file ``named``, else that of the environment, else of the repository.

    The setting ``gongkai.gateKey`` is a path, relative ones below the repository's git folder.
    Raises GongkaiError where a key is named and cannot be used.
    """
    path = named or os.environ.get(KEY_VARIABLE) or None
    if path is None:
        setting = writer.setting(KEY_SETTING)
        path = None if setting is None else writer.git_dir / Path(setting).expanduser()
    return GateKey() if path is None else GateKey(load_private_key(read_key(Path(path))))


def read_key(path: Path) -> bytes:
    """Return the content of a private key file. Raises GongkaiError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise GongkaiError("gate-key-unreadable", path=str(path), reason=reason) from None


def vouched(raw: bytes, signers: Signers) -> bool:
    """Tell whether the commit ``raw`` is one of the gate's, signed by a key that it trusts now."""
    try:
        commit = read_commit(raw)
        if commit.signature is None:
            return False
        signature = verify(commit.signature, commit.payload)
    except (BadCommit, BadSignature):
        return False
    at = commit.committed
    principals = signers.principals(signature.key, GIT, at=at, until=at)
    return signature.namespace == GIT and GATE in principals


def strength_of(key: GateKey, signers: Signers, at: datetime) -> Strength:
    """Return how strong the time of what the gate merges now will be.

    ``at`` is its committer date, not before that of any commit on ``main``. Raises GongkaiError
    where ``main`` trusts a gate key and this is none that it trusts: the merge would prove nothing.
    """
    if not signers.trusts(GATE):
        return Strength.RECORDED
    if key.private is None:
        raise GongkaiError("gate-key-missing", setting=KEY_SETTING, variable=KEY_VARIABLE)
    if GATE not in signers.principals(public_blob(key.private), GIT, at=at, until=at):
        raise GongkaiError("gate-key-untrusted", file=ALLOWED_SIGNERS)
    return Strength.SEALED

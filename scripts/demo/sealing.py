"""The demo's keys: made from the seed, so that they prove nothing to anybody, and say so."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.history.signers import CHECKPOINT, CHECKPOINTS, GATE, GIT
from scoring.history.sshsig import private_key_from_seed, public_line
from scripts.repository.git import run_git

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "gongkai-demo-key"
"""Where the private key lies, in the repository's git folder, so that ``receive`` works too."""

CHECKPOINT_KEY_FILE = "gongkai-demo-checkpoint-key"
"""Likewise the key that signs the checkpoints of the demo's site."""

_COMMENT = "演示密钥"
_WARNING = f"# {_COMMENT}：由公开的种子算出，人人可得，不能用来证明任何事情。\n"


def demo_key(seed: int) -> "Ed25519PrivateKey":
    """Return the gate key of the demo year made with ``seed``."""
    return private_key_from_seed(hashlib.sha256(b"gongkai demo gate key %d" % seed).digest())


def demo_checkpoint_key(seed: int) -> "Ed25519PrivateKey":
    """Return the key that signs the checkpoints of the demo year made with ``seed``."""
    return private_key_from_seed(hashlib.sha256(b"gongkai demo checkpoint key %d" % seed).digest())


def trust_in(key: "Ed25519PrivateKey", checkpoint: "Ed25519PrivateKey | None" = None) -> bytes:
    """Return the allowed_signers file that trusts ``key`` as gate, ``checkpoint`` as publisher."""
    lines = f'{GATE} namespaces="{GIT}" {public_line(key)} {_COMMENT}\n'
    if checkpoint is not None:
        public = public_line(checkpoint)
        lines += f'{CHECKPOINT} namespaces="{CHECKPOINTS}" {public} {_COMMENT}\n'
    return (_WARNING + lines).encode()


def keep_keys(folder: Path, seed: int) -> None:
    """Put the keys where the gate and the publisher of the repository in ``folder`` look."""
    _keep(folder, KEY_FILE, demo_key(seed))
    run_git(folder, "config", "gongkai.gateKey", KEY_FILE)
    _keep(folder, CHECKPOINT_KEY_FILE, demo_checkpoint_key(seed))
    run_git(folder, "config", "gongkai.checkpointKey", CHECKPOINT_KEY_FILE)


def _keep(folder: Path, name: str, key: "Ed25519PrivateKey") -> None:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    text = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    file = folder / ".git" / name
    file.touch(mode=0o600)
    file.write_bytes(text)

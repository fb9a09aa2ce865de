"""SSH signatures (OpenSSH's PROTOCOL.sshsig), made and verified without another process.

One ``ssh-keygen`` a commit costs about 10 ms, so that a year of receipts would take minutes.
"""

import base64
import binascii
import hashlib
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.errors import GongkaiError
from scoring.history.ssh_keys import ED25519, UnusableKey, check_of
from scoring.history.wire import Malformed, Reader, string

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as PrivateKey

_MAGIC = b"SSHSIG"
_VERSION = 1
_HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
_MAX_BYTES = 16 * 1024
_ARMOUR = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)\n-----END SSH SIGNATURE-----\s*"
)
_WIDTH = 70


class BadSignature(Exception):
    """No signature of the message: broken armour, another message, an unsupported key."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that is mathematically right; whether its ``key`` may sign is another question.

    ``key`` is the public key as SSH writes it (RFC 4253), ``namespace`` what it was made for.
    """

    key: bytes
    namespace: str


def verify(armoured: bytes, message: bytes) -> Signature:
    """Return what signed ``message``. Raises BadSignature (its text says why, in English)."""
    found = _ARMOUR.fullmatch(armoured[:_MAX_BYTES])
    if found is None:
        raise BadSignature("no armoured SSH signature")
    try:
        blob = base64.b64decode(b"".join(found[1].split()), validate=True)
        return _verified(Reader(blob), message)
    except (binascii.Error, Malformed, UnicodeDecodeError) as error:
        raise BadSignature(f"malformed: {error}") from None
    except UnusableKey as error:
        raise BadSignature(str(error)) from None


def _verified(blob: Reader, message: bytes) -> Signature:
    if blob.take(len(_MAGIC)) != _MAGIC or blob.number() != _VERSION:
        raise BadSignature("not an SSH signature of version 1")
    key, namespace, reserved = blob.string(), blob.string(), blob.string()
    digest, signature = blob.string().decode("ascii"), Reader(blob.string())
    blob.end()
    # An empty namespace is forbidden by the protocol; what is reserved is not signed over.
    if not namespace or reserved or digest not in _HASHES:
        raise BadSignature("no namespace, or an unknown hash")
    algorithm, numbers = signature.string().decode("ascii"), signature.string()
    signature.end()
    if not check_of(key)(algorithm, numbers, _signed(namespace, digest, message)):
        raise BadSignature("the signature is not of this text")
    return Signature(key, namespace.decode("utf-8"))


def sign(key: "PrivateKey", message: bytes, namespace: str) -> bytes:
    """Return the armoured signature of ``message`` by ``key``, as ``ssh-keygen -Y sign`` would."""
    name, digest = namespace.encode(), "sha512"
    made = string(ED25519.encode()) + string(key.sign(_signed(name, digest, message)))
    fields = (public_blob(key), name, b"", digest.encode(), made)
    blob = _MAGIC + _VERSION.to_bytes(4, "big") + b"".join(map(string, fields))
    lines = textwrap.wrap(base64.b64encode(blob).decode("ascii"), _WIDTH)
    armoured = ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]
    return "\n".join(armoured).encode("ascii")


def _signed(namespace: bytes, digest: str, message: bytes) -> bytes:
    """Return the bytes that are really signed for ``message``."""
    fields = (namespace, b"", digest.encode("ascii"), _HASHES[digest](message).digest())
    return _MAGIC + b"".join(map(string, fields))


def load_private_key(text: bytes) -> "PrivateKey":
    """Return the Ed25519 key in ``text`` (OpenSSH's private key form, without a passphrase).

    Raises GongkaiError ``key-unusable``; it never repeats what stands in ``text``.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        key = load_ssh_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise GongkaiError("key-unusable") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise GongkaiError("key-unusable")
    return key


def private_key_from_seed(seed: bytes) -> "PrivateKey":
    """Return the key made of the 32 bytes ``seed``: always the same one, for demos and tests."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)


def public_blob(key: "PrivateKey") -> bytes:
    """Return the public key as SSH writes it: what stands in Signature.key."""
    return string(ED25519.encode()) + string(key.public_key().public_bytes_raw())


def public_line(key: "PrivateKey") -> str:
    """Return ``ssh-ed25519 AAAA…``, as in a .pub file or after the options of allowed_signers."""
    return f"{ED25519} {base64.b64encode(public_blob(key)).decode('ascii')}"

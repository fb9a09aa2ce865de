"""Public keys as SSH writes them, and what they verify: Ed25519, ECDSA, RSA with SHA-2."""

import base64
import hashlib
from collections.abc import Callable
from functools import lru_cache

from scoring.history.wire import Malformed, Reader

ED25519 = "ssh-ed25519"
_CURVES = ("nistp256", "nistp384", "nistp521")
_RSA_BITS = 1024
"""Shorter RSA keys OpenSSH refuses as well (its RequiredRSASize)."""

KEY_TYPES = frozenset((ED25519, "ssh-rsa", *(f"ecdsa-sha2-{curve}" for curve in _CURVES)))
"""Types of key whose signatures can be verified here."""

Check = Callable[[str, bytes, bytes], bool]
"""Algorithm, signature and signed bytes → whether they fit the key."""


class UnusableKey(Exception):
    """A public key of a type not supported, or not the bytes of a key."""


def key_type(blob: bytes) -> str:
    """Return the type that ``blob`` names itself. Raises UnusableKey."""
    try:
        return Reader(blob).string().decode("ascii")
    except (Malformed, UnicodeDecodeError):
        raise UnusableKey("not a key") from None


def fingerprint(blob: bytes) -> str:
    """Return ``SHA256:…`` of a public key, as ``ssh-keygen -l`` shows it."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii")
    return f"SHA256:{digest.rstrip('=')}"


@lru_cache(maxsize=64)
def check_of(blob: bytes) -> Check:
    """Return what checks signatures of the key ``blob``. Raises UnusableKey.

    Kept, since a gate signs thousands of merges with one key.
    """
    kind = key_type(blob)
    if kind not in KEY_TYPES:
        raise UnusableKey(f"unsupported key type {kind[:60]!r}")
    try:
        if kind == ED25519:
            return _ed25519(blob)
        return _rsa(blob) if kind == "ssh-rsa" else _ecdsa(blob, kind)
    except (Malformed, ValueError) as error:
        raise UnusableKey(f"not a key: {error}") from None


def _ed25519(blob: bytes) -> Check:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    reader = Reader(blob)
    reader.string()
    key = Ed25519PublicKey.from_public_bytes(reader.string())
    reader.end()

    def check(algorithm: str, signature: bytes, signed: bytes) -> bool:
        try:
            key.verify(signature, signed)
        except InvalidSignature:
            return False
        return algorithm == ED25519

    return check


def _rsa(blob: bytes) -> Check:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    reader = Reader(blob)
    reader.string()
    exponent, modulus = reader.integer(), reader.integer()
    reader.end()
    if not _RSA_BITS <= modulus.bit_length() <= 16384:
        raise UnusableKey("RSA key too short or too long")
    key = RSAPublicNumbers(exponent, modulus).public_key()
    # SHA-1 (algorithm ssh-rsa) proves nothing any more; OpenSSH has none of it in signatures.
    digests = {"rsa-sha2-256": hashes.SHA256(), "rsa-sha2-512": hashes.SHA512()}

    def check(algorithm: str, signature: bytes, signed: bytes) -> bool:
        if algorithm not in digests:
            return False
        padded = signature.rjust((modulus.bit_length() + 7) // 8, b"\0")
        try:
            key.verify(padded, signed, PKCS1v15(), digests[algorithm])
        except InvalidSignature:
            return False
        return True

    return check


def _ecdsa(blob: bytes, kind: str) -> Check:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    curve, digest = {
        "nistp256": (ec.SECP256R1(), hashes.SHA256()),
        "nistp384": (ec.SECP384R1(), hashes.SHA384()),
        "nistp521": (ec.SECP521R1(), hashes.SHA512()),
    }[kind.removeprefix("ecdsa-sha2-")]
    reader = Reader(blob)
    reader.string()
    if reader.string().decode("ascii", "replace") != kind.removeprefix("ecdsa-sha2-"):
        raise UnusableKey("curve and type of key differ")
    key = ec.EllipticCurvePublicKey.from_encoded_point(curve, reader.string())
    reader.end()

    def check(algorithm: str, signature: bytes, signed: bytes) -> bool:
        numbers = Reader(signature)
        first, second = numbers.integer(), numbers.integer()
        numbers.end()
        try:
            key.verify(encode_dss_signature(first, second), signed, ec.ECDSA(digest))
        except InvalidSignature:
            return False
        return algorithm == kind

    return check

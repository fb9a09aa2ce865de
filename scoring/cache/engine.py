"""Which engine keeps an entry: its version and its very source, so that no other one's is taken."""

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

import scoring
from scoring.version import ENGINE

_SOURCE = Path(scoring.__file__).parent


@cache
def engine_digest() -> bytes:
    """Return a digest of this engine: version, source, and the Python and YAML reader it runs on.

    Two builds of one version may differ, and a result of one is none of the other's.
    """
    total = hashlib.sha256(f"{ENGINE} {sys.version_info} {yaml.__version__}".encode())
    for path in sorted(_SOURCE.rglob("*.py")):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.digest()


def era_of(files: Iterable[bytes]) -> bytes:
    """Return the key of all entries made by this engine with the product's own ``files``."""
    total = hashlib.sha256(engine_digest())
    for content in files:
        total.update(hashlib.sha256(content).digest())
    return total.digest()[:32]

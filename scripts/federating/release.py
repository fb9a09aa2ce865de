"""Which program this is, to the byte: counties scored by two programs cannot be compared."""

import hashlib
from functools import cache
from pathlib import Path

import scoring
import scripts
from scoring.version import ENGINE

_PACKAGES = (Path(scoring.__file__).parent, Path(str(scripts.__file__)).parent)


@cache
def own_release() -> str:
    """Return version and digest of this program's source: ``gongkai 0.1.0 (3f2a…)``."""
    total = hashlib.sha256()
    for folder in _PACKAGES:
        for path in sorted(folder.rglob("*.py")):
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{ENGINE} ({total.hexdigest()[:12]})"

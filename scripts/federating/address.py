"""Where a repository or a checkpoint may lie: ``https://``, ``ssh://``, a folder or file here.

Git takes an address that begins with a hyphen for an option, one with ``::`` for a program to run;
so an address is accepted by what it is, not refused by what it must not be.
"""

import re
from pathlib import Path, PurePosixPath

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
_PORT = r"(?::[0-9]{1,5})?"
_PARTS = r"(?:/[A-Za-z0-9._~%+@=,-]+)+/?"
_HTTPS = re.compile(rf"https://{_HOST}{_PORT}{_PARTS}", re.ASCII)
_SSH = re.compile(rf"ssh://(?:[A-Za-z_][A-Za-z0-9._-]*@)?{_HOST}{_PORT}{_PARTS}", re.ASCII)
_PATH = re.compile(r"[^\x00-\x1f\x7f:*?\"<>|\\]+")


def repository_at(told: str, base: Path) -> str | None:
    """Return the address ``told`` as git is to be given it; None where it is no address for us.

    A path is taken from ``base``, the folder of the file that names it, and becomes absolute.
    """
    if (_HTTPS.fullmatch(told) or _SSH.fullmatch(told)) and _climbs_not(told):
        return told
    return _path(told, base)


def checkpoint_at(told: str, base: Path) -> str | None:
    """Return the address of a checkpoint, likewise: an ``https`` address or a file here."""
    if _HTTPS.fullmatch(told) and _climbs_not(told):
        return told
    return _path(told, base)


def is_remote(address: str) -> bool:
    """Tell whether ``address`` is elsewhere, and no path here."""
    return address.startswith(("https://", "ssh://"))


def _path(told: str, base: Path) -> str | None:
    if not _PATH.fullmatch(told) or told.startswith(("-", "~")) or not _climbs_not(told):
        return None
    return str(base.resolve() / told)


def _climbs_not(told: str) -> bool:
    return ".." not in PurePosixPath(told).parts

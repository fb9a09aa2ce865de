"""A package of records: a zip whose entries are paths of the repository, and nothing else.

An archive may claim anything: sizes that are none, names that are other files' to another program,
entries that share their bytes, links. It is held to be hostile until each of its files was read.
"""

import stat
import zipfile
from collections.abc import Iterator
from typing import IO, Any, cast

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.history.path_text import shown_path
from scoring.problem import Problem
from scripts.content.limits import (
    MAX_PACKAGE,
    MAX_PACKAGE_FILES,
    MAX_RATIO,
    MIB,
    RATIO_FROM,
)
from scripts.door.material import Material, Reader, path_problems
from scripts.door.turning_away import REFUSED, TurnedAway

_ENCRYPTED = 0x1
_UTF8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LIST_BYTES = 2 * MIB
"""Of the list of an archive's entries, which is read whole: six hundred of them fit many times."""
_UNIX = 3


def read_package(file: IO[bytes], size: int) -> Material:
    """Return what is in the archive ``file`` of ``size`` bytes, which stays open while it is read.

    Raises TurnedAway for what is no archive, is damaged, encrypted, far too large unpacked, or
    holds anything but plain files whose names are sound.
    """
    listing = _Listing(file)
    try:
        archive = zipfile.ZipFile(cast("IO[bytes]", listing))
        entries = archive.infolist()
        listing.open = False
    except Exception:  # zipfile raises a dozen kinds of error on damaged or hostile archives
        raise TurnedAway(REFUSED, "package-broken") from None
    _check_whole(entries, size)
    files = [entry for entry in entries if not entry.is_dir()]
    if not files:
        raise TurnedAway(REFUSED, "package-empty")
    problems = (*_entry_problems(entries), *path_problems(entry.filename for entry in files))
    if problems:
        raise TurnedAway(REFUSED, "package-refused", problems)
    return Material({entry.filename: _reader(archive, entry) for entry in files})


class _Listing:
    """A file of which, while it is ``open`` for its list of entries, no great piece is read.

    ``zipfile`` reads that list at once and makes an object of each entry, millions if it says so.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.open = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        """Read on. Raises ValueError for a list longer than any honest one."""
        if not self.open:
            return self._file.read(size)
        piece = self._file.read(_LIST_BYTES + 1 if size < 0 else min(size, _LIST_BYTES + 1))
        if len(piece) > _LIST_BYTES:
            raise ValueError(size)
        return piece


def _check_whole(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Raise TurnedAway for an archive that is not to be unpacked at all."""
    if len(entries) > MAX_PACKAGE_FILES:
        raise TurnedAway(REFUSED, "package-too-many", count=len(entries), limit=MAX_PACKAGE_FILES)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise TurnedAway(REFUSED, "package-encrypted")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise TurnedAway(REFUSED, "package-broken")
    unpacked = sum(entry.file_size for entry in entries)
    if (
        unpacked > MAX_PACKAGE
        or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * size)
        or sum(entry.compress_size for entry in entries) > size  # entries that share their bytes
    ):
        raise TurnedAway(REFUSED, "package-bomb", limit=MAX_PACKAGE // MIB)


def _entry_problems(entries: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    for entry in entries:
        name = shown_path(entry.filename)
        mode = entry.external_attr >> 16 if entry.create_system == _UNIX else 0
        kind = stat.S_IFMT(mode)
        if not entry.flag_bits & _UTF8 and not entry.filename.isascii():
            yield Problem("package-name", name)
        elif entry.orig_filename != entry.filename:  # cut at a null byte
            yield Problem("path-encoding", shown_path(entry.orig_filename))
        elif kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
            yield Problem("file-not-regular", name)
        elif entry.file_size > ATTACHMENT_LIMIT:
            values: dict[str, str | int] = {"file": name, "limit": ATTACHMENT_LIMIT // MIB}
            yield Problem("attachment-too-large", name, 0, 0, values)


def _reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Reader:
    def read() -> bytes:
        try:
            content = archive.read(entry)  # never more than announced; the check sum is compared
        except Exception:  # as above: zlib, struct, zipfile and others
            raise TurnedAway(REFUSED, "package-broken") from None
        if len(content) != entry.file_size:
            raise TurnedAway(REFUSED, "package-broken")
        return content

    return read

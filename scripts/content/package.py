"""Word and Excel files as zip archives (ECMA-376, part 2), with bounds on everything."""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from typing import Any

from scripts.content.fault import FileFault
from scripts.content.limits import (
    MAX_PART_READ,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED,
    MIB,
    RATIO_FROM,
)

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEAD = 16


class Package:
    """An archive that is safe to unpack: its entries, and how each of them begins.

    Every entry has been unpacked once, so that none is other than its headers say. Raises
    FileFault for what is no archive, is damaged, under a password, or unpacks to far too much.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            entries = self._archive.infolist()
            _check_sizes(entries, len(content))
            self.beginnings: Mapping[str, bytes] = {
                entry.filename: self._through(entry) for entry in entries if not entry.is_dir()
            }
        except FileFault:
            raise
        except Exception:  # zipfile raises a dozen kinds of error on damaged or hostile archives
            raise FileFault("attachment-broken") from None

    def read(self, name: str) -> bytes:
        """Return the part ``name``; raises FileFault where it is not there or far too large."""
        if name not in self.beginnings:
            raise FileFault("attachment-broken")
        if self._archive.getinfo(name).file_size > MAX_PART_READ:
            raise FileFault("attachment-bomb")
        return self._archive.read(name)

    def xml(self, name: str) -> Any:
        """Return the part ``name`` as an element tree, without entities or a document type."""
        from defusedxml.ElementTree import fromstring

        try:
            return fromstring(self.read(name), forbid_dtd=True)
        except FileFault:
            raise
        except Exception:  # of expat and defusedxml, which agree on no common kind
            raise FileFault("attachment-broken") from None

    def _through(self, entry: zipfile.ZipInfo) -> bytes:
        with self._archive.open(entry) as part:
            head = part.read(_HEAD)
            while part.read(MIB):  # to the end, where the check sum is compared
                pass
        return head


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileFault("attachment-encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * size)
        or sum(entry.compress_size for entry in entries) > size  # entries that share their bytes
    ):
        raise FileFault("attachment-bomb")
    # Names of parts are told apart without regard to case (ECMA-376 part 2, 6.2.2).
    names = Counter(entry.filename.lower().replace("\\", "/") for entry in entries)
    if any(times > 1 for times in names.values()):  # two programs would read two files
        raise FileFault("attachment-broken")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise FileFault("attachment-broken")

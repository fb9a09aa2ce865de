"""Zip files that are the same bytes everywhere: nothing compressed, no clock, no machine's name.

Compressors differ between machines, so parts are stored; git and web servers compress them anyway.
"""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold."""

_UNIX = 3  # the system that an entry says it was made on; Python would put in its own

Time = tuple[int, int, int, int, int, int]


def stored(parts: Mapping[str, str | bytes], *, time: Time = EARLIEST, mode: int = 0) -> bytes:
    """Return a zip of ``parts`` by name, in their order; texts become UTF-8.

    ``mode`` are the permissions of each file, 0 for none told.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, time)
            entry.create_system = _UNIX
            if mode:
                entry.external_attr = mode << 16
            archive.writestr(entry, content.encode() if isinstance(content, str) else content)
    return packed.getvalue()

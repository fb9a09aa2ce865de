"""Writing results: text to standard output, bytes to a pipe or a file."""

import errno
import sys
from pathlib import Path

import click

from scoring.errors import GongkaiError, WrongUse

_NOT_THE_PATH = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))
"""What keeps a file from being written though it was named well."""


def put(content: str | bytes, out: Path | None) -> None:
    """Write ``content`` to the file ``out``, or to standard output where there is none.

    Text is UTF-8 with LF everywhere, whatever the machine's own habits. Raises WrongUse for a file
    that cannot be written there and for a workbook on a terminal, GongkaiError for a full disk.
    """
    raw = content.encode() if isinstance(content, str) else content
    if out is not None:
        try:
            out.write_bytes(raw)
        except OSError as error:
            refusal = GongkaiError if error.errno in _NOT_THE_PATH else WrongUse
            reason = error.strerror or ""
            raise refusal("output-unwritable", path=str(out), reason=reason) from None
        return
    if isinstance(content, str) and sys.stdout.isatty():
        click.echo(content, nl=False)
        return
    if raw.startswith(b"PK") and sys.stdout.isatty():
        raise WrongUse("output-terminal")
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()

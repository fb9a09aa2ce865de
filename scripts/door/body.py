"""The body of a request, taken whole before anything else: that moment is the time of receipt.

Imports nothing that takes time to load, since a clerk's minute may depend on it.
"""

import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from scripts.content.limits import MAX_REQUEST, MIB

RECEIVED = "gongkai.received"
"""Where a request's environment holds the moment (aware) at which its body was complete."""

BROKEN_OFF = "gongkai.broken-off"
"""Where it says that less came than was announced."""

_PIECE = 1 << 16
_LENGTH = re.compile("[0-9]{1,18}")

Environment = dict[str, Any]


def take_body(environ: Environment, clock: Callable[[], datetime]) -> None:
    """Read the body of a request and note when it was complete; a second call does nothing.

    What announces more than the door takes is left unread: whoever answers sees its length.
    """
    if isinstance(environ.get(RECEIVED), datetime):
        return
    announced = environ.get("CONTENT_LENGTH") or ""
    length = int(announced) if _LENGTH.fullmatch(announced) else 0
    if 0 < length <= MAX_REQUEST:
        body = tempfile.SpooledTemporaryFile(max_size=MIB)  # noqa: SIM115 - the answer closes it
        source, left = environ["wsgi.input"], length
        while left and (piece := source.read(min(left, _PIECE))):
            body.write(piece)
            left -= len(piece)
        body.seek(0)
        environ["wsgi.input"] = body
        environ[BROKEN_OFF] = left > 0
    environ[RECEIVED] = clock()

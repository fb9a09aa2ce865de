"""Git's packet lines, as the hook ``proc-receive`` speaks them (gitprotocol-common(5))."""

from collections.abc import Iterator
from typing import IO

_MOST = 65520


def read_packets(source: IO[bytes]) -> Iterator[str]:
    """Yield the lines up to the next flush. Raises EOFError where the other side went away."""
    while True:
        head = source.read(4)
        if len(head) < 4:
            raise EOFError
        size = int(head, 16)
        if size == 0:
            return
        body = source.read(size - 4)
        if len(body) < size - 4:
            raise EOFError
        yield body.decode("utf-8", "surrogateescape").rstrip("\n")


def write_packet(target: IO[bytes], line: str) -> None:
    """Write one line, cut to what a packet holds."""
    body = line.encode("utf-8", "surrogateescape")[: _MOST - 5] + b"\n"
    target.write(b"%04x%s" % (len(body) + 4, body))


def flush_packets(target: IO[bytes]) -> None:
    """Write the end of a list and send it."""
    target.write(b"0000")
    target.flush()

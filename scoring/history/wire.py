"""SSH's binary form (RFC 4251): strings with their length before them."""


class Malformed(Exception):
    """Bytes that end too early, or say something else than they should."""


class Reader:
    """Reads fields in turn."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return the next ``size`` bytes. Raises Malformed where there are not so many."""
        if size > len(self._data) - self._at:
            raise Malformed("truncated")
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken

    def number(self) -> int:
        """Return the next uint32. Raises Malformed."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """Return the next string. Raises Malformed."""
        return self.take(self.number())

    def integer(self) -> int:
        """Return the next mpint, which may not be negative. Raises Malformed."""
        raw = self.string()
        if raw[:1] >= b"\x80":
            raise Malformed("negative number")
        return int.from_bytes(raw, "big")

    def end(self) -> None:
        """Raise Malformed where something is left."""
        if self._at != len(self._data):
            raise Malformed("trailing data")


def string(data: bytes) -> bytes:
    """Return ``data`` with its length before it."""
    return len(data).to_bytes(4, "big") + data

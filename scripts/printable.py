"""Text from anywhere made fit to be written out, whatever bytes and signs it holds."""


def printable(text: str) -> str:
    """Return ``text`` as it can be written in UTF-8: bytes that were none are written out."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def one_line(text: str) -> str:
    """Return ``text`` so that nothing in it can begin a line or move the cursor."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in printable(text)
    )

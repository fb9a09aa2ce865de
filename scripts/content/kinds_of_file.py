"""What a file is, by its first bytes: not what its name says."""

from collections.abc import Sequence

PDF, JPG, PNG, ZIP, OLE = "pdf", "jpg", "png", "zip", "ole"
BY_NAME = {"docx": ZIP, "xlsx": ZIP, "pdf": PDF, "jpg": JPG, "png": PNG}
"""What a file of each ending must begin as."""

_BEGINNINGS: Sequence[tuple[bytes, str]] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
)
_OTHERS: Sequence[tuple[bytes, str]] = (
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<svg", b"<mht")
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


def kind_of(content: bytes) -> str:
    """Return what ``content`` begins as; empty where that is nothing known."""
    for beginning, kind in (*_BEGINNINGS, *_OTHERS):
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "heic"
    text = content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return "html" if text.startswith(_MARKUP) else ""


def is_protected(content: bytes) -> bool:
    """Tell whether an OLE file is a Word or Excel file under a password ([MS-OFFCRYPTO])."""
    return _PROTECTED in content


def is_archive(beginning: bytes) -> bool:
    """Tell whether what begins so holds other files or programs in turn."""
    return kind_of(beginning) in (ZIP, OLE, PDF, "rar", "7z", "gz", "exe", "rtf")

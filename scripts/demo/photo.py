"""Photographs stood for by tiny mosaics, each place with its own."""

import io
from hashlib import sha256

from PIL import Image

_BLOCK = 8  # as large as the blocks JPEG codes: flat ones come out the same from every encoder
_WIDE, _HIGH = 4, 3


def photo_file(of: str) -> bytes:
    """Return a JPEG of 32 by 24 dots whose colours depend on ``of``."""
    digest = sha256(of.encode()).digest()
    picture = Image.new("RGB", (_WIDE * _BLOCK, _HIGH * _BLOCK))
    for number in range(_WIDE * _HIGH):
        colour = (digest[number], digest[number + 8], digest[number + 16])
        left, top = number % _WIDE * _BLOCK, number // _WIDE * _BLOCK
        picture.paste(colour, (left, top, left + _BLOCK, top + _BLOCK))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=50, subsampling=0, optimize=False)
    return buffer.getvalue()

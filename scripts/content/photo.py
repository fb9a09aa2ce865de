"""Photos: they decode, within bounds, and what they tell beside the picture."""

import io
import warnings

from scripts.content.fault import Contents, FileFault
from scripts.content.limits import MAX_PIXELS

_POSITION = 0x8825  # Exif 2.32, 4.6.3: the pointer to what GPS tells
_POSITIONS = (2, 4)  # latitude, longitude; GPS may hold no more than its version
_AUTHORS = (0x013B, 0x9C9D)  # artist, and Windows' own
_CAMERA = 0x8769
_OWNER = 0xA430
_SCALE = (256, 256)


def photo_contents(content: bytes, ending: str) -> Contents:
    """Return what a photo (``jpg``, ``png``) tells; raises FileFault where it cannot be shown."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own bound is told by ours
            with Image.open(
                io.BytesIO(content), formats=["PNG" if ending == "png" else "JPEG"]
            ) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise FileFault("photo-too-large", {"limit": MAX_PIXELS // 10_000})
                found = _told(image.getexif())
                image.draft("RGB", _SCALE)  # a JPEG is decoded at an eighth: as safe, and cheap
                image.load()
                return found
    except FileFault:
        raise
    except Image.DecompressionBombError:
        raise FileFault("photo-too-large", {"limit": MAX_PIXELS // 10_000}) from None
    except Exception:  # Pillow's decoders raise a dozen kinds of error
        raise FileFault("photo-broken") from None


def _told(exif: object) -> Contents:
    from PIL.Image import Exif

    assert isinstance(exif, Exif)
    found = Contents()
    position = exif.get_ifd(_POSITION)
    if any(each in position for each in _POSITIONS):
        found.faults.append(FileFault("photo-position"))
    names = [exif.get(each) for each in _AUTHORS] + [exif.get_ifd(_CAMERA).get(_OWNER)]
    found.authors += [_text(name) for name in names if name and _text(name)]
    return found


def _text(name: object) -> str:
    if isinstance(name, bytes):
        name = name.decode("utf-16-le", "replace")
    return str(name).strip("\x00 ")

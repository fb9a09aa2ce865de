"""Photos: they decode, within bounds, and what they tell beside the picture."""

import io
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scripts.content.fault import Contents, FileFault
from scripts.content.limits import MAX_PIXELS
from scripts.content.xmp import creators, has_position, packet_text

_POSITION = 0x8825  # Exif 2.32, 4.6.3: the pointer to what GPS tells
_POSITIONS = (2, 4)  # latitude, longitude; GPS may hold no more than its version
_AUTHORS = (0x013B, 0x9C9D)  # artist, and Windows' own
_CAMERA = 0x8769
_OWNER = 0xA430
_SCALE = (256, 256)
_PACKETS = ("xmp", "XML:com.adobe.xmp")  # where Pillow keeps what JPEG and PNG files hold as XMP
_PNG_AUTHORS = ("Author", "Artist")  # PNG (ISO/IEC 15948), 11.3.4: keywords of text
_LOOK = (17, 16)
_PLAIN = 30  # bits set, or not set, in what can be known again: skies and walls look all the same
_ALIKE = 10  # bits that saving anew changes; of different photos more than fifty differ
_SMALLEST = 160  # pixels a side: what is smaller is no photo of a place

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


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
                found = _told(image.getexif(), image.info)
                large = min(image.size) >= _SMALLEST
                image.draft("RGB", _SCALE)  # a JPEG is decoded at an eighth: as safe, and cheap
                image.load()
                found.looks = look_of(image) if large else None
                return found
    except FileFault:
        raise
    except Image.DecompressionBombError:
        raise FileFault("photo-too-large", {"limit": MAX_PIXELS // 10_000}) from None
    except Exception:  # Pillow's decoders raise a dozen kinds of error
        raise FileFault("photo-broken") from None


def look_of(image: "Picture") -> int | None:
    """Return what a picture looks like, in 256 bits: is each spot of it darker than the next.

    This difference hash stays nearly the same when the picture is made smaller, saved anew or
    stripped of what it tells beside. None for a picture too plain to be known again.
    """
    small = image.convert("L").resize(_LOOK).tobytes()
    width = _LOOK[0]
    look = 0
    for at in range(len(small)):
        if (at + 1) % width:
            look = look << 1 | (small[at] < small[at + 1])
    bits = (width - 1) * _LOOK[1]
    return look if _PLAIN <= look.bit_count() <= bits - _PLAIN else None


def look_alike(one: int, other: int) -> bool:
    """Tell whether two photos are most likely one and the same."""
    return (one ^ other).bit_count() <= _ALIKE


def _told(exif: object, more: Mapping[Any, Any]) -> Contents:
    from PIL.Image import Exif

    assert isinstance(exif, Exif)
    found = Contents()
    position = exif.get_ifd(_POSITION)
    packets = {packet_text(more.get(name)) for name in _PACKETS}
    if any(each in position for each in _POSITIONS) or any(map(has_position, packets)):
        found.faults.append(FileFault("photo-position"))
    names = [exif.get(each) for each in _AUTHORS] + [exif.get_ifd(_CAMERA).get(_OWNER)]
    names += [more.get(name) for name in _PNG_AUTHORS]
    found.authors += [_text(name) for name in names if name and _text(name)]
    for packet in sorted(packets):
        found.authors += creators(packet)
    return found


def _text(name: object) -> str:
    if isinstance(name, bytes):
        name = name.decode("utf-16-le", "replace")
    return str(name).strip("\x00 ")

"""Names that a branch may not bring: what one sees of a path must be what it is, on any machine."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from scoring.admission.flaws import Flaw
from scoring.history.path_text import shown_path
from scoring.history.tree import UNITS

PATH_BYTES = 400
NAME_BYTES = 200

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_SPECIAL = re.compile(
    r"\.git(?:attributes|config|ignore|keep|modules)?|\.mailmap|git~[0-9]+|desktop\.ini|thumbs\.db",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(r'[\\:*?"<>|]')

# Letters of other scripts that look like those a unit's id is written with (from Unicode's
# confusables.txt); what NFKD folds, full width for one, need not stand here.
_LOOKS_LIKE = {
    "a": "аɑα", "c": "сϲ", "d": "ԁ", "e": "е", "g": "ɡց", "h": "һ", "i": "іı", "j": "ј",
    "l": "ӏʟ", "n": "ո", "o": "оο", "p": "р", "q": "ԛ", "s": "ѕ", "u": "ս", "v": "νѵ",
    "w": "ѡ", "x": "х", "y": "у", "-": "‐‑‒–—−",
}  # fmt: skip
_PLAIN = str.maketrans({sign: letter for letter, others in _LOOKS_LIKE.items() for sign in others})


def name_flaws(path: str) -> Iterator[Flaw]:
    """Yield what is wrong with ``path`` as the name of a file, wherever it stands.

    Git itself takes any bytes but NUL; a tree written by hand may even hold ``..``.
    """
    if shown_path(path) != path:
        yield Flaw("path-encoding")
        return
    if not unicodedata.is_normalized("NFC", path):
        yield Flaw("path-not-nfc")
    parts = path.split("/")
    if len(path.encode()) > PATH_BYTES or any(len(part.encode()) > NAME_BYTES for part in parts):
        yield Flaw("path-too-long", limit=PATH_BYTES, name_limit=NAME_BYTES)
    for part in parts:
        if part in ("", ".", ".."):
            yield Flaw("path-dots")
        elif _DEVICE.fullmatch(part) or _SPECIAL.fullmatch(part) or part.endswith((".", " ")):
            yield Flaw("path-reserved", name=part)
        elif _FORBIDDEN.search(part):
            yield Flaw("path-sign", name=part)


def folded(path: str) -> str:
    """Return ``path`` as a file system that knows neither case nor composition sees it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", path).casefold())


def skeleton(text: str) -> str:
    """Return ``text`` as it looks: case and letters of other scripts set aside."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def lookalike(path: str, units: Collection[str]) -> str | None:
    """Return the unit whose folder ``path`` only looks as if it were in; None where it is not so.

    ``units`` are the ids of the registry.
    """
    if not path.lower().startswith(UNITS):
        head, slash, rest = path.partition("/")
        if not slash or skeleton(head) != UNITS.rstrip("/"):
            return None
        name = rest.partition("/")[0]
        return name if name in units else None
    name = path[len(UNITS) :].partition("/")[0]
    if path.startswith(UNITS) and name in units:
        return None
    looks = skeleton(name)
    return looks if looks in units else None

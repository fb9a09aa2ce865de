"""Flaws that a record releases with a reason, because the check fired wrongly.

What could do harm to whoever opens a file, and what makes it unreadable, cannot be released.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scoring.messages import level
from scripts.content.flaws import ContentFlaw

RELEASABLE = frozenset(
    (
        "balance",
        "carried-over",
        "dates-reversed",
        "personal-bank-card",
        "personal-identity",
        "personal-mobile",
        "photo-repeated",
    )
)
"""The errors that a reason releases; a warning keeps nothing out and is released as well."""


def released(flaws: Iterable[ContentFlaw], data: Mapping[str, Any]) -> Iterator[ContentFlaw]:
    """Yield ``flaws`` without those that ``data`` releases, and tell the office of these.

    A code that is not found is released in vain and nothing is said of it.
    """
    found = list(flaws)
    reasons = dict(_reasons(data))
    counts = Counter(each.code for each in found if each.code in reasons)
    for each in found:
        if each.code not in reasons or not is_releasable(each.code):
            yield each
    for code, (index, reason) in reasons.items():
        where = ("release", index, "code")
        if code in counts and is_releasable(code):
            yield ContentFlaw(
                "release-applied", where, {"code": code, "reason": reason, "count": counts[code]}
            )
        elif code in counts:
            yield ContentFlaw("release-impossible", where, {"code": code})


def is_releasable(code: str) -> bool:
    """Tell whether a record may release ``code`` by a reason."""
    return code in RELEASABLE or level(code) == "warning"


def _reasons(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, str]]]:
    entries = data.get("release")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping) and isinstance(entry.get("code"), str):
            yield entry["code"], (index, str(entry.get("reason", "")))

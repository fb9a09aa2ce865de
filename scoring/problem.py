"""A problem found in what somebody sent: one shape, made in one place, told in many ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Pointer = tuple[str | int, ...]
"""Keys and indices from a document's root to the place meant."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where.

    ``code`` is a key of the message catalogue, ``values`` fill its placeholders, ``path`` is
    relative to the repository, ``line`` and ``column`` count from 1 (0: not known).
    """

    code: str
    path: str = ""
    line: int = 0
    column: int = 0
    values: Mapping[str, str | int] = field(default_factory=dict)

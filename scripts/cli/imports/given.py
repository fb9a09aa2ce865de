"""What the options of ``gongkai import`` give, because the files that are read do not hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Given:
    """The options; None or absent where not given. Days are ISO dates.

    ``approval`` holds those of the fields of ``approval`` that were given. ``folder`` is where
    attachments lie.
    """

    unit: str | None = None
    year: int | None = None
    edition: str | None = None
    until: str | None = None
    url: str | None = None
    approval: Mapping[str, str] = field(default_factory=dict)
    supersedes: str | None = None
    folder: Path = Path()

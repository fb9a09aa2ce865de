"""One thing that the office should look at, as a plain value."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scoring.problem import Problem
from scripts.language import both


class Matter(StrEnum):
    """What a remark is about, in the order in which the office looks at them."""

    PERSONAL = "personal"
    RELEASE = "release"
    REPETITION = "repetition"
    FILE = "file"
    WORDING = "wording"
    OTHER = "other"


MATTERS = {
    Matter.PERSONAL: both("个人信息", "personal data"),
    Matter.RELEASE: both("说明理由放行的", "released with a reason"),
    Matter.REPETITION: both("重复和雷同", "repetitions"),
    Matter.FILE: both("附件", "files"),
    Matter.WORDING: both("用语", "wording"),
    Matter.OTHER: both("其他", "other"),
}
"""What each is called."""

_BEGINNINGS = {
    "personal-": Matter.PERSONAL,
    "release-": Matter.RELEASE,
    "near-duplicate": Matter.REPETITION,
    "copied": Matter.REPETITION,
    "attachment-": Matter.FILE,
    "photo-": Matter.FILE,
    "fact-missing": Matter.FILE,
    "wording": Matter.WORDING,
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something found in a record that stands.

    ``title`` is the record's own, empty where it has none; ``received`` None where nothing vouches
    for a time yet. No personal number stands in ``problem`` in full.
    """

    record: str
    unit: str
    year: int
    kind: str
    title: str
    received: datetime | None
    problem: Problem

    @property
    def matter(self) -> Matter:
        """What it is about."""
        code = self.problem.code
        found = (matter for start, matter in _BEGINNINGS.items() if code.startswith(start))
        return next(found, Matter.OTHER)

"""What is wrong with a file, and what could be read of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class FileFault(Exception):
    """The file cannot be accepted, and nothing more can be said of it; ``code`` tells why."""

    def __init__(self, code: str, values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, str | int] = values or {}


@dataclass
class Contents:
    """What was found in a file.

    ``faults`` are codes with their values (beside the file's name), ``lines`` its text, a paragraph
    or cell each, ``authors`` the names its properties hold, ``looks`` what a photo looks like.
    """

    faults: list[FileFault] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    looks: int | None = None

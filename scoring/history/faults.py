"""What is wrong with a commit, a signature or a receipt: a code of the catalogue and its values."""

from collections.abc import Mapping
from typing import Any


class Fault:
    """One thing wrong. ``values`` fill the placeholders of the code's sentence."""

    __slots__ = ("code", "values")

    code: str
    values: Mapping[str, str | int]

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values

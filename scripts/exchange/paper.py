"""An annual report as it stands on paper: between the record and the Word file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.statutory.figures import Figures, figures

TEXTS = ("overview", "problems", "other_matters")
"""The sections that are prose; the other three are tables."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Title, the texts of sections 一, 五 and 六, and all figures (None: none filled in)."""

    title: str
    texts: Mapping[str, str]
    figures: Figures | None


def filled_in(record: Mapping[str, Any]) -> Paper:
    """Return the valid ``record`` of kind ``annual-report`` as it stands on paper."""
    texts = {name: str(record[name]) for name in TEXTS}
    return Paper(str(record["title"]), texts, figures([record]))


def blank(title: str) -> Paper:
    """Return the form with its title alone."""
    return Paper(title, dict.fromkeys(TEXTS, ""), None)

"""An annual report as the official form holds it: between the record and the Word file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.statutory.figures import Figures, figures

KIND = "annual-report"
FINAL = "final"

TEXTS = ("overview", "problems", "other_matters")
"""The sections that are prose; the other three are tables."""


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """Title, the texts of sections 一, 五 and 六, and all figures (None: none filled in)."""

    title: str
    texts: Mapping[str, str]
    figures: Figures | None


def filled_in(record: Mapping[str, Any]) -> AnnualReport:
    """Return the valid ``record`` of kind ``annual-report`` as the form holds it."""
    texts = {name: str(record[name]) for name in TEXTS}
    return AnnualReport(str(record["title"]), texts, figures([record]))


def blank(title: str) -> AnnualReport:
    """Return the form with its title alone."""
    return AnnualReport(title, dict.fromkeys(TEXTS, ""), None)

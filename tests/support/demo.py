"""The demo year, read once in a process however many files of tests look at it."""

from functools import cache
from pathlib import Path

from scoring.assessment import Assessment
from tests.support.records import ROOT


@cache
def opened(place: Path) -> Assessment:
    """Return the assessment of the repository in ``place``. It is for all tests."""
    return Assessment.open(place, product=ROOT)

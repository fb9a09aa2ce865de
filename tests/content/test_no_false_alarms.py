"""Of what is as it should be nothing is said: the notice, the rosters, the rulebooks."""

from pathlib import Path

import pytest

from scripts.content.personal import numbers_in
from scripts.content.words import product_words
from tests.support.records import ROOT

PATTERNS = (
    "scoring/rulebooks/sources/notice-2023-107.txt",
    "scoring/rulebooks/*.yml",
    "units/*/unit.yml",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_the_product_ships_holds_no_number_of_a_person_and_no_slip(pattern: str) -> None:
    paths = sorted(Path(ROOT).glob(pattern))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert list(numbers_in(text)) == [], path
        assert list(product_words().slips_in(text)) == [], path

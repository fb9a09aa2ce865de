"""The worked example: demo counties that a prefecture can compare as they are made."""

import shutil
from pathlib import Path

from scripts.federating.example import make_example
from tests.support.prefecture import federation


def test_a_demo_county_is_published_listed_and_compared(
    demo_repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo_repository, tmp_path / "county-01")
    listing = make_example(tmp_path, 1)
    again = listing.read_bytes()
    assert make_example(tmp_path, 1).read_bytes() == again
    ran = federation(listing, tmp_path / "out", "--workers", "1", "--as-of", "2024-03-31")
    assert ran.status == 0, ran.told
    year = ran.document["years"][0]
    assert year["units"] == 45 and len(year["kinds"]) == 2
    assert ran.county("county-01")["confirmed"] is True
    assert year["reports"]["final"] > 30 and year["clauses"]

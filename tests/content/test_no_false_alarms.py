"""Of what is as it should be nothing is said: the demo year, the notice, the rosters."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.problem import Problem
from scripts.content.others import Others
from scripts.content.personal import numbers_in
from scripts.content.record import check_record
from scripts.content.words import product_words
from tests.support.memory import schemas
from tests.support.records import ROOT

PLANTED = [
    ("fenghua/2023/news/2023-05-24-drills", "near-duplicate"),
    ("weijian/2023/policy/2023-06-20-xzbf-2023-52", "fact-missing"),
]
"""What the demo year does wrong on purpose: the same item of news twice, a policy file unmarked."""


def problems(repository: Path) -> Iterator[Problem]:
    assessment = Assessment.open(repository, product=ROOT)
    situation = replace(assessment.situation(), schemas=schemas())
    others = Others()
    for record in assessment.admission.records:
        names = [each["file"] for each in record.data.get("attachments", ())]
        folder = repository / "units" / record.id
        files = {name: (folder / name).read_bytes() for name in names}
        text = (repository / record.path).read_bytes()
        yield from check_record(record.path, record.data, text, files, situation, others=others)
        others.admit(record)


def test_the_demo_year_holds_nothing_but_what_was_planted(demo_repository: Path) -> None:
    told = [(each.path[6:-4], each.code) for each in problems(demo_repository)]
    assert told == PLANTED


@pytest.mark.parametrize(
    "path",
    [
        "scoring/rulebooks/sources/notice-2023-107.txt",
        *(path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("units/*/unit.yml"))),
    ],
)
def test_the_notice_and_the_rosters_are_clean(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert list(numbers_in(text)) == []
    assert list(product_words().slips_in(text)) == []

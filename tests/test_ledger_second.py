"""``ledger/2``: what ``ledger/1`` cannot say, for years whose rulebooks say it; nothing else."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scoring.assessment import Assessment
from scoring.ledger.model import Ledger
from scoring.ledger.text import exact_or_ratio, ledger_json
from scripts.auditing.comparing import read_published
from scripts.scoreboard.grid import deductions_grid, standings_grid
from scripts.scoreboard.ranking import boards, titles_in_order
from scripts.scoreboard.screen import scoreboard_text
from tests.support.scenario import ROOT, Case, cases, replay
from tests.test_rulebook_manual import EXAMPLES, reckoned

SCHEMA = json.loads((ROOT / "site_overrides/assets/schemas/ledger-2.json").read_bytes())


def case(file: str, words: str) -> Case:
    return next(each for each in cases() if each.file == file and words in each.title)


@pytest.fixture(scope="module")
def vetoed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, Ledger]:
    folder: Path = tmp_path_factory.mktemp("vetoed") / "repository"
    assessment, ledger, _ = replay(folder, case("wanzhi", "直接定为不合格，不再计分"))
    return assessment, ledger


def test_its_text_fits_its_published_schema(vetoed: tuple[Assessment, Ledger]) -> None:
    document: Any = json.loads(ledger_json(vetoed[1]))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert document["schema"] == "ledger/2"
    (unit,) = (each for each in document["units"] if each["unit"] == "tongji")
    assert (unit["score"], unit["grade"], unit["rank"]) == (None, "failed", 16)


@pytest.mark.parametrize("place", range(len(EXAMPLES)))
def test_only_what_needs_it_is_told_in_it(place: int) -> None:
    _, example = EXAMPLES[place]
    ledger, _ = reckoned(example)
    document = json.loads(ledger_json(ledger))
    if document["schema"] == "ledger/2":
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        assert "findings" in ledger_json(ledger)
        assert '"deductions"' not in ledger_json(ledger)
    else:
        assert not any(word in ledger_json(ledger) for word in ("earns", "grade", "begins"))


def test_a_grade_stands_at_its_own_node(vetoed: tuple[Assessment, Ledger]) -> None:
    _, ledger = vetoed
    first, *others = ledger.units
    graded = replace(first, nodes=(replace(first.nodes[0], grade="good"), *first.nodes[1:]))
    document = json.loads(ledger_json(replace(ledger, units=(graded, *others))))
    assert [node["grade"] for node in document["units"][0]["nodes"]] == [
        "good",
        *(node.grade for node in first.nodes[1:]),
    ]


def test_both_schemas_are_among_the_examples() -> None:
    told = {json.loads(ledger_json(reckoned(example)[0]))["schema"] for _, example in EXAMPLES}
    assert told == {"ledger/1", "ledger/2"}


def test_what_has_no_end_is_told_as_a_ratio() -> None:
    assert exact_or_ratio(Fraction(250, 3)) == "250/3"
    assert exact_or_ratio(Decimal("2.50")) == Decimal("2.5")


def test_who_reads_ledgers_can_read_it(vetoed: tuple[Assessment, Ledger]) -> None:
    assessment, ledger = vetoed
    published = read_published(ledger_json(ledger).encode())
    assert (published.year, published.head) == (ledger.year, ledger.head)
    listed = boards(ledger, titles_in_order(assessment.rulebooks))
    text = scoreboard_text(ledger, listed, "zh")
    last = text.splitlines()[-1]
    assert "市统计局" in last and "不合格" in last and "—" in last
    rows = standings_grid(listed, "zh")
    assert "等次" in rows[0] and rows[-1][1] == "tongji" and rows[-1][5] is None
    found = deductions_grid(ledger, "zh")
    assert found[0][-1] == "作用"
    assert any(row[-1] == "定等次" for row in found)

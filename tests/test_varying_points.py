"""Points that differ by unit: each unit is scored as by a rulebook with its own numbers in it."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scoring.calendar.zone import end_of
from scoring.composition.compose import assess_year
from scoring.ledger.model import UnitScore
from scoring.records.archive import archive_of
from scoring.records.yamltext import load_yaml
from scoring.rulebook.parse import parse_rulebook
from scoring.rulebook.varying import is_varying
from scripts.explaining.sentences import sentences
from scripts.portal.input import Audience
from scripts.site_job import build_site
from tests.support import memory
from tests.support.records import ROOT
from tests.support.scenario import FOLDER, cases, replay
from tests.support.schemas import SET

TEXT = (FOLDER / "rulebooks" / "varied-2023.yml").read_bytes()
DATA: Mapping[str, Any] = load_yaml(TEXT)


def plain_for(value: Any, unit: str) -> Any:
    """Return the rulebook's data with the number of ``unit`` in the place of each that varies."""
    if is_varying(value):
        return value["is"].get(unit, value["else"]) if value["by"] == "unit" else value["else"]
    if isinstance(value, Mapping):
        return {name: plain_for(each, unit) for name, each in value.items()}
    return [plain_for(each, unit) for each in value] if isinstance(value, list) else value


def scored(data: Mapping[str, Any], unit: str) -> UnitScore:
    ledger = assess_year(
        archive=archive_of([]),
        kinds=SET.kinds,
        registry=memory.registry(),
        rulebooks=[parse_rulebook(data, "0" * 64)],
        calendars={"china": memory.calendar()},
        year=2023,
        as_of=datetime.fromisoformat("2024-01-01T00:00:00+08:00"),
        head="0" * 40,
    )
    found = ledger.unit(unit)
    assert found is not None
    return found


@pytest.mark.parametrize("unit", ["wanshui", "geyi", "xining"])
def test_a_unit_is_scored_as_by_a_rulebook_with_its_own_numbers(unit: str) -> None:
    assert scored(DATA, unit) == scored(plain_for(DATA, unit), unit)


def test_the_sentences_reckon_with_the_numbers_of_the_unit() -> None:
    book = parse_rulebook(DATA, "0" * 64)
    for unit in ("wanshui", "xining"):
        told = " ".join(sentences(scored(DATA, unit), book.for_unit(memory.registry()[unit]), "zh"))
        own = " ".join(
            sentences(scored(DATA, unit), parse_rulebook(plain_for(DATA, unit), "0" * 64), "zh")
        )
        assert told == own
    assert "50" in " ".join(
        sentences(scored(DATA, "wanshui"), book.for_unit(memory.registry()["wanshui"]), "zh")
    )


def test_a_book_in_which_nothing_varies_is_itself_for_every_unit() -> None:
    book = parse_rulebook(plain_for(DATA, "wanshui"), "0" * 64)
    assert book.for_unit(memory.registry()["geyi"]) is book


@pytest.mark.parametrize(
    "number",
    [
        {"by": "unit", "is": {}, "else": 1},
        {"by": "unit", "is": {"geyi": -1}, "else": 1},
        {"by": "unit", "is": {"geyi": "多"}, "else": 1},
        {"by": "unit", "is": {"geyi": 1}},
        {"by": ["unit"], "is": {"geyi": 1}, "else": 1},
    ],
)
def test_points_that_are_not_written_so_are_refused(number: Any) -> None:
    assert SET.rulebook is not None
    nodes = [{**DATA["nodes"][0], "points": number}, *DATA["nodes"][1:]]
    assert SET.rulebook.errors({**DATA, "nodes": nodes})


def test_the_pages_of_the_rules_say_who_has_how_many(tmp_path: Path) -> None:
    case = next(case for case in cases() if case.file == "points-by-unit")
    assessment, ledger, _ = replay(tmp_path / "repository", case)
    closed = max(end_of(book.closes_on) for book in assessment.rulebooks)
    build_site(assessment, (ledger.year,), closed, Audience.PUBLIC, ROOT, tmp_path / "site")
    html = (tmp_path / "site/2023/rules/varied-2023.html").read_text("utf-8")
    text = re.sub(r"<[^>]+>", "", html)
    assert "信箱（1～4分）" in text
    assert "分值因单位而异：格宜镇2，其余1。" in text

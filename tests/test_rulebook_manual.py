"""docs/rulebook.md: every example is run as it stands, every construct has one."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from scoring.composition.compose import assess_year
from scoring.ledger.model import Ledger
from scoring.records.archive import archive_of
from scoring.records.record import Receipt, Record, Strength, units_spoken_of
from scoring.records.registry import Unit, unit_from
from scoring.records.schemas import SchemaSet, load_schemas
from scoring.records.yamltext import load_yaml
from scoring.rulebook.parse import parse_rulebook
from scoring.rules import KINDS
from tests.support import memory
from tests.support.constructs import constructs, used
from tests.support.scenario import (
    FOLDER,
    ROOT,
    Case,
    as_of,
    differences,
    example_data,
    moment,
    resolved,
)

PAGE = (ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8")
HEAD: dict[str, Any] = {
    "id": "example",
    "title": "示例",
    "year": 2023,
    "assesses": {"kind": "township"},
    "points": 10,
    "closes_on": "2024-02-15",
    "calendar": "china",
    "source": {"document_number": "示政办发〔2023〕1号", "summary": True},
}


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the page's examples, each with the heading it stands under."""
    heading = ""
    for line, block in re.findall(r"^#+ ([^\n]*)$|^```yaml\n(.*?)^```$", PAGE, re.M | re.S):
        heading = line or heading
        if block:
            yield heading, load_yaml(block.encode())


def kinds_shown() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the kinds of records that the page shows how to write, by name."""
    for block in re.findall(r"^```json\n(.*?)^```$", PAGE, re.M | re.S):
        schema = json.loads(block)
        yield schema["properties"]["kind"]["const"], schema


EXAMPLES = list(examples())
KINDS_SHOWN = dict(kinds_shown())


@cache
def schemas() -> SchemaSet:
    """The shipped kinds, those that only scenarios know, those of the page."""
    folders = (ROOT / "schemas", FOLDER / "kinds")
    files = {path.name: path.read_bytes() for folder in folders for path in folder.glob("*.json")}
    shown = {f"{kind}.json": json.dumps(schema).encode() for kind, schema in KINDS_SHOWN.items()}
    return load_schemas({**files, **shown})


def data_of(item: Mapping[str, Any], number: str) -> dict[str, Any]:
    """Return the fields of a record of an example, from its kind's example."""
    kind = item["kind"]
    if kind not in KINDS_SHOWN:
        return example_data(item, number, own=(FOLDER / "kinds" / f"{kind}.json").exists())
    (example,) = KINDS_SHOWN[kind]["examples"]
    return {**example, "summary": f"{example['summary']}第{number}", **item.get("set", {})}


def rulebook_of(example: Mapping[str, Any]) -> dict[str, Any]:
    return {**HEAD, **example["rulebook"]}


def reckoned(example: Mapping[str, Any]) -> tuple[Ledger, dict[str, str]]:
    """Score the example in memory."""
    names: dict[str, str] = {}
    records = []
    for place, item in enumerate(example["given"], 1):
        kind, unit, at = item["kind"], item["unit"], moment(item["at"])
        record_id = f"{unit}/2023/{kind}/{at:%Y-%m-%d}-{place:03d}"
        names[item.get("as", record_id)] = record_id
        item = {**item, "set": resolved(item.get("set", {}), names)}
        data = data_of(item, f"{place:03d}")
        schema = schemas().kinds[kind]
        assert schema.errors(data) == (), (kind, schema.errors(data))
        spoken = units_spoken_of(unit, schema.unit_field, data)
        receipt = Receipt(f"{place:040x}", place, at, Strength.RECORDED)
        records.append(Record(record_id, unit, 2023, kind, data, receipt, spoken))
    end: datetime = as_of(example["as_of"])
    ledger = assess_year(
        archive=archive_of(records),
        kinds=schemas().kinds,
        registry=registry_of(example),
        rulebooks=[parse_rulebook(rulebook_of(example), "0" * 64)],
        calendars={"china": memory.calendar()},
        year=2023,
        as_of=end,
        head="0" * 40,
    )
    return ledger, names


def registry_of(example: Mapping[str, Any]) -> dict[str, Unit]:
    units = dict(memory.registry())
    for unit, change in example.get("registry", {}).items():
        units[unit] = unit_from(unit, {**units[unit].entry, **change})
    return units


@pytest.mark.parametrize("place", range(len(EXAMPLES)), ids=lambda n: f"{n}-{EXAMPLES[n][0]}")
def test_an_example_gives_the_scores_it_says(place: int) -> None:
    heading, example = EXAMPLES[place]
    book = schemas().rulebook
    assert book is not None
    assert book.errors(rulebook_of(example)) == ()
    ledger, names = reckoned(example)
    assert differences(Case("rulebook.md", heading, example), ledger, names) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_has_an_example_under_its_heading(kind: str) -> None:
    used_there = [
        rule["kind"]
        for heading, example in EXAMPLES
        if heading.endswith(f" `{kind}`")
        for rule in rules_of(example["rulebook"]["nodes"])
    ]
    assert kind in used_there


def rules_of(nodes: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in nodes:
        yield from node.get("rules", [])
        yield from rules_of(node.get("nodes", []))


def test_what_the_page_tells_of_a_kind_of_ones_own_is_what_it_shows() -> None:
    for kind, schema in KINDS_SHOWN.items():
        assert [schemas().kinds[kind].errors(each) for each in schema["examples"]] == [()]
        annotations = sorted(name for name in schema if name.startswith("x-"))
        assert [name for name in annotations if f"`{name}`" not in PAGE] == []


def test_every_construct_is_named_on_the_page() -> None:
    names = {
        construct.partition(".")[2] or construct.partition("=")[2] for construct in constructs()
    }
    assert [
        name for name in sorted(names) if f"`{name}" not in PAGE and f"{name}:" not in PAGE
    ] == []


def test_every_construct_is_used_by_a_case() -> None:
    shipped = sorted((ROOT / "scoring" / "rulebooks").glob("*.yml"))
    written = [*shipped, *sorted((FOLDER / "rulebooks").glob("*.yml"))]
    shown = {construct for _, example in EXAMPLES for construct in used(rulebook_of(example))}
    for path in written:
        shown |= used(load_yaml(path.read_bytes(), max_bytes=512 * 1024))
    assert sorted(constructs() - shown) == []

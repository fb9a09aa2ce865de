"""docs/readings.md has every reading that rulebooks and code cite, and says where it applies."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.records.yamltext import load_yaml
from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.parse import parse_rulebook

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "readings.md").read_text(encoding="utf-8")
ANNEXES = {"附件1": "2023-township", "附件2": "2023-department"}
NUMBERS = range(1, 19)


def section(number: int) -> str:
    return PAGE.partition(f"\n## 口径{number}　")[2].partition("\n## ")[0]


def book(name: str) -> tuple[str, Rulebook]:
    content = (ROOT / "scoring" / "rulebooks" / f"{name}.yml").read_bytes()
    return content.decode(), parse_rulebook(load_yaml(content), sha256="")


def citations(text: str, number: int) -> set[str]:
    """The paths of the nodes whose interpretation cites a reading; "" for the whole rulebook."""
    found: set[str] = set()
    above: list[tuple[int, str]] = []
    for line in text.splitlines():
        if node := re.fullmatch(r"( *)- id: (\S+)", line):
            above = [entry for entry in above if entry[0] < len(node[1])]
            above.append((len(node[1]), node[2]))
        if line.endswith(f"  # reading {number}"):
            # The rulebook's own lines are indented by two, before any node.
            found.add("/".join(name for _, name in above) if line.startswith("    ") else "")
    return found


def in_words(nodes: tuple[Node, ...], cited: set[str]) -> Iterator[str]:
    """The titles of the nodes cited, in order; all children of a node together as "…各项"."""
    for node in nodes:
        if node.path in cited:
            yield node.title
        if node.nodes and {child.path for child in node.nodes} <= cited:
            yield f"{node.title}各项"
        else:
            yield from in_words(node.nodes, cited)


def test_the_readings_are_numbered_from_1_to_18() -> None:
    assert [int(each) for each in re.findall(r"^## 口径(\d+)　", PAGE, re.M)] == list(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_reading_says_where_it_applies(number: int) -> None:
    told = []
    for annex, name in ANNEXES.items():
        text, rulebook = book(name)
        cited = citations(text, number)
        words = ["全表"] * ("" in cited) + list(in_words(rulebook.nodes, cited))
        if words:
            told.append(f"{annex}：{'、'.join(words)}。")
    assert f"> **适用**：{''.join(told)}\n" in section(number)


def test_no_code_cites_a_reading_that_is_not_there() -> None:
    places = [
        path
        for folder in ("scoring", "scripts", "schemas", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".yml", ".json", ".md"}
    ]
    cited = {
        int(number)
        for path in places
        for number in re.findall(r"\breadings? (\d+)", path.read_text(encoding="utf-8"))
    }
    assert cited <= set(NUMBERS)

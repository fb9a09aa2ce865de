"""The rulebooks quote the notice word for word: every cell, in both directions.

The notice's tables are parsed from its text; a merged cell speaks for every row it covers. White
space and left-over markup are free, everything else, slips included, is not.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.records.yamltext import load_yaml
from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.parse import parse_rulebook

ROOT = Path(__file__).parents[1]
RULEBOOKS = ROOT / "scoring" / "rulebooks"
NOTICE = RULEBOOKS / "sources" / "notice-2023-107.txt"
NOTICE_SHA256 = "7051493775eb7aeb14ecb7d06a4c092bf0dc3bf97db9d132bd9ab6ace9f3114e"

COLUMNS = {  # of the notice's tables → field of a node
    "考核要求": "requirement",
    "评分标准": "standard",
    "责任部门": "responsible",
    "考核方式": "method",
}


def under(parent: str, leaves: str) -> list[tuple[str, ...]]:
    return [(f"{parent}/{leaf}",) for leaf in leaves.split()]


# Row by row in the notice's order: the nodes a row speaks for.
HOTLINE = ("hotline/sign-on-time", "hotline/complete-on-time")
ANNEX_1 = [
    *under("disclosure", "leadership gazette criticism news guide annual-report opinion"),
    ("media",),
    HOTLINE,
]
ANNEX_2 = [
    *under("disclosure/statutory", "leadership guide annual-report planning major-projects"),
    *under("disclosure/statutory", "poverty-funds emergency statistics news policy audit opinion"),
    *under("disclosure/key-areas", "employment culture civil-affairs public-finance"),
    *under("disclosure/key-areas", "education-sports health environment work-safety food-drug"),
    *under("disclosure/key-areas", "product-quality rural-revitalisation business-support"),
    ("media",),
    HOTLINE,
]
INNER = {
    "2023-township": {"disclosure", "hotline"},
    "2023-department": {"disclosure", "disclosure/statutory", "disclosure/key-areas", "hotline"},
}


@dataclass(frozen=True)
class Row:
    """A row of a table: ``cells`` with merged cells filled in, ``own`` the columns it writes."""

    cells: dict[str, str]
    own: frozenset[str]


@dataclass(frozen=True)
class Annex:
    """One annex: its lines before the table, its rows, and the nodes each row speaks for."""

    heading: list[str]
    rows: list[Row]
    rulebook: Rulebook
    nodes: list[tuple[str, ...]]

    def pairs(self) -> Iterator[tuple[Row, list[Node]]]:
        for row, paths in zip(self.rows, self.nodes, strict=True):
            found = [self.rulebook.node(path) for path in paths]
            assert None not in found, paths
            yield row, [node for node in found if node]


def plain(text: str) -> str:
    return re.sub(r"\s", "", re.sub(r"<[^>]*>", "", text))


def rulebook(name: str) -> Rulebook:
    text = (RULEBOOKS / f"{name}.yml").read_bytes()
    return parse_rulebook(load_yaml(text), hashlib.sha256(text).hexdigest())


def table(lines: list[str]) -> tuple[list[str], list[Row]]:
    """Return the lines before a table and its rows, merged cells filled from above."""
    start = next(i for i, line in enumerate(lines) if line.startswith("考核指标\t"))
    columns = lines[start].split("\t")
    rows: list[Row] = []
    above = dict.fromkeys(columns, "")
    for line in lines[start + 1 :]:
        if not line.strip():
            continue  # a page ends here; the table goes on
        own = {
            column: plain(cell)
            for column, cell in zip(columns, line.split("\t"), strict=True)
            if plain(cell)
        }
        above = {**above, **own}
        rows.append(Row(above, frozenset(own)))
    return [plain(line) for line in lines[:start] if line.strip()], rows


def annexes() -> list[Annex]:
    text = NOTICE.read_text(encoding="utf-8")
    _, first, second = re.split(r"^附件 [12]$", text, flags=re.MULTILINE)
    return [
        Annex(*table(first.splitlines()), rulebook("2023-township"), ANNEX_1),
        Annex(*table(second.splitlines()), rulebook("2023-department"), ANNEX_2),
    ]


ANNEXES = annexes()
BOTH = pytest.mark.parametrize("annex", ANNEXES, ids=lambda annex: annex.rulebook.id)


def quoted(node: Node) -> dict[str, str]:
    """Return a node's quotations as plain text, by column; what it does not quote is left out."""
    texts = {column: plain(getattr(node, field)) for column, field in COLUMNS.items()}
    return {column: text for column, text in texts.items() if text}


def points(value: Decimal | None) -> str:
    return "" if value is None else f"({value}分)"


def label(node: Node) -> str:
    """Return title and points as the notice writes them: ``领导分工(0.1分)``."""
    return plain(node.title) + points(node.points)


def test_the_notice_is_untouched() -> None:
    assert hashlib.sha256(NOTICE.read_bytes()).hexdigest() == NOTICE_SHA256


@BOTH
def test_the_tree_is_the_notice_s_rows_in_their_order(annex: Annex) -> None:
    assert len(annex.rows) == len(annex.nodes)
    leaves = [node.path for node in annex.rulebook.leaves()]
    assert leaves == [path for paths in annex.nodes for path in paths]
    inner = {node.path for node in annex.rulebook.walk() if node.nodes}
    assert inner == INNER[annex.rulebook.id]


@BOTH
def test_every_quotation_is_its_cell(annex: Annex) -> None:
    for row, nodes in annex.pairs():
        cells = {column: text for column, text in row.cells.items() if column in COLUMNS}
        for node in nodes:
            assert quoted(node) == cells, node.path


@BOTH
def test_every_cell_is_quoted_by_all_it_covers(annex: Annex) -> None:
    rows = list(annex.pairs())
    for number, (row, _) in enumerate(rows):
        for column in row.own & COLUMNS.keys():
            covered = [rows[number][1]]
            for below, nodes in rows[number + 1 :]:
                if column in below.own:
                    break
                covered.append(nodes)
            for node in (node for nodes in covered for node in nodes):
                assert quoted(node)[column] == row.cells[column], (node.path, column)


@BOTH
def test_inner_nodes_quote_nothing(annex: Annex) -> None:
    for node in annex.rulebook.walk():
        assert bool(quoted(node)) is not bool(node.nodes), node.path


@BOTH
def test_the_first_column_is_the_category_with_its_points(annex: Annex) -> None:
    for row, nodes in annex.pairs():
        category = annex.rulebook.node(nodes[0].path.split("/", maxsplit=1)[0])
        assert category is not None
        assert row.cells["考核指标"] == label(category)


@BOTH
def test_the_second_column_is_title_and_points(annex: Annex) -> None:
    for row, nodes in annex.pairs():
        content = row.cells["考核内容"]
        if nodes[0].path == "media":  # the category again, with the platforms: quoted in a reading
            named = plain("".join(nodes[0].interpretation))
            assert content.removesuffix(points(nodes[0].points)) in named
        elif len(nodes) > 1 or annex.rulebook.id == "2023-township":
            assert content == "".join(label(node) for node in nodes)
        else:
            above = annex.rulebook.node(nodes[0].path.rsplit("/", maxsplit=1)[0])
            assert above is not None
            assert content == label(above)


def test_annex_2_names_its_items_and_points_in_the_requirement() -> None:
    annex = ANNEXES[1]
    for row, nodes in annex.pairs():
        if not nodes[0].path.startswith("disclosure/"):
            continue
        requirement = row.cells["考核要求"]
        assert requirement.startswith(label(nodes[0])), nodes[0].path
        # No points of its own only where the notice gives none.
        assert requirement[len(label(nodes[0]))] != "(", nodes[0].path


@BOTH
def test_heading_and_totals(annex: Annex) -> None:
    book = annex.rulebook
    title, totals = annex.heading
    assert title == plain(book.title)
    stated = [Decimal(number) for number in re.findall(r"([\d.]+)分", totals)]
    assert stated == [book.points, *(node.points for node in book.nodes)]
    assert plain(str(book.source["document_number"])) in plain(NOTICE.read_text(encoding="utf-8"))


@BOTH
def test_points_of_children_add_up(annex: Annex) -> None:
    """Where the notice gives the items points, they make up their category's."""
    book = annex.rulebook
    assert sum(node.points or 0 for node in book.nodes) == book.points
    for node in book.walk():
        shares = [child.points for child in node.nodes if child.points is not None]
        if shares:
            assert sum(shares) == node.points, node.path
        elif node.nodes:
            assert node.path == "disclosure/key-areas"


def prices(fields: Any) -> Iterator[Decimal]:
    """Yield every number of points in a rule's fields."""
    for name, value in fields.items():
        if isinstance(value, dict) and name == "points_by":
            for issuers in value.values():
                yield from map(Decimal, issuers.values())
        elif name in ("none", "partial") or name.startswith("points"):
            yield Decimal(value)


@BOTH
def test_rules_charge_the_notice_s_prices(annex: Annex) -> None:
    for row, nodes in annex.pairs():
        stated = {Decimal(price) for price in re.findall(r"扣([\d.]+)分", row.cells["评分标准"])}
        charged = {price for node in nodes for rule in node.rules for price in prices(rule.fields)}
        assert charged == stated, [node.path for node in nodes]


def test_a_veto_takes_the_category_where_the_notice_says_so() -> None:
    for row, nodes in ANNEXES[1].pairs():
        charged = {rule.charge_to for node in nodes for rule in node.rules}
        veto = "单项否决" in row.cells["评分标准"]
        assert charged == ({"disclosure"} if veto else {None}), nodes[0].path


def test_items_apply_to_the_departments_they_name() -> None:
    names = {
        path.parent.name: load_yaml(path.read_bytes())["short_name"]
        for path in (ROOT / "units").glob("*/unit.yml")
    }
    for row, nodes in ANNEXES[1].pairs():
        named = {unit for unit, name in names.items() if name in row.cells["责任部门"]}
        for node in nodes:
            if named or row.cells["责任部门"] == "市政府有关部门":
                assert node.applies_to == frozenset(named), node.path
            else:  # 市政府工作部门, 市政府有关工作部门: all of them
                assert node.applies_to is None, node.path


def readings(name: str) -> list[str]:
    """Return the tag of every interpretation in a rulebook's text, checking that each has one."""
    tags = []
    inside = -1
    for line in (RULEBOOKS / f"{name}.yml").read_text(encoding="utf-8").splitlines():
        indent = len(line) - len(line.lstrip())
        if line.strip() == "interpretation:":
            inside = indent
        elif inside >= 0 and line.lstrip().startswith("- ") and indent == inside + 2:
            tag = re.search(r"。  # (reading \d+|reckoning)$", line)
            assert tag, line
            tags.append(tag[1])
        else:
            inside = -1
    return tags


@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [("2023-township", {9, 10, 11, 15}), ("2023-department", {8, 14})],
)
def test_every_reading_is_published_where_it_applies(name: str, elsewhere: set[int]) -> None:
    tags = readings(name)
    numbers = {int(tag.removeprefix("reading ")) for tag in tags if tag != "reckoning"}
    assert numbers == set(range(1, 19)) - elsewhere
    book = rulebook(name)
    texts = [*book.interpretation, *(text for node in book.walk() for text in node.interpretation)]
    assert len(texts) == len(tags)
    assert all(node.interpretation for node in book.leaves())
    header = (RULEBOOKS / f"{name}.yml").read_text(encoding="utf-8").split("\nid: ")[0]
    listed = {int(number) for number in re.findall(r"#   reading (\d+)  ", header)}
    assert listed == numbers

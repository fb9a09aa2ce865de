"""The reference of record kinds is what the schemas say now."""

import json
from pathlib import Path

import pytest

from scoring.records.formats import FORMATS
from scoring.records.schemas import load_schemas
from scripts.reference import phrases
from scripts.reference.__main__ import MANUAL, PLACE, current_manual, current_page
from scripts.reference.page import records_page
from tests.support.schemas import FILES, SET

OWN_KIND = Path(__file__).parent / "own_kind" / "open-day.json"


def test_the_committed_reference_is_fresh() -> None:
    assert PLACE.read_text(encoding="utf-8") == current_page(), "run `make reference`"


def test_the_parts_of_the_manual_that_are_written_for_it_are_fresh() -> None:
    assert MANUAL.read_text(encoding="utf-8") == current_manual(), "run `make reference`"


def test_the_manual_names_every_kind_and_every_field_of_a_rule() -> None:
    page = current_manual()
    assert [kind for kind in SET.kinds if f"[`{kind}`](records.md#{kind})" not in page] == []
    assert "`at_least`＊ 最少条数" in page


def test_every_format_has_its_words() -> None:
    assert phrases.FORMATS.keys() == FORMATS.keys()


@pytest.mark.parametrize("kind", SET.kinds)
def test_a_kind_shows_every_field_with_its_title(kind: str) -> None:
    page = records_page(SET)
    section = page.partition(f"\n## `{kind}` ")[2].partition("\n## ")[0]
    for name in SET.kinds[kind].document["properties"]:
        part = SET.kinds[kind].whole.field(name)
        assert part is not None
        required = "是" if name in SET.kinds[kind].document["required"] else ""
        assert f"| `{name}` | {part.title} | {required} |" in section


def test_every_condition_of_our_schemas_can_be_said() -> None:
    assert "另有条件" not in records_page(SET)


def test_links_lead_somewhere() -> None:
    page = records_page(SET)
    for piece in page.split("](#")[1:]:
        target = piece.partition(")")[0]
        assert f'<a id="{target}"></a>' in page


def test_a_bar_in_a_title_does_not_break_the_table() -> None:
    source = json.loads(FILES["news.json"])
    source["properties"]["category"]["description"] = "甲|乙\n丙"
    page = records_page(load_schemas({**FILES, "news.json": json.dumps(source).encode()}))
    assert "甲\\|乙 丙 |" in page


def test_a_new_kind_comes_into_the_page_by_its_schema_alone() -> None:
    page = records_page(load_schemas({**FILES, OWN_KIND.name: OWN_KIND.read_bytes()}))
    assert "\n## `open-day` " in page

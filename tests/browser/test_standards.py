"""Every type of page by the checkers of the standards: axe-core for people, html-validate."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.checkers import barriers, html_complaints
from tests.browser.conftest import rooted
from tests.browser.test_pages import DAY, NIGHT, PAGES, choose_scheme

pytestmark = pytest.mark.browser

# All that the scheme changes on a page.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WITH_EVERY_PART = [
    "2023/scoreboard.html",
    "2023/course.html",
    "2023/units/geyi.html",
    "2023/reports.html",
    "2023/news.html",
    "2023/guides.html",
    "search.html",
    "submit/news.html",
]
"""Pages that have, together, every part that the style sheet gives colours of its own."""


@pytest.mark.parametrize("name", PAGES)
def test_people_can_use_a_page(tab: Page, address: str, name: str) -> None:
    """At a desk by night, then on a phone by day; the other way round is the next test's."""
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(address + name)
    choose_scheme(tab, NIGHT)
    at_night = barriers(tab)
    tab.set_viewport_size({"width": 360, "height": 900})
    choose_scheme(tab, DAY)
    assert [*at_night, *barriers(tab)] == []


@pytest.mark.parametrize("name", WITH_EVERY_PART)
def test_colours_can_be_told_apart_on_a_phone_by_night_and_at_a_desk_by_day(
    tab: Page, address: str, name: str
) -> None:
    """What only one width shows (heads of tables, tabs, the menu's button) has both its colours."""
    tab.set_viewport_size({"width": 360, "height": 900})
    tab.goto(address + name)
    choose_scheme(tab, NIGHT)
    at_night = barriers(tab, COLOURS)
    tab.set_viewport_size({"width": 1280, "height": 900})
    choose_scheme(tab, DAY)
    assert [*at_night, *barriers(tab, COLOURS)] == []


def test_those_pages_have_every_part_that_has_colours(folder: Path) -> None:
    style = (folder / "assets/stylesheets/gongkai.css").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    coloured = {
        part
        for place, told in rules
        if re.search(r"(^|[;\s])(color|background(-color)?|fill|opacity)\s*:", told)
        for part in re.findall(r"\.(gk-[\w-]+)", place)
    }

    def parts(names: list[str]) -> set[str]:
        texts = [(folder / name).read_text(encoding="utf-8") for name in names]
        found = [each for text in texts for each in re.findall(r'class="([^"]*)"', text)]
        return {part for each in found for part in each.split()} & coloured

    assert len(coloured) > 50
    assert parts(PAGES) - parts(WITH_EVERY_PART) == set()


def test_people_can_use_the_page_for_what_is_not_there(tab: Page, folder: Path) -> None:
    tab.set_viewport_size({"width": 360, "height": 900})
    with rooted(folder) as home:
        tab.goto(f"{home}404.html")
        assert barriers(tab) == []


def test_every_page_is_valid_html(folder: Path, tmp_path: Path) -> None:
    complaints = html_complaints([folder / name for name in (*PAGES, "404.html")], tmp_path)
    assert not complaints, "\n".join(complaints[:40])

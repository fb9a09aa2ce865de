"""The manual says what the program says, with an example on every page."""

import pytest

from scripts.cli import COMMANDS
from scripts.cli.manual import PAGE, manual
from scripts.language import pick

PAGES = {
    title: text for title, _, text in (page.partition("\n") for page in manual().split("\n## ")[1:])
}


def test_the_manual_is_that_of_this_program() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == manual(), "run: .venv/bin/python -m scripts.cli.manual"


def test_every_command_stands_in_the_manual() -> None:
    assert PAGES.keys() >= {"gongkai", *(f"gongkai {name}" for name in COMMANDS)}


@pytest.mark.parametrize("title", PAGES)
def test_every_page_has_examples_of_its_command(title: str) -> None:
    examples = PAGES[title].partition("  例：\n")[2].partition("```")[0].splitlines()
    words = set(title.split())
    assert examples
    for line in examples if len(words) > 1 else ():
        # The demo's page also shows what to do with what has been made.
        assert words <= set(line.split()) or line.split()[1] == "--repo", line


def test_what_the_list_says_of_a_command_is_in_both_languages() -> None:
    for told in COMMANDS.values():
        assert pick(told, "zh") != pick(told, "en")

"""The manual says what the program says."""

import click

from scripts.cli import COMMANDS, main
from scripts.cli.manual import PAGE, manual
from scripts.language import pick


def test_the_manual_is_that_of_this_program() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == manual(), "run: .venv/bin/python -m scripts.cli.manual"


def test_every_command_stands_in_the_manual_with_an_example() -> None:
    sections = manual().split("\n## ")[1:]
    assert {section.partition("\n")[0] for section in sections} >= {
        "gongkai",
        *(f"gongkai {name}" for name in COMMANDS),
    }
    for section in sections:
        title = section.partition("\n")[0]
        assert "例：" in section or " " not in title or isinstance(_command(title), click.Group)


def test_what_the_list_says_of_a_command_is_in_both_languages() -> None:
    for told in COMMANDS.values():
        assert pick(told, "zh") != pick(told, "en")


def _command(title: str) -> click.Command | None:
    return main.get_command(click.Context(main), title.split()[1])

"""What every command is told before its name, and in which language its help is written."""

from dataclasses import dataclass
from pathlib import Path

import click

from scripts.cli.helping import Pages
from scripts.language import Language


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that stand before the command's name."""

    language: Language = "zh"
    repository: Path = Path()
    debug: bool = False
    cache: bool = True


class Context(click.Context):
    """Click's context with help pages in the language asked for."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return a formatter of help pages."""
        pages = Pages(width=self.terminal_width, max_width=self.max_content_width or 92)
        pages.language = settings_of(self).language
        return pages


def settings_of(context: click.Context) -> Settings:
    """Return the settings of a running command (those of a bare one where none were given)."""
    found = context.find_object(Settings)
    return found if found is not None else Settings()

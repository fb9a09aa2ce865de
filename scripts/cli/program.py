"""The group of all commands: loads them when called, and turns every error into a sentence.

Imports Click alone, so that ``gongkai --help`` does not wait for the engine.
"""

import gc
import importlib
import io
import keyword
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from scripts.cli.context import Context, Settings
from scripts.language import language_in

_NEW_BEFORE_COLLECTING = 100_000
"""Objects made before Python looks for rings of them that nobody holds any longer.

A command reads records by the ten thousand, keeps them to its end, and then ends. Looking through
them again and again, as Python does after every 700 new ones, is an eighth of a score's time.
"""


class Program(click.Group):
    """Commands by name with one line of help each; ``scripts/cli/<name>.py`` holds ``command``.

    A name with a hyphen has its module with an underscore, one that is a word of Python
    (``import``) with an underscore after it. ``folder`` is where the modules are.
    """

    context_class = Context

    def __init__(
        self, *, told: Mapping[str, str], folder: str = "scripts.cli", **settings: Any
    ) -> None:
        super().__init__(**settings)
        self.told = told
        self.folder = folder

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the help page."""
        return list(self.told)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None where there is none of this name."""
        if cmd_name not in self.told:
            return None
        name = cmd_name.replace("-", "_")
        name += "_" if keyword.iskeyword(name) else ""
        module = importlib.import_module(f"{self.folder}.{name}")
        command: click.Command = module.command
        _speak(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.told.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that ``args`` begin with; Click's own search knows only loaded ones."""
        if args[0] not in self.told and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=self.told, ctx=ctx)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the program: the one place where an error becomes a message and an exit status."""
        arguments = list(sys.argv[1:] if args is None else args)
        _speak_utf8()
        gc.set_threshold(_NEW_BEFORE_COLLECTING, *gc.get_threshold()[1:])
        settings = Settings(language=language_in(arguments), debug="--debug" in arguments)
        extra.setdefault("obj", settings)
        try:
            status = super().main(
                arguments,
                prog_name or "gongkai",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except BrokenPipeError:
            _close_quietly()
            status = 0
        except Exception as error:
            if settings.debug and not isinstance(error, click.ClickException | click.Abort):
                raise
            status = _report(error, settings)
        sys.exit(status if isinstance(status, int) else 0)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the machine's locale: an answer may not depend on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _speak(command: click.Command) -> None:
    """Let ``command`` and those below it speak the language asked for."""
    command.context_class = Context
    if isinstance(command, click.Group):
        for below in command.commands.values():
            _speak(below)


def _report(error: Exception, settings: Settings) -> int:
    from scripts.cli.complaints import complain

    return complain(error, settings.language)


def _close_quietly() -> None:
    """Let the reader of a pipe stop (``| head``) without a word: nobody is left to hear it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

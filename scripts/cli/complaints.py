"""Errors as sentences: what was wrong, what to do, and the exit status that goes with it.

Click's own errors are told by what they are, not by their English text, so that they come in the
user's language too. Their exit status is 2 (wrong use); that of a GongkaiError is its own.
"""

import re
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from scoring.calendar.workdays import CalendarMissing
from scoring.errors import GongkaiError, WrongUse
from scoring.messages import fix, sentence
from scripts.checking.reporters import text_report
from scripts.language import Language, both, pick

_ERROR = both("错误：", "Error: ")
_REMEDY = both("怎么改：", "What to do: ")
_NOT_THERE, _FOLDER = "does not exist", "is a directory"
_PATH = re.compile(
    rf"\w+ (['\"])(?P<path>.*)\1 (?P<fault>{_NOT_THERE}|{_FOLDER}|is a file)\.", re.DOTALL
)
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


def complain(error: Exception, language: Language) -> int:
    """Tell ``error`` on standard error in ``language`` and return the exit status."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return error.exit_code
    told = _as_ours(error)
    usage = _usage(error)
    if usage:
        click.echo(usage, err=True)
    click.echo(pick(_ERROR, language) + sentence(told.code, told.values, language), err=True)
    remedy = fix(told.code, language, told.values)
    if remedy:
        click.echo(pick(_REMEDY, language) + remedy, err=True)
    if told.problems:
        click.echo(text_report(told.problems, language), err=True, nl=False)
    return told.exit_status


def _usage(error: Exception) -> str:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return error.ctx.get_usage()
    return ""


def _as_ours(error: Exception) -> GongkaiError:
    """Return ``error`` as one of ours; what nobody foresaw becomes ``unforeseen``."""
    if isinstance(error, GongkaiError):
        return error
    if isinstance(error, CalendarMissing):
        return GongkaiError("calendar-missing", calendar=error.calendar, year=error.year)
    if isinstance(error, click.Abort):
        return GongkaiError("interrupted")
    if isinstance(error, click.UsageError):
        return _wrong_use(error)
    if isinstance(error, OSError) and error.filename is not None:
        path = str(error.filename)
        return GongkaiError("system-refused", path=path, reason=error.strerror or "")
    where = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith("<")
    ]
    place = f"{Path(where[-1].filename).name}:{where[-1].lineno}" if where else "?"
    what = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    return GongkaiError("unforeseen", error=what, place=place)


def _wrong_use(error: click.UsageError) -> WrongUse:
    for kind, tell in _TELLERS.items():
        if isinstance(error, kind):
            return tell(error)
    extra = _EXTRA.match(error.message)
    if extra:
        return WrongUse("cli-argument-extra", arguments=extra[1])
    if error.message == "Missing command.":
        return WrongUse("cli-command-missing")
    return WrongUse("cli-usage", message=error.format_message())


def _option(error: click.UsageError) -> WrongUse:
    assert isinstance(error, click.NoSuchOption)
    if _is_of_program(error):
        return WrongUse("cli-option-late", option=error.option_name)
    if error.possibilities:
        nearest = _listed(error.possibilities)
        return WrongUse("cli-option-unknown-near", option=error.option_name, nearest=nearest)
    return WrongUse("cli-option-unknown", option=error.option_name)


def _is_of_program(error: click.NoSuchOption) -> bool:
    """Tell whether a command was given an option that stands before the command's name."""
    known = error.ctx.find_root().command.params if error.ctx is not None else ()
    return any(error.option_name in each.opts for each in known)


def _command(error: click.UsageError) -> WrongUse:
    assert isinstance(error, click.NoSuchCommand)
    if error.possibilities:
        nearest = _listed(error.possibilities)
        return WrongUse("cli-command-unknown-near", command=error.command_name, nearest=nearest)
    return WrongUse("cli-command-unknown", command=error.command_name)


def _missing(error: click.UsageError) -> WrongUse:
    assert isinstance(error, click.MissingParameter)
    return WrongUse("cli-argument-missing", argument=_name(error))


def _value(error: click.UsageError) -> WrongUse:
    assert isinstance(error, click.BadParameter)
    if error.param is not None and isinstance(error.param.type, click.Choice):
        choices = _listed([str(choice) for choice in error.param.type.choices])
        return WrongUse("cli-choice", option=_name(error), choices=choices)
    if error.param is not None and isinstance(error.param.type, click.IntRange):
        least, most = error.param.type.min, error.param.type.max
        assert least is not None and most is not None  # as all of ours have
        return WrongUse("cli-number", option=_name(error), least=int(least), most=int(most))
    path = _PATH.fullmatch(error.message)
    if path is None:
        return WrongUse("cli-value", option=_name(error), message=error.message)
    if path["fault"] == _NOT_THERE:
        return WrongUse("path-unknown", path=path["path"][:120])
    code = "cli-path-folder" if path["fault"] == _FOLDER else "cli-path-file"
    return WrongUse(code, option=_name(error), path=path["path"][:120])


def _bare(error: click.UsageError) -> WrongUse:
    assert isinstance(error, click.BadOptionUsage)
    code = "cli-option-no-value" if "does not take" in error.message else "cli-option-bare"
    return WrongUse(code, option=error.option_name)


_TELLERS: Mapping[type[click.UsageError], Callable[[click.UsageError], WrongUse]] = {
    click.NoSuchOption: _option,
    click.NoSuchCommand: _command,
    click.MissingParameter: _missing,  # before its base class
    click.BadParameter: _value,
    click.BadOptionUsage: _bare,
}


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return ""
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return error.param.human_readable_name


def _listed(names: list[str]) -> str:
    return " ".join(names)

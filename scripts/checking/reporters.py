"""Problems told three ways: as text, as JSON, as annotations of GitHub. Values in, text out.

Whatever a problem repeats of a record, no personal number is told in full: reports end in logs.
"""

from collections.abc import Iterable
from typing import Any

from scoring.errors import GongkaiError
from scoring.ledger.text import to_json
from scoring.messages import fix, level, sentence
from scoring.problem import Problem
from scripts.content.personal import masked_problem
from scripts.language import Language, both, pick
from scripts.printable import one_line, printable

_REMEDY = both("  怎么改：{fix}", "  what to do: {fix}")
_WARNING = both("（提醒）", "(warning) ")
_SUMMARY_GOOD = both("检查了 {files} 个文件，没有问题。", "{files} files checked, nothing wrong.")
_SUMMARY = both(
    "检查了 {files} 个文件：{errors} 处错误，{warnings} 处提醒。",
    "{files} files checked: {errors} errors, {warnings} warnings.",
)
WARNING = "warning"


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return ``problems`` in the order of files and places in them, each once."""
    unique = {
        (each.path, each.line, each.column, each.code, str(sorted(each.values.items()))): each
        for each in problems
    }
    return tuple(unique[key] for key in sorted(unique))


def errors_in(problems: Iterable[Problem]) -> int:
    """Return how many of ``problems`` are errors; warnings do not fail a check."""
    return sum(level(problem.code) != WARNING for problem in problems)


def text_report(problems: Iterable[Problem], language: Language) -> str:
    """Return ``path:line:col: CODE message`` for each, with what to do on the line below.

    A problem of a whole file stands at 1:1, where every editor can go.
    """
    lines = []
    for problem in map(masked_problem, problems):
        message = one_line(sentence(problem.code, problem.values, language))
        if level(problem.code) == WARNING:
            message = pick(_WARNING, language) + message
        line, column = problem.line or 1, problem.column or 1
        lines.append(f"{one_line(problem.path)}:{line}:{column}: {problem.code} {message}")
        remedy = fix(problem.code, language, problem.values)
        if remedy:
            lines.append(pick(_REMEDY, language).format(fix=one_line(remedy)))
    return "".join(f"{line}\n" for line in lines)


def error_report(error: GongkaiError, language: Language) -> str:
    """Return an error in words: what is wrong, what to do, and the problems that it is about."""
    lines = (
        sentence(error.code, error.values, language),
        fix(error.code, language, error.values),
        text_report(error.problems, language),
    )
    return "".join(f"{line}\n" for line in lines if line)


def json_report(problems: Iterable[Problem], files: int, language: Language) -> str:
    """Return a document of schema ``check/1``; unknown lines and columns are null."""
    listed = tuple(map(masked_problem, problems))
    errors = errors_in(listed)
    return to_json(
        {
            "schema": "check/1",
            "files": files,
            "errors": errors,
            "warnings": len(listed) - errors,
            "problems": [problem_document(problem, language) for problem in listed],
        }
    )


def github_report(problems: Iterable[Problem], language: Language) -> str:
    """Return workflow commands by which GitHub shows each problem at its line."""
    lines = []
    for problem in map(masked_problem, problems):
        told = sentence(problem.code, problem.values, language)
        remedy = fix(problem.code, language, problem.values)
        if remedy:
            told += "\n" + pick(_REMEDY, language).strip().format(fix=remedy)
        command = "warning" if level(problem.code) == WARNING else "error"
        place = f"file={_property(problem.path)},line={problem.line or 1},col={problem.column or 1}"
        lines.append(f"::{command} {place},title={_property(problem.code)}::{_data(told)}\n")
    return "".join(lines)


def summary(problems: Iterable[Problem], files: int, language: Language) -> str:
    """Return one sentence on the whole check."""
    listed = tuple(problems)
    if not listed:
        return pick(_SUMMARY_GOOD, language).format(files=files)
    errors = errors_in(listed)
    return pick(_SUMMARY, language).format(
        files=files, errors=errors, warnings=len(listed) - errors
    )


def problem_document(problem: Problem, language: Language) -> dict[str, Any]:
    """Return one problem as a document; an unknown line or column is null."""
    return {
        "path": printable(problem.path),
        "line": problem.line or None,
        "column": problem.column or None,
        "code": problem.code,
        "level": level(problem.code),
        "message": sentence(problem.code, problem.values, language),
        "fix": fix(problem.code, language, problem.values),
    }


def _data(text: str) -> str:
    escaped = printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return "".join(sign for sign in escaped if sign.isprintable())


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

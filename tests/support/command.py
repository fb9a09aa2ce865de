"""The program as it is called, in this process."""

from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from scripts.cli import main
from tests.support.records import at
from tests.support.submissions import empty

AS_OF = ("--as-of", "2024-02-16")
BOOK = "scoring/rulebooks/2023-township.yml"


def run(
    *arguments: str | Path,
    repo: Path | None = None,
    typed: str = "",
    env: Mapping[str, str | None] | None = None,
) -> Result:
    """Call the program, with ``typed`` on its input; nobody may see a traceback.

    ``env`` sets variables, and unsets those whose value is None.
    """
    given = [] if repo is None else ["--repo", str(repo)]
    result = CliRunner().invoke(main, [*given, *map(str, arguments)], input=typed, env=env)
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def with_files(folder: Path, files: dict[str, bytes]) -> Path:
    builder = empty(folder)
    builder.direct(dict(files), at=at("2023-01-01"))
    return builder.check_out().path

"""The one requirement ``engine.txt`` may hold: an exact engine, never a bare name.

A name alone (``gongkai``, ``gongkai==0.1.0``) would be fetched from whatever index answers first,
and anyone may register a name there. So a data repository names its engine by repository address
and commit, or by the address of a wheel and its digest.

This file is copied into data repositories and runs there before anything is installed: it imports
the standard library only, and has its sentences here, in both languages, not in the catalogue.

    python engine_pin.py engine.txt     prints the requirement, or says why it is refused (exit 1)
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

_HOST = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?"
# A segment starts with a letter, digit or underscore: so none is "." or "..", or hidden.
_PATH = r"(?:/[A-Za-z0-9_][A-Za-z0-9_.+~-]*)+"
_COMMIT = re.compile(
    rf"gongkai @ git\+(?P<address>https://{_HOST}{_PATH})@(?P<commit>[0-9a-f]{{40}})", re.ASCII
)
_WHEEL = re.compile(
    rf"gongkai @ (?P<address>https://{_HOST}(?:{_PATH})?/gongkai-[0-9][0-9a-z.+]*-py3-none-any\.whl)"
    r"#sha256=(?P<sha256>[0-9a-f]{64})",
    re.ASCII,
)
_FULL_COMMIT = re.compile(r"@[0-9a-f]{40}$", re.ASCII)
_LIMIT = 16_384

_FORMS = (
    "gongkai @ git+https://HOST/REPO@<40-hex commit>  |  "
    "gongkai @ https://HOST/gongkai-0.1.0-py3-none-any.whl#sha256=<64 hex>"
)
_EMPTY = (
    "还没有写明评分引擎，请按下面两种写法之一写一行"
    " / names no engine yet; write one line in one of these forms"
)
_SEVERAL = "只能写一行引擎，现有 {count} 行 / must hold exactly one requirement, has {count}"
_BARE = (
    "只写名称或版本号不行：谁都可以抢注这个名称，必须写明地址和提交号（或安装包和校验值）"
    " / a bare name is refused, for anyone could take it; give an address with a commit or a digest"
)
_MOVING = (
    "提交号须是完整的 40 位小写十六进制；分支、标签和短号都会变"
    " / the commit must be all 40 lower-case hex digits; branches, tags and short ids can move"
)
_NO_DIGEST = (
    "安装包地址后面须有 #sha256= 和 64 位小写十六进制校验值"
    " / the address of a wheel must end in #sha256= and 64 lower-case hex digits"
)
_OTHER = "这一行不合要求 / this line is not of an accepted form"
_TOO_LONG = "文件太大 / the file is too large"


@dataclass(frozen=True, slots=True)
class EnginePin:
    """An engine named so that nobody can swap it: exactly one of commit and sha256 is set."""

    requirement: str
    """The line as pip takes it."""
    address: str
    """The https address of the repository or of the wheel."""
    commit: str | None = None
    """The commit, 40 hex digits."""
    sha256: str | None = None
    """The wheel's digest, 64 hex digits."""


def parse_engine_pin(text: str) -> EnginePin:
    """Return the pin that ``text``, the content of an ``engine.txt``, holds.

    Blank lines and lines that begin with ``#`` are skipped. Raises ValueError, with a reason in
    Chinese and English, for anything but one requirement of one of the two accepted forms.
    """
    if len(text) > _LIMIT:
        raise ValueError(_TOO_LONG)
    # Split at LF only: pip and this check must agree on what a line is.
    stripped = (line.strip(" \t\r") for line in text.split("\n"))
    lines = [line for line in stripped if line and not line.startswith("#")]
    if not lines:
        raise ValueError(f"{_EMPTY}: {_FORMS}")
    if len(lines) > 1:
        raise ValueError(_SEVERAL.format(count=len(lines)))
    return _parse_line(lines[0])


def _parse_line(line: str) -> EnginePin:
    if found := _COMMIT.fullmatch(line):
        return EnginePin(line, found["address"], commit=found["commit"])
    if found := _WHEEL.fullmatch(line):
        return EnginePin(line, found["address"], sha256=found["sha256"])
    raise ValueError(f"{_why_not(line)}: {line[:200]!r}. {_FORMS}")


def _why_not(line: str) -> str:
    """Say what is wrong with a refused line, as nearly as its form shows."""
    if "://" not in line:
        return _BARE
    if line.startswith("gongkai @ git+https://") and not _FULL_COMMIT.search(line):
        return _MOVING
    if line.startswith("gongkai @ https://") and "#sha256=" not in line:
        return _NO_DIGEST
    return _OTHER


def main(arguments: list[str]) -> int:
    """Print the requirement in the file named by ``arguments``; return 0, or 1 if it is refused."""
    name = arguments[0] if arguments else "engine.txt"
    try:
        print(parse_engine_pin(Path(name).read_text(encoding="utf-8")).requirement)
    except (OSError, ValueError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What makes git say the same for everybody: environment, settings, options of its commands.

A user's configuration and environment can rename, reorder, colour or hide what ``git log`` shows
(``diff.renames``, ``diff.orderFile``, ``log.showRoot``, grafts, replace refs), and a repository's
can name programs to run. None of it may move a score, so every call is made with the caller's
``GIT_*`` variables taken away, user and system files unread, and the repository's own settings
overruled.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_KEPT = ("GIT_EXEC_PATH", "GIT_PYTHON_")
_QUARANTINE = (
    "GIT_QUARANTINE_PATH",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)
_spawning = threading.RLock()

ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_GRAFT_FILE": os.devnull,  # .git/info/grafts would rewrite parents
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # a missing object is an error, never a download
    "GIT_ALLOW_PROTOCOL": "none",  # the same for git before 2.45
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}
"""Variables of every git that we start."""

SETTINGS = (
    "log.showRoot=true",
    "log.diffMerges=separate",
    "log.showSignature=false",
    "log.follow=false",
    "diff.relative=false",
    "diff.suppressBlankEmpty=false",
    "core.commitGraph=false",  # parents and dates from the commits themselves
    "core.fsmonitor=false",
    "core.quotePath=true",
)
"""Settings of every git that we start, over those of the repository."""

OPTIONS_FOR_TREES = (
    "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "-O/dev/null",
    "--ignore-submodules=none", "--no-relative", "--no-ext-diff", "--no-textconv", "--no-color",
)  # fmt: skip
"""The options under which ``git diff-tree`` says the same on every machine."""


def options_for_log(*, branches: bool = False) -> Sequence[str]:
    """Return the options under which ``git log`` says the same on every machine.

    With ``branches`` it also goes through what was merged; each commit is then still held against
    its first parent.
    """
    way = ("--diff-merges=first-parent",) if branches else ("--first-parent", "-m")
    return (
        *way, "--raw", "-z", "--no-renames", "--no-abbrev",
        "-O/dev/null", "--ignore-submodules=none", "--submodule=short", "--no-relative",
        "--no-ext-diff", "--no-textconv", "--no-color", "--no-notes", "--no-decorate",
        "--no-show-signature", "--no-mailmap", "--no-prefix", "--encoding=UTF-8",
        "--format=%H %ct %P",
    )  # fmt: skip


@contextmanager
def own_environment() -> Iterator[None]:
    """Take the caller's ``GIT_*`` variables away while git or GitPython looks at them.

    In a receiving hook git names the quarantine where the pushed objects lie; objects are named
    by their content, so these variables stay.
    """
    kept = _KEPT + (_QUARANTINE if "GIT_QUARANTINE_PATH" in os.environ else ())
    with _spawning:
        taken = {
            name: value
            for name, value in os.environ.items()
            if name.startswith("GIT_") and not name.startswith(kept)
        }
        for name in taken:
            del os.environ[name]
        try:
            yield
        finally:
            os.environ.update(taken)

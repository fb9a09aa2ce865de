"""Signs of life on a terminal, for work that takes more than two seconds. Nothing in a pipe."""

import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import Protocol, TypeVar

from scripts.language import Language, both, pick
from scripts.wide import width

PATIENCE = 2.0
"""Seconds of silence before anything is shown."""

READING = both("正在读取历史", "reading the history")
SCORING = both("正在评分", "scoring")
_EVERY = 0.2
_BAR = 30
_ELAPSED = both("{doing}……已用 {seconds} 秒", "{doing}… {seconds} s")

Item = TypeVar("Item", covariant=True)


class Several(Iterable[Item], Sized, Protocol[Item]):
    """What can be gone through and counted."""


@contextmanager
def working(doing: str, language: Language) -> Iterator[None]:
    """Show ``doing`` (in both languages) with the seconds passed while the block takes long."""
    if not sys.stderr.isatty():
        yield
        return
    line = _Line()
    done = threading.Event()

    def show() -> None:
        started = time.monotonic()
        if done.wait(PATIENCE):
            return
        while not done.wait(_EVERY):
            seconds = int(time.monotonic() - started)
            told = pick(_ELAPSED, language).format(doing=pick(doing, language), seconds=seconds)
            line.show(told)

    watcher = threading.Thread(target=show, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        line.clear()


def counted(items: Several[Item], doing: str, language: Language) -> Iterator[Item]:
    """Yield ``items`` with a bar of how many are done, once it has taken long."""
    if not sys.stderr.isatty():
        yield from items
        return
    line = _Line()
    total = len(items)
    due = time.monotonic() + PATIENCE
    try:
        for number, item in enumerate(items):
            yield item
            if time.monotonic() >= due:
                due = time.monotonic() + _EVERY
                line.show(_bar(pick(doing, language), number + 1, total))
    finally:
        line.clear()


def _bar(doing: str, done: int, total: int) -> str:
    filled = _BAR * done // total
    return f"{doing} [{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}"


class _Line:
    """One line of standard error that is written over."""

    def __init__(self) -> None:
        self._shown = 0

    def show(self, text: str) -> None:
        blanks = " " * max(0, self._shown - width(text))
        sys.stderr.write(f"\r{text}{blanks}")
        sys.stderr.flush()
        self._shown = width(text)

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0

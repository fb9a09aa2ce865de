"""The file of the cache: stretches of history, and the data of records by the blobs they lie in.

Any number of processes may use it at once: SQLite sees to it that each sees whole transactions.
Whatever goes wrong with it (no permission, no space, another's lock, damage) is no error of the
program: it goes on without.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

PLACE = Path("gongkai", "cache.sqlite")
"""Where it lies in the git folder."""

_FORM = 1
_PATIENCE = 5.0
"""Seconds to wait for another process that writes."""

_FEW = 200
"""Up to so many texts are looked up one by one; for more, all are gone through."""

_TOGETHER = 512
"""Texts read at once."""

_TABLES = f"""
    DROP TABLE IF EXISTS era;
    DROP TABLE IF EXISTS stretches;
    DROP TABLE IF EXISTS texts;
    PRAGMA user_version = {_FORM};
    CREATE TABLE era (era BLOB);
    CREATE TABLE stretches (first INTEGER PRIMARY KEY, data TEXT, verdicts TEXT, checksum BLOB);
    CREATE TABLE texts (
        schema TEXT, blob TEXT, kind TEXT, data TEXT, checksum BLOB, PRIMARY KEY (schema, blob));
    INSERT INTO era VALUES (?)
"""


class Stretch(NamedTuple):
    """Part of a history, of the chain's commits from place ``first`` on, in JSON.

    ``verdicts`` stands apart, since it is seldom needed.
    """

    first: int
    data: str
    verdicts: str


class ValidText(NamedTuple):
    """Data of one record, in JSON: what the blob holds, valid under ``kind`` of the schemas."""

    schema: str
    blob: str
    kind: str
    data: str


class Cache:
    """The cache in a repository's ``git_dir``, of the entries of one ``era``."""

    def __init__(self, git_dir: Path, era: bytes) -> None:
        self._path = git_dir / PLACE
        self._era = era

    @property
    def is_there(self) -> bool:
        """Tell whether anything has been kept."""
        return self._path.is_file()

    def stretches(self) -> Iterator[Stretch]:
        """Yield the stretches that are whole, in order, up to the first that is not."""
        query = "SELECT first, data, verdicts, checksum FROM stretches ORDER BY first"
        for first, data, verdicts, checksum in self._rows(query):
            if not _fits(checksum, self._era, first, data, verdicts):
                return
            yield Stretch(first, data, verdicts)

    def texts(self, schema: str, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
        """Yield blob and data of each of ``wanted`` (blob, kind) that is kept whole."""
        keys = set(wanted)
        blobs: list[str] = []
        texts: list[str] = []
        for blob, kind, data, checksum in self._text_rows(schema, keys):
            whole = _fits(checksum, self._era, schema, blob, kind, data)
            if whole and (blob, kind) in keys:
                blobs.append(blob)
                texts.append(data)
            if len(texts) == _TOGETHER:
                yield from _decoded(blobs, texts)
                blobs, texts = [], []
        yield from _decoded(blobs, texts)

    def _text_rows(self, schema: str, keys: set[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
        query = "SELECT blob, kind, data, checksum FROM texts"
        if len(keys) > _FEW:  # as they lie in the file: by the index they would be sought singly
            return self._rows(f"{query} NOT INDEXED WHERE schema=?", (schema,))
        places = ",".join("?" * len(keys))
        values = (schema, *(blob for blob, _ in keys))
        return self._rows(f"{query} WHERE schema=? AND blob IN ({places})", values)

    def keep(
        self, stretches: Iterable[Stretch], texts: Iterable[ValidText], *, first: int | None = None
    ) -> None:
        """Keep these; ``stretches`` in place of all from the place ``first`` on.

        All of it or nothing; both are gone through once, so that they need not all be held in
        memory. What another era has left is thrown away.
        """
        with suppress(OSError, sqlite3.Error):
            self._path.parent.mkdir(exist_ok=True)
            try:
                with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as file:
                    self._is_ours(file)
            except sqlite3.OperationalError:
                raise  # locked, read-only, full: another time
            except sqlite3.DatabaseError:  # no database, or a broken one: begin anew
                self._path.unlink()
            with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as file:
                self._write(file, stretches, texts, first)

    def _write(
        self,
        file: sqlite3.Connection,
        stretches: Iterable[Stretch],
        texts: Iterable[ValidText],
        first: int | None,
    ) -> None:
        # Checksums find what a loss of power may leave; so nobody waits for the disk.
        file.execute("PRAGMA synchronous = OFF")
        with file:
            file.execute("BEGIN IMMEDIATE")
            if not self._is_ours(file):
                for statement in _TABLES.split(";"):
                    file.execute(statement, (self._era,) if "?" in statement else ())
            if first is not None:
                file.execute("DELETE FROM stretches WHERE first >= ?", (first,))
            rows = (_row(self._era, *each) for each in stretches)
            file.executemany("INSERT INTO stretches VALUES (?,?,?,?)", rows)
            entries = (_row(self._era, *each) for each in texts)
            file.executemany("INSERT OR REPLACE INTO texts VALUES (?,?,?,?,?)", entries)

    def _is_ours(self, file: sqlite3.Connection) -> bool:
        """Tell whether the entries in ``file`` are of this form and this era."""
        if file.execute("PRAGMA user_version").fetchone()[0] != _FORM:
            return False
        return bool(file.execute("SELECT era FROM era").fetchall() == [(self._era,)])

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what ``query`` finds; nothing, or no more, where the file cannot be read."""
        if not self._path.is_file():
            return
        with suppress(sqlite3.Error):
            place = f"{self._path.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(place, uri=True, timeout=_PATIENCE)) as file:
                if self._is_ours(file):
                    yield from file.execute(query, values)


def _decoded(blobs: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield each blob with its data, read at once: equal field names are one string in memory."""
    return zip(blobs, json.loads(f"[{','.join(texts)}]"), strict=True)


def encoded(data: Mapping[str, Any]) -> str | None:
    """Return ``data`` as JSON; None where JSON would not give back the very same."""
    try:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        text.encode()
    except (TypeError, ValueError):  # a Decimal; half a character
        return None
    return text


def _row(era: bytes, *values: Any) -> tuple[Any, ...]:
    return *values, _checksum(era, *values)


def _checksum(era: bytes, *values: Any) -> bytes:
    whole = "\0".join([f"{value}" for value in values]).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=16, key=era).digest()


def _fits(checksum: Any, era: bytes, *values: Any) -> bool:
    return isinstance(checksum, bytes) and checksum == _checksum(era, *values)

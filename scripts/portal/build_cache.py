"""The cache between builds: finished pieces, each with the key of all that it was made from.

One SQLite file, which may be deleted at any time. A piece is taken only under the very key asked
for and with a checksum that fits, so that whatever is damaged, exchanged or older is as if it were
not there. Whatever goes wrong with the file (no permission, no space, another's lock) is no error
of the program: it goes on without.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FORM = 2  # of the tables; a file in another is begun anew
_PATIENCE = 5.0  # seconds, while another build writes
_QUICKLY = 1  # pages shrink to a tenth all the same

_TABLES = f"""
    DROP TABLE IF EXISTS pieces;
    CREATE TABLE pieces (
        series TEXT, name TEXT, key BLOB, content BLOB, checksum BLOB, PRIMARY KEY (series, name));
    PRAGMA user_version = {_FORM}
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished piece and the key of all it was made from."""

    key: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class BuildCache:
    """The pieces in the file ``path``, made by the engine with the digest ``engine``.

    Pieces lie in series: the pages for one audience, the months of one year. With ``reading``
    those of earlier builds may be taken; without it everything is made anew, and kept.
    """

    path: Path
    engine: bytes
    reading: bool = True

    def find(self, series: str, wanted: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the content of each of ``wanted`` (name → key) that is kept whole."""
        found: dict[str, bytes] = {}
        with suppress(OSError, sqlite3.Error):
            if not self.reading or not self.path.is_file():
                return {}
            place = f"{self.path.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(place, uri=True, timeout=_PATIENCE)) as file:
                if not _is_ours(file):
                    return {}
                query = "SELECT name, key, content, checksum FROM pieces WHERE series = ?"
                for name, key, content, checksum in file.execute(query, (series,)):
                    fits = checksum == self._checksum(series, name, key, content)
                    if fits and wanted.get(name) == key:
                        found[name] = zlib.decompress(content)
        return found

    def keep(self, series: str, pieces: Mapping[str, Piece], names: frozenset[str]) -> None:
        """Keep ``pieces`` by name; of what the series has only ``names`` stay. All or nothing."""
        rows = [self._row(series, name, piece) for name, piece in pieces.items()]
        with suppress(OSError, sqlite3.Error):
            self.path.parent.mkdir(exist_ok=True)
            try:
                self._write(series, rows, names)
            except sqlite3.OperationalError:
                raise  # locked, read-only, full: another time
            except sqlite3.DatabaseError:  # no database, or a broken one: begin anew
                self.path.unlink()
                self._write(series, rows, names)

    def _write(self, series: str, rows: list[tuple[Any, ...]], names: frozenset[str]) -> None:
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as file:
            # Checksums find what a loss of power may leave; so nobody waits for the disk. What is
            # deleted is overwritten: a page may have held what was taken down since.
            file.execute("PRAGMA synchronous = OFF")
            file.execute("PRAGMA secure_delete = ON")
            with file:
                file.execute("BEGIN IMMEDIATE")
                if not _is_ours(file):
                    for statement in _TABLES.split(";"):
                        file.execute(statement)
                known = file.execute("SELECT name FROM pieces WHERE series = ?", (series,))
                gone = [(series, name) for (name,) in known.fetchall() if name not in names]
                file.executemany("DELETE FROM pieces WHERE series = ? AND name = ?", gone)
                file.executemany("INSERT OR REPLACE INTO pieces VALUES (?,?,?,?,?)", rows)

    def _row(self, series: str, name: str, piece: Piece) -> tuple[Any, ...]:
        content = zlib.compress(piece.content, _QUICKLY)
        checksum = self._checksum(series, name, piece.key, content)
        return series, name, piece.key, content, checksum

    def _checksum(self, *values: Any) -> bytes:
        total = hashlib.blake2b(digest_size=32, key=self.engine)
        for value in values:
            part = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
            total.update(len(part).to_bytes(8, "big") + part)
        return total.digest()


def _is_ours(file: sqlite3.Connection) -> bool:
    return bool(file.execute("PRAGMA user_version").fetchone()[0] == _FORM)


def digest(*parts: bytes | str) -> bytes:
    """Return a digest of ``parts``, each by itself."""
    total = hashlib.blake2b(digest_size=32)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return total.digest()

"""``gongkai federation`` as a prefecture runs it."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import GONGKAI, ROOT


@dataclass(frozen=True)
class Ran:
    """What came of a run: exit status, what it printed, and what lies in the folder."""

    status: int
    printed: str
    told: str
    out: Path

    @property
    def document(self) -> Any:
        """The comparison."""
        return json.loads((self.out / "data" / "federation.json").read_bytes())

    def county(self, name: str) -> Any:
        """What is said of one county."""
        rows = self.document["years"][0]["counties"]
        return next(row for row in rows if row["county"] == name)

    @property
    def files(self) -> dict[str, bytes]:
        """Every file published."""
        found = (path for path in sorted(self.out.rglob("*")) if path.is_file())
        return {path.relative_to(self.out).as_posix(): path.read_bytes() for path in found}


def federation(listing: Path, out: Path, *options: str, work: Path | None = None) -> Ran:
    """Run it on one core, as of the first of March."""
    asked = ["federation", listing, "--out", out, "--work", work or out.with_name(f"{out.name}.w")]
    as_of = () if "--as-of" in options else ("--as-of", "2024-02-29")
    done = subprocess.run(
        [*GONGKAI, *map(str, asked), *as_of, *options],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr, out)

"""Names of submitted files: what one sees of a path must be what it is, on any machine."""

from collections.abc import Iterator, Sequence

from scoring.history.commits import Commit, shown
from scripts.auditing.appending import is_submission
from scripts.auditing.finding import Finding
from scripts.gate.paths import name_flaws


def naming_findings(chain: Sequence[Commit]) -> Iterator[Finding]:
    """Yield what is wrong with the name of each path that came in below ``units/``."""
    for commit in chain:
        for change in commit.changes:
            if change.adds and is_submission(change.path):
                for flaw in name_flaws(change.path):
                    yield Finding(flaw.code, commit.id, shown(change.path), flaw.values)

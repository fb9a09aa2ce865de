"""Names of submitted files: what one sees of a path must be what it is, on any machine."""

from collections.abc import Iterator, Sequence

from scoring.admission.paths import is_submission
from scoring.history.commits import Commit
from scoring.history.path_text import shown_path
from scripts.auditing.finding import Finding
from scripts.gate.paths import name_flaws


def naming_findings(chain: Sequence[Commit]) -> Iterator[Finding]:
    """Yield what is wrong with the name of each path that came in below ``units/``."""
    for commit in chain:
        for change in commit.changes:
            if change.adds and is_submission(change.path):
                for flaw in name_flaws(change.path):
                    yield Finding(flaw.code, commit.id, shown_path(change.path), flaw.values)

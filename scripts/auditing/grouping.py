"""What one merge may hold: the records of one unit, or other files, never both."""

from collections import Counter
from collections.abc import Iterator, Sequence

from scoring.admission.paths import is_submission
from scoring.history.commits import Commit
from scoring.history.path_text import shown_path
from scripts.auditing.finding import Finding, fault


def grouping_findings(chain: Sequence[Commit]) -> Iterator[Finding]:
    """Yield what does not belong with the rest of its commit, the first commit apart."""
    for commit in chain[1:]:
        submitted = [change.path for change in commit.changes if is_submission(change.path)]
        if not submitted:
            continue
        for change in commit.changes:
            if not is_submission(change.path):
                yield fault("merge-mixed", commit.id, shown_path(change.path))
        units = Counter(map(unit_of_path, submitted))
        if len(units) > 1:
            own = min(units, key=lambda unit: (-units[unit], unit))
            for path in submitted:
                if unit_of_path(path) != own:
                    yield fault("path-foreign", commit.id, shown_path(path), unit=shown_path(own))


def unit_of_path(path: str) -> str:
    """Return the unit's folder that ``path``, below ``units/``, lies in."""
    return path.split("/", 2)[1]

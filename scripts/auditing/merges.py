"""The shape of the chain: merges of two parents, nothing in them that is in neither parent.

Dates along the chain are judged here too.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from scoring.calendar.zone import iso
from scoring.history.commits import Commit
from scoring.history.path_text import shown_path
from scripts.auditing.finding import Finding, fault
from scripts.auditing.lineage import Branch, Lineage

TOLERANCE = timedelta(minutes=5)
"""How far a server's clock may be ahead of the auditor's."""

IsReceipt = Callable[[str], bool]
"""Tells of a commit beside the chain whether it claims to be a receipt."""


def date_findings(chain: Sequence[Commit], now: datetime) -> Iterator[Finding]:
    """Yield the commits whose date goes back, or has not come yet at ``now`` (aware).

    Author dates are the submitter's own and nobody's evidence: they are not looked at.
    """
    latest: datetime | None = None
    for commit in chain:
        if latest is not None and commit.committed < latest:
            values = {"date": iso(commit.committed), "before": iso(latest)}
            yield fault("commit-date-back", commit.id, **values)
        if commit.committed > now + TOLERANCE:
            yield fault("commit-date-ahead", commit.id, date=iso(commit.committed))
        latest = commit.committed if latest is None else max(latest, commit.committed)


def shape_findings(lineage: Lineage, is_receipt: IsReceipt) -> Iterator[Finding]:
    """Yield the commits of the chain that are no merge of one branch and nothing else."""
    for commit in lineage.chain[1:]:
        if not commit.is_merge:
            yield fault("commit-direct", commit.id)
            continue
        if len(commit.parents) > 2:
            yield fault("merge-octopus", commit.id, parents=len(commit.parents))
        for branch in lineage.branches[commit.place]:
            if branch.base is None and branch.trunk:
                yield fault("history-unrelated", commit.id, tip=branch.tip)
            if _left_behind(lineage, commit, branch, is_receipt):
                yield fault("commit-foxtrot", commit.id, head=branch.tip)
        if len(commit.parents) == 2:
            yield from _content_findings(lineage, commit, lineage.branches[commit.place][0])
        else:
            yield from _octopus_findings(lineage, commit)


def _content_findings(lineage: Lineage, commit: Commit, branch: Branch) -> Iterator[Finding]:
    """Hold the merge against a three-way merge of its parents, path by path."""
    for path in sorted({change.path for change in commit.changes} | branch.paths):
        ours = lineage.at(commit.place - 1, path)
        theirs = lineage.entry(branch.tip, path)
        base = lineage.base_entry(branch, path)
        got = lineage.at(commit.place, path)
        if got not in (ours, theirs):
            yield fault("merge-evil", commit.id, shown_path(path))
        elif ours == theirs or (base not in (ours, theirs)):
            continue  # both did the same, or both did something and one of them was taken
        elif base == ours and got != theirs:
            yield fault("merge-omits", commit.id, shown_path(path))
        elif base == theirs and got != ours and not lineage.arrives(commit.place, path):
            # What main never had it cannot have given up, though a branch merged before, of whoever
            # had got at this one's commits, held it on the way and took it back.
            yield fault("merge-reverts", commit.id, shown_path(path))


def _octopus_findings(lineage: Lineage, commit: Commit) -> Iterator[Finding]:
    for change in commit.changes:
        got = lineage.at(commit.place, change.path)
        if all(got != lineage.entry(parent, change.path) for parent in commit.parents):
            yield fault("merge-evil", commit.id, shown_path(change.path))


def _left_behind(lineage: Lineage, commit: Commit, branch: Branch, is_receipt: IsReceipt) -> bool:
    """Tell whether the merged side was ``main`` before (a foxtrot).

    Then receipts lie beside the chain; or, where nothing is signed, merges of other branches do,
    while the chain since the fork has commits of its own that are no merges.
    """
    merges = [entry for entry in branch.brought if len(entry.parents) > 1]
    if any(is_receipt(entry.id) for entry in merges):
        return True
    trunk = {entry.id for entry in branch.trunk}
    beside = {entry.id for entry in branch.brought} - trunk
    merged = any(
        entry.id in trunk and any(parent in beside for parent in entry.parents[1:])
        for entry in merges
    )
    if not merged or branch.base is None:
        return False
    fork = lineage.places.get(branch.base, commit.place)
    return any(not each.is_merge for each in lineage.chain[fork + 1 : commit.place])

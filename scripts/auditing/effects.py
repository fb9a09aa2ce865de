"""What each change of the rules did to the scores, at its own time."""

from scripts.auditing.governing import Change, Move, governing, moves_between
from scripts.auditing.reading import History
from scripts.auditing.reckoning import NOT_RECKONED, Reckoner
from scripts.auditing.replaying import Replayed, Rules

MOST = 200
"""Changes of the rules whose effect is reckoned; a history with more is told so."""


def changes_of(history: History, replayed: Replayed, reckoner: Reckoner) -> tuple[Change, ...]:
    """Return every commit that changed anything but records: who signed it, which scores it moved.

    The same records are scored as of the commit's date, under the rules before and after it.
    """
    rules = {each.commit.place: each for each in replayed.rules[:MOST]}
    late = {each.commit.place for each in replayed.rules[MOST:]}
    found = []
    for commit, matters in governing(history.chain):
        verdict = history.verdicts[commit.place]
        moves: tuple[Move, ...] | None = () if commit.place not in late else None
        if commit.place in rules:
            moves = _moves(rules[commit.place], reckoner)
        signers = tuple(sorted(verdict.principals))
        found.append(Change(commit.id, commit.committed, matters, signers, moves))
    return tuple(found)


def _moves(rules: Rules, reckoner: Reckoner) -> tuple[Move, ...] | None:
    commit = rules.commit
    archive = reckoner.archive(commit.place)
    try:
        before = reckoner.scores(rules.before, archive, commit.committed)
        after = reckoner.scores(rules.after, archive, commit.committed)
    except NOT_RECKONED:
        return None
    return tuple(
        move
        for year in sorted(before.keys() | after.keys())
        for move in moves_between(year, before.get(year, {}), after.get(year, {}))
    )

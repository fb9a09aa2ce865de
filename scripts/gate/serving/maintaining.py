"""What may be pushed to ``main`` itself: signed merges of a maintainer that bring no records."""

from collections.abc import Collection, Iterator
from pathlib import Path

from scoring.admission.authorities import RegistryAlong
from scoring.admission.paths import is_submission
from scoring.admission.product import ProductFiles
from scoring.history.commits import Commit
from scoring.history.path_text import shown_path
from scoring.history.repository import Repository
from scoring.history.seals import judge_chain, signers_along
from scoring.history.signers import MAINTAINER
from scoring.problem import Problem
from scripts.checking.reporters import ordered
from scripts.gate.serving.pushes import Push


def main_problems(
    push: Push, who: str, maintainers: Collection[str], repository: Repository, product: Path
) -> tuple[Problem, ...]:
    """Return why ``push`` to ``main`` is refused.

    ``main`` goes forward only, along first parents: a head once published stays on the chain. Each
    new commit is signed by a maintainer whose key its first parent trusts. Where no such key is
    trusted yet, ``maintainers`` (logins that the server's operator has named) may push.
    """
    name = shown_path(push.ref)
    forward = _forward(push, repository, name)
    if forward:
        return forward
    chain = repository.first_parent_chain(push.new)
    new = repository.unmerged(push.new, push.old)
    with repository.objects() as objects:
        signers = signers_along(chain, objects)
        authorities = RegistryAlong(objects, ProductFiles(product))
        verdicts = judge_chain(repository, chain, signers, authorities)
    named = who.casefold() in {login.casefold() for login in maintainers}
    found: list[Problem] = []
    for commit, trusted, verdict in list(zip(chain, signers, verdicts, strict=True))[-new:]:
        found += _records(commit)
        if trusted.trusts(MAINTAINER):
            if MAINTAINER not in verdict.principals:
                found.append(Problem("push-unsigned", name, 0, 0, {"commit": commit.id[:12]}))
        elif not named:
            found.append(Problem("push-main", name))
    return ordered(found)


def _records(commit: Commit) -> Iterator[Problem]:
    for change in commit.changes:
        if is_submission(change.path):
            yield Problem("push-records", shown_path(change.path), 0, 0, {"commit": commit.id[:12]})


def _forward(push: Push, repository: Repository, name: str) -> tuple[Problem, ...]:
    if push.old not in repository.merge_bases(push.old, push.new):
        return (Problem("push-force", name),)
    if repository.first_parent(push.new, repository.unmerged(push.new, push.old)) != push.old:
        return (Problem("push-foxtrot", name, 0, 0, {"head": push.old[:12]}),)
    return ()

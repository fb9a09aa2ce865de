"""Signatures of commits verified: by us, or by a second process (``work``)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.history.commit_objects import MAX_BYTES, BadCommit, CommitObject, read_commit
from scoring.history.driving import Driver
from scoring.history.objects import Objects
from scoring.history.second_process import SecondProcess
from scoring.history.sshsig import BadSignature, Signature, verify


def verifier(git_dir: Path, commits: Sequence[str]) -> SecondProcess:
    """Let another process verify the signatures of ``commits``, beginning with the last."""
    return SecondProcess(__name__, {"git_dir": str(git_dir)}, commits)


def signature_of(commit: CommitObject, found: Mapping[str, str] | None) -> Signature:
    """Return the signature that ``commit`` bears; ``found``: what another process found of it.

    Raises BadSignature.
    """
    assert commit.signature is not None
    if found is None:
        return verify(commit.signature, commit.payload)
    if "bad" in found:
        raise BadSignature(found["bad"])
    return Signature(bytes.fromhex(found["key"]), found["namespace"])


def work(settings: Mapping[str, Any], commits: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yield what the second process finds of the signed ones of ``commits``: name and JSON."""
    with Objects(Driver(Path(settings["git_dir"]))) as objects:
        for name, raw in objects.commits(commits, MAX_BYTES + 1):
            try:
                commit = read_commit(raw) if raw is not None and len(raw) <= MAX_BYTES else None
            except BadCommit:
                continue
            if commit is not None and commit.signature is not None:
                yield name, json.dumps(_verified(commit.signature, commit.payload))


def _verified(signature: bytes, payload: bytes) -> Mapping[str, str]:
    try:
        found = verify(signature, payload)
    except BadSignature as error:
        return {"bad": str(error)}
    return {"key": found.key.hex(), "namespace": found.namespace}

"""Signatures of commits verified: by us, or by a second pair of hands (``work``)."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.history.commit_objects import MAX_BYTES, BadCommit, CommitObject, read_commit
from scoring.history.driving import Driver
from scoring.history.hands import Hands, answering
from scoring.history.objects import Objects
from scoring.history.sshsig import BadSignature, Signature, verify


def verifiers(git_dir: Path, commits: Sequence[str]) -> Hands:
    """Let another process verify the signatures of ``commits``, beginning with the last."""
    return Hands(__name__, {"git_dir": str(git_dir)}, commits)


def signature_of(found: CommitObject, known: Mapping[str, str] | None) -> Signature:
    """Return the signature that ``found`` bears; ``known``: what another process found of it.

    Raises BadSignature.
    """
    assert found.signature is not None
    if known is None:
        return verify(found.signature, found.payload)
    if "bad" in known:
        raise BadSignature(known["bad"])
    return Signature(bytes.fromhex(known["key"]), known["namespace"])


def work(told: Mapping[str, Any], items: Iterator[str]) -> None:
    """Verify the commits ``items``, in another process."""
    with Objects(Driver(Path(told["git_dir"]))) as objects:
        answering(_found(objects, items), sys.stdout.write)


def _found(objects: Objects, items: Iterator[str]) -> Iterator[tuple[str, str]]:
    for name, raw in objects.commits(items, MAX_BYTES + 1):
        try:
            found = read_commit(raw) if raw is not None and len(raw) <= MAX_BYTES else None
        except BadCommit:
            continue
        if found is not None and found.signature is not None:
            try:
                signature = verify(found.signature, found.payload)
                about = {"key": signature.key.hex(), "namespace": signature.namespace}
            except BadSignature as error:
                about = {"bad": str(error)}
            yield name, json.dumps(about)

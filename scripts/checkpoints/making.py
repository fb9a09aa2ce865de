"""Making a checkpoint of what is published, and keeping it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import iso
from scoring.errors import GongkaiError, WrongUse
from scoring.history import sshsig
from scoring.history.seals import signers_in
from scoring.history.signers import ALLOWED_SIGNERS, CHECKPOINT, CHECKPOINTS
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_sha256
from scoring.version import ENGINE
from scripts.checkpoints.model import Checkpoint, LedgerDigest
from scripts.checkpoints.store import Kept, keep, newest
from scripts.gate.attempts import ATTEMPTS
from scripts.gate.writing import Writer

KEY_SETTING = "gongkai.checkpointKey"


def checkpoint_of(
    assessment: Assessment, ledgers: Sequence[Ledger], as_of: datetime, previous: str | None
) -> Checkpoint:
    """Return the checkpoint of a publication: ``ledgers`` of ``assessment`` as of ``as_of``.

    ``previous`` is the SHA-256 of the checkpoint before.
    """
    repository = assessment.repository
    return Checkpoint(
        head=assessment.head,
        commits=repository.length(assessment.head),
        attempts=repository.refs(ATTEMPTS).get(ATTEMPTS),
        ledgers=tuple(
            LedgerDigest(ledger.year, ledger_sha256(ledger))
            for ledger in sorted(ledgers, key=lambda each: each.year)
        ),
        as_of=iso(as_of),
        engine=ENGINE,
        previous=previous,
    )


def make_checkpoint(
    assessment: Assessment,
    ledgers: Sequence[Ledger],
    as_of: datetime,
    key: bytes | None = None,
    *,
    keeping: bool = True,
) -> Kept:
    """Make the checkpoint of a publication, sign it where ``key`` is given, and keep it.

    ``key`` is an OpenSSH private key (Ed25519). With ``keeping`` it becomes the newest commit of
    ``refs/gongkai/checkpoints``; one that says the same as the newest is not kept twice. Returns
    what is to be published beside the ledgers. Raises GongkaiError where the key cannot be used,
    or where another checkpoint came in between.
    """
    repository = assessment.repository
    before = newest(repository)
    last = before.checkpoint if before is not None else None
    if before is not None and last is not None:
        again = checkpoint_of(assessment, ledgers, as_of, last.previous)
        if again == last and (key is None or before.signature is not None):
            return before
    made = checkpoint_of(assessment, ledgers, as_of, last.sha256 if last else None)
    signature = signed(made, key) if key is not None else None
    if keeping:
        keep(Path(repository.git_dir), made, signature, before.commit if before else None)
    return Kept(made.text.encode(), signature)


def checkpoint_key(writer: Writer, given: Path | None = None) -> bytes | None:
    """Return the private key in the file ``given``, or else in the one the repository names.

    None where neither is named. The setting ``gongkai.checkpointKey`` is a path, a relative one
    below the git folder. Raises GongkaiError where it names what cannot be read.
    """
    named = writer.setting(KEY_SETTING) if given is None else None
    if given is None and named is None:
        return None
    path = given if given is not None else writer.git_dir / Path(named or "").expanduser()
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise GongkaiError("checkpoint-key-unreadable", path=str(path), reason=reason) from None


def trusted_key(assessment: Assessment, given: Path | None, at: datetime) -> bytes | None:
    """Return the key as ``checkpoint_key`` does, if a checkpoint of ``at`` may be signed with it.

    Raises WrongUse where ``main`` trusts keys for checkpoints and this is none of them: whoever
    audits would hold the checkpoint for forged, and it could not be taken back.
    """
    repository = assessment.repository
    private = checkpoint_key(Writer(repository.git_dir), given)
    if private is None:
        return None
    with repository.objects() as objects:
        files = repository.tree_files(assessment.head, (ALLOWED_SIGNERS,))
        signers = signers_in(files.get(ALLOWED_SIGNERS), objects)
    own = sshsig.load_private_key(private)
    names = signers.principals(sshsig.public_blob(own), CHECKPOINTS, at=at, until=at)
    if signers.trusts(CHECKPOINT) and CHECKPOINT not in names:
        line = f'{CHECKPOINT} namespaces="{CHECKPOINTS}" {sshsig.public_line(own)}'
        raise WrongUse("checkpoint-key-untrusted", file=ALLOWED_SIGNERS, line=line)
    return private


def signed(checkpoint: Checkpoint, key: bytes) -> bytes:
    """Return the signature of ``checkpoint`` as ``ssh-keygen -Y sign -n gongkai-checkpoint``."""
    private = sshsig.load_private_key(key)
    return sshsig.sign(private, checkpoint.text.encode(), CHECKPOINTS)

"""The publication behind a forge: a checkpoint pushed first, then the site that shows it.

The checkpoint is pushed before the site stands anywhere, so that no published checkpoint is
missing from the chain that auditors clone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.history.repository import MAIN
from scripts.checkpoints.making import make_checkpoint
from scripts.checkpoints.store import REF, Kept
from scripts.forge.remote import Remote

_TRIES = 10

Years = Callable[[Assessment], tuple[int, ...]]


@dataclass(frozen=True)
class Publication:
    """What is to be published: an assessment with the checkpoint that names its ledgers."""

    assessment: Assessment
    years: tuple[int, ...]
    checkpoint: Kept


def checkpointed(
    remote: Remote, product: Path, years_of: Years, as_of: datetime, key: bytes | None
) -> Publication:
    """Take ``main`` from ``remote``, make its checkpoint as of ``as_of``, and push that.

    ``years_of`` says which years are published, ``key`` (an OpenSSH private key) signs. Raises
    GongkaiError where git fails or the key cannot be used: then nothing was published.
    """
    for _ in range(_TRIES):
        before = remote.take()
        assessment = Assessment.open(remote.folder, head=MAIN, product=product)
        years = years_of(assessment)
        ledgers = [assessment.ledger(year, as_of) for year in years]
        made = make_checkpoint(assessment, ledgers, as_of, key)
        if remote.give(before):
            return Publication(assessment, years, made)
    raise GongkaiError("gate-busy", ref=REF)

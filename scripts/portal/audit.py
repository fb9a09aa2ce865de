"""审计: what the site was made from, and how anyone can compute it again."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from scoring.records.record import Strength
from scripts.portal import addresses, words
from scripts.portal.input import Audience, Checkpointed, Refused
from scripts.portal.page import Page
from scripts.portal.volume import Volume
from scripts.times import told_moment


@dataclass(frozen=True, slots=True)
class CheckpointShown:
    """The checkpoint published with the site: where, its digest, what it says.

    ``signature`` is the signature's address, empty where it is unsigned.
    """

    address: str
    signature: str
    sha256: str
    as_of: str
    previous: str
    attempts: str


@dataclass(frozen=True, slots=True)
class AuditBody:
    """The head, the chain's length, the digests, how far times can be trusted, what was refused.

    ``refused`` names files in full only within the government: their names may be anything.
    """

    head: str
    committed: str
    commits: int
    engine: str
    as_of: str
    as_of_iso: str
    final: bool
    ledger_sha256: str
    ledger: str
    rulebooks: tuple[tuple[str, str, str], ...]
    records: int
    strengths: tuple[tuple[str, int], ...]
    refused_count: int
    refused: tuple[Refused, ...]
    confirmation: tuple[str, str] | None
    checkpoint: CheckpointShown | None


def page(volume: Volume) -> Page:
    """Return the audit page of the year."""
    site, year = volume.site, volume.input
    records = [record for record in site.records.values() if record.year == year.year]
    counts = Counter(record.receipt.strength for record in records)
    refused = [one for one in site.refused if f"/{year.year}/" in one.path]
    confirmation = volume.find(year.confirmation)
    listed = volume.listed(confirmation)
    return Page(
        address=addresses.of_year(year.year, "audit"),
        template="audit.html",
        title="审计与核验",
        description="本站依据的提交历史、台账校验值，以及独立核验的方法。",
        year=year.year,
        body=AuditBody(
            head=site.head.commit,
            committed=told_moment(site.head.committed),
            commits=site.head.commits,
            engine=year.ledger.engine,
            as_of=told_moment(year.ledger.as_of),
            as_of_iso=year.ledger.as_of,
            final=year.ledger.final,
            ledger_sha256=year.ledger_sha256,
            ledger=addresses.data(year.year, "ledger.json"),
            rulebooks=tuple(
                (book.title, addresses.rules(year.year, book.id), book.sha256)
                for book in year.rulebooks
            ),
            records=len(records),
            strengths=tuple((words.STRENGTH[each], counts[each]) for each in Strength),
            refused_count=len(refused),
            refused=tuple(refused) if site.audience is Audience.INTERNAL else (),
            confirmation=(confirmation.title, listed) if confirmation and listed else None,
            checkpoint=_shown(site.checkpoint),
        ),
        wide=False,
    )


def _shown(checkpoint: Checkpointed | None) -> CheckpointShown | None:
    if checkpoint is None:
        return None
    signed = checkpoint.signature is not None
    return CheckpointShown(
        address=addresses.CHECKPOINT,
        signature=f"{addresses.CHECKPOINT}.sig" if signed else "",
        sha256=hashlib.sha256(checkpoint.text).hexdigest(),
        as_of=told_moment(checkpoint.as_of),
        previous=checkpoint.previous or "",
        attempts=checkpoint.attempts or "",
    )

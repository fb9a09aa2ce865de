"""Published ledgers and the digests in checkpoints, reckoned again from the history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.ledger.text import ledger_sha256
from scoring.version import ENGINE
from scripts.auditing.checkpoints import Held
from scripts.auditing.comparing import Difference, Published, differences
from scripts.auditing.finding import Finding, Statement, fault, note
from scripts.auditing.reading import History
from scripts.auditing.reckoning import NOT_RECKONED, Reckoner
from scripts.auditing.replaying import Replayed
from scripts.auditing.report import Comparison


@dataclass(frozen=True, slots=True)
class Claim:
    """A ledger somebody has published: where it is said, for which year, from what.

    ``as_of_text`` is the moment as it is written there. ``ledger`` is None where only its digest
    is known.
    """

    source: str
    year: int
    as_of: datetime
    as_of_text: str
    head: str
    engine: str
    sha256: str
    ledger: Published | None = None


PublishedFiles = Sequence[tuple[str, Published]]
"""Published ledgers, each by the name of its file."""

Compared = tuple[tuple[Comparison, ...], tuple[Finding, ...], tuple[Statement, ...]]


def wanted_places(
    held: Sequence[Held], published: PublishedFiles, history: History
) -> frozenset[int]:
    """Return the places of the chain whose rules are wanted: those of the claims' heads."""
    places = history.places
    heads = (claim.head for claim in claims_of(held, published))
    return frozenset(places[head] for head in heads if head in places)


def claims_of(held: Sequence[Held], published: PublishedFiles) -> tuple[Claim, ...]:
    """Return the ledgers to be reckoned again: those given, and those the checkpoints name.

    Of the checkpoints kept only the newest, for want of time: there may be one for every night.
    """
    chosen = [each for each in held if not each.kept.commit]
    kept = [each for each in held if each.kept.commit]
    return (
        *(_of_file(name, ledger) for name, ledger in published),
        *(claim for each in (*chosen, *kept[-1:]) for claim in _of_checkpoint(each)),
    )


def compare(
    history: History,
    replayed: Replayed,
    reckoner: Reckoner,
    held: Sequence[Held],
    published: PublishedFiles,
) -> Compared:
    """Return what became of each claim, and the findings and statements that follow."""
    comparisons: list[Comparison] = []
    findings: list[Finding] = []
    statements: list[Statement] = []
    for claim in claims_of(held, published):
        comparison = _compared(claim, history, replayed, reckoner)
        comparisons.append(comparison)
        findings += _findings(claim, comparison, history)
        statements += _statements(claim, comparison)
        if claim.ledger is not None and held:
            found = _unlike(claim, held)
            findings += found
            if not found and not _named(claim, held):
                statements.append(note("audit-ledger-unnamed", source=claim.source))
    older = sum(1 for each in held if each.kept.commit) - 1
    if older > 0:
        statements.append(note("audit-older-ledgers", count=older))
    return tuple(comparisons), tuple(findings), tuple(statements)


def _compared(claim: Claim, history: History, replayed: Replayed, reckoner: Reckoner) -> Comparison:
    sha256, same = None, None
    found: tuple[Difference, ...] = ()
    place = history.places.get(claim.head)
    if place is not None:
        archive = reckoner.archive(place, history.evidence_at(place))
        try:
            ledger = reckoner.ledger(
                replayed.at[place], archive, claim.year, claim.as_of, claim.head
            )
        except NOT_RECKONED:
            pass
        else:
            sha256 = ledger_sha256(ledger)
            same = sha256 == claim.sha256 if claim.engine == ENGINE else None
            if claim.ledger is not None and sha256 != claim.sha256:
                found = differences(claim.ledger, ledger)
    return Comparison(
        source=claim.source,
        year=claim.year,
        as_of=claim.as_of_text,
        head=claim.head,
        engine=claim.engine,
        published=claim.sha256,
        sha256=sha256,
        same=same,
        differences=found,
    )


def _findings(claim: Claim, comparison: Comparison, history: History) -> Iterator[Finding]:
    values: dict[str, str | int] = {"year": claim.year, "source": claim.source}
    if claim.head not in history.places:
        yield fault("ledger-head-unknown", claim.head, claim.source, **values)
    elif comparison.sha256 is None:
        yield fault("ledger-not-reckoned", claim.head, claim.source, **values)
    elif comparison.same is False:
        yield fault(
            "ledger-differs",
            claim.head,
            claim.source,
            published=claim.sha256,
            reckoned=comparison.sha256,
            **values,
        )


def _unlike(claim: Claim, held: Sequence[Held]) -> list[Finding]:
    """Return the checkpoints of the same publication that name another ledger than this file."""
    return [
        fault(
            "ledger-unlike-checkpoint",
            claim.head,
            claim.source,
            source=claim.source,
            checkpoint=each.source,
            published=claim.sha256,
            named=one.sha256,
        )
        for each in held
        for one in each.checkpoint.ledgers
        if (each.checkpoint.head, each.checkpoint.moment, one.year)
        == (claim.head, claim.as_of, claim.year)
        and one.sha256 != claim.sha256
    ]


def _named(claim: Claim, held: Sequence[Held]) -> bool:
    return any(one.sha256 == claim.sha256 for each in held for one in each.checkpoint.ledgers)


def _statements(claim: Claim, comparison: Comparison) -> Iterator[Statement]:
    if claim.engine != ENGINE:
        count = len(comparison.differences)
        yield note(
            "audit-other-engine",
            source=claim.source,
            engine=claim.engine[:60],
            own=ENGINE,
            count=count,
        )


def _of_file(name: str, ledger: Published) -> Claim:
    return Claim(
        source=name,
        year=ledger.year,
        as_of=ledger.as_of,
        as_of_text=str(ledger.document["as_of"]),
        head=ledger.head,
        engine=ledger.engine,
        sha256=ledger.sha256,
        ledger=ledger,
    )


def _of_checkpoint(held: Held) -> Iterator[Claim]:
    checkpoint = held.checkpoint
    for each in checkpoint.ledgers:
        yield Claim(
            source=held.source,
            year=each.year,
            as_of=checkpoint.moment,
            as_of_text=checkpoint.as_of,
            head=checkpoint.head,
            engine=checkpoint.engine,
            sha256=each.sha256,
        )

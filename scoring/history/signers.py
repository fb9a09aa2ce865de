"""Who may sign: ``scoring/trust/allowed_signers`` in OpenSSH's form (ssh-keygen(1))."""

from dataclasses import dataclass, replace
from datetime import datetime

from scoring.history.faults import Fault
from scoring.history.signer_lines import BLANKS, Signer, matches, read_line
from scoring.history.ssh_keys import fingerprint
from scoring.history.tree import TRUST

ALLOWED_SIGNERS = f"{TRUST}allowed_signers"
"""Where the keys stand in the tree."""

MAX_BYTES = 256 * 1024
"""Bytes the file may have; of one that is longer nobody may sign."""

GATE = "gate"
"""Signs receipt merges."""
MAINTAINER = "maintainer"
"""Signs merges that change anything but records."""
CHECKPOINT = "checkpoint"
"""Signs checkpoints."""

GIT = "git"
CHECKPOINTS = "gongkai-checkpoint"

NAMESPACES = {GATE: GIT, MAINTAINER: GIT, CHECKPOINT: CHECKPOINTS}
"""The principals there are, each with the namespace it signs in."""


@dataclass(frozen=True, slots=True)
class Signers:
    """An allowed_signers file, read. ``faults`` are its lines that cannot be used."""

    lines: tuple[Signer, ...] = ()
    faults: tuple[Fault, ...] = ()

    def principals(
        self, key: bytes, namespace: str, *, at: datetime, until: datetime
    ) -> frozenset[str]:
        """Return the principals for which ``key`` (as SSH writes it) signs in ``namespace``.

        Each signs in its own namespace only. ``at`` is held against valid-after, ``until`` against
        valid-before.
        """
        return frozenset(
            principal
            for principal, own in NAMESPACES.items()
            if own == namespace
            and self.refusal(principal, key, namespace, at=at, until=until) is None
        )

    def refusal(
        self, principal: str, key: bytes, namespace: str, *, at: datetime, until: datetime
    ) -> Fault | None:
        """Return why ``key`` does not sign for ``principal``; None where it does."""
        refusals: list[Fault] = []
        for line in self.lines:
            if line.key != key or not line.usable or not matches(principal, line.principals):
                continue
            refusal = _refusal(line, principal, namespace, at, until)
            if refusal is None:
                return None
            refusals.append(refusal)
        if refusals:
            return refusals[-1]
        return Fault("signature-key-untrusted", key=fingerprint(key), principal=principal)

    def trusts(self, principal: str) -> bool:
        """Tell whether any line names a key for ``principal`` in its namespace.

        A key whose time is over counts, and so does a line that cannot be used: neither a key that
        ran out nor a slip of the pen may turn the server's bare word into evidence again. Removing
        the line does.
        """
        namespace = NAMESPACES[principal]
        return any(line.speaks_for(principal, namespace) for line in self.lines)


def parse_signers(text: bytes) -> Signers:
    """Return the signers that ``text`` names. Never raises: what is not understood is a fault."""
    lines: list[Signer] = []
    faults: list[Fault] = []
    if len(text) > MAX_BYTES:
        faults.append(Fault("signers-too-large", limit=MAX_BYTES))
    decoded = text[:MAX_BYTES].decode("utf-8", "surrogateescape")
    for number, line in enumerate(decoded.split("\n"), 1):
        stripped = line.strip(BLANKS)
        if stripped and not stripped.startswith("#"):
            signer, fault = read_line(number, stripped)
            if signer is not None:
                usable = fault is None and len(text) <= MAX_BYTES
                lines.append(replace(signer, usable=usable))
            if fault is not None:
                faults.append(fault)
    return Signers(tuple(lines), tuple(faults))


def _refusal(
    line: Signer, principal: str, namespace: str, at: datetime, until: datetime
) -> Fault | None:
    if not line.speaks_for(principal, namespace):
        return Fault("signature-namespace", namespace=namespace[:60])
    if line.valid_after is not None and at < line.valid_after:
        bound = _bound(line.valid_after)
        return Fault("signature-too-early", key=fingerprint(line.key), bound=bound)
    if line.valid_before is not None and until > line.valid_before:
        bound = _bound(line.valid_before)
        return Fault("signature-too-late", key=fingerprint(line.key), bound=bound)
    return None


def _bound(moment: datetime) -> str:
    """Return ``moment`` (UTC) as the file writes it."""
    return moment.strftime("%Y%m%d%H%M%SZ")

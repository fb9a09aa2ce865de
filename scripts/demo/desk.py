"""The desk to which everything is handed in: submissions with their files, names and approvals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from scripts.demo.dice import Dice

_SIGNATORIES = ("drafted_by", "reviewed_by", "secrecy_reviewed_by", "approved_by")


@dataclass(frozen=True, slots=True)
class Submission:
    """One record on its way in, ``sent`` by its author's clock, ``received`` by the server's."""

    unit: str
    kind: str
    id: str
    data: Mapping[str, Any]
    files: Mapping[str, bytes]
    sent: datetime
    received: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a record; ``title`` is left out where it is empty."""

    file: str
    content: bytes
    title: str = ""


@dataclass
class Desk:
    """Takes submissions, gives each a name that is free, signs and lists what goes with it."""

    year: int
    persons: list[str]
    dice: Dice
    taken: dict[str, Submission] = field(default_factory=dict)

    def take(
        self,
        unit: str,
        kind: str,
        signed: date,
        slug: str,
        data: Mapping[str, Any],
        received: datetime,
        attachments: tuple[Attachment, ...] = (),
        *,
        approved: bool = True,
    ) -> Submission:
        """Take a record of ``kind`` from ``unit``, signed on the day ``signed``, and return it.

        ``approved`` adds the approval that units' own records have. A ``slug`` already used that
        day gets a number, one of digits only the next number.
        """
        stem = f"{signed.isoformat()}-{slug}"
        record_id = self._free(f"{unit}/{self.year}/{kind}", stem)
        whole = {"kind": kind, **data}
        if approved and "approval" not in whole:
            whole["approval"] = self.approval(unit, signed)
        if attachments:
            whole["attachments"] = [_listed(each) for each in attachments]
        return self.keep(
            Submission(
                unit,
                kind,
                record_id,
                whole,
                {each.file: each.content for each in attachments},
                received - timedelta(seconds=self.dice.number(180, 14400, "sent", record_id)),
                received,
            )
        )

    def keep(self, submission: Submission) -> Submission:
        """Keep a finished submission. Raises ValueError where its name is taken."""
        if submission.id in self.taken:
            raise ValueError(f"{submission.id} twice")
        self.taken[submission.id] = submission
        return submission

    def approval(self, unit: str, signed: date) -> dict[str, str]:
        """Return the approval of a record of ``unit``, by persons who are its own all year."""
        persons = self.staff(unit)
        return {
            **dict(zip(_SIGNATORIES, persons, strict=True)),
            "approved_on": signed.isoformat(),
        }

    def staff(self, unit: str) -> list[str]:
        """Return the persons of ``unit``: drafter, reviewer, secrecy reviewer, leader."""
        return self.dice.several(self.persons, len(_SIGNATORIES), "staff", unit)

    def of(self, unit: str, kind: str) -> list[Submission]:
        """Return what ``unit`` has handed in of ``kind``, in order of receipt."""
        found = (each for each in self.taken.values() if (each.unit, each.kind) == (unit, kind))
        return sorted(found, key=lambda each: (each.received, each.id))

    def in_order(self) -> list[Submission]:
        """Return everything in order of receipt."""
        return sorted(self.taken.values(), key=lambda each: (each.received, each.id))

    def _free(self, folder: str, stem: str) -> str:
        day, slug = stem[:11], stem[11:]
        told, number = slug, 1
        while f"{folder}/{day}{told}" in self.taken:
            number += 1
            told = f"{int(slug) + number - 1:02d}" if slug.isdigit() else f"{slug}-{number}"
        return f"{folder}/{day}{told}"


def _listed(attachment: Attachment) -> dict[str, str]:
    entry = {"file": attachment.file, "sha256": sha256(attachment.content).hexdigest()}
    return {**entry, "title": attachment.title} if attachment.title else entry

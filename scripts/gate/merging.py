"""The merge that takes a submission in: its tree, its message with the receipt, its signature."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scoring.errors import GongkaiError
from scoring.history.receipts import ReceiptTrailers, receipt_message
from scoring.history.repository import Repository
from scripts.gate.branch import Branch
from scripts.gate.sealing import GateKey
from scripts.gate.self_check import NewMerge
from scripts.gate.verdict import Verdict
from scripts.gate.writing import Writer


def receipt_of(
    times: Mapping[str, datetime],
    received: datetime,
    verdict: Verdict,
    submitted_by: str,
    pull_request: str | None,
) -> ReceiptTrailers:
    """Return the trailers: the time that most records share, and those that differ."""
    assert verdict.unit is not None
    usual = received
    if times:
        usual = max(Counter(times.values()).items(), key=lambda each: (each[1], each[0]))[0]
    differing = {record: time for record, time in sorted(times.items()) if time != usual}
    return ReceiptTrailers(
        received_at=usual,
        per_record=differing,
        submitted_by=submitted_by,
        unit=verdict.unit.id,
        pull_request=pull_request,
    )


@dataclass(frozen=True)
class MergeWriter:
    """Writes merges into ``repository`` with ``writer``, signed where ``key`` is one."""

    repository: Repository
    writer: Writer
    key: GateKey

    def write(
        self, head: str, branch: Branch, verdict: Verdict, receipt: ReceiptTrailers, at: datetime
    ) -> NewMerge:
        """Write the merge of ``branch`` into ``head``; ``main`` does not go on to it yet.

        Raises GongkaiError where its tree would hold anything but what was judged.
        """
        assert branch.base is not None
        tree = self.writer.tree(head, verdict.files)
        changes = self.repository.changes(head, tree)
        brought = {(each.path, each.mode, each.blob) for each in changes}
        wanted = {(path, file.mode, file.blob) for path, file in verdict.files.items()}
        if brought != wanted:
            raise GongkaiError("gate-tree", head=head, tree=tree)
        message = receipt_message(_title(verdict), receipt)
        commit = self.key.commit(self.writer, tree, (head, branch.tip), at, message)
        return NewMerge(commit, head, branch.tip, branch.base, at)


def _title(verdict: Verdict) -> str:
    assert verdict.unit is not None
    if verdict.registry:
        return f"接收{verdict.unit.short_name}更新的单位登记 {len(verdict.files)} 份"
    return f"接收{verdict.unit.short_name}报送的材料 {len(verdict.records)} 份"

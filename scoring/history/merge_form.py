"""The form of a receipt merge: its tree is the first parent's plus what the branch added.

Either records of one unit with their files, or, from the registrar, entries of the registry put in
the place of others; nothing of the merge's own, and nothing of the branch left out.
"""

import re
from collections.abc import Iterator, Mapping

from scoring.history.commits import REGULAR, Change, Commit
from scoring.history.faults import Fault
from scoring.history.merges import FirstParent, Merge
from scoring.history.path_text import shown_path
from scoring.history.receipts import ReceiptTrailers
from scoring.history.tree import TreeFile, is_unit_file

_RECORD = re.compile(
    r"units/(?P<id>(?P<unit>[^/]+)/[0-9]{4}/[^/]+/[^/]+?)(?P<rest>\.yml|/[^/]+)", re.DOTALL
)


def is_registry_merge(commit: Commit) -> bool:
    """Tell whether ``commit`` changes an entry of the registry."""
    return any(is_unit_file(change.path) for change in commit.changes)


def form_faults(
    merge: Merge, parent: FirstParent, receipt: ReceiptTrailers | None
) -> Iterator[Fault]:
    """Yield what keeps ``merge``, of two parents, from having the form of a receipt merge."""
    changes = merge.commit.changes
    if not changes:
        yield Fault("receipt-empty")
    if is_registry_merge(merge.commit):
        yield from _registry_faults(changes, parent, receipt)
    else:
        yield from _record_faults(changes, receipt)
    if merge.branch is None:
        yield Fault("history-unrelated")
    else:
        yield from _branch_faults(changes, merge.branch, parent.files)


def _record_faults(changes: tuple[Change, ...], receipt: ReceiptTrailers | None) -> Iterator[Fault]:
    paths = [_RECORD.fullmatch(change.path) for change in changes]
    records = {parts["id"] for parts in paths if parts is not None and parts["rest"] == ".yml"}
    for change, parts in zip(changes, paths, strict=True):
        path = shown_path(change.path)
        if not change.adds:
            yield Fault("receipt-alters", path=path)
        elif parts is None or parts["id"] not in records or change.mode not in REGULAR:
            yield Fault("receipt-no-record", path=path)
        elif receipt is not None and parts["unit"] != receipt.unit:
            yield Fault("path-foreign", path=path, unit=receipt.unit)
    for record in receipt.per_record if receipt is not None else ():
        if record not in records:
            yield Fault("receipt-record-unknown", record=record)


def _registry_faults(
    changes: tuple[Change, ...], parent: FirstParent, receipt: ReceiptTrailers | None
) -> Iterator[Fault]:
    if receipt is not None and not parent.authorities.is_registrar(receipt.unit):
        yield Fault("registry-not-registrar", unit=receipt.unit)
    for record in receipt.per_record if receipt is not None else ():
        yield Fault("receipt-record-unknown", record=record)
    for change in changes:
        path = shown_path(change.path)
        if not is_unit_file(change.path):
            yield Fault("merge-mixed", path=path)
        elif change.status != "M" or {change.old_mode, change.mode} - REGULAR:
            yield Fault("registry-comes-or-goes", path=path)
        else:
            governed = parent.authorities.governed(change)
            if governed is not None:
                yield Fault("registry-governed", path=path, field=governed)


def _branch_faults(
    changes: tuple[Change, ...], branch: tuple[Change, ...], files: Mapping[str, TreeFile]
) -> Iterator[Fault]:
    """Yield where the merge is not what the branch brings to its first parent, ``files``.

    What a branch brings is what it added, and what it changed in the registry; other changes of a
    branch have no place in a receipt merge.
    """
    brought = {
        change.path: (change.mode, change.blob)
        for change in branch
        if (change.adds and change.path not in files)
        or (change.status == "M" and is_unit_file(change.path) and _differs(change, files))
    }
    for change in changes:
        if brought.pop(change.path, None) != (change.mode, change.blob):
            yield Fault("merge-evil", path=shown_path(change.path))
    for path in sorted(brought):
        yield Fault("merge-omits", path=shown_path(path))


def _differs(change: Change, files: Mapping[str, TreeFile]) -> bool:
    return files.get(change.path) != (change.mode, change.blob)

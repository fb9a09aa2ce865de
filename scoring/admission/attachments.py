"""The files a record lists: each in the same tree, an ordinary file, with the digest given."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.paths import RecordPath
from scoring.admission.situation import ATTACHMENT_LIMIT, RecordFiles

_MIB = 1024 * 1024


def listed(data: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Yield place in the list, name and digest of each well-formed entry of ``attachments``."""
    entries = data.get("attachments")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping):
            name, digest = entry.get("file"), entry.get("sha256")
            if isinstance(name, str) and isinstance(digest, str) and "/" not in name:
                yield index, name, digest


def attachment_flaws(
    path: RecordPath, data: Mapping[str, Any], files: RecordFiles
) -> Iterator[Flaw]:
    """Yield what is wrong with the files that ``data`` lists."""
    for index, name, digest in listed(data):
        where = ("attachments", index, "file")
        found = files.find(f"{path.folder}/{name}")
        if found is None:
            yield Flaw("attachment-missing", where, file=name, folder=f"{path.folder}/")
        elif not found.is_regular:
            yield Flaw("attachment-not-regular", where, file=name)
        elif found.size > ATTACHMENT_LIMIT:
            yield Flaw("attachment-too-large", where, file=name, limit=ATTACHMENT_LIMIT // _MIB)
        elif found.sha256 != digest:
            where = ("attachments", index, "sha256")
            yield Flaw("attachment-digest", where, file=name, actual=found.sha256)


def unlisted_flaws(path: RecordPath, data: Mapping[str, Any], files: RecordFiles) -> Iterator[Flaw]:
    """Yield the files beside the record that it does not list; for gate and ``check`` only."""
    known = {name for _, name, _ in listed(data)}
    for name in sorted(set(files.names(path.folder)) - known):
        yield Flaw("attachment-unlisted", ("attachments",), file=name)

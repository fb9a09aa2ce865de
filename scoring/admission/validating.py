"""Records read and held against their schemas by a second pair of hands (``work``).

It tells only of what is valid, and what that says; all else is judged here, with all that is wrong.
"""

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from scoring.admission.context import SCHEMA_BYTES
from scoring.admission.loading import schemas_from
from scoring.admission.paths import read_path
from scoring.admission.product import ProductFiles
from scoring.cache.store import encoded
from scoring.errors import GongkaiError
from scoring.history.commits import REGULAR, Change, Commit
from scoring.history.driving import Driver
from scoring.history.hands import Hands, answering
from scoring.history.objects import Objects
from scoring.history.tree import SCHEMAS, TreeFile
from scoring.records.schemas import SchemaSet
from scoring.records.yamltext import MAX_BYTES, YamlUnacceptable, load_yaml


@dataclass(frozen=True)
class Readers:
    """Another process at work on records held against the schemas of ``digest``."""

    hands: Hands = field(default_factory=Hands)
    digest: str = ""

    def __enter__(self) -> "Readers":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hands.stop()

    def take(self, digest: str, blob: str) -> Any:
        """Return the data of a valid record, None where they are not known."""
        return self.hands.take(blob) if digest == self.digest else None


def readers(
    git_dir: Path,
    product: ProductFiles,
    objects: Objects,
    files: Mapping[str, TreeFile],
    chain: Sequence[Commit],
    arrivals: Sequence[Sequence[Change]],
    known: Callable[[str], Mapping[str, Any]] = lambda _: {},
) -> Readers:
    """Let another process read the ``arrivals`` of ``chain``, beginning with the last.

    It holds them against the schemas under which most of them came in; ``files`` is the tree
    before ``chain``, ``objects`` reads schemas, ``known`` says by the schemas' digest which blobs
    need not be read.
    """
    states = _states(files, chain)
    counts = Counter(
        {place: sum(map(len, arrivals[begin:end])) for place, (begin, end, _) in enumerate(states)}
    )
    begin, end, state = states[counts.most_common(1)[0][0]] if states else (0, 0, {})
    items = [item for changes in arrivals[begin:end] for item in _items(changes)]
    if not Hands.worth(items):
        return Readers()
    own = {name: objects.read(blob, SCHEMA_BYTES + 1) or b"" for name, blob in state.items()}
    try:
        digest = schemas_from(own, product.schemas).digest
    except GongkaiError:
        return Readers()  # no record is valid then
    done = known(digest)
    items = [item for item in items if item.partition(" ")[0] not in done]
    told = {
        "git_dir": str(git_dir),
        "product": str(product.root),
        "own": {name: text.hex() for name, text in own.items()},
    }
    return Readers(Hands(__name__, told, items), digest)


def _states(
    files: Mapping[str, TreeFile], chain: Sequence[Commit]
) -> list[tuple[int, int, Mapping[str, str]]]:
    """Return the stretches of ``chain`` between changes of the schemas: begin, end, schemas.

    A commit's own change of schemas takes force for the next one.
    """
    now = {
        path.removeprefix(SCHEMAS): file.blob
        for path, file in files.items()
        if path.startswith(SCHEMAS) and file.is_regular
    }
    found: list[tuple[int, int, Mapping[str, str]]] = []
    begin = 0
    for place, commit in enumerate(chain, 1):
        changes = [change for change in commit.changes if change.path.startswith(SCHEMAS)]
        if changes:
            found.append((begin, place, _schemas(now)))
            begin = place
        for change in changes:
            now.pop(change.path.removeprefix(SCHEMAS), None)
            if change.mode in REGULAR:
                now[change.path.removeprefix(SCHEMAS)] = change.blob
    return [*found, (begin, len(chain), _schemas(now))]


def _schemas(files: Mapping[str, str]) -> Mapping[str, str]:
    return {
        name: blob for name, blob in files.items() if name.endswith(".json") and "/" not in name
    }


def _items(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        place, _ = read_path(change.path)
        if place is not None and change.mode in REGULAR:
            yield f"{change.blob} {place.kind}"


def work(told: Mapping[str, Any], items: Iterator[str]) -> None:
    """Read the records ``items`` (blob and kind), in another process."""
    own = {name: bytes.fromhex(text) for name, text in told["own"].items()}
    schemas = schemas_from(own, ProductFiles(Path(told["product"])).schemas)
    with Objects(Driver(Path(told["git_dir"]))) as objects:
        answering(_found(objects, schemas, items), sys.stdout.write)


def _found(objects: Objects, schemas: SchemaSet, items: Iterator[str]) -> Iterator[tuple[str, str]]:
    kinds: deque[str] = deque()

    def blobs() -> Iterator[str]:
        for item in items:
            blob, _, kind = item.partition(" ")
            kinds.append(kind)
            yield blob

    for blob, text in objects.many(blobs(), MAX_BYTES + 1):
        schema = schemas.kinds.get(kinds.popleft())
        if schema is None or text is None:
            continue
        try:
            data = load_yaml(text)
        except YamlUnacceptable:
            continue
        told = encoded(data) if isinstance(data, dict) and schema.is_valid(data) else None
        if told is not None:
            yield blob, told

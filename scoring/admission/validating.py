"""Records read and held against their schemas by a second process (``work``).

It tells only of what is valid, and what that says; all else is judged here, with all that is wrong.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from scoring.admission.loading import SCHEMA_BYTES, schemas_from
from scoring.admission.paths import read_path
from scoring.admission.product import ProductFiles
from scoring.cache.store import encoded
from scoring.history.commits import REGULAR, Change, Commit
from scoring.history.driving import Driver
from scoring.history.objects import Objects
from scoring.history.second_process import SecondProcess
from scoring.history.tree import SCHEMAS, TreeFile
from scoring.records.schemas import KindSchema
from scoring.records.yamltext import MAX_BYTES, YamlUnacceptable, load_yaml


@dataclass(frozen=True)
class SecondReader:
    """Another process that holds records against the schemas of ``digest``; by default none."""

    second: SecondProcess = field(default_factory=SecondProcess)
    digest: str = ""

    def __enter__(self) -> "SecondReader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.second.stop()

    def take(self, digest: str, blob: str) -> Any:
        """Return the data of a valid record, None where they are not known."""
        return self.second.take(blob) if digest == self.digest else None


def second_reader(
    git_dir: Path,
    product: ProductFiles,
    objects: Objects,
    files: Mapping[str, TreeFile],
    chain: Sequence[Commit],
    arrivals: Sequence[Sequence[Change]],
    known: Callable[[str], Mapping[str, Any]] = lambda _: {},
) -> SecondReader:
    """Let another process read the ``arrivals`` of ``chain``, beginning with the last.

    It holds them against the schemas under which most of them came in; ``files`` is the tree
    before ``chain``, ``objects`` reads schemas, ``known`` says by the schemas' digest which blobs
    need not be read.
    """
    begin, end, schemas = max(
        _spans(files, chain), key=lambda span: sum(map(len, arrivals[span[0] : span[1]]))
    )
    lines = [line for changes in arrivals[begin:end] for line in _lines(changes)]
    if not SecondProcess.is_worth_it(lines):
        return SecondReader()
    own = {name: objects.read(blob, SCHEMA_BYTES + 1) or b"" for name, blob in schemas.items()}
    try:
        digest = schemas_from(own, product.schemas).digest
    except Exception:  # no record is valid then; why, the replay says
        return SecondReader()
    done = known(digest)
    lines = [line for line in lines if line.partition(" ")[0] not in done]
    settings = {
        "git_dir": str(git_dir),
        "product": str(product.root),
        "own": {name: text.hex() for name, text in own.items()},
    }
    return SecondReader(SecondProcess(__name__, settings, lines), digest)


def _spans(
    files: Mapping[str, TreeFile], chain: Sequence[Commit]
) -> list[tuple[int, int, Mapping[str, str]]]:
    """Return the parts of ``chain`` between changes of the schemas: begin, end, schemas' blobs.

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


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield blob and kind of each record that ``changes`` bring, one line each."""
    for change in changes:
        place, _ = read_path(change.path)
        if place is not None and change.mode in REGULAR:
            yield f"{change.blob} {place.kind}"


def work(settings: Mapping[str, Any], lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yield what the second process finds of the records ``lines`` (blob and kind).

    Blob and data as JSON, of those that are valid.
    """
    own = {name: bytes.fromhex(text) for name, text in settings["own"].items()}
    schemas = schemas_from(own, ProductFiles(Path(settings["product"])).schemas)
    kinds: deque[str] = deque()

    def blobs() -> Iterator[str]:
        for line in lines:
            blob, _, kind = line.partition(" ")
            kinds.append(kind)
            yield blob

    with Objects(Driver(Path(settings["git_dir"]))) as objects:
        for blob, text in objects.blobs(blobs(), MAX_BYTES + 1):
            schema = schemas.kinds.get(kinds.popleft())
            data = _valid(schema, text) if schema is not None and text is not None else None
            if data is not None:
                yield blob, data


def _valid(schema: KindSchema, text: bytes) -> str | None:
    """Return what ``text`` says as JSON; None where it is not valid or JSON cannot say it."""
    try:
        data = load_yaml(text)
    except YamlUnacceptable:
        return None
    return encoded(data) if isinstance(data, dict) and schema.is_valid(data) else None

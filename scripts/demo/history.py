"""The year as history: each submission a commit of its unit's clerk, merged with a receipt."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from scoring.calendar.zone import iso
from scripts.demo.desk import Submission
from scripts.demo.stage import Stage
from scripts.repository.stream import GONGKAI, Person, Signature, Stream
from scripts.yaml_writer import in_schema_order, yaml_text


def clerk_of(unit: str) -> str:
    """Return the login under which ``unit`` hands in."""
    return f"{unit}-clerk"


class Receiving:
    """Merges submissions into ``main``, one after another in order of receipt.

    ``head`` is the commit that ``main`` stands at, made at the time ``since``.
    """

    def __init__(self, stream: Stream, stage: Stage, head: int | str, since: datetime) -> None:
        self._stream = stream
        self._stage = stage
        self._heads = [head]
        self._times = [since]

    def receive(self, submissions: Iterable[Submission]) -> None:
        """Write the commits of ``submissions``."""
        for submission in submissions:
            self._receive(submission)

    def _receive(self, submission: Submission) -> None:
        files = {path: self._stream.blob(content) for path, content in self._files(submission)}
        unit = self._stage.registry[submission.unit]
        title = self._stage.schemas.kinds[submission.kind].title
        login = clerk_of(submission.unit)
        sent = Signature(Person(unit.short_name, f"{login}@localhost"), submission.sent)
        # The clerk began at the head of that hour: others have been merged since.
        base = self._heads[max(bisect_right(self._times, submission.sent) - 1, 0)]
        told = f"{title}：{submission.data['title']}"
        branch = self._stream.commit(files, f"{told}\n", sent, sent, (base,), on_main=False)
        received = Signature(GONGKAI, submission.received)
        message = (
            f"收件：{unit.short_name} {told}\n\n"
            f"Received-at: {iso(submission.received)}\nSubmitted-by: {login}\nUnit: {unit.id}\n"
        )
        parents = (self._heads[-1], branch)
        self._heads.append(self._stream.commit(files, message, received, received, parents))
        self._times.append(submission.received)

    def _files(self, submission: Submission) -> Iterable[tuple[str, bytes]]:
        document = self._stage.schemas.kinds[submission.kind].document
        text = yaml_text(in_schema_order(submission.data, document))
        yield f"units/{submission.id}.yml", text.encode()
        for name, content in submission.files.items():
            yield f"units/{submission.id}/{name}", content

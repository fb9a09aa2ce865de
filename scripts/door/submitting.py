"""What is handed in at the door, on its way through the gate that pushes go through as well."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from scoring.admission.paths import read_path
from scoring.assessment import Assessment
from scoring.errors import WrongUse
from scoring.history.commit_objects import unsigned_commit
from scoring.history.commits import PLAIN
from scoring.history.repository import MAIN, open_repository
from scoring.history.tree import TreeFile
from scoring.problem import Problem
from scoring.records.formats import is_submitter as is_login
from scoring.records.record import Record
from scripts.door.material import Material
from scripts.door.place import Door
from scripts.door.quarantine import Quarantine, quarantine
from scripts.door.turning_away import REFUSED, TurnedAway
from scripts.gate.answer import Answer
from scripts.gate.receiving import Gate, Submission, receive
from scripts.gate.sealing import find_key
from scripts.gate.serving.pushes import SUBMIT
from scripts.gate.timing import seconds
from scripts.gate.writing import Writer
from scripts.product import product_root

_MESSAGE = "由网上报送\n"


def submit(door: Door, material: Material, who: str, received: datetime) -> Answer:
    """Make a branch of ``material`` and let the gate judge and merge it.

    ``who`` is the login that the server has authenticated, ``received`` (aware) when the request
    was complete. What is refused leaves no object behind. Raises TurnedAway for what no branch can
    be made of, GongkaiError as ``receive`` does.
    """
    if not is_login(who):
        raise WrongUse("submitter-unreadable", login=who[:80])
    units = material.units
    if len(units) != 1:
        values = {"units": "、".join(units)}
        problem = Problem("submission-several-units", "", 0, 0, values)
        raise TurnedAway(REFUSED, "package-refused", (problem,))
    name = f"{SUBMIT}{units[0]}/door-{seconds(received):%Y%m%dT%H%M%S}-{material.digest()[:12]}"
    repository = open_repository(door.path)
    with quarantine(repository.git_dir) as aside:
        tip = _branch(aside, material, repository.head(MAIN), who, received)
        gate = _gate(door, repository.git_dir, aside.keep)
        return receive(gate, Submission(tip, who, units[0], received, name=name))


def earlier_records(door: Door, material: Material) -> tuple[Record, ...]:
    """Return the records of ``material`` that are on ``main`` already, with their receipts.

    Who has not seen an answer and sends the same again shall learn that all is well.
    """
    archive = Assessment.open(door.path, head=MAIN, product=product_root()).archive
    places = (read_path(path)[0] for path in sorted(material.files))
    found = (archive.records.get(place.id) for place in places if place is not None)
    return tuple(record for record in found if record is not None)


def _branch(aside: Quarantine, material: Material, head: str, who: str, received: datetime) -> str:
    """Write a commit on top of ``head`` that brings the files, and return its name."""
    writer = aside.writer
    files = {path: TreeFile(PLAIN, writer.blob(read())) for path, read in material.files.items()}
    tree = writer.tree(head, files)
    person = f"{who} <{who}@localhost>"
    return writer.commit(unsigned_commit(tree, (head,), person, seconds(received), _MESSAGE))


def _gate(door: Door, git_dir: Path, keep: Callable[[], None]) -> Gate:
    key = find_key(None, Writer(git_dir))
    return Gate(door.path, product_root(), key, door.clock, keep=keep)

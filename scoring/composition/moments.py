"""The archive as seen at a moment, with the times that rulings had set by then."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from scoring.records.archive import Archive
from scoring.records.schemas import KindSchema
from scoring.records.view import Entry, GivenTime, Order, View

SET_TIME = "set-time"
WAIVE = "waive-deduction"


def before(moment: datetime) -> Order:
    """Return the cutoff that sees every record with a time before ``moment``."""
    return (moment, -1, "")


def view_at(archive: Archive, kinds: Mapping[str, KindSchema], cutoff: Order) -> View:
    """Return the view at ``cutoff``, times set by rulings seen there included.

    Of several rulings on a record's time the last holds (reading 17).
    """
    bare = View(archive, kinds, cutoff)
    given = {
        ruling.record.data["record"]: GivenTime(
            datetime.fromisoformat(ruling.record.data["time"]), ruling.record.id
        )
        for ruling in rulings(bare, SET_TIME)
    }
    return View(archive, kinds, cutoff, given) if given else bare


def rulings(view: View, effect: str) -> Iterator[Entry]:
    """Yield the rulings with this ``effect`` seen in ``view``, in order.

    A ruling's kind is known by its schema's ``x-effect: ruling``.
    """
    for kind in view.kinds.values():
        if kind.effect == "ruling":
            for entry in view.of(kind.kind):
                if entry.record.data.get("effect") == effect:
                    yield entry

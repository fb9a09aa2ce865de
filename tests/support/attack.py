"""One row of the table of attacks: what is done, what the gate says, what the audit says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scripts.gate.answer import Answer
from tests.support.forge import Given
from tests.support.stage import NOW, Stage

Mount = Callable[[Stage], None]
Knock = Callable[[Stage], Answer]


@dataclass(frozen=True)
class Attack:
    """An attack.

    ``gate`` are the codes with which the gate refuses it, ``audit`` those with which the audit
    names it where the gate was bypassed; ``knock`` sends it to the gate, ``mount`` puts it on main.
    A row that only one of them can catch says in ``why`` what keeps the other from it.
    """

    name: str
    audit: frozenset[str]
    gate: frozenset[str]
    mount: Mount | None = None
    knock: Knock | None = None
    why: str = ""


def submitted(
    name: str,
    files: Mapping[str, Given],
    gate: str,
    audit: str,
    *,
    who: str = "wanshui-clerk",
    unit: str = "wanshui",
    why: str = "",
) -> Attack:
    """An attack by what a branch holds.

    For the audit the same branch is merged by hand with a receipt that the gate's own key signs:
    as a gate would that judges nothing.
    """

    def knock(stage: Stage) -> Answer:
        return stage.submit(files, who)

    def mount(stage: Stage) -> None:
        tip = stage.forge.branch(files, at=NOW)
        stage.forge.merge(tip, at=NOW, unit=unit, who=who)

    return Attack(
        name, _codes(audit), _codes(gate), mount if audit else None, knock if gate else None, why
    )


def bypassing(name: str, audit: str, why: str = "") -> Callable[[Mount], Attack]:
    """An attack on main itself, past the gate: the decorated function mounts it."""

    def row(mount: Mount) -> Attack:
        text = why or "the gate is never asked: whoever writes to the disk goes past it"
        return Attack(name, _codes(audit), frozenset(), mount, None, text)

    return row


def knocking(row: Attack, codes: str, knock: Knock) -> Attack:
    """Return ``row`` with what the gate says to the same attack."""
    return replace(row, gate=_codes(codes), knock=knock, why="")


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())

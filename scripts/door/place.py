"""Where a door is: its repository, its clock, the settings it goes by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

DOOR_SETTING = "gongkai.door"
"""``true`` where the door is open; anything else, and it is shut."""

ADDRESS_SETTING = "gongkai.doorAddress"
"""The door's own address as browsers have it, where the operator has named it."""


@dataclass(frozen=True)
class Door:
    """The door of the bare repository at ``path``; ``clock`` tells the time (aware)."""

    path: Path
    clock: Callable[[], datetime]

"""A due (待报事项), as a value that knows no rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Due:
    """What ``unit`` has to hand in by the end of ``last_day`` (24:00, Asia/Shanghai), and why.

    ``code`` and ``values`` make the sentence by the message catalogue. ``kind`` is the record
    wanted, ``points`` what the rule takes if nothing more comes, ``earns`` what it gives if it
    does, where nothing is lost without; ``trigger`` the record that started the clock, where one
    did. ``internal``: the trigger is not for the public, nor is what is owed on it. ``in_share``:
    it counts in the share of what was done in time, and has no points of its own.
    """

    unit: str
    unit_name: str
    node: str
    node_title: str
    rule: str
    kind: str
    period: str
    last_day: date
    points: Decimal
    code: str
    values: Mapping[str, Any]
    trigger: str | None = None
    internal: bool = False
    earns: Decimal = Decimal(0)
    in_share: bool = False

    @property
    def identity(self) -> str:
        """A name that stays the same while dates and counts change."""
        return "/".join((self.unit, self.node, self.rule, self.trigger or self.period))

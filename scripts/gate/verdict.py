"""What stands on ``main``, and what the gate makes of a branch: the values between its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scoring.admission.results import Admission
from scoring.history.commits import Commit
from scoring.history.tree import TreeFile
from scoring.messages import level
from scoring.problem import Problem
from scoring.records.record import Record
from scoring.records.registry import Registry, Unit
from scripts.checking.reporters import WARNING, errors_in
from scripts.checking.rules import Rules


@dataclass(frozen=True)
class Main:
    """What stands on ``main``: rules, records, the chain, and its files in the units' folders."""

    rules: Rules
    admission: Admission
    chain: Sequence[Commit]
    files: Mapping[str, TreeFile]

    @property
    def registry(self) -> Registry:
        """The units."""
        return self.rules.registry


@dataclass(frozen=True)
class Verdict:
    """What the gate makes of a branch.

    Nothing wrong but warnings: it may be merged, and then the tree gets ``files``. ``unit`` is the
    one it speaks for, None where that could not be told; ``registry``: it replaces entries of
    units. ``records`` are the new ones with their data (times not yet known).
    """

    problems: tuple[Problem, ...]
    unit: Unit | None = None
    registry: bool = False
    files: Mapping[str, TreeFile] = field(default_factory=dict)
    records: tuple[Record, ...] = ()

    @property
    def accepted(self) -> bool:
        """Tell whether nothing keeps it out."""
        return not errors_in(self.problems)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what keeps it out, sorted, each once."""
        errors = {each.code for each in self.problems if level(each.code) != WARNING}
        return tuple(sorted(errors))

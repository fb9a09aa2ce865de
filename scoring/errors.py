"""Errors that a user must see: a code of the message catalogue, its values, an exit status."""

from scoring.problem import Problem


class GongkaiError(Exception):
    """Something a user can mend. ``exit_status`` is 1 (problems found) or 2 (wrong use)."""

    exit_status = 1

    def __init__(self, code: str, problems: tuple[Problem, ...] = (), **values: str | int) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values: dict[str, str | int] = dict(values)
        self.problems = problems


class WrongUse(GongkaiError):
    """The command was called wrongly: unknown unit, kind or path, no repository."""

    exit_status = 2

"""What is raised of a rulebook whose parts do not fit together."""

from scoring.problem import Pointer


class RulebookUnusable(ValueError):
    """A rulebook's parts do not fit together; ``code`` is a key of the message catalogue."""

    def __init__(self, code: str, pointer: Pointer, **values: str | int) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.pointer = pointer
        self.values: dict[str, str | int] = dict(values)

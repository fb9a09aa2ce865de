"""What is wrong with a file that was read: a code of the message catalogue, and its values."""

from scoring.problem import Problem


class Told:
    """One thing that is wrong, before it is known in which file."""

    __slots__ = ("code", "values")

    def __init__(self, code: str, /, **values: str | int) -> None:
        self.code = code
        self.values = values

    def of(self, file: str) -> Problem:
        """Return it as a problem of ``file``."""
        return Problem(self.code, file, 0, 0, self.values)

"""A request that is turned away before the gate is asked: an HTTP status and its reasons."""

from scoring.errors import GongkaiError
from scoring.problem import Problem

BAD, FORBIDDEN, NOT_FOUND, TOO_LARGE, REFUSED = 400, 403, 404, 413, 422


class TurnedAway(GongkaiError):
    """Says why, by a code of the catalogue; ``problems`` tell more where there is more."""

    def __init__(
        self, status: int, code: str, problems: tuple[Problem, ...] = (), **values: str | int
    ) -> None:
        super().__init__(code, problems, **values)
        self.status = status

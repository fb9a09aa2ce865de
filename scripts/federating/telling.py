"""What a comparison says of a county's state and why, for pages, tables and the terminal."""

from scoring.messages import sentence
from scripts.federating.comparing import Row
from scripts.federating.harvest import State
from scripts.language import Language, both, pick

_STATES = {
    State.COMPARED: both("已比较", "compared"),
    State.HELD: both("待核定后公布", "held until confirmed"),
    State.NOT_FETCHED: both("未能取得", "not fetched"),
    State.NOT_VERIFIED: both("未能核验", "not verified"),
    State.NOT_SCORED: both("未能评分", "not scored"),
}
_CONFIRMED = both("已经核定", "confirmed")
_FINAL = both("已结账，未经核定", "final, not confirmed")
_OPEN = both("未结账", "not final")


def told_state(state: State, language: Language = "zh") -> str:
    """Return a state in words."""
    return pick(_STATES[state], language)


def told_why(row: Row, language: Language = "zh") -> str:
    """Return why a county is not compared, in one sentence; empty where it is."""
    return "" if row.why is None else sentence(row.why.code, row.why.values, language)


def told_results(row: Row, language: Language = "zh") -> str:
    """Return whether the year's results are final, and whether the office has confirmed them."""
    if row.state is not State.COMPARED:
        return ""
    if row.confirmed:
        return pick(_CONFIRMED, language)
    return pick(_FINAL if row.final else _OPEN, language)

"""A rule that cannot be is refused by the name of the field that is wrong, wherever it stands."""

from decimal import Decimal
from typing import Any

import pytest

from scoring.rulebook.model import Rule
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules import understand

QUOTA = {"record": "paper", "at_least": 1, "points_per_missing": 1}
MARK = {"record": "score", "every": "quarter"}
COUNT = {"record": "paper", "every": "quarter", "figure": {"count": True}}
REPLIES = {"to": "letter", "match": {"letter": "id"}, "starts": ["received"], "within": 3}
ODD = {"by": "unit", "is": {"one": "3"}, "else": 2}


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("mark", {**MARK, "value": "points", "over": "average"}, "round"),
        ("mark", {**MARK, "level": "level", "levels": {}}, "levels"),
        ("mark", {**MARK, "value": "points", "over": "most"}, "over"),
        ("mark", {**MARK, "value": "points", "losing": "yes"}, "losing"),
        ("mark", {**MARK, "value": "points", "round": {"places": "2"}}, "round"),
        ("mark", {**MARK, "value": "points", "round": {"places": 2, "how": 5}}, "round"),
        ("mark", MARK, "value"),
        ("mark", {**MARK, "value": "points", "level": "level"}, "level"),
        ("quota", {**QUOTA, "each": {"key": "column", "of": "columns"}}, "each"),
        ("quota", {**QUOTA, "each": {"key": "column", "of": ["news"]}}, "each"),
        ("quota", {**QUOTA, "every": "month", "each": {"of": ["news"]}}, "each"),
        ("quota", {**QUOTA, "every": "fortnight"}, "every"),
        ("deadline", {"record": "paper", "due": "06-30", "points": ODD}, "points"),
        ("deadline", {"record": "paper", "due": "06-30", "points": {**ODD, "by": 3}}, "points"),
        ("band", {**COUNT, "figure": {"ratio": ["done"]}, "bands": [{"points": 1}]}, "figure"),
        (
            "band",
            {**COUNT, "figure": {"in_time_count": REPLIES}, "distinct": ["url"]},
            "distinct",
        ),
        ("band", {**COUNT, "bands": 7}, "bands"),
        ("band", {**COUNT, "bands": []}, "bands"),
        ("band", {**COUNT, "bands": [7]}, "bands"),
        ("band", {**COUNT, "bands": [{"points": 1}], "without": {"points": "1"}}, "without"),
        ("band", {**COUNT, "bands": [{"at_least": 1}]}, "bands"),
        ("band", {**COUNT, "bands": [{"points": 1}, {"at_least": 1, "points": 2}]}, "bands"),
        (
            "band",
            {**COUNT, "bands": [{"at_least": Decimal(1), "earns": ODD}]},
            "bands",
        ),
    ],
)
def test_the_field_is_named(kind: str, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(RulebookUnusable) as refused:
        understand(Rule("own", kind, fields, None, (), 0))
    assert refused.value.values == {"rule": "own", "kind": kind, "field": field}

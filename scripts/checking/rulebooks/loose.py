"""Rules of a rulebook that cannot be read yet, taken as they stand.

So what they name and look for is told beside what is wrong with its form, in one go.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.problem import Pointer
from scoring.rulebook.model import Rule
from scoring.rulebook.parse import RULE_FIELDS


def loose_rules(data: Any, above: Pointer = ()) -> Iterator[tuple[Rule, Pointer]]:
    """Yield what looks like a rule anywhere below ``data``, a node or the whole, with its place."""
    if not isinstance(data, Mapping):
        return
    for index, rule in enumerate(_listed(data.get("rules"))):
        if isinstance(rule, Mapping) and all(isinstance(name, str) for name in rule):
            fields = {name: value for name, value in rule.items() if name not in RULE_FIELDS}
            place = (*above, "rules", index)
            yield Rule(str(rule.get("id")), str(rule.get("kind")), fields, None, (), 0), place
    for index, node in enumerate(_listed(data.get("nodes"))):
        yield from loose_rules(node, (*above, "nodes", index))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

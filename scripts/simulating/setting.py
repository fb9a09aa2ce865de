"""A setting as somebody writes it: ``2023-township:disclosure/news.monthly.at_least=3``."""

from dataclasses import dataclass
from typing import Any

from scoring.errors import WrongUse
from scoring.problem import Problem
from scoring.records.yamltext import YamlUnacceptable, load_yaml
from scripts.yaml_writer import yaml_text

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Setting:
    """One place of one rulebook and its new value; None takes away what stands there.

    ``steps`` lead to the place: a node's path, a rule's id, names of fields.
    """

    rulebook: str
    steps: tuple[str, ...]
    value: Any


def setting_of(told: str) -> Setting:
    """Return the change that ``told`` (``RULEBOOK:PLACE=VALUE``) asks for; the value is YAML.

    Raises WrongUse for anything else.
    """
    place, equals, value = told.partition("=")
    rulebook, colon, target = place.partition(":")
    steps = tuple(step.strip() for step in target.split("."))
    if not equals or not colon or not rulebook.strip() or not all(steps):
        raise WrongUse("simulate-set-form", value=told[:_SHOWN])
    return Setting(rulebook.strip(), steps, _value(value, told))


def _value(text: str, told: str) -> Any:
    try:
        value = load_yaml(text.encode("utf-8", "surrogateescape"))
        load_yaml(yaml_text({"value": value}).encode())  # 1e99 is too long as it is written
        return value
    except YamlUnacceptable as error:
        problem = Problem(error.code, "--set", error.line, error.column, error.values)
        raise WrongUse("simulate-value", (problem,), value=told[:_SHOWN]) from None

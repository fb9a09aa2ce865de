"""A record checked for what it holds, by the schemas and the registry of this repository."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from scoring.admission.situation import Situation
from scoring.admission.standing import Standing
from scoring.problem import Problem
from scoring.records.record import Receipt, Record, Strength, units_spoken_of
from scoring.records.schemas import SchemaSet
from scoring.records.yamltext import load_yaml
from scripts.content.others import Others
from scripts.content.record import check_record
from tests.support.admitting import NoFiles
from tests.support.memory import registry, schemas
from tests.support.records import as_yaml, example


def situation(kinds: SchemaSet | None = None) -> Situation:
    """Return a situation in which nothing stands."""
    return Situation(kinds or schemas(), registry(), lambda: (), Standing(), NoFiles())


def attached(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Return how a record lists ``files``."""
    return [
        {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]


def checked(
    kind: str,
    files: Mapping[str, bytes] | None = None,
    *,
    unit: str = "wanshui",
    year: int = 2023,
    others: Iterable[Record] = (),
    kinds: SchemaSet | None = None,
    **changes: Any,
) -> tuple[Problem, ...]:
    """Return what is found in the example of ``kind`` with ``changes`` and ``files``."""
    listed = {"attachments": attached(files)} if files else {}
    text = as_yaml(example(kind, **listed, **changes))
    return check_text(kind, text, files or {}, unit=unit, year=year, others=others, kinds=kinds)


def check_text(
    kind: str,
    text: bytes,
    files: Mapping[str, bytes],
    *,
    unit: str = "wanshui",
    year: int = 2023,
    others: Iterable[Record] = (),
    kinds: SchemaSet | None = None,
) -> tuple[Problem, ...]:
    """Return what is found in ``text``."""
    path = f"units/{unit}/{year}/{kind}/{year}-05-06-01.yml"
    beside = Others(others)
    return check_record(path, load_yaml(text), text, files, situation(kinds), others=beside)


def standing(
    kind: str, slug: str, *, unit: str = "wanshui", year: int = 2023, **changes: Any
) -> Record:
    """Return a record that stands already."""
    data = example(kind, **changes)
    return Record(
        id=f"{unit}/{year}/{kind}/{year}-03-04-{slug}",
        unit=unit,
        year=year,
        kind=kind,
        data=data,
        receipt=Receipt("0" * 40, 1, None, Strength.RECORDED),
        speaks_of=units_spoken_of(unit, schemas().kinds[kind].unit_field, data),
    )


def codes(problems: Iterable[Problem]) -> list[str]:
    """Return the codes alone."""
    return [problem.code for problem in problems]

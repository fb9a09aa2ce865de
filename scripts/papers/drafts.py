"""Criticism records that a quarterly circular amounts to, as drafts for the office.

Which criticisms a circular can make is read from the rulebooks: where a rule counts circulars
quarter by quarter (连续四季度), its ``where`` says of what kind they are, and the other rules of
its node say what they are about. Units that fell short there in the quarter are the ones to name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scoring.calendar.periods import Period
from scoring.records.schemas import KindSchema
from scoring.rulebook.model import Rulebook
from scripts.papers.circular import case_rows, title_of, told_quarter
from scripts.papers.quarter import Case, Matter
from scripts.papers.words import listed
from scripts.yaml_writer import in_schema_order, yaml_text

_STREAK = "streak"
_QUARTER = "quarter"
_HEAD = "{units}{quarter}{subject}，予以通报。"
_CASE = "{unit}：{reasons}"
_LONGEST = 10000  # characters, as the schema of criticisms has it


@dataclass(frozen=True, slots=True)
class Draft:
    """One record to be: its kind, the last part of its name, its text."""

    kind: str
    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a circular criticises: records of ``kind``, with these fields, over ``lacking``."""

    kind: str
    period_field: str
    where: tuple[tuple[str, str], ...]
    lacking: frozenset[str]


def drafts(
    found: tuple[Matter, ...],
    rulebooks: Iterable[Rulebook],
    kinds: Mapping[str, KindSchema],
    quarter: Period,
    *,
    dated: date,
    number: str,
) -> tuple[Draft, ...]:
    """Return the records of the circular on ``quarter`` numbered ``number``; none without cause.

    The fields are named by the schema's annotations, so that a county's own kind serves as well.
    """
    return tuple(
        draft
        for ground in dict.fromkeys(_grounds(rulebooks))
        if ground.kind in kinds
        for draft in _drafts(ground, kinds[ground.kind], found, quarter, dated, number)
    )


def _grounds(rulebooks: Iterable[Rulebook]) -> Iterator[_Ground]:
    for book in rulebooks:
        for leaf in book.leaves():
            for rule in leaf.rules:
                if rule.kind == _STREAK and rule.fields.get("every") == _QUARTER:
                    others = {each.fields.get("record") for each in leaf.rules if each is not rule}
                    where = rule.fields.get("where", {})
                    yield _Ground(
                        kind=str(rule.fields.get("record")),
                        period_field=str(rule.fields.get("period")),
                        where=tuple((name, _one(value)) for name, value in where.items()),
                        lacking=frozenset(str(each) for each in others if each),
                    )


def _one(value: Any) -> str:
    """Return the value a draft has where the rule accepts several: the first."""
    return str(value[0]) if isinstance(value, list | tuple) else str(value)


def _drafts(
    ground: _Ground,
    schema: KindSchema,
    found: tuple[Matter, ...],
    quarter: Period,
    dated: date,
    number: str,
) -> Iterator[Draft]:
    cases = _cases(ground, found)
    if not cases or schema.unit_field is None or schema.date_field is None:
        return
    fields = dict(ground.where)
    data = {
        "kind": ground.kind,
        "title": title_of(quarter),
        schema.unit_field: sorted(cases),
        **fields,
        schema.date_field: dated.isoformat(),
        ground.period_field: quarter.name,
        "document_number": number,
        "content": _content(schema, fields, cases, quarter),
    }
    yield Draft(
        kind=ground.kind,
        slug="-".join((quarter.name.lower(), *list(fields.values())[-1:])),
        text=yaml_text(in_schema_order(data, schema.document)),
    )


def _cases(ground: _Ground, found: tuple[Matter, ...]) -> dict[str, list[Case]]:
    """Return by unit what it lacked of the records that ``ground`` is about."""
    cases: dict[str, list[Case]] = {}
    for matter in found:
        for case in matter.cases:
            losses = tuple(
                loss
                for loss in case.losses
                if loss.kind is not None and loss.kind.kind in ground.lacking
            )
            if losses:
                cases.setdefault(case.account.entry.id, []).append(replace(case, losses=losses))
    return cases


def _content(
    schema: KindSchema, fields: Mapping[str, str], cases: dict[str, list[Case]], quarter: Period
) -> str:
    names = [group[0].account.entry.short_name for group in cases.values()]
    told = (schema.whole.field(name) for name in list(fields)[-1:])
    subject = "".join(
        part.labels.get(fields[list(fields)[-1]], "") for part in told if part is not None
    )
    head = _HEAD.format(units=listed(names), quarter=told_quarter(quarter), subject=subject)
    return "\n".join((head, *(_reasons(group) for group in cases.values())))[:_LONGEST]


def _reasons(group: list[Case]) -> str:
    rows = (row for case in group for row in case_rows(case))
    told = (f"{period}{reason}".replace("\n", " ") for _, period, reason, _ in rows)
    return _CASE.format(unit=group[0].account.entry.short_name, reasons="".join(told))

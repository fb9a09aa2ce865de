"""The pages of 提交: one for each kind, and the list of all by who files what."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.records.formats import FILE_NAME_BYTES, FILE_NAME_LENGTH
from scoring.records.registry import Unit
from scoring.records.schemas import Writer
from scoring.records.yamltext import MAX_BYTES
from scoring.rulebook.model import Rulebook
from scripts.forms.model import Form, Option, Text
from scripts.forms.reading import form_of
from scripts.portal import addresses
from scripts.portal.page import Page
from scripts.portal.sending import Sending
from scripts.portal.submit.controls import Offer, parts_of
from scripts.portal.submit.parts import OptionGroup, Part
from scripts.portal.submit.words import words
from scripts.portal.volume import Volume

_AT_NODES = frozenset(("priced", "marked"))
"""Terms of validity by which a record is about a node whose rules look at it."""

_LATER = frozenset(("supersedes", "release"))
"""Fields of every kind that few need; they stand folded up at the end."""

ENDINGS = ("docx", "xlsx", "pdf", "jpg", "png")


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that may file the kind: on its terms, fields it must and may not fill in.

    ``members`` are the sets of its entry that the form asks for, by name, as JSON.
    """

    id: str
    name: str
    requires: str
    forbids: str
    members: str


@dataclass(frozen=True, slots=True)
class FormBody:
    """The page of one kind. ``spec`` is what the scripts need beside the controls, as JSON."""

    form: Form
    units: tuple[tuple[str, tuple[UnitChoice, ...]], ...]
    years: tuple[int, ...]
    parts: tuple[Part, ...]
    later: tuple[Part, ...]
    fork: tuple[str, str] | None
    spec: str
    sending: Sending


@dataclass(frozen=True, slots=True)
class Entry:
    """A form in the list."""

    title: str
    help: str
    address: str
    internal: bool


@dataclass(frozen=True, slots=True)
class IndexBody:
    """The list of forms: who files what."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    sending: Sending


SCRIPTS = tuple(
    f"forms/{name}.js"
    for name in (
        "text", "yaml", "digest", "archive", "formats", "page", "fields", "rows", "files",
        "tables", "checks", "errors", "asking", "draft", "send", "answer", "form",
    )
)  # fmt: skip
"""The scripts of a form, in the order in which they are loaded."""


def pages(volume: Volume) -> Iterator[Page]:
    """Yield the list of forms and a page for every kind; ``volume`` is the newest year."""
    forms = tuple(form_of(kind) for kind in volume.site.schemas.kinds.values())
    yield Page(
        address=addresses.submit(),
        template="forms.html",
        title="提交材料",
        description="在线填写并报送各类政务公开材料。",
        year=volume.year,
        body=IndexBody(tuple(_groups(forms, volume)), volume.site.sending),
        sought=False,
        dated=False,
    )
    offer = _offer(volume)
    for form in forms:
        yield Page(
            address=addresses.submit(form.kind),
            template="form.html",
            title=f"提交{form.title}",
            description=f"在线填写并报送{form.title}。",
            year=volume.year,
            body=_body(form, volume, _that_count(offer, form, volume)),
            sought=False,
            scripts=SCRIPTS,
            dated=False,
        )


# --- who files what ------------------------------------------------------------------------------


def _groups(forms: tuple[Form, ...], volume: Volume) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield who files (kinds of unit, then holders of a role) with their forms."""
    by_writer: dict[str, list[Entry]] = {}
    for form in forms:
        for who in _filers(form):
            entry = Entry(form.title, form.help, addresses.submit(form.kind), form.internal)
            by_writer.setdefault(who, []).append(entry)
    for who in sorted(by_writer, key=lambda who: (who.startswith("role:"), -len(by_writer[who]))):
        yield _called(who, volume), tuple(by_writer[who])


def _filers(form: Form) -> tuple[str, ...]:
    """Return who files ``form``: kinds joined with ``,``, roles as ``role:assessor``."""
    return tuple(
        f"role:{writer.role}" if writer.role else ",".join(sorted(writer.kinds))
        for writer in form.writers
    )


def _called(who: str, volume: Volume) -> str:
    if who.startswith("role:"):
        role = who.removeprefix("role:")
        holders = [unit.short_name for unit in volume.everyone() if role in unit.roles]
        return "、".join(holders) or _role_name(role, volume)
    order = list(dict.fromkeys(unit.kind for unit in volume.everyone()))
    kinds = sorted(who.split(","), key=lambda kind: order.index(kind) if kind in order else 99)
    return "、".join(map(volume.kind_name, kinds))


def _role_name(role: str, volume: Volume) -> str:
    unit = volume.site.schemas.unit
    properties = unit.document.get("properties", {}) if unit is not None else {}
    labels = properties.get("roles", {}).get("items", {}).get("x-labels", {})
    return str(labels.get(role, role))


# --- one form ------------------------------------------------------------------------------------


def _body(form: Form, volume: Volume, offer: Offer) -> FormBody:
    fork = next((each for each in form.conditions if each.present and each.then.title), None)
    return FormBody(
        form=form,
        units=tuple(_units(form, volume)),
        years=tuple(year.year for year in volume.site.years),
        parts=parts_of(tuple(f for f in form.fields if f.name not in _LATER), offer),
        later=parts_of(tuple(f for f in form.fields if f.name in _LATER), offer),
        fork=(fork.otherwise.title, fork.then.title) if fork else None,
        spec=json.dumps(_spec(form, volume), ensure_ascii=False, separators=(",", ":")),
        sending=volume.site.sending,
    )


def _units(form: Form, volume: Volume) -> Iterator[tuple[str, tuple[UnitChoice, ...]]]:
    """Yield the units that may file, by kind, each on the first of its terms."""
    members = {
        field.shape.members
        for field in form.walk()
        if isinstance(field.shape, Text) and field.shape.members
    }
    groups: dict[str, list[UnitChoice]] = {}
    for unit in volume.everyone():
        ways = form.ways_of(unit)
        if ways:
            choice = _unit_choice(unit, ways[0], members)
            groups.setdefault(volume.kind_name(unit.kind), []).append(choice)
    yield from ((title, tuple(units)) for title, units in groups.items())


def _unit_choice(unit: Unit, way: Writer, sets: set[str]) -> UnitChoice:
    found = {
        name: [[member.code, member.name] for member in unit.sets.get(name, ())]
        for name in sorted(sets)
    }
    return UnitChoice(
        id=unit.id,
        name=unit.short_name,
        requires=" ".join(way.requires),
        forbids=" ".join(way.forbids),
        members=json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else "",
    )


def _offer(volume: Volume) -> Offer:
    units: dict[str, list[Option]] = {}
    for unit in volume.everyone():
        units.setdefault(unit.kind, []).append(Option(unit.id, unit.short_name))
    assessed = {book.assesses.get("kind") for book in volume.input.rulebooks}
    return Offer(
        units=tuple(
            OptionGroup(volume.kind_name(kind), tuple(options), whole=kind in assessed)
            for kind, options in units.items()
        ),
        nodes=tuple(
            OptionGroup(
                book.title,
                tuple(Option(node.path, f"{node.title}（{node.path}）") for node in book.leaves()),
            )
            for book in volume.input.rulebooks
        ),
    )


def _that_count(offer: Offer, form: Form, volume: Volume) -> Offer:
    """Return ``offer`` with those nodes alone whose rules look at records of the form's kind.

    Where a record is valid at such nodes only (a finding, a mark); all, where there are none.
    """
    if not any(term["term"] in _AT_NODES for term in form.schema.terms):
        return offer
    groups = tuple(
        replace(group, options=tuple(_counting(group, book, form.kind)))
        for group, book in zip(offer.nodes, volume.input.rulebooks, strict=True)
    )
    return replace(offer, nodes=tuple(each for each in groups if each.options) or offer.nodes)


def _counting(group: OptionGroup, book: Rulebook, kind: str) -> Iterator[Option]:
    for option, node in zip(group.options, book.leaves(), strict=True):
        if any(rule.fields.get("record") == kind for rule in node.rules):
            yield option


def _spec(form: Form, volume: Volume) -> Mapping[str, Any]:
    """Return what the scripts need to know of the form as a whole."""
    schema = form.schema
    sending = volume.site.sending
    return {
        "kind": form.kind,
        "title": form.title,
        "fixed": dict(form.fixed),
        "internal": form.internal,
        "date": form.date_field or "",
        "conditions": [asdict(each) for each in form.conditions],
        "checks": [
            dict(each)
            for each in schema.checks
            if each["check"] in ("balance", "not-after", "within-year")
        ],
        "terms": [
            dict(each) for each in schema.terms if each["term"] in ("unique-items", "at-most")
        ],
        "limits": {
            "endings": ENDINGS,
            "file": ATTACHMENT_LIMIT,
            "record": MAX_BYTES,
            "name": FILE_NAME_LENGTH,
            "nameBytes": FILE_NAME_BYTES,
        },
        "titles": dict(_titles(form)),
        "nodes": {node.path: node.title for book in volume.input.rulebooks for node in book.walk()},
        "door": sending.door or "",
        "forge": sending.forge.new_file if sending.forge else "",
        "words": words(),
    }


def _titles(form: Form) -> Iterator[tuple[str, str]]:
    """Yield the titles of all fields by path, so that a sentence can name them."""
    for field in form.walk():
        yield ".".join(field.path), field.title

"""What the engine must know of a kind, read from the ``x-`` keywords at the root of its schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from scoring.records.bundling import SchemaUnusable

EFFECTS = frozenset(("move-due", "ruling", "confirm"))
"""What a kind may do to the reckoning (``x-effect``)."""

_TERMS: dict[str, frozenset[str]] = {
    "unique": frozenset(("fields",)),
    "unique-items": frozenset(("items", "fields")),
    "at-most": frozenset(("items", "field", "of")),
    "priced": frozenset(("node", "code")),
    "marked": frozenset(("node",)),
}
_KNOWN = frozenset(
    (
        "x-writers", "x-unit", "x-date", "x-period", "x-node", "x-text", "x-internal", "x-public",
        "x-keeps", "x-stays", "x-span", "x-effect", "x-facts", "x-terms", "x-checks",
        "x-afterwards",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writer:
    """Who may write a kind: units of ``kinds``, or the holders of ``role``.

    Such a writer's records must have the fields ``requires`` and not have ``forbids``. With
    ``supersedes`` it may also correct records of the unit that it names in that field.
    """

    kinds: frozenset[str]
    role: str | None
    requires: tuple[str, ...]
    forbids: tuple[str, ...]
    supersedes: str | None


class Annotations:
    """Reads the annotations of one schema; every method raises SchemaUnusable for a wrong one."""

    def __init__(self, name: str, document: Mapping[str, Any]) -> None:
        self._name = name
        self._document = document
        self._fields = frozenset(document.get("properties", ()))
        for key in document:
            if key.startswith("x-") and key not in _KNOWN:
                self._refuse(key, "is no annotation of a kind")

    def writers(self) -> tuple[Writer, ...]:
        """Return who may write the kind (``x-writers``)."""
        entries = self._document["x-writers"]
        if not isinstance(entries, list):
            self._refuse("x-writers", "is not a list")
        return tuple(map(self._writer, entries))

    def _writer(self, entry: Any) -> Writer:
        key = "x-writers"
        if not isinstance(entry, dict) or len({"kinds", "role"} & entry.keys()) != 1:
            self._refuse(key, "needs entries with either kinds or role")
        if not entry.keys() <= {"kinds", "role", "requires", "forbids", "supersedes"}:
            self._refuse(key, "has an entry with an unknown key")
        role, supersedes = entry.get("role"), entry.get("supersedes")
        if "role" in entry and not isinstance(role, str):
            self._refuse(key, "has a role that is not text")
        return Writer(
            kinds=frozenset(self._texts(key, entry.get("kinds", []))),
            role=role,
            requires=self._known(key, entry.get("requires", [])),
            forbids=self._known(key, entry.get("forbids", [])),
            supersedes=None if supersedes is None else self._known(key, [supersedes])[0],
        )

    def field(self, key: str) -> str | None:
        """Return the field that ``key`` names, None where the annotation is absent.

        Only ``x-unit`` may name a field of the items of a list (``rows[].unit``).
        """
        value = self._document.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self._refuse(key, "is not a text")
        if key == "x-unit":
            self._known(key, [value.partition("[].")[0]])
            return value
        return self._known(key, [value])[0]

    def fields(self, key: str) -> tuple[str, ...]:
        """Return the fields that ``key`` lists; none where the annotation is absent."""
        return self._known(key, self._document.get(key, []))

    def internal(self) -> bool:
        """Tell whether nothing of the kind is public (``x-internal``)."""
        return self._flag("x-internal")

    def afterwards(self) -> bool:
        """Tell whether the kind may speak of units that are gone (``x-afterwards``)."""
        return self._flag("x-afterwards")

    def _flag(self, key: str) -> bool:
        value = self._document.get(key, False)
        if not isinstance(value, bool):
            self._refuse(key, "is neither true nor false")
        return bool(value)

    def span(self) -> Mapping[str, str] | None:
        """Return the fields by which a record opens or closes a span of time (``x-span``)."""
        value = self._document.get("x-span")
        if value is None:
            return None
        if not isinstance(value, dict) or value.keys() != {"from", "closes", "to"}:
            self._refuse("x-span", "needs from, closes and to")
        self._known("x-span", list(value.values()))
        return dict(value)

    def effect(self) -> str | None:
        """Return what the kind does to the reckoning (``x-effect``)."""
        value = self._document.get("x-effect")
        if value is None:
            return None
        if not isinstance(value, str) or value not in EFFECTS:
            self._refuse("x-effect", f"is none of {', '.join(sorted(EFFECTS))}")
        return value

    def facts(self) -> Mapping[str, Mapping[str, str]]:
        """Return the facts read from attachments, by name (``x-facts``)."""
        value = self._document.get("x-facts", {})
        if not isinstance(value, dict):
            self._refuse("x-facts", "is not an object")
        for fact in value.values():
            if not isinstance(fact, dict) or fact.keys() != {"files", "text"}:
                self._refuse("x-facts", "needs files and text for each fact")
            self._texts("x-facts", list(fact.values()))
        return dict(value)

    def terms(self) -> tuple[Mapping[str, Any], ...]:
        """Return the conditions of validity beyond the schema (``x-terms``)."""
        value = self._document.get("x-terms", [])
        if not isinstance(value, list):
            self._refuse("x-terms", "is not a list")
        for term in value:
            self._check_term(term)
        return tuple(value)

    def _check_term(self, term: Any) -> None:
        key = "x-terms"
        name = term.get("term") if isinstance(term, dict) else None
        needs = _TERMS.get(name) if isinstance(name, str) else None
        if needs is None or term.keys() != {"term", *needs}:
            self._refuse(key, f"has an entry that is no term: {term!r}")
        if not term.get("fields", ["any"]):
            self._refuse(key, "has a term without fields")
        if "items" in term:  # the fields are those of the items
            self._known(key, [term["items"]])
            self._texts(key, [term[each] for each in ("field", "of") if each in term])
            self._texts(key, term.get("fields", []))
        elif "fields" in term:
            self._known(key, term["fields"])
        else:
            self._known(key, [term[name] for name in sorted(needs)])

    def _known(self, key: str, names: Any) -> tuple[str, ...]:
        texts = self._texts(key, names)
        for name in texts:
            if name not in self._fields:
                self._refuse(key, f"names the field {name!r}, which the schema does not have")
        return texts

    def _texts(self, key: str, values: Any) -> tuple[str, ...]:
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self._refuse(key, "is not a list of texts")
        return tuple(values)

    def _refuse(self, key: str, reason: str) -> NoReturn:
        raise SchemaUnusable(self._name, f"{key} {reason}")

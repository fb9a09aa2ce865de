"""Who is who at each commit's first parent: the registry, replayed for the judging of seals."""

from scoring.admission.loading import RULE_FILE_BYTES, unit_of
from scoring.admission.product import ProductFiles
from scoring.admission.rules_along import ParsedRules, RulesAlong
from scoring.history.commits import Change, Commit
from scoring.history.objects import Objects
from scoring.history.tree import SCHEMAS, Tree, is_unit_file, unit_of_file
from scoring.records.registry import REGISTRAR, Unit, governed_fields
from scoring.records.submitters import submits


class RegistryAlong:
    """The registry in force at the first parent of the commit to come; ``advance`` goes on.

    Commits that touch neither the registry nor its schema cost nothing, and a registry is read
    only when asked for.
    """

    def __init__(
        self,
        objects: Objects,
        product: ProductFiles,
        parsed: ParsedRules | None = None,
        tree: Tree | None = None,
    ) -> None:
        self._objects = objects
        self._tree = tree or Tree()
        self._rules = RulesAlong(self._tree, objects, product, parsed)

    def submits(self, unit: str, login: str) -> bool:
        """Tell whether ``login`` (``login`` or ``login#id``) is a submitter of ``unit``."""
        known = self._rules.registry.get(unit)
        return known is not None and submits(known, login)

    def is_registrar(self, unit: str) -> bool:
        """Tell whether ``unit`` keeps the registry."""
        known = self._rules.registry.get(unit)
        return known is not None and REGISTRAR in known.roles

    def governed(self, change: Change) -> str | None:
        """Return a field of ``unit.yml`` that was changed and only a maintainer may change.

        None where there is none; ``unit.yml`` where the old or the new entry cannot be read.
        """
        unit_id = unit_of_file(change.path)
        old, new = self._rules.registry.get(unit_id), self._entry(unit_id, change.blob)
        if old is None or new is None:
            return "unit.yml"
        fields = governed_fields(old.entry, new.entry, has_roles=bool(old.roles))
        return next(iter(fields), None)

    def advance(self, commit: Commit) -> None:
        """Go on: ``commit``'s own changes take force for the next one."""
        changes = [
            change
            for change in commit.changes
            if change.path.startswith(SCHEMAS) or is_unit_file(change.path)
        ]
        if changes:
            self._tree.apply(changes)
            self._rules.applied(commit)

    def _entry(self, unit_id: str, blob: str) -> Unit | None:
        schemas = self._rules.schemas
        if schemas is None:
            return None
        text = self._objects.read(blob, RULE_FILE_BYTES + 1) or b""
        return unit_of(unit_id, text, schemas.unit)[0]

"""Who is who at each commit's first parent: the registry, replayed for the judging of seals."""

from scoring.admission.context import Context, Known
from scoring.admission.loading import SCHEME_BYTES, unit_of
from scoring.admission.paths import is_unit_file
from scoring.admission.product import ProductFiles
from scoring.history.commits import Change, Commit
from scoring.history.objects import Objects
from scoring.history.tree import SCHEMAS, UNITS, Tree
from scoring.records.registry import EARLIER, LIFE, Unit, rewrites_past
from scoring.records.submitters import submits

REGISTRAR = "registrar"


class RegistryAlong:
    """The registry in force at the first parent of the commit to come; ``advance`` goes on.

    Commits that touch neither the registry nor its schema cost nothing, and a registry is read
    only when asked for.
    """

    def __init__(
        self,
        objects: Objects,
        product: ProductFiles,
        known: Known | None = None,
        tree: Tree | None = None,
    ) -> None:
        self._objects = objects
        self._tree = tree or Tree()
        self._context = Context(self._tree, objects, product, known)

    def submits(self, unit: str, login: str) -> bool:
        """Tell whether ``login`` (``login`` or ``login#id``) is a submitter of ``unit``."""
        known = self._context.registry.get(unit)
        return known is not None and submits(known, login)

    def is_registrar(self, unit: str) -> bool:
        """Tell whether ``unit`` keeps the registry."""
        known = self._context.registry.get(unit)
        return known is not None and REGISTRAR in known.roles

    def governed(self, change: Change) -> str | None:
        """Return what of a changed ``unit.yml`` only a maintainer may change, None: nothing of it.

        The field, or ``unit.yml`` where the old or the new entry cannot be read.
        """
        unit_id = change.path.removeprefix(UNITS).removesuffix("/unit.yml")
        old, new = self._context.registry.get(unit_id), self._entry(unit_id, change.blob)
        if old is None or new is None:
            return "unit.yml"
        if old.kind != new.kind:
            return "kind"
        if old.roles != new.roles:
            return "roles"
        for name in LIFE:
            if old.entry.get(name) != new.entry.get(name):
                return name
        if rewrites_past(old.entry.get(EARLIER, ()), new.entry.get(EARLIER, ())):
            return EARLIER
        return "submitters" if old.roles and old.submitters != new.submitters else None

    def advance(self, commit: Commit) -> None:
        """Go on: ``commit``'s own changes take force for the next one."""
        changes = [
            change
            for change in commit.changes
            if change.path.startswith(SCHEMAS) or is_unit_file(change.path)
        ]
        if changes:
            self._tree.apply(changes)
            self._context.applied(commit)

    def _entry(self, unit_id: str, blob: str) -> Unit | None:
        schemas = self._context.schemas
        if schemas is None:
            return None
        text = self._objects.read(blob, SCHEME_BYTES + 1) or b""
        return unit_of(unit_id, text, schemas.unit)[0]

"""Which rulebook is meant: one of the repository or of the product by its id, or a file."""

from collections.abc import Mapping
from pathlib import Path

from scoring.admission.loading import RULE_FILE_BYTES, rulebook_from
from scoring.admission.product import ProductFiles
from scoring.errors import GongkaiError, WrongUse
from scoring.history.repository import open_repository
from scoring.history.tree import RULEBOOKS
from scoring.problem import Problem
from scoring.records.schemas import load_schemas
from scoring.rulebook.model import Rulebook
from scripts.checking.source import WorkingTree, contents
from scripts.cli.context import Settings
from scripts.cli.reading import rulebook_content
from scripts.product import product_root

_ENDINGS = (".yml", ".yaml")


def found_rulebook(settings: Settings, told: str) -> Rulebook:
    """Return the rulebook that ``told`` means: an id, or a file that ends in ``.yml``.

    Raises WrongUse where there is none, GongkaiError where it cannot be used.
    """
    if told.endswith(_ENDINGS):
        return _of(Path(told).name, rulebook_content(Path(told)), told)
    files = _files(settings)
    if f"{told}.yml" not in files:
        known = "、".join(name.removesuffix(".yml") for name in files) or "—"
        raise WrongUse("rulebook-not-there", rulebook=told[:60], known=known)
    return _of(f"{told}.yml", files[f"{told}.yml"], told)


def rulebook_in(name: str, text: bytes) -> tuple[Rulebook | None, tuple[Problem, ...]]:
    """Return the rulebook in ``text``, the file ``name``, or what is wrong with it."""
    schemas = load_schemas(ProductFiles(product_root()).schemas)
    return rulebook_from(name, text, schemas.rulebook)


def _of(name: str, text: bytes, told: str) -> Rulebook:
    book, problems = rulebook_in(name, text)
    if book is None:
        raise GongkaiError("rulebook-read-badly", problems, rulebook=told)
    return book


def _files(settings: Settings) -> Mapping[str, bytes]:
    """Return the rulebooks of the repository one stands in; the product's where it has none."""
    products = ProductFiles(product_root()).rulebooks
    try:
        worktree = open_repository(settings.repository).worktree
    except GongkaiError:
        return products
    if worktree is None:
        return products
    return contents(WorkingTree(worktree), RULEBOOKS, ".yml", RULE_FILE_BYTES + 1) or products

"""Writes ``docs/records.md`` of the checkout, and parts of ``docs/rulebook.md``.

``python -m scripts.reference``
"""

from pathlib import Path

from scoring.records.schemas import SchemaSet, load_schemas
from scripts.product import product_files
from scripts.reference.page import records_page
from scripts.reference.rulebook_parts import with_parts

_DOCS = Path(__file__).resolve().parents[2] / "docs"
PLACE = _DOCS / "records.md"
MANUAL = _DOCS / "rulebook.md"


def current_page() -> str:
    """Return the page as the product's schemas give it now."""
    return records_page(_schemas())


def current_manual() -> str:
    """Return the manual of rulebooks with its parts as the product's schemas give them now."""
    return with_parts(MANUAL.read_text(encoding="utf-8"), _schemas())


def _schemas() -> SchemaSet:
    files = {path.name: path.read_bytes() for path in product_files("schemas", "*.json")}
    return load_schemas(files)


if __name__ == "__main__":
    for place, text in ((PLACE, current_page()), (MANUAL, current_manual())):
        place.write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{place.name}")

"""Writes ``docs/records.md`` of the checkout: ``python -m scripts.reference``."""

from pathlib import Path

from scoring.records.schemas import load_schemas
from scripts.product import product_files
from scripts.reference.page import records_page

PLACE = Path(__file__).resolve().parents[2] / "docs" / "records.md"


def current_page() -> str:
    """Return the page as the product's schemas give it now."""
    files = {path.name: path.read_bytes() for path in product_files("schemas", "*.json")}
    return records_page(load_schemas(files))


if __name__ == "__main__":
    PLACE.write_text(current_page(), encoding="utf-8", newline="\n")
    print(f"docs/{PLACE.name}")

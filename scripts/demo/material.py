"""What the demo year is made of, read from ``scripts/demo/year/``."""

from collections.abc import Mapping
from typing import Any

from scoring.records.yamltext import load_yaml
from scripts.product import product_path

_FOLDER = "scripts/demo/year"
_LIMIT = 1024 * 1024

Material = Mapping[str, Any]
"""File name without its ending (``year``, ``news``) -> what it holds."""


def material() -> Material:
    """Return everything that stands in ``year/``."""
    return {
        path.stem: load_yaml(path.read_bytes(), max_bytes=_LIMIT)
        for path in sorted(product_path(_FOLDER).glob("*.yml"))
    }

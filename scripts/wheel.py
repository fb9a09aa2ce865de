"""What the wheel carries besides its two packages: schemas, theme, registry, configuration.

Hatchling runs this file by its path while it builds (``pyproject.toml``, build hook ``custom``).
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = "scripts/_product"
FOLDERS = ("docs", "schemas", "site_overrides")
FILES = ("mkdocs.yml", "requirements.lock")


def carried(root: Path) -> dict[str, str]:
    """Return what the wheel takes along: the file or folder on disk -> its place in the wheel.

    Of ``units/`` only the registry goes in: a fork keeps its records there too, and these are
    neither the product's nor public.
    """
    registry = sorted(path.relative_to(root).as_posix() for path in root.glob("units/*/unit.yml"))
    return {str(root / name): f"{PLACE}/{name}" for name in (*FOLDERS, *FILES, *registry)}


class ProductData(BuildHookInterface[Any]):
    """The build hook: adds the product's data to a wheel, and nothing to an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the data to ``build_data`` when ``version`` (of the target) is ``standard``."""
        if version == "standard":
            build_data["force_include"].update(carried(Path(self.root)))

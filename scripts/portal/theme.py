"""What the site looks like: ``mkdocs.yml`` and folders of overrides. Data only, no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scoring.errors import GongkaiError

_MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Theme:
    """The configuration, and folders of overrides, later ones on top of earlier ones."""

    configuration: Mapping[str, Any]
    overrides: tuple[Path, ...]

    @property
    def demo(self) -> bool:
        """Tell whether the site shows made-up data (``extra.demo``)."""
        extra = self.configuration.get("extra") or {}
        return isinstance(extra, dict) and extra.get("demo") is True


def read_configuration(text: bytes) -> Mapping[str, Any]:
    """Return the configuration in ``text``, the content of ``mkdocs.yml``.

    Raises GongkaiError where it is not plain data or asks for code to be run (``hooks``, YAML
    tags): a data repository brings none.
    """
    if len(text) > _MAX_BYTES:
        raise GongkaiError("site-config-unusable", reason=f"> {_MAX_BYTES} B")
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        told = " ".join(str(error).split())[:300]
        raise GongkaiError("site-config-unusable", reason=told) from None
    if not isinstance(found, dict):
        raise GongkaiError("site-config-unusable", reason="mkdocs.yml")
    if not isinstance(found.get("theme"), dict):
        raise GongkaiError("site-config-unusable", reason="theme")
    if "hooks" in found:
        raise GongkaiError("site-config-unusable", reason="hooks")
    return found

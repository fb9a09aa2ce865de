"""What the site looks like: ``mkdocs.yml`` and folders of overrides. Data only, no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scoring.errors import GongkaiError
from scripts.portal.sending import Sending, sending_of

_MAX_BYTES = 256 * 1024
_OF_CODE = ("hooks", "INHERIT")


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

    @property
    def holds_scores(self) -> bool:
        """Tell whether the public is told scores only once they are confirmed.

        ``extra.gongkai.unconfirmed``: ``public`` (the default) or ``internal``. Raises GongkaiError
        for anything else.
        """
        extra = self.configuration.get("extra") or {}
        settings = (extra.get("gongkai") or {}) if isinstance(extra, dict) else {}
        told_to = settings.get("unconfirmed", "public") if isinstance(settings, dict) else "public"
        if told_to not in ("public", "internal"):
            raise GongkaiError("site-config-unusable", reason="extra.gongkai.unconfirmed")
        return bool(told_to == "internal")

    @property
    def sending(self) -> Sending:
        """Where forms may be sent. Raises GongkaiError where the configuration is wrong there."""
        return sending_of(self.configuration)


_UNREADABLE = (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What PyYAML raises: a date of no calendar, ``!!int ''`` and the like are not its own errors."""


def read_configuration(text: bytes) -> Mapping[str, Any]:
    """Return the configuration in ``text``, the content of ``mkdocs.yml``.

    Raises GongkaiError where it is not plain data or asks for code to be run (``hooks``, YAML
    tags, another file by ``INHERIT`` that could): a data repository brings none.
    """
    if len(text) > _MAX_BYTES:
        raise GongkaiError("site-config-unusable", reason=f"> {_MAX_BYTES} B")
    try:
        found = yaml.safe_load(text)
    except _UNREADABLE as error:
        reason = " ".join(str(error).split())[:300]
        raise GongkaiError("site-config-unusable", reason=reason) from None
    if not isinstance(found, dict):
        raise GongkaiError("site-config-unusable", reason="mkdocs.yml")
    if not isinstance(found.get("theme"), dict):
        raise GongkaiError("site-config-unusable", reason="theme")
    for name in _OF_CODE:
        if name in found:
            raise GongkaiError("site-config-unusable", reason=name)
    return found

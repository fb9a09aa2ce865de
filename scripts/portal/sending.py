"""Where a form may be sent: ``extra.gongkai`` of ``mkdocs.yml``. What is not set is not offered.

extra:
  gongkai:
    door: /door/                    # the county server's entry for forms and files
    forge: {type: github, address: https://github.com/owner/repository, branch: main}
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from scoring.errors import GongkaiError
from scoring.records.formats import is_url

FORGES = {"github": "new/{branch}", "gitea": "_new/{branch}/"}
"""How the address of a forge's page for a new file goes on after the repository's own.

Both fill in the file's name and content from ``filename`` and ``value``.
"""

_DOOR = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")


@dataclass(frozen=True, slots=True)
class Forge:
    """A forge's repository: its kind, and the address of its page for a new file."""

    type: str
    new_file: str


@dataclass(frozen=True, slots=True)
class Sending:
    """``door`` is the path of the door on the site's own host, ending in ``/``."""

    door: str | None = None
    forge: Forge | None = None


NOWHERE = Sending()


def sending_of(configuration: Mapping[str, Any]) -> Sending:
    """Return what ``configuration`` (``mkdocs.yml``) says. Raises GongkaiError where it cannot be.

    Addresses must be plain, since pages send people there.
    """
    extra = configuration.get("extra") or {}
    settings = (extra.get("gongkai") or {}) if isinstance(extra, Mapping) else {}
    if not isinstance(settings, Mapping) or not settings.keys() <= {"door", "forge", "unconfirmed"}:
        _refuse("extra.gongkai")
    door, forge = settings.get("door"), settings.get("forge")
    if door is not None and not (isinstance(door, str) and _DOOR.fullmatch(door)):
        _refuse("extra.gongkai.door")
    return Sending(door, None if forge is None else _forge(forge))


def _forge(settings: Any) -> Forge:
    if not isinstance(settings, Mapping) or not settings.keys() <= {"type", "address", "branch"}:
        _refuse("extra.gongkai.forge")
    kind, address = settings.get("type"), settings.get("address")
    branch = settings.get("branch", "main")
    if not isinstance(kind, str) or kind not in FORGES:
        _refuse("extra.gongkai.forge.type")
    if not isinstance(address, str) or not is_url(address) or set(address) & set("?#"):
        _refuse("extra.gongkai.forge.address")
    if not isinstance(branch, str) or not _BRANCH.fullmatch(branch):
        _refuse("extra.gongkai.forge.branch")
    return Forge(kind, f"{address.rstrip('/')}/{FORGES[kind].format(branch=branch)}")


def _refuse(place: str) -> NoReturn:
    raise GongkaiError("site-config-unusable", reason=place)

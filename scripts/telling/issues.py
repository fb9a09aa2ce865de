"""One issue a record on a forge, which mentions the submitters of the units that it names.

Known by its first line, its label, and by being a program's; made once, whatever runs again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.errors import GongkaiError
from scoring.records.registry import Registry
from scripts.forge.api import Api
from scripts.reminding.digest import plain_markdown
from scripts.telling.announcing import Announcement
from scripts.telling.words import subject, text

LABEL = "gongkai-tell"

_A_PAGE = 100
_MOST_PAGES = 20
_MARKER = "<!-- gongkai tell {record} -->"
_WHO = "报送人：{who}"


def open_issues(
    api: Api, repository: str, new: Iterable[Announcement], registry: Registry
) -> tuple[str, ...]:
    """Open an issue for each of ``new`` that has none; return the records told.

    Raises GongkaiError where the forge does not let us.
    """
    wanted = tuple(new)
    there = _told(api, repository) if wanted else frozenset()
    told = []
    for each in wanted:
        if each.record.id not in there:
            body = _body(each, registry)
            issue = {"title": subject(each), "body": body, "labels": [LABEL]}
            api.ask("POST", f"/repos/{repository}/issues", issue)
            told.append(each.record.id)
    return tuple(told)


def _body(each: Announcement, registry: Registry) -> str:
    names = dict.fromkeys(name.partition("#")[0] for unit in each.units for name in unit.submitters)
    units = "、".join(unit.short_name for unit in each.units)
    first, _, rest = text(each, each.units[0], registry).partition("\n")
    lines = "\n".join(plain_markdown(line) + "  " for line in rest.strip("\n").split("\n"))
    head = plain_markdown(units) if len(each.units) > 1 else plain_markdown(first.rstrip("："))
    parts = [_MARKER.format(record=each.record.id), f"{head}：", lines]
    if names:
        parts.append(_WHO.format(who=" ".join(f"@{name}" for name in names)))
    return "\n\n".join(parts) + "\n"


def _told(api: Api, repository: str) -> frozenset[str]:
    """Return the records that have an issue of ours."""
    begin, _, end = _MARKER.partition("{record}")
    found: set[str] = set()
    path = f"/repos/{repository}/issues?state=all&labels={LABEL}&per_page={_A_PAGE}"
    for page in range(1, _MOST_PAGES + 1):
        told = api.ask("GET", f"{path}&page={page}")
        if not isinstance(told, list):
            raise GongkaiError("forge-refused", what=path, detail="JSON")
        for each in told:
            first = _first_line(each)
            if first.startswith(begin) and first.endswith(end):
                found.add(first[len(begin) : -len(end)])
        if len(told) < _A_PAGE:
            break
    return frozenset(found)


def _first_line(told: Any) -> str:
    if not isinstance(told, Mapping) or not isinstance(told.get("user"), Mapping):
        return ""
    if told["user"].get("type") != "Bot":
        return ""
    return str(told.get("body") or "").replace("\r\n", "\n").partition("\n")[0]

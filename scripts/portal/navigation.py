"""The site's navigation: the newest year's pages, then the years before it."""

from collections.abc import Iterator
from typing import Any

from scripts.portal import addresses

_PAGES = (
    ("首页", "index"),
    ("评分榜", "scoreboard"),
    ("待报事项", "due"),
    ("公开指南", "guides"),
    ("年度报告", "reports"),
    ("动态", "news"),
    ("主动公开", "topics"),
    ("政策解读", "policies"),
    ("考核细则", ""),
    ("申诉复核", "appeals"),
    ("审计", "audit"),
    ("开放数据", "data"),
)


def navigation(
    years: tuple[int, ...],
    rules: dict[int, tuple[str, ...]],
    *,
    internal: bool = False,
    side_by_side: bool = False,
) -> list[Any]:
    """Return MkDocs' ``nav``: titles and source files. ``rules`` are rulebook pages by year.

    ``side_by_side``: there is a page of all years.
    Units' pages stand outside it, since a navigation with all of them would be on every page.
    """
    nav = _of_year(years[0], rules)
    nav[0] = {"首页": source(addresses.HOME)}
    nav.append({"提交": source(addresses.submit())})
    if internal:
        nav.append({"核对清单": source(addresses.of_year(years[0], "review"))})
    if len(years) > 1:
        before: list[Any] = [
            {f"{year}年": _of_year(year, rules, f"{year}年")} for year in years[1:]
        ]
        compared = [{"历年对比": source(addresses.YEARS)}] if side_by_side else []
        nav.append({"往年": [*compared, *before]})
    return nav


def _of_year(
    year: int, rules: dict[int, tuple[str, ...]], called: str = ""
) -> list[dict[str, Any]]:
    """Return a year's entries; ``called`` tells its sections from those of other years."""
    entries: list[dict[str, Any]] = []
    for title, name in _PAGES:
        if name:
            entries.append({title: source(addresses.of_year(year, name))})
        elif rules.get(year):
            entries.append({f"{called}{title}": [source(address) for address in rules[year]]})
    return entries


def listed(nav: Any) -> Iterator[str]:
    """Yield the source files in ``nav``, a navigation or a part of one."""
    if isinstance(nav, str):
        yield nav
    else:
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from listed(part)


def source(address: str) -> str:
    """Return the source file of the page at ``address``."""
    return f"{address.removesuffix('.html')}.md"

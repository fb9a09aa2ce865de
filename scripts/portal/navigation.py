"""The site's navigation: the newest year's pages, then the years before it."""

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
    years: tuple[int, ...], rules: dict[int, tuple[str, ...]], *, internal: bool = False
) -> list[Any]:
    """Return MkDocs' ``nav``: titles and source files. ``rules`` are rulebook pages by year.

    Units' pages stand outside it, since a navigation with all of them would be on every page.
    """
    nav = _of_year(years[0], rules)
    nav[0] = {"首页": _source(addresses.HOME)}
    nav.append({"提交": _source(addresses.submit())})
    if internal:
        nav.append({"核对清单": _source(addresses.of_year(years[0], "review"))})
    if len(years) > 1:
        nav.append({"往年": [{f"{year}年": _of_year(year, rules)} for year in years[1:]]})
    return nav


def _of_year(year: int, rules: dict[int, tuple[str, ...]]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for title, name in _PAGES:
        if name:
            entries.append({title: _source(addresses.of_year(year, name))})
        elif rules.get(year):
            entries.append({title: [_source(address) for address in rules[year]]})
    return entries


def _source(address: str) -> str:
    return f"{address.removesuffix('.html')}.md"

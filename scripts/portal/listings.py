"""Pages that list what units publish: 动态, 重点领域 by topic, 政策与解读."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scoring.calendar.zone import day_of
from scripts.portal import addresses
from scripts.portal.page import Page
from scripts.portal.shelf import Item
from scripts.portal.volume import Volume


@dataclass(frozen=True, slots=True)
class Listed:
    """An item in a list: with its unit's name and, where it has one, its category."""

    item: Item
    unit: str
    unit_address: str | None
    category: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page with how many items it lists."""

    title: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class NewsBody:
    """The news of one month; ``months`` are all months, newest first, ``month`` this one's name."""

    month: str
    months: tuple[Link, ...]
    items: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """What of a topic is dated in one quarter, newest first; ``anchor`` is its place."""

    title: str
    anchor: str
    items: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class TopicBody:
    """One topic, quarter by quarter, newest first."""

    group: str
    quarters: tuple[Quarter, ...]
    count: int


@dataclass(frozen=True, slots=True)
class TopicsBody:
    """All topics by group."""

    groups: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class PoliciesBody:
    """Policy files with their interpretations, newest first."""

    items: tuple[Listed, ...]


def news_pages(volume: Volume) -> Iterator[Page]:
    """Yield a page of news for every month, and the newest month again as the entry to all."""
    by_month: dict[str, list[Item]] = {}
    for item in reversed(volume.shelf.of("news")):
        by_month.setdefault(f"{day_of(item.received):%Y-%m}", []).append(item)
    months = sorted(by_month, reverse=True)
    links = tuple(Link(_month(name), addresses.news(name), len(by_month[name])) for name in months)
    entry = addresses.of_year(volume.year, "news")
    first = months[0] if months else ""
    for address, name in [(entry, first), *((addresses.news(name), name) for name in months)]:
        items = by_month.get(name, [])
        yield Page(
            address=address,
            template="news.html",
            title=f"{_month(name)}动态" if address != entry else f"{volume.year}年动态",
            description="各单位报送的动态信息，按月查阅。"
            if address == entry
            else f"各单位{_month(name)}报送的动态信息。",
            year=volume.year,
            body=NewsBody(_month(name), links, _listed(volume, items, "category")),
            sought=address != entry,  # else its items would be found twice
        )


def topic_pages(volume: Volume) -> Iterator[Page]:
    """Yield the index of topics, then a page for each."""
    kind = volume.site.schemas.kinds.get("disclosure")
    topic = kind.document["properties"]["topic"] if kind is not None else {}
    names: dict[str, str] = topic.get("x-labels", {})
    groups: dict[str, list[str]] = topic.get("x-groups", {"": list(names)})
    by_topic: dict[str, list[Item]] = {name: [] for name in names}
    for item in reversed(volume.shelf.of("disclosure")):
        if item.open:
            by_topic.setdefault(str(item.data.get("topic", "")), []).append(item)
    yield Page(
        address=addresses.of_year(volume.year, "topics"),
        template="topics.html",
        title="法定主动公开和重点领域信息",
        description="按栏目查阅法定主动公开内容和重点领域信息。",
        year=volume.year,
        body=TopicsBody(
            tuple(
                (
                    group,
                    tuple(
                        Link(names[name], addresses.topic(volume.year, name), len(by_topic[name]))
                        for name in members
                    ),
                )
                for group, members in groups.items()
            )
        ),
    )
    for group, members in groups.items():
        for name in members:
            yield Page(
                address=addresses.topic(volume.year, name),
                template="topic.html",
                title=names[name],
                description=f"{volume.year}年{names[name]}信息。",
                year=volume.year,
                body=TopicBody(group, _quarters(volume, by_topic[name]), len(by_topic[name])),
            )


def _quarters(volume: Volume, items: list[Item]) -> tuple[Quarter, ...]:
    """Return ``items`` by the quarter of their own date, or of the day on which they came in."""
    found: dict[tuple[int, int], list[Item]] = {}
    for item in items:
        day = date.fromisoformat(item.date) if item.date else day_of(item.received)
        found.setdefault((day.year, (day.month + 2) // 3), []).append(item)
    return tuple(
        Quarter(
            f"{year}年第{'一二三四'[quarter - 1]}季度",
            f"{year}-q{quarter}",
            _listed(volume, found[year, quarter]),
        )
        for year, quarter in sorted(found, reverse=True)
    )


def policy_page(volume: Volume) -> Page:
    """Return the page of policy files."""
    items = list(reversed(volume.shelf.of("policy")))
    return Page(
        address=addresses.of_year(volume.year, "policies"),
        template="policies.html",
        title="政策与解读",
        description=f"{volume.year}年公开的政策文件及其解读。",
        year=volume.year,
        body=PoliciesBody(_listed(volume, items)),
    )


def latest(volume: Volume, count: int) -> tuple[Listed, ...]:
    """Return the newest items of the year that may be shown."""
    items = [item for item in reversed(volume.shelf.items) if item.open and item.data.get("title")]
    return _listed(volume, items[:count])


def _listed(volume: Volume, items: list[Item], category: str = "") -> tuple[Listed, ...]:
    return tuple(
        Listed(
            item,
            volume.name(item.unit),
            volume.unit_page(item.unit),
            volume.label(item.kind, category, str(item.data[category]))
            if item.data.get(category)
            else "",
        )
        for item in items
        if item.unit in volume.site.registry
    )


def _month(name: str) -> str:
    return f"{name[:4]}年{int(name[5:])}月" if name else ""

"""Ids for the indicators of an annex: by their place, or those that an earlier rulebook gave."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from scoring.rulebook.model import Node, Rulebook
from scripts.annex.growing import Item


def ids_of(root: Item, earlier: Rulebook | None) -> Mapping[Item, str]:
    """Return an id for every item below ``root``: ``n2``, below it ``n2-1``.

    An item that ``earlier`` has under the same titles is called as there; so is one whose title
    stands there only once and here only once, wherever it stood.
    """
    paths = dict(_paths(earlier.nodes, ())) if earlier is not None else {}
    by_title = _only_once((path[-1], node) for path, node in paths.items())
    here = Counter(item.label.title for item in root.walk())
    found: dict[Item, str] = {}

    def give(item: Item, above: tuple[str, ...], place: str) -> None:
        taken: set[str] = set()
        for number, child in enumerate(item.children, 1):
            path = (*above, child.label.title)
            title = child.label.title
            known = paths.get(path) or (by_title.get(title) if here[title] == 1 else None)
            usual = f"{place}-{number}" if place else f"n{number}"
            name = known if known is not None and known not in taken else usual
            taken.add(name)
            found[child] = name
            give(child, path, usual)

    give(root, (), "")
    return found


def _paths(nodes: Sequence[Node], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for node in nodes:
        path = (*above, node.title)
        yield path, node.id
        yield from _paths(node.nodes, path)


def _only_once(named: Iterator[tuple[str, str]]) -> Mapping[str, str]:
    pairs = list(named)
    times = Counter(title for title, _ in pairs)
    return {title: name for title, name in pairs if times[title] == 1}

"""The tree of indicators out of the rows of an annex; what is odd is noted, never mended.

An indicator is what a title cell names, over all rows it covers. Where one covers several rows
with requirements or points of their own, each row is an item below it, called as its clause
begins (``领导分工(0.1分): …``). Rows that only go on with the same requirement are one item.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from scripts.annex.columns import Heads
from scripts.annex.labels import (
    LONGEST_TITLE,
    Label,
    joined,
    label_in,
    labels_in,
    lead_in,
    narrow,
    points_in,
)
from scripts.annex.layout import TEXTS, Role
from scripts.annex.rows import BodyRow

WHOLE_TITLE = "名称全文"
_SHORT = 30
_CUT = "。；;，,：:\n"
_GUESSED = 20


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something to be looked at: a message code, its values (beside the place), the place."""

    code: str
    place: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(eq=False)
class Item:
    """An indicator as it grows. ``rows`` are those it covers, by their number in the body.

    ``own`` are the rows that name nothing below it. ``guessed``: its title is no words of the
    annex's, or only some.
    """

    label: Label
    place: str
    level: int = -1
    key: str = ""
    rows: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    children: list["Item"] = field(default_factory=list)
    texts: dict[Role, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    points: Decimal | None = None
    guessed: bool = False

    def walk(self) -> Iterator["Item"]:
        """Yield this item and all below it, in the order of the annex."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Grown:
    """The whole tree below ``root``, which is no indicator, and what is odd about it."""

    root: Item
    oddities: tuple[Oddity, ...]


def grown(rows: Sequence[BodyRow], heads: Heads) -> Grown:
    """Return the tree that ``rows`` are, under the columns ``heads``."""
    grower = _Grower(rows, heads)
    return Grown(grower.root, tuple(grower.oddities))


class _Grower:
    """One annex at work."""

    def __init__(self, rows: Sequence[BodyRow], heads: Heads) -> None:
        self.rows = rows
        self.heads = heads
        self.root = Item(Label(""), rows[0].place if rows else "")
        self.oddities: list[Oddity] = []
        branch: list[tuple[int, str]] = []
        for number, row in enumerate(rows):
            branch = list(_branch(row, branch))
            self._put(number, branch)
        for item in list(self.root.walk()):
            self._furnish(item)
        self._give_points()
        for item in list(self.root.walk()):
            self._divide(item)

    def _put(self, number: int, branch: Sequence[tuple[int, str]]) -> None:
        """Hang a row where its titles lead, making the items that are not there yet."""
        item = self.root
        item.rows.append(number)
        for level, key in branch:
            last = item.children[-1] if item.children else None
            if last is None or last.level != level or narrow(last.key) != narrow(key):
                last = self._begun(number, level, key)
                item.children.append(last)
            item = last
            item.rows.append(number)
        item.own.append(number)

    def _begun(self, number: int, level: int, key: str) -> Item:
        """Return the item that a title cell begins; a title far too long is kept beside it."""
        item = Item(label_in(key), self.rows[number].place, level, key)
        title = item.label.title
        if len(title) > LONGEST_TITLE:
            item.label = replace(item.label, title=title[: LONGEST_TITLE - 1] + "…")
            item.others[WHOLE_TITLE] = key
            item.guessed = True
        return item

    def _furnish(self, item: Item) -> None:
        """Give ``item`` the words of its own rows, or items below it, one for each clause."""
        if not item.own:
            return
        groups = _groups([self.rows[number] for number in item.own])
        if item.children or (len(groups) == 1 and item is not self.root):
            self._take(item, item.own)
            return
        for group in groups:
            numbers = [item.own[index] for index in group]
            first = self.rows[numbers[0]]
            child = Item(Label(""), first.place, item.level + 1, rows=numbers, own=numbers)
            self._take(child, numbers)
            child.label, child.guessed = _named(child.texts, item.label.title)
            item.children.append(child)
        item.own = []

    def _take(self, item: Item, numbers: Sequence[int]) -> None:
        """Put the words of some rows together: each cell once, a cell a line."""
        rows = [self.rows[number] for number in numbers]
        for role in TEXTS:
            cells = [row.texts[role] for row in rows if role in row.texts]
            texts = [
                each.text
                for place, each in enumerate(cells)
                if each.text and (each.begins or not place)
            ]
            if texts:
                item.texts[role] = "\n".join(texts)
            if len(texts) > 1:
                self._note("annex-joined", item, {"count": str(len(texts))})
        for row in rows:
            for name, other in row.others.items():
                if other.begins or row is rows[0]:
                    known = item.others.get(name)
                    item.others[name] = f"{known}\n{other.text}" if known else other.text

    def _give_points(self) -> None:
        """Give the points of their columns to the items whose rows their cells cover."""
        for place, column in enumerate(self.heads.columns):
            if column.role is Role.POINTS:
                for numbers in self._cells(place):
                    self._give(numbers, place, column.level)
        for item in self.root.walk():
            if item.points is None:
                item.points = item.label.points

    def _cells(self, place: int) -> Iterator[list[int]]:
        """Yield the rows of each cell of points that says something."""
        numbers: list[int] = []
        for number, row in enumerate(self.rows):
            cell = row.points[place]
            if cell.begins:
                if numbers:
                    yield numbers
                numbers = [number] if cell.text else []
            elif numbers:
                numbers.append(number)
        if numbers:
            yield numbers

    def _give(self, numbers: list[int], place: int, level: int | None) -> None:
        text, where = self.rows[numbers[0]].points[place].text, self.rows[numbers[0]].place
        points = points_in(text)
        if points is None:
            words = ("text", joined(text)[:40])
            self.oddities.append(Oddity("annex-points", where, (words,)))
            return
        item = self._covered(numbers, place, level)
        if item is None:
            words = ("text", joined(text)[:40])
            self.oddities.append(Oddity("annex-points-shared", where, (words,)))
            return
        if item.label.points is not None and item.label.points != points:
            self._note(
                "annex-points-differ",
                item,
                {"title": str(item.label.points), "column": str(points)},
            )
        item.points = points

    def _covered(self, numbers: list[int], place: int, level: int | None) -> Item | None:
        """Return the item that covers just these rows: the lowest, or the one at ``level``.

        Blank cells below count with the one above them, as they do in a table without merging.
        """
        found = None
        for item in self._above(numbers[0]):
            if level is not None and item.level > level:
                break
            if item.rows == numbers or (found is None and self._goes_blank(item, numbers, place)):
                found = item
        return found

    def _above(self, number: int) -> Iterator[Item]:
        """Yield the items that cover a row, from the top."""
        item: Item | None = self.root
        while item is not None:
            item = next((child for child in item.children if number in child.rows), None)
            if item is not None:
                yield item

    def _goes_blank(self, item: Item, numbers: list[int], place: int) -> bool:
        if item.rows[: len(numbers)] != numbers:
            return False
        rest = item.rows[len(numbers) :]
        return all(not self.rows[number].points[place].text for number in rest)

    def _divide(self, item: Item) -> None:
        """Part an item whose cell names several with points of their own."""
        labels = labels_in(item.key)
        if item.children or len(labels) < 2:
            return
        above = next(each for each in self.root.walk() if item in each.children)
        place = above.children.index(item)
        above.children[place : place + 1] = [
            Item(
                label, item.place, item.level, rows=item.rows, own=item.own,
                texts=dict(item.texts), others=dict(item.others), points=label.points,
            )
            for label in labels
        ]  # fmt: skip

    def _note(self, code: str, item: Item, values: Mapping[str, str]) -> None:
        named = (("node", item.label.title[:40] or "—"), *values.items())
        self.oddities.append(Oddity(code, item.place, named))


def _branch(row: BodyRow, before: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield level and title of every item that a row stands under, from the top.

    A blank cell goes on with the title above it; not so below a title that begins here: such a
    row holds the words of that title's own.
    """
    known = dict(before)
    if row.section:
        yield -1, row.section
    begins = [level for level, cell in row.titles.items() if cell.text and cell.begins]
    changed = (dict(before).get(-1, "") != row.section) if before else bool(row.section)
    for level, cell in row.titles.items():
        text = cell.text
        if not text and not changed and not any(below < level for below in begins):
            text = known.get(level, "")
        if text:
            changed = changed or narrow(known.get(level, "")) != narrow(text)
            yield level, text


def _groups(rows: Sequence[BodyRow]) -> list[list[int]]:
    """Return which of an item's rows belong together, by their index."""
    groups: list[list[int]] = []
    for index, row in enumerate(rows):
        requirement = row.texts.get(Role.REQUIREMENT)
        own = requirement is not None and requirement.begins and bool(requirement.text)
        worth = any(cell.begins and cell.text for cell in row.points.values())
        if not groups or own or worth:
            groups.append([index])
        else:
            groups[-1].append(index)
    return groups


def _named(texts: dict[Role, str], above: str) -> tuple[Label, bool]:
    """Return how an item is called that no title cell names, and whether that is but a guess."""
    text = texts.get(Role.REQUIREMENT) or texts.get(Role.STANDARD, "")
    lead = lead_in(text)
    if lead is not None:
        return lead, False
    if text and len(text) <= _SHORT and "\n" not in text:
        return label_in(text.rstrip(_CUT)), False
    whole = text or above
    cut = min((whole.find(sign) for sign in _CUT if sign in whole), default=len(whole))
    return Label(whole[: min(cut, _GUESSED)].strip() or "未命名"), True

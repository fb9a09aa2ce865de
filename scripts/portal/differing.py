"""Numbers of a rulebook that differ by unit, as the pages of the rules tell them."""

from collections.abc import Iterator
from decimal import Decimal

from scoring.rulebook.model import Node
from scoring.rulebook.varying import KIND, UNIT, Varying
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import plain

_NAMES = {
    "points": "分值",
    "least": "最低分",
    "most": "封顶分",
    "out_of": "折算前的满分",
    "weight": "权重",
}
_DIFFERS = "{name}因单位而异：{numbers}，其余{otherwise}。"


def worth(numbers: tuple[Decimal, ...]) -> str | None:
    """Return the points of a node, ``1～4`` where they differ by unit; None where it has none."""
    if not numbers:
        return None
    least, most = min(numbers), max(numbers)
    return plain(most) if least == most else f"{plain(least)}～{plain(most)}"


def differing(volume: Volume, node: Node) -> Iterator[str]:
    """Yield a sentence for each number of ``node`` that differs by unit: which units have which."""
    for name, number in node.varies.items():
        numbers = "、".join(
            f"{_whose(volume, number, value)}{plain(one)}" for value, one in number.numbers.items()
        )
        yield _DIFFERS.format(name=_NAMES[name], numbers=numbers, otherwise=plain(number.otherwise))


def _whose(volume: Volume, number: Varying, value: str) -> str:
    if number.by == UNIT:
        return volume.name(value)
    if number.by == KIND:
        return volume.kind_name(value)
    schema = volume.site.schemas.unit
    part = None if schema is None else schema.whole.field(number.by)
    if part is None:
        return f"{number.by} 为 {value} 的"
    return f"{part.title}为{part.labels.get(value, value)}的"

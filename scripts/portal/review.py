"""核对清单: what the office should look at among the records received; on the internal site."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.messages import sentence
from scripts.language import pick
from scripts.portal import addresses
from scripts.portal.input import Audience
from scripts.portal.page import Page
from scripts.portal.volume import Volume
from scripts.reviewing.remark import MATTERS, Matter, Remark


@dataclass(frozen=True, slots=True)
class Line:
    """One remark: whose, on which record, and what was found."""

    unit: str
    title: str
    record: str
    address: str | None
    received: str
    finding: str


@dataclass(frozen=True, slots=True)
class Group:
    """The remarks on one matter."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReviewBody:
    """All remarks of the year by matter."""

    groups: tuple[Group, ...]
    count: int


def pages(volume: Volume) -> Iterator[Page]:
    """Yield the list; no public site has it."""
    if volume.site.audience is not Audience.INTERNAL:
        return
    remarks = tuple(each for each in volume.site.remarks if each.year == volume.year)
    groups = (
        Group(
            pick(MATTERS[matter], "zh"),
            tuple(_line(volume, each) for each in remarks if each.matter is matter),
        )
        for matter in Matter
    )
    yield Page(
        address=addresses.of_year(volume.year, "review"),
        template="review.html",
        title=f"{volume.year}年材料核对清单",
        description="已收材料里近似重复、说明理由放行、个人信息、附件和用语方面需要核对的地方。",
        year=volume.year,
        body=ReviewBody(tuple(group for group in groups if group.lines), len(remarks)),
        sought=False,
    )


def _line(volume: Volume, remark: Remark) -> Line:
    item = volume.find(remark.record)
    kind = volume.site.schemas.kinds.get(remark.kind)
    return Line(
        unit=volume.name(remark.unit),
        title=remark.title or (kind.title if kind is not None else remark.kind),
        record=remark.record,
        address=volume.listed(item),
        received="" if remark.received is None else f"{remark.received:%Y-%m-%d}",
        finding=sentence(remark.problem.code, remark.problem.values),
    )

"""The three tables of the annual report, row for row as 国办公开办函〔2021〕30号 prints them.

The form is law, so it stands here as printed; a test holds its fields to the record schema. Totals
are computed, never typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

APPLICANTS = (
    ("natural_persons", "自然人"),
    ("businesses", "商业企业"),
    ("research", "科研机构"),
    ("social_organisations", "社会公益组织"),
    ("legal_services", "法律服务机构"),
    ("others", "其他"),
)
OUTCOMES = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
)
DISPUTES = (
    ("reconsideration", "行政复议"),
    ("litigation_direct", "未经复议直接起诉"),
    ("litigation_after_reconsideration", "复议后起诉"),
)
RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("granted", "（一）予以公开", ()),
    ("partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    (
        "refused",
        "（三）不予公开",
        (
            ("state_secret", "1.属于国家秘密"),
            ("forbidden_by_law", "2.其他法律行政法规禁止公开"),
            ("endangers_security", "3.危及“三安全一稳定”"),
            ("third_party_rights", "4.保护第三方合法权益"),
            ("internal_affairs", "5.属于三类内部事务信息"),
            ("process_information", "6.属于四类过程性信息"),
            ("enforcement_files", "7.属于行政执法案卷"),
            ("administrative_inquiry", "8.属于行政查询事项"),
        ),
    ),
    (
        "unavailable",
        "（四）无法提供",
        (
            ("not_held", "1.本机关不掌握相关政府信息"),
            ("must_be_created", "2.没有现成信息需要另行制作"),
            ("still_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "not_processed",
        "（五）不予处理",
        (
            ("petition", "1.信访举报投诉类申请"),
            ("repeated", "2.重复申请"),
            ("publications", "3.要求提供公开出版物"),
            ("excessive", "4.无正当理由大量反复申请"),
            ("confirmation", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
    (
        "other",
        "（六）其他处理",
        (
            (
                "not_corrected_in_time",
                "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            ),
            (
                "fee_not_paid",
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            ),
            ("others", "3.其他"),
        ),
    ),
)

Cells = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A head cell of table 2's left side: its text and how many rows and columns it spans."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of table 2: the head cells that begin in it, then six figures and their total."""

    heads: tuple[Head, ...]
    cells: Cells


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form. ``disputes`` are five figures under each of three kinds of case."""

    made: tuple[tuple[str, Cells], ...]
    licences: int
    penalties: int
    coercive_measures: int
    fees: str
    lines: tuple[Line, ...]
    disputes: tuple[Cells, ...]


def form(reports: Iterable[Mapping[str, Any]]) -> Form:
    """Return the three tables summed over ``reports`` (one: that report's own tables)."""
    data = tuple(reports)
    proactive = [each["proactive"] for each in data]
    return Form(
        made=tuple(
            (label, tuple(sum(each[row][key] for each in proactive) for key in _MADE))
            for row, label in (("rules", "规章"), ("normative_documents", "行政规范性文件"))
        ),
        licences=sum(each["licences"] for each in proactive),
        penalties=sum(each["penalties"] for each in proactive),
        coercive_measures=sum(each["coercive_measures"] for each in proactive),
        fees=_amount(sum((Decimal(str(each["fees"])) for each in proactive), Decimal(0))),
        lines=tuple(_lines([each["requests"] for each in data])),
        disputes=tuple(
            _with_total(
                sum(each["disputes"][kind][outcome] for each in data) for outcome, _ in OUTCOMES
            )
            for kind, _ in DISPUTES
        ),
    )


_MADE = ("issued", "repealed", "in_force")


def _lines(requests: list[Mapping[str, Any]]) -> Iterable[Line]:
    yield Line((Head("一、本年新收政府信息公开申请数量", 1, 3),), _sum(requests, "received"))
    yield Line((Head("二、上年结转政府信息公开申请数量", 1, 3),), _sum(requests, "carried_in"))
    results = [each["results"] for each in requests]
    rows = sum(len(parts) or 1 for _, _, parts in RESULTS) + 1  # and （七）总计
    pending = [Head("三、本年度办理结果", rows)]
    total = tuple(0 for _ in range(len(APPLICANTS) + 1))
    for key, label, parts in RESULTS:
        if not parts:
            cells = _sum(results, key)
            total = _add(total, cells)
            yield Line((*pending, Head(label, 1, 2)), cells)
            pending = []
            continue
        pending.append(Head(label, len(parts)))
        for part, text in parts:
            cells = _sum([each[key] for each in results], part)
            total = _add(total, cells)
            yield Line((*pending, Head(text)), cells)
            pending = []
    yield Line((Head("（七）总计", 1, 2),), total)
    yield Line((Head("四、结转下年度继续办理", 1, 3),), _sum(requests, "carried_out"))


def _sum(parts: list[Mapping[str, Any]], key: str) -> Cells:
    return _with_total(sum(each[key][name] for each in parts) for name, _ in APPLICANTS)


def _with_total(figures: Iterable[int]) -> Cells:
    cells = tuple(figures)
    return (*cells, sum(cells))


def _add(left: Cells, right: Cells) -> Cells:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _amount(value: Decimal) -> str:
    return format(value.normalize() if value else Decimal(0), "f")

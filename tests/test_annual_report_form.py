"""The annual report's schema reads, top to bottom, as the official form is printed.

国办公开办函〔2021〕30号: six sections, three statutory tables.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.support.schemas import SOURCES

TABLE_1 = [
    ("第二十条第（一）项", "规章", "本年制发件数 本年废止件数 现行有效件数"),
    ("第二十条第（一）项", "行政规范性文件", "本年制发件数 本年废止件数 现行有效件数"),
    ("第二十条第（五）项", "行政许可", "本年处理决定数量"),
    ("第二十条第（六）项", "行政处罚", "本年处理决定数量"),
    ("第二十条第（六）项", "行政强制", "本年处理决定数量"),
    ("第二十条第（八）项", "行政事业性收费", "本年收费金额（单位：万元）"),
]
TABLE_2 = [
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "三、本年度办理结果",
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "（三）不予公开",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "（四）无法提供",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "（五）不予处理",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "（六）其他处理",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
    "四、结转下年度继续办理",
]
COLUMNS_2 = [
    (None, "自然人"),
    ("法人或其他组织", "商业企业"),
    ("法人或其他组织", "科研机构"),
    ("法人或其他组织", "社会公益组织"),
    ("法人或其他组织", "法律服务机构"),
    ("法人或其他组织", "其他"),
]
TABLE_3 = [(None, "行政复议"), ("行政诉讼", "未经复议直接起诉"), ("行政诉讼", "复议后起诉")]
COLUMNS_3 = ["结果维持", "结果纠正", "其他结果", "尚未审结"]


def own_part(name: str) -> dict[str, Any]:
    found: dict[str, Any] = SOURCES["annual-report.json"]["$defs"][name]
    return found


def target(schema: dict[str, Any]) -> dict[str, Any]:
    return own_part(schema["$ref"].removeprefix("#/$defs/"))


def rows_of(part: dict[str, Any]) -> Iterator[str]:
    """Titles of the rows of a table, printed order: those that lead down to the columns too."""
    for row in part["properties"].values():
        yield row["title"]
        if row["$ref"] != "#/$defs/applicants":
            yield from rows_of(target(row))


def test_the_first_table_reads_as_printed() -> None:
    rows = own_part("proactive")["properties"].values()
    printed = [
        (row["x-heading"], row["title"], [each["title"] for each in columns.values()])
        for row in rows
        for columns in [target(row).get("properties", {"": target(row)})]
    ]
    assert printed == [(heading, title, columns.split()) for heading, title, columns in TABLE_1]


def test_the_second_table_reads_as_printed() -> None:
    assert list(rows_of(own_part("requests"))) == TABLE_2
    columns = own_part("applicants")["properties"].values()
    assert [(each.get("x-heading"), each["title"]) for each in columns] == COLUMNS_2
    whole = SOURCES["annual-report.json"]["properties"]["requests"]
    assert whole["description"] == (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    )


def test_the_third_table_reads_as_printed() -> None:
    rows = own_part("disputes")["properties"].values()
    assert [(row.get("x-heading"), row["title"]) for row in rows] == TABLE_3
    assert [each["title"] for each in own_part("outcomes")["properties"].values()] == COLUMNS_3


def test_the_six_sections_stand_in_their_order() -> None:
    titles = [
        each.get("title", "") for each in SOURCES["annual-report.json"]["properties"].values()
    ]
    assert [title for title in titles if re.match("[一二三四五六]、", title)] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]

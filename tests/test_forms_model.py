"""A form is the schema's own: its questions, words, bounds, tables and conditions."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scoring.records.formats import is_attachment_name
from scoring.records.schemas import KindSchema, load_schemas
from scoring.records.yamltext import load_yaml
from scripts.forms.building import (
    attachment_entry,
    attachment_name,
    file_stem,
    free_slug,
    record_path,
    record_text,
)
from scripts.forms.model import (
    ATTACHMENT,
    Attachments,
    Choice,
    Field,
    Form,
    Group,
    Needed,
    Number,
    Option,
    Other,
    Rows,
    Several,
    Text,
    Units,
    YesNo,
)
from scripts.forms.reading import form_of
from scripts.forms.tables import Table, laid_out
from scripts.portal.submit.controls import Offer, parts_of
from scripts.portal.submit.parts import Control
from tests.support import memory
from tests.support.schemas import EXAMPLES, SET

OWN = load_schemas(
    {"open-day.json": (Path(__file__).parent / "own_kind" / "open-day.json").read_bytes()}
).kinds["open-day"]
KINDS: dict[str, KindSchema] = {**SET.kinds, "open-day": OWN}
FORMS = {kind: form_of(schema) for kind, schema in KINDS.items()}


def example(kind: str) -> Any:
    return OWN.document["examples"][0] if kind == "open-day" else EXAMPLES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_form_for_all_its_fields(kind: str) -> None:
    form = FORMS[kind]
    assert form.fixed == {"kind": kind}
    assert {field.name for field in form.fields} | {"kind"} == set(
        KINDS[kind].document["properties"]
    )
    assert not [field for field in form.walk() if isinstance(field.shape, Other)]
    assert all(field.title and field.title != field.name for field in form.walk())


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_passes_through_the_form(kind: str) -> None:
    form = FORMS[kind]
    text = record_text(form, example(kind))
    assert load_yaml(text.encode()) == example(kind)
    assert KINDS[kind].is_valid(load_yaml(text.encode()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_an_example_answers_a_question(kind: str) -> None:
    _answers(FORMS[kind].fields, {k: v for k, v in example(kind).items() if k != "kind"})


def _answers(fields: tuple[Field, ...], values: dict[str, Any]) -> None:
    by_name = {field.name: field for field in fields}
    for name, value in values.items():
        match by_name[name].shape:
            case Group(below):
                _answers(below, value)
            case Rows(item):
                for each in value:
                    _answers(item.fields, each)
            case Choice(options):
                assert value in {option.value for option in options}
            case Several(Choice(options)):
                assert set(value) <= {option.value for option in options}
            case Number(whole):
                assert isinstance(value, int) or not whole
            case YesNo():
                assert isinstance(value, bool)
            case Units(one, several, all_):
                assert (isinstance(value, list) and several) or (one or (all_ and value == "all"))
            case Attachments() | Several():
                assert isinstance(value, list)
            case Text():
                assert isinstance(value, str)


def test_questions_speak_the_schemas_words() -> None:
    news = FORMS["news"]
    assert (news.title, news.field("published_on").title) == ("动态信息", "发布日期")
    category = news.field("category").shape
    assert isinstance(category, Choice)
    assert category.options[1] == Option("policy-implementation", "政策落实")
    assert news.field("approval").internal and not news.field("body").internal
    assert news.field("body").shape == Text("text", most=20000, lines=True)
    assert not news.field("url").required
    topic = FORMS["disclosure"].field("topic").shape
    assert isinstance(topic, Choice)
    assert topic.options[-1] == Option("business-support", "利企惠民政策", "重点领域信息公开")


def test_units_are_one_several_or_all_as_the_schema_allows() -> None:
    def shape(kind: str) -> object:
        return FORMS[kind].field("to").shape

    assert shape("finding") == Units(one=True, several=False, all=False)
    assert shape("criticism") == Units(one=True, several=True, all=False, most=100)
    assert shape("deadline") == Units(one=False, several=True, all=True, most=100)
    assert shape("opinion-notice") == Units(one=True, several=True, all=True, most=100)


def test_files_and_what_names_them() -> None:
    report = FORMS["annual-report"].field("attachments").shape
    assert report == Attachments(
        0, 50, (Needed("年度报告的 Word 版（.docx）或者 PDF 版（.pdf）", r"\.(docx|pdf)$"),)
    )
    minutes = FORMS["leadership"].field("meetings", "minutes").shape
    assert isinstance(minutes, Text) and minutes.refers == (ATTACHMENT,)
    place = FORMS["gazette-display"].field("sites", "place").shape
    assert isinstance(place, Text)
    assert (place.known, place.members) == (
        (Option("party-service-centre", "党群服务中心"),),
        "villages",
    )


def test_conditions_say_what_is_asked_when() -> None:
    closing = FORMS["media-account"].conditions[0]
    assert closing.present == ("closes",) and closing.known
    assert (closing.then.title, closing.otherwise.title) == ("注销", "备案")
    assert closing.then.requires == ("closed_on",)
    assert closing.otherwise.forbids == ("closed_on",)
    quarter = FORMS["criticism"].conditions[0]
    assert quarter.values == {"subject": ("news-shortage",)}
    assert quarter.then.requires == ("quarter",)
    assert [each.then.title for each in FORMS["ruling"].conditions] == [
        "免去扣分", "认定收到时间", "驳回申诉", "撤下公开",
    ]  # fmt: skip


def tables(form: Form, *path: str) -> list[Table]:
    shape = form.field(*path).shape
    assert isinstance(shape, Group)
    return [each for each in laid_out(shape.fields) if isinstance(each, Table)]


def test_the_statutory_tables_are_grids() -> None:
    form = FORMS["annual-report"]
    made, decided = tables(form, "proactive")
    assert [row.heads[-1] for row in made.rows] == ["规章", "行政规范性文件"]
    assert made.total == ""
    assert [column.title for column in decided.columns] == ["本年处理决定数量"]
    (requests,) = tables(form, "requests")
    assert len(requests.rows) == 24 and len(requests.columns) == 6
    assert requests.total == "总计"
    assert [(each.path, each.title) for each in requests.sums] == [
        (("requests", "results"), "（七）总计")
    ]
    assert requests.sums[0].heads == ("三、本年度办理结果", "（七）总计")
    assert requests.rows[4].heads == ("三、本年度办理结果", "（三）不予公开", "1.属于国家秘密")
    (disputes,) = tables(form, "disputes")
    assert disputes.rows[1].heads == ("行政诉讼", "未经复议直接起诉")
    rest = laid_out(form.field("proactive").shape.fields)[-1]  # type: ignore[union-attr]
    assert isinstance(rest, Field) and rest.measure == "本年收费金额（单位：万元）"


def test_who_files_comes_from_the_registry() -> None:
    registry = memory.registry()
    assert [unit.id for unit in FORMS["ruling"].units(registry)] == ["zhengfuban"]
    assert [unit.id for unit in FORMS["hotline-report"].units(registry)] == ["xinfang"]
    assert len(FORMS["news"].units(registry)) == 45
    assert len(FORMS["gazette-display"].units(registry)) == 29
    (registrar,) = FORMS["media-account"].ways_of(registry["xinxigongkaizhongxin"])
    assert registrar.requires == ("to",)


def test_blanks_are_left_out_and_empty_answers_stay() -> None:
    values = {
        **example("gazette-display"),
        "supersedes": "",
        "release": [],
        "approval": {**example("gazette-display")["approval"], "drafted_by": ""},
        "sites": [{**example("gazette-display")["sites"][0], "gazettes": []}],
    }
    data = load_yaml(record_text(FORMS["gazette-display"], values).encode())
    assert "supersedes" not in data and "release" not in data
    assert "drafted_by" not in data["approval"]
    assert data["sites"][0]["gazettes"] == []


def test_a_record_is_named_by_day_and_slug() -> None:
    news, appeal = FORMS["news"], FORMS["appeal"]
    day = date(2023, 2, 6)
    assert file_stem(news, day, "spring-ploughing") == "2023-02-06-spring-ploughing"
    assert file_stem(appeal, day, "gongbao-0930") == "2023-02-06-0930"
    assert file_stem(appeal, day, "gongbao") == "2023-02-06-1"
    assert free_slug(news, day, {"2023-02-06-01", "2023-02-06-02"}) == "03"
    assert record_path("wanshui", 2023, "news", "2023-02-06-01") == (
        "units/wanshui/2023/news/2023-02-06-01.yml"
    )


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("年度报告.docx", "年度报告.docx"),
        ("年度 报告（终稿）.DOCX", "年度-报告-终稿.docx"),
        (r"C:\报告\照片 1.JPEG", "照片-1.jpg"),
        ("-rf.pdf", "rf.pdf"),
        ("con.pdf", "附件-con.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("。。。.pdf", "附件.pdf"),
        ("长" * 120 + ".pdf", "长" * 65 + ".pdf"),
    ],
)
def test_attachment_names_are_made_right(told: str, name: str) -> None:
    assert attachment_name(told) == name
    assert is_attachment_name(name)


@pytest.mark.parametrize("told", ["宏.docm", "网页.html", "无扩展名", ""])
def test_files_of_other_types_have_no_name(told: str) -> None:
    with pytest.raises(ValueError):
        attachment_name(told)


def test_an_attachment_is_listed_with_its_digest() -> None:
    assert attachment_entry("a.pdf", b"x", "附件一") == {
        "file": "a.pdf",
        "sha256": hashlib.sha256(b"x").hexdigest(),
        "title": "附件一",
    }
    assert "title" not in attachment_entry("a.pdf", b"x")


def test_what_no_form_is_known_for_is_said_so() -> None:
    strange = {
        "title": "怪类",
        "x-writers": [{"kinds": ["township"]}],
        "properties": {
            "kind": {"const": "strange"},
            "size": {"title": "尺寸", "enum": [1, 2]},
            "tree": {"title": "任意字段", "type": "object"},
            "lists": {"title": "表", "type": "array", "items": {"type": "array"}},
            "tags": {"title": "标签", "type": "array", "items": {"type": "string"}, "maxItems": 3},
        },
    }
    (kind,) = load_schemas({"strange.json": json.dumps(strange).encode()}).kinds.values()
    form = form_of(kind)
    assert [type(field.shape) for field in form.fields] == [Other, Other, Other, Several]
    parts = parts_of(form.fields, Offer((), ()))
    assert [part.widget for part in parts if isinstance(part, Control)] == [
        "other", "other", "other", "lines",
    ]  # fmt: skip

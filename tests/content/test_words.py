"""The word list: its form, its sources, and what it finds."""

import pytest

from scripts.content.words import MAX_BYTES, PLACE, product_words, word_list

WORDS = product_words()
NORMS = ("现代汉语词典", "GF 1001", "通用规范汉字表", "GB/T 1583", "法工委发", "国办公开办函")


def found(text: str) -> list[tuple[str, str]]:
    return [(slip.slip, slip.right) for slip in WORDS.slips_in(text)]


def test_there_are_many_entries_each_with_a_named_norm() -> None:
    assert len(WORDS.slips) >= 200
    for slip in WORDS.slips.values():
        assert any(norm in slip.source for norm in NORMS), slip


@pytest.mark.parametrize("slip", WORDS.slips)
def test_an_entry_finds_its_slip_and_nothing_in_what_is_right(slip: str) -> None:
    entry = WORDS.slips[slip]
    assert found(slip) == [(slip, entry.right)]
    assert found(entry.right) == []
    for word in entry.unless:
        assert slip not in dict(found(word)), word


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("请填写银行帐号。", ["帐号"]),
        ("我镇己经完成，村民自己经营。", ["己经"]),
        ("村民自己经营。", []),
        ("截止目前，截止2023年9月30日", ["截止目前", "截止20"]),
        ("报名截止2023年9月30日，截止时间不变", []),
        ("做为重点工作", ["做为"]),
        ("搭建帐篷，检查帐篷", []),
        ("转到帐号，入帐", ["帐号", "入帐"]),
        ("好象有问题，好象有问题", ["好象"]),
        ("美好象征", []),
        ("部份群众；全部份额", ["部份"]),
        ("二零二三年十月", ["二零二三年"]),
        ("二〇二三年十月", []),
        ("《条例》、《规定》", ["》、《"]),
        ("六、其它需要报告的事项", ["其它需要报告的事项"]),
        ("其它物品", []),
        ("按排放标准，按装机容量，截止日前，夜消费，绿色采购，光伏输出", []),
        ("绿色采购、既使群众满意又使企业满意、贤慧村、筚路蓝缕", []),
        ("办公室综合股分别负责，认定户数，就坐在前排，部分付款，每本份数", []),
    ],
)
def test_slips_in_sentences(text: str, slips: list[str]) -> None:
    assert [slip for slip, _ in found(text)] == slips


def test_the_office_adds_an_entry_without_a_program() -> None:
    entry = "{slip: 宣威巿, right: 宣威市, source: own}"
    own = f"sources: {{own: 《本市公文用语规定》}}\nwords:\n  - {entry}\n"
    words, problems = word_list(own.encode())
    assert problems == ()
    assert [slip.right for slip in words.slips_in("宣威巿人民政府")] == ["宣威市"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("words: []\n", "sources, words"),
        ("sources: []\nwords: []\n", "sources"),
        ("sources: {a: 甲}\nwords: {}\n", "words"),
        ("sources: {a: 甲}\nwords: [{slip: 乙}]\n", "words #1: slip, right, source, unless"),
        ("sources: {a: 甲}\nwords: [{slip: 乙, right: 乙, source: a}]\n", "words #1: 乙"),
        ("sources: {a: 甲}\nwords: [{slip: 乙, right: 丙, source: b}]\n", "words #1: source: b"),
        (
            "sources: {a: 甲}\nwords: [{slip: 乙, right: 丙, source: a, unless: [丁]}]\n",
            "words #1: unless: 乙",
        ),
        (
            "sources: {a: 甲}\nwords: [{slip: '', right: 丙, source: a}]\n",
            "words #1: slip, right, source",
        ),
    ],
)
def test_a_list_that_cannot_be_used_is_told(text: str, reason: str) -> None:
    words, problems = word_list(text.encode())
    assert [(each.code, each.path, each.values) for each in problems] == [
        ("wordlist-unusable", PLACE, {"reason": reason})
    ]
    assert list(words.slips_in("乙")) == []


def test_a_list_that_is_no_yaml_is_told_with_its_line() -> None:
    _, problems = word_list(b"sources: {a: 1}\nwords: [\n")
    assert [(each.code, each.path) for each in problems] == [("yaml-syntax", PLACE)]
    _, problems = word_list(b"x" * (MAX_BYTES + 1))
    assert [each.code for each in problems] == ["file-too-large"]

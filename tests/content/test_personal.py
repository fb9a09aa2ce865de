"""Personal numbers: those that are, and the many that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.messages import sentence
from scoring.problem import Problem
from scripts.content.personal import Sort, masked_problem, masked_text, numbers_in

MOBILE = "13812345678"


def with_check(digits: str) -> str:
    """Return 17 digits with their check character, reckoned as the standard tells it."""
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(digits))
    return digits + "10X98765432"[total % 11]


# Made up, with the area of this county.
IDENTITY = with_check("53038119900307001")
OTHER_IDENTITY = with_check("11010119491001002")
ENDING_IN_X = next(
    found for n in range(1000) if (found := with_check(f"53038120000229{n:03d}")).endswith("X")
)


def with_luhn(digits: str) -> str:
    """Return digits with their check digit (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return digits + str(-total % 10)


CARD = with_luhn("622202123456789012")
CARD_16 = with_luhn("622848001234567")
OLD_CARD = with_luhn("955880123456789012")

FOUND = {
    "身份证号码" + IDENTITY: Sort.IDENTITY,
    "身份证：" + ENDING_IN_X + "，": Sort.IDENTITY,
    ENDING_IN_X.lower(): Sort.IDENTITY,
    f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}": Sort.IDENTITY,
    f"{IDENTITY[:6]}-{IDENTITY[6:14]}-{IDENTITY[14:]}": Sort.IDENTITY,
    "\u200b".join(IDENTITY): Sort.IDENTITY,
    IDENTITY.translate(str.maketrans("0123456789", "０１２３４５６７８９")): Sort.IDENTITY,
    "身份证号：530381900307001": Sort.IDENTITY,
    f"（{OTHER_IDENTITY}）": Sort.IDENTITY,
    f"联系电话：{MOBILE}": Sort.MOBILE,
    f"张某{MOBILE}李某": Sort.MOBILE,
    "138 1234 5678": Sort.MOBILE,
    "138-1234-5678": Sort.MOBILE,
    "138.1234.5678": Sort.MOBILE,
    "138 12345678": Sort.MOBILE,
    "1381234 5678": Sort.MOBILE,
    f"+86{MOBILE}": Sort.MOBILE,
    f"+86 {MOBILE}": Sort.MOBILE,
    f"86-{MOBILE}": Sort.MOBILE,
    f"0086{MOBILE}": Sort.MOBILE,
    "+86 138 1234 5678": Sort.MOBILE,
    f"Tel{MOBILE}": Sort.MOBILE,
    f"tel:{MOBILE}": Sort.MOBILE,
    f"{MOBILE}@139.com": Sort.MOBILE,
    "１３８１２３４５６７８": Sort.MOBILE,
    f"{MOBILE}（同微信）": Sort.MOBILE,
    f"0874-7162766/{MOBILE}": Sort.MOBILE,
    f"{MOBILE}元旦值班": Sort.MOBILE,
    f"卡号{CARD}": Sort.BANK_CARD,
    CARD_16: Sort.BANK_CARD,
    OLD_CARD: Sort.BANK_CARD,
    " ".join(CARD_16[at : at + 4] for at in range(0, 16, 4)): Sort.BANK_CARD,
    "-".join(CARD[at : at + 4] for at in range(0, 19, 4)): Sort.BANK_CARD,
}
CLEAN = [
    "联系电话：0874-7162766",
    "7162766",
    "传真：0874-7162766-801",
    "12345政务服务热线",
    "400-812-3456",
    "(0874)1381234",
    "项目代码2306-530381-04-01-138123",
    "项目代码：2018-530381-13-03-012345",
    "230653038104011381234567890",
    f"编号{MOBILE}0",
    f"编号0{MOBILE}",
    f"A{MOBILE}",
    f"2023-{MOBILE}",
    f"https://www.example.gov.cn/art/{MOBILE}.html",
    f"总投资{MOBILE}元",
    f"{MOBILE}.25",
    f"面积{MOBILE}平方米",
    f"¥{MOBILE}",
    "10812345678",
    "12812345678",
    IDENTITY[:17] + ("0" if IDENTITY[17] != "0" else "1"),
    with_check("53038119901307001"),  # month 13
    with_check("53038120990307001"),  # not born yet
    with_check("53038118990307001"),
    with_check("99038119900307001"),  # no such area
    with_check("53038120230229001"),  # no such day
    f"1{IDENTITY}",
    f"{IDENTITY}A",
    "统一社会信用代码 11530381015142345Q",
    "530381900307001",  # 15 digits without a word of identity cards
    "发票号码530381900307001",
    with_luhn("530381202300001"),  # a project's number that passes Luhn
    with_luhn("202306530381000"),
    CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
    f"{CARD}0",
    "12 150 1200 3400 88",
    "2023年5月6日至2023年12月31日共365天",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "wanshui/2023/news/2023-02-06-13812345678",
    "1.3 2.8 1.2 3.4 5.6 7.8",
]


@pytest.mark.parametrize("text", FOUND)
def test_a_personal_number_is_found(text: str) -> None:
    assert [number.sort for number in numbers_in(text, 2024)] == [FOUND[text]]


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_so_is_not(text: str) -> None:
    assert list(numbers_in(text, 2024)) == []


def test_several_in_one_text() -> None:
    text = f"甲 {MOBILE} 13912345678、乙13712345678，{IDENTITY} {OTHER_IDENTITY}"
    assert [number.sort for number in numbers_in(text)] == [
        *[Sort.MOBILE] * 3,
        *[Sort.IDENTITY] * 2,
    ]
    assert len(list(numbers_in("138 1234 5678 139 1234 5678"))) == 2


def test_a_number_is_shown_masked() -> None:
    (number,) = numbers_in(f"身份证{IDENTITY}。")
    assert number.masked == "530****" + IDENTITY[-4:]
    assert masked_text(f"电话{MOBILE}，卡{CARD}") == f"电话138****5678，卡622****{CARD[-4:]}"


def test_no_problem_repeats_a_number() -> None:
    problem = Problem("schema-pattern", "p.yml", 1, 1, {"got": f"x {IDENTITY}", "n": int(MOBILE)})
    told = masked_problem(problem)
    assert IDENTITY not in str(told) and MOBILE not in str(told)
    assert (told.code, told.line) == ("schema-pattern", 1)
    plain = Problem("unit-unknown", values={"unit": "wanshui"})
    assert masked_problem(plain) is plain


@given(st.text(alphabet="0123456789 -–.\u200bXx年A中１", max_size=60))
def test_what_is_found_is_really_there_and_masking_leaves_nothing(text: str) -> None:
    for number in numbers_in(text):
        digits = "".join(sign for sign in text[number.start : number.end] if sign.isalnum())
        assert 11 <= len(digits) <= 19
    assert list(numbers_in(masked_text(text))) == []


@given(st.integers(0, 10**17 - 1))
def test_one_wrong_digit_is_no_identity_number(seed: int) -> None:
    good = with_check(f"530381{1950 + seed % 60}0{1 + seed % 9}1{seed % 9}{seed % 1000:03d}")
    place = seed % 17
    wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
    assert [each.sort for each in numbers_in(good)] == [Sort.IDENTITY]
    assert Sort.IDENTITY not in [each.sort for each in numbers_in(wrong)]


@pytest.mark.parametrize("sort", Sort)
def test_every_sort_has_its_sentence(sort: Sort) -> None:
    assert "138****5678" in sentence(sort, {"field": "正文", "masked": "138****5678"})

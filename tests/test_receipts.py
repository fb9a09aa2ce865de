"""The trailers of a receipt: what is written can be read, and nothing else can."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.history.commit_objects import last_block
from scoring.history.receipts import (
    BadReceipt,
    ReceiptTrailers,
    parse_receipt,
    receipt_message,
)
from tests.support.records import at

RECORD = "wanshui/2023/news/2023-02-06-1"
BLOCK = (
    "Received-at: 2023-10-31T23:58:07+08:00",
    f"Received-at: 2023-10-30T09:12:44+08:00 {RECORD}",
    "Submitted-by: wanshui-clerk",
    "Unit: wanshui",
    "Pull-request: 42",
)


def message(*lines: str, title: str = "收件\n\n") -> str:
    return title + "\n".join(lines or BLOCK) + "\n"


def codes(text: str) -> list[str]:
    with pytest.raises(BadReceipt) as bad:
        parse_receipt(text)
    return [fault.code for fault in bad.value.faults]


def test_a_receipt_is_read() -> None:
    receipt = parse_receipt(message())
    assert receipt.received_at == at("2023-10-31", "23:58:07")
    assert receipt.per_record == {RECORD: at("2023-10-30", "09:12:44")}
    assert (receipt.submitted_by, receipt.unit) == ("wanshui-clerk", "wanshui")
    assert receipt.pull_request == "42"


def test_trailers_stand_in_any_order_after_any_text() -> None:
    told = message(*reversed(BLOCK), title="收件\n\n第一段\n第二行\n\nUnit: xining\n\n")
    assert parse_receipt(told) == parse_receipt(message())


def test_every_offset_means_its_moment() -> None:
    for told in ("2023-10-31T15:58:07Z", "2023-10-31T10:58:07-05:00"):
        receipt = parse_receipt(message(f"Received-at: {told}", *BLOCK[2:]))
        assert receipt.received_at == at("2023-10-31", "23:58:07")


@pytest.mark.parametrize("left_out", [0, 2, 3])
def test_what_must_be_there(left_out: int) -> None:
    lines = [line for number, line in enumerate(BLOCK) if number != left_out]
    assert codes(message(*lines)) == ["receipt-lacks"]


@pytest.mark.parametrize("twice", range(len(BLOCK)))
def test_each_stands_once(twice: int) -> None:
    assert codes(message(*BLOCK, BLOCK[twice])) == ["receipt-twice"]


@pytest.mark.parametrize(
    "line",
    [
        "Signed-off-by: 示例 <example@example.gov.cn>",
        "received-at: 2023-10-31T23:58:07+08:00",
        "Received-at:2023-10-31T23:58:07+08:00",
        "Received-at: 2023-10-31",
        "Received-at: 2023-10-31T23:58:07",
        "Received-at: 2023-10-31 23:58:07+08:00",
        "Received-at: 2023-10-31T23:58:07.5+08:00",
        "Received-at: 2023-02-30T23:58:07+08:00",
        "Received-at: 2023-10-31T23:58:60+08:00",
        "Received-at: 0001-01-01T00:00:00+08:00",
        "Received-at: 9999-12-31T23:59:59-12:00",
        "Received-at: 2023-10-31T23:58:07+08:00 ",
        "Received-at: 2023-10-31T23:58:07+08:00  wanshui/2023/news/2023-02-06-2",
        "Received-at: 2023-10-31T23:58:07+08:00 wanshui/2023/news",
        "Received-at: 2023-10-31T23:58:07+08:00 units/wanshui/2023/news/2023-02-06-2.yml",
        "Pull-request: ",
        "Pull-request: 4 2",
        " a continued line",
        "no trailer at all",
        "https://example.gov.cn",
    ],
)
def test_every_line_of_the_block_must_be_understood(line: str) -> None:
    assert codes(message(*BLOCK[:4], line)) == ["receipt-trailer"]


@pytest.mark.parametrize(
    "line", ["Submitted-by: a b", "Submitted-by: -x", "Submitted-by: 王", "Submitted-by: a#b"]
)
def test_a_submitter_is_a_login(line: str) -> None:
    assert codes(message(BLOCK[0], line, BLOCK[3])) == ["receipt-trailer", "receipt-lacks"]


@pytest.mark.parametrize("line", ["Unit: all", "Unit: Wanshui", "Unit: 宛水", "Unit: wanshui "])
def test_a_unit_is_an_id(line: str) -> None:
    assert codes(message(*BLOCK[:3], line)) == ["receipt-trailer", "receipt-lacks"]


def test_only_the_last_block_counts() -> None:
    assert codes(message() + "\n谢谢\n") == ["receipt-trailer"] + ["receipt-lacks"] * 3
    assert codes("\n".join(BLOCK)) == ["receipt-lacks"] * 3  # a title, not a block
    assert codes("") == ["receipt-lacks"] * 3


@pytest.mark.parametrize("sign", ["\r", "\0", "\x1b", "\x7f", "\u2028", "\ufffd"])
def test_nothing_is_hidden_from_a_reader(sign: str) -> None:
    assert codes(message(title=f"收{sign}件\n\n")) == ["receipt-character"]
    assert codes(message().replace("wanshui-clerk", f"wanshui-clerk{sign}")) == [
        "receipt-character"
    ]


def test_blank_lines_with_blanks_part_blocks_too() -> None:
    assert parse_receipt(message(title="收件\n  \n")).unit == "wanshui"
    assert last_block("a\n\nb: c\n\n\n") == ("b: c",)


TIMES = st.integers(0, 10**9).map(lambda seconds: at("2001-01-01") + timedelta(seconds=seconds))


@given(
    title=st.text(),
    received=TIMES,
    times=st.dictionaries(st.sampled_from([RECORD, RECORD + "1", RECORD + "2"]), TIMES),
    login=st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,20}(#[0-9]{1,5})?\Z"),
    number=st.none() | st.from_regex(r"\A[!-~]{1,20}\Z"),
)
def test_what_is_written_is_read_whatever_the_title(
    title: str, received: object, times: dict[str, object], login: str, number: str | None
) -> None:
    told = ReceiptTrailers(received, times, login, "wanshui", number)  # type: ignore[arg-type]
    text = receipt_message(title, told)
    assert parse_receipt(text) == told
    assert len(text.split("\n")[0]) <= 200


def test_a_title_cannot_add_trailers() -> None:
    told = ReceiptTrailers(at("2023-10-31"), {}, "wanshui-clerk", "wanshui")
    hostile = "a\n\nReceived-at: 2023-01-01T00:00:00+08:00\nUnit: xining"
    assert parse_receipt(receipt_message(hostile, told)) == told


@pytest.mark.parametrize(
    "told",
    [
        ReceiptTrailers(at("2023-10-31"), {}, "a\nUnit: xining", "wanshui"),
        ReceiptTrailers(at("2023-10-31"), {}, "a", "all"),
        ReceiptTrailers(at("2023-10-31"), {"x": at("2023-10-31")}, "a", "wanshui"),
        ReceiptTrailers(at("2023-10-31"), {}, "a", "wanshui", "1\n\nx"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(told: ReceiptTrailers) -> None:
    with pytest.raises(ValueError, match="receipt"):
        receipt_message("收件", told)


@given(st.text())
def test_no_message_breaks_the_reader(text: str) -> None:
    for told in (text, f"收件\n\n{text}"):
        try:
            parse_receipt(told)
        except BadReceipt as bad:
            assert bad.faults

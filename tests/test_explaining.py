"""The account of a unit: its reckoning adds up to the ledger, whatever was sent or not."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.calendar.zone import SHANGHAI
from scoring.composition.moments import before, view_at
from scoring.ledger.model import Ledger, Reason
from scoring.records.archive import archive_of
from scoring.rulebook.model import Rulebook
from scripts.explaining.account import Account, account_of
from scripts.explaining.steps import steps_of
from scripts.explaining.text import account_text
from scripts.reasons import told_reason
from tests.support import memory
from tests.support.memory import Sent

END = datetime(2024, 2, 16, tzinfo=SHANGHAI)


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2023, month, day, hour, tzinfo=SHANGHAI)


def sent(unit: str, kind: str, when: datetime, **changes: Any) -> Sent:
    return Sent(unit, kind, when, {**memory.example(kind), **changes})


def rulebook(ledger: Ledger, unit: str) -> Rulebook:
    result = ledger.unit(unit)
    assert result is not None
    return next(book for book in memory.rulebooks() if book.id == result.rulebook)


def account(items: list[Sent], unit: str, as_of: datetime = END) -> Account:
    ledger = memory.ledger(items, as_of, [unit])
    result = ledger.unit(unit)
    assert result is not None
    view = view_at(archive_of(memory.records(items)), memory.schemas().kinds, before(as_of))
    return account_of(ledger, result, memory.registry()[unit], rulebook(ledger, unit), view)


NEGLIGENT = [
    sent("wanshui", "news", at(2, 6)),
    sent("wanshui", "guide", at(11, 1, 0)),
    sent("zhengfuban", "opinion-notice", at(9, 28)),
    sent("zhengfuban", "criticism", at(7, 12), to=["wanshui"], subject="privacy"),
]


def test_every_deduction_names_clause_period_record_commit_time_and_its_strength() -> None:
    text = account_text(account(NEGLIGENT, "wanshui"), "zh")
    for told in (
        "评分标准：未按时报送的，扣 1 分。",
        "期限是 2023-10-31 24时，2023-11-01 00:00:00 才收到。",
        "材料：wanshui/2023/guide/2023-01-01-00002",
        "2023-11-01 00:00:00 收到，时间为服务器所记（recorded）",
        f"提交 {2:040x}",
        "2023年2月  扣 0.1 分  规则 monthly",
        "应报 2 条，计入 1 条。",
        "材料：没有收到",
        "规则 replied",
    ):
        assert told in text, told


def test_what_an_incident_was_is_told_by_the_labels_of_its_kind() -> None:
    text = account_text(account(NEGLIGENT, "wanshui"), "zh", "disclosure/criticism")
    assert "privacy" not in text
    joined = text.replace("\n    ", "")
    assert f"有一份按次扣分的记录：{memory.example('criticism')['title']}（" in joined
    assert "事由：泄露个人隐私" in joined
    assert "通报机关层级：" in joined


def test_a_code_is_told_by_its_label_and_not_at_all_without_one() -> None:
    finding = sent(
        "zhengfuban", "finding", at(7, 12), to="wanshui", node="disclosure/leadership",
        code="shortcoming",
    )  # fmt: skip
    text = account_text(account([finding], "wanshui"), "zh").replace("\n    ", "")
    assert "有一份按次扣分的记录：" in text
    assert "问题代码：落实不到位" in text
    assert "shortcoming" not in text
    odd = Reason("incident", {"code": "of-another-county"})
    assert "another" not in told_reason(odd, None, memory.schemas().kinds["finding"], "zh")


def test_places_that_a_rule_adds_are_named_like_those_of_the_registry() -> None:
    unit = memory.registry()["wanshui"]
    village = unit.sets["villages"][0]
    missing = ["party-service-centre", village.code, "of-another-county"]
    reason = Reason("coverage-partial", {"shown": 1, "need": 4, "missing": missing})
    kind = memory.schemas().kinds["gazette-display"]
    told = told_reason(reason, unit, kind, "zh")
    assert f"党群服务中心、{village.name}、of-another-county" in told
    assert "party-service-centre" in told_reason(reason, unit, kind, "en")


def test_what_a_record_lacks_is_named() -> None:
    lacking = ["word", "public-statement", "interpretation"]
    reason = Reason("deadline-incomplete", {"due": "2023-10-31", "lacking": lacking})
    told = told_reason(reason, None, memory.schemas().kinds["policy"], "zh")
    assert "缺少：Word 版、文内“此件公开发布”字样、政策解读" in told


def test_a_node_that_was_kept_says_that_nothing_was_lost() -> None:
    text = account_text(account(NEGLIGENT, "wanshui"), "zh", "media")
    assert "没有扣分" in text
    assert "口径：" in text  # one node alone shows its clauses in full
    assert "乡镇动态  " not in text


def test_what_a_unit_does_not_answer_for_it_keeps() -> None:
    text = account_text(account([], "tongji"), "zh")
    assert "不归本单位负责，保留分值。" in text


def test_before_the_end_what_is_pending_is_said_to_be_so() -> None:
    text = account_text(account([], "wanshui", at(3, 1, 0)), "zh")
    assert "到目前没有扣分，还没有考核完。" in text
    assert "未结账" in text


def test_the_veto_is_charged_to_the_category_and_bites_once() -> None:
    made = account([], "tongji")
    text = account_text(made, "zh")
    assert "计入“政务公开”（单项否决）" in text
    assert "分值已扣完，实扣 0 分" in text
    assert "市统计局" in text.splitlines()[0]


def test_a_waiver_is_shown_with_its_ruling_and_the_reason() -> None:
    ruling = sent(
        "zhengfuban",
        "ruling",
        datetime(2024, 1, 5, tzinfo=SHANGHAI),
        to="wanshui",
        node="disclosure/guide",
        rule="filed",
        period="2023",
        record=None,
        points=None,
        reason="系统故障",
    )
    data = {key: value for key, value in ruling.data.items() if value is not None}
    waived = Sent(ruling.unit, ruling.kind, ruling.at, data)
    text = account_text(account([*NEGLIGENT, waived], "wanshui"), "zh", "disclosure/guide")
    assert "免除 1 分：复核决定 zhengfuban/2023/ruling/" in text
    assert "系统故障" in text


def test_equal_parts_are_added_together() -> None:
    text = account_text(account(NEGLIGENT, "wanshui"), "zh")
    assert "乡镇动态：应扣 0.2 × 11 + 0.1 = 2.3，超过分值 1，扣完为止：1 − 1 = 0" in text.replace(
        "\n  ", ""
    )


def test_nothing_lost_is_said_in_the_total() -> None:
    text = account_text(account([], "wanshui", at(1, 2, 0)), "zh")
    assert "总分：10，没有扣分" in text


def test_the_account_speaks_english() -> None:
    text = account_text(account(NEGLIGENT, "wanshui"), "en")
    assert "Nothing was lost." in text
    assert "time recorded by the server" in text


SENDING = st.lists(
    st.builds(
        sent,
        st.sampled_from(["wanshui", "tongji"]),
        st.sampled_from(["news", "guide", "leadership", "media-account", "gazette-display"]),
        st.builds(at, st.integers(1, 12), st.integers(1, 28)),
    )
    | st.builds(
        sent,
        st.just("zhengfuban"),
        st.just("finding"),
        st.builds(at, st.integers(1, 12), st.integers(1, 28)),
        to=st.just("wanshui"),
        node=st.sampled_from(["disclosure/gazette", "disclosure/leadership", "media"]),
        code=st.sampled_from(["not-shown", "irregular", "shortcoming", "unmanaged-account"]),
    )
    | st.builds(
        sent,
        st.just("zhengfuban"),
        st.just("criticism"),
        st.builds(at, st.integers(1, 12), st.integers(1, 28)),
        to=st.just(["wanshui", "tongji"]),
        subject=st.sampled_from(["privacy", "media-stale", "media-error"]),
        issuer=st.sampled_from(["central", "province", "prefecture", "county"]),
        document_number=st.sampled_from(["1号", "2号", "3号"]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(SENDING, st.builds(at, st.integers(1, 12), st.integers(1, 28)) | st.just(END))
def test_every_step_of_the_reckoning_adds_up_to_the_ledger(
    items: list[Sent], as_of: datetime
) -> None:
    ledger = memory.ledger(items, as_of, ["wanshui", "tongji"])
    for unit in ledger.units:
        steps = steps_of(unit, rulebook(ledger, unit.unit))
        for step in steps:
            assert step.lost == min(step.points, step.uncapped), (unit.unit, step)
            assert step.score == step.points - step.lost
        assert steps[-1].score == unit.score
        assert sum((part.points for part in steps[-1].parts), Decimal(0)) >= steps[-1].lost

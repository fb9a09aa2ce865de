"""What single kinds of record require beyond their fields."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.schemas import EXAMPLES, SET, accepted, replaced


def changed(kind: str, **fields: Any) -> dict[str, Any]:
    """The example of ``kind`` with ``fields`` set; None takes a field away."""
    data = {**EXAMPLES[kind], **fields}
    return {field: value for field, value in data.items() if value is not None}


def accepts(kind: str, **fields: Any) -> bool:
    return accepted(kind, changed(kind, **fields))


@pytest.mark.parametrize(
    "kind",
    [
        "news", "disclosure", "opinion-notice", "opinion-response", "appeal", "criticism",
        "finding", "ruling", "deadline", "policy-issuance", "confirmation", "hotline-report",
    ],
)  # fmt: skip
def test_attachments_are_welcome(kind: str) -> None:
    assert accepts(kind, attachments=[{"file": "附件1.pdf", "sha256": "0" * 64}])
    assert not accepts(kind, attachments=[{"file": "附件1.exe", "sha256": "0" * 64}])


def test_the_kinds_of_file_that_are_wanted() -> None:
    files = {
        ending: [{"file": f"a{ending}", "sha256": "0" * 64}] for ending in (".docx", ".pdf", ".jpg")
    }
    for kind in ("guide", "annual-report"):
        assert [accepts(kind, attachments=file) for file in files.values()] == [True, True, False]
    assert [accepts("media-approval", attachments=file) for file in files.values()] == [
        False,
        True,
        False,
    ]
    assert not accepts("policy", attachments=[])


def test_a_shortage_of_news_names_its_quarter() -> None:
    assert not accepts("criticism", quarter=None)
    assert accepts("criticism", quarter=None, subject="other")
    assert accepts("criticism", subject="privacy")


@pytest.mark.parametrize(
    ("kind", "one", "several", "all_units"),
    [
        ("criticism", True, True, False),
        ("opinion-notice", True, True, True),
        ("ruling", True, True, False),
        ("deadline", False, True, True),
        ("finding", True, False, False),
        ("policy-issuance", True, False, False),
    ],
)
def test_whom_a_kind_may_speak_of(kind: str, one: bool, several: bool, all_units: bool) -> None:
    assert accepts(kind, to="geyi") == one
    assert accepts(kind, to=["geyi", "tianba"]) == several
    assert accepts(kind, to="all") == all_units
    assert not accepts(kind, to=[])
    assert not accepts(kind, to=["geyi", "geyi"])
    assert not accepts(kind, to=["all"])
    assert not accepts(kind, to=[f"u{number}" for number in range(101)])


def test_an_account_is_opened_or_closed() -> None:
    opening = {"platform": None, "account": None, "registered_on": None}
    closing = {"closes": "wanshui/2023/media-account/2023-01-03-wechat", "closed_on": "2023-06-30"}
    assert accepts("media-account", **opening, **closing)
    assert accepts("media-account", **opening, **closing, to="wanshui")
    assert accepts("media-account", to="wanshui")
    assert not accepts("media-account", **closing)
    assert not accepts("media-account", closed_on="2023-06-30")
    assert not accepts("media-account", **opening, closes=closing["closes"])
    assert not accepts("media-account", **opening)


RECORD = "geyi/2023/news/2023-05-01-x"
NOTHING = {
    "answers": None,
    "node": None,
    "rule": None,
    "period": None,
    "record": None,
    "points": None,
}


@pytest.mark.parametrize(
    ("effect", "fields", "fine"),
    [
        ("waive-deduction", {"node": "media"}, True),
        ("waive-deduction", {"record": RECORD}, False),
        ("waive-deduction", {"node": "media", "time": "2023-10-31T23:50:00+08:00"}, False),
        ("set-time", {"record": RECORD, "time": "2023-10-31T23:50:00+08:00"}, True),
        ("set-time", {"record": RECORD, "time": "2023-10-31T23:50:00Z", "attempt": "0" * 64}, True),
        ("set-time", {"record": RECORD, "time": "2023-10-31T23:50:00"}, False),
        ("set-time", {"record": RECORD}, False),
        ("set-time", {"time": "2023-10-31T23:50:00+08:00"}, False),
        ("set-time", {"record": RECORD, "time": "2023-10-31T23:50:00Z", "points": 1}, False),
        ("dismiss", {"answers": "geyi/2023/appeal/2023-09-01-01"}, True),
        ("dismiss", {"answers": "geyi/2023/appeal/2023-09-01-01", "node": "media"}, True),
        ("dismiss", {"node": "media"}, False),
        ("dismiss", {"answers": "geyi/2023/appeal/2023-09-01-01", "points": 1}, False),
        ("withhold", {"record": RECORD}, True),
        ("withhold", {}, False),
        ("withhold", {"record": RECORD, "node": "media"}, False),
        ("forgive", {"node": "media"}, False),
    ],
)
def test_each_ruling_says_what_it_needs(effect: str, fields: dict[str, Any], fine: bool) -> None:
    assert accepts("ruling", **{**NOTHING, **fields}, effect=effect) == fine


@pytest.mark.parametrize("fees", ["0", "12.5", 0, 12, Decimal("12.5")])
def test_fees_are_an_amount(fees: Any) -> None:
    report = changed("annual-report")
    assert SET.kinds["annual-report"].is_valid(replaced(report, ("proactive", "fees"), fees))


@pytest.mark.parametrize(
    "fees", ["-1", "1,000", "十二", -1, Decimal("-0.1"), True, Decimal("1e-30"), Decimal("NaN")]
)
def test_anything_else_is_no_fee(fees: Any) -> None:
    report = changed("annual-report")
    assert not SET.kinds["annual-report"].is_valid(replaced(report, ("proactive", "fees"), fees))

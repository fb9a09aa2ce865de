"""What ``check`` and the gate ask of a record beyond validity: it hits what it is meant to hit."""

from typing import Any

import pytest

from scoring.admission.in_force import Sources, in_force
from scoring.admission.judging import judge_text
from scoring.admission.paths import read_path
from scoring.admission.product import ProductFiles
from scoring.admission.references import reference_problems
from scoring.admission.situation import Situation
from scoring.admission.standing import Standing
from scoring.admission.years import date_remarks
from scoring.messages import fix, level, sentence
from scoring.problem import Problem
from scoring.records.record import Receipt, Record, Strength, units_spoken_of
from tests.support.admitting import NoFiles
from tests.support.records import ABSENT, ROOT, at, registry_files, text

FIRST, SECOND = "2023-03-01-01", "2023-08-01-02"
RECEIPT = Receipt("", 1, at("2023-03-01"), Strength.SEALED)


class Desk:
    """Records that stand, and new ones held against them."""

    def __init__(self) -> None:
        registry = {path.split("/")[1]: text for path, text in registry_files().items()}
        rules = in_force(Sources({}, {}, {}, registry), ProductFiles(ROOT))
        self.situation = Situation(
            rules.schemas, rules.registry, lambda: rules.rulebooks, Standing(), NoFiles(), 2
        )

    def stands(self, record_id: str, **changes: Any) -> str:
        """Let the example of a kind stand under ``record_id``, which comes back."""
        unit, year, kind, _ = record_id.split("/")
        data, _ = judge_text(text(kind, **changes), f"units/{record_id}.yml", self.situation)
        assert data is not None
        about = units_spoken_of(unit, self.situation.schemas.kinds[kind].unit_field, data)
        record = Record(record_id, unit, int(year), kind, data, RECEIPT, about)
        self.situation.standing.admit(record)
        return record_id

    def asked(self, record_id: str, **changes: Any) -> list[Problem]:
        """Return what ``check`` and the gate find in a record whose text is valid."""
        path = f"units/{record_id}.yml"
        place, _ = read_path(path)
        assert place is not None
        content = text(place.kind, **changes)
        data, _ = judge_text(content, path, self.situation)
        assert data is not None
        return [
            *reference_problems(content, path, data, self.situation),
            *date_remarks(content, path, data, self.situation),
        ]

    def codes(self, record_id: str, **changes: Any) -> list[str]:
        """Return the codes of what is found, without what the example names in vain."""
        found = [problem.code for problem in self.asked(record_id, **changes)]
        return [code for code in found if not code.startswith("reference-")]


@pytest.fixture
def desk() -> Desk:
    return Desk()


# --- corrections ----------------------------------------------------------------------------------

CLOSING = {"platform": ABSENT, "account": ABSENT, "registered_on": ABSENT, "to": ABSENT}
TURNED = {
    "opinion-response": ("geyi", "notice", "zhengfuban/2023/opinion-notice/2023-08-01-001"),
    "policy": ("caizheng", "document_number", "宣政办发〔2023〕99号"),
    "disclosure": ("caizheng", "topic", "poverty-funds"),
    "media-approval": ("geyi", "week", "2023-W30"),
}


@pytest.mark.parametrize("kind", TURNED)
def test_a_correction_may_not_turn_to_what_came_later(desk: Desk, kind: str) -> None:
    unit, field, other = TURNED[kind]
    first = desk.stands(f"{unit}/2023/{kind}/{FIRST}")
    again = f"{unit}/2023/{kind}/{SECOND}"
    assert desk.codes(again, supersedes=first) == []
    assert desk.codes(again, **{field: other}) == []  # a record of its own may
    (found,) = [
        problem
        for problem in desk.asked(again, supersedes=first, **{field: other})
        if problem.code == "supersedes-retargets"
    ]
    assert level(found.code) == "error"
    assert "收到时间" in sentence(found.code, found.values)
    assert "另报一份新材料" in fix(found.code, "zh", found.values)
    assert found.line > 1


def test_an_opening_may_not_be_corrected_into_a_closing_nor_back(desk: Desk) -> None:
    account = desk.stands(f"geyi/2023/media-account/{FIRST}", to=ABSENT)
    closing = {**CLOSING, "closes": account, "closed_on": "2023-07-01"}
    again = f"geyi/2023/media-account/{SECOND}"
    assert desk.codes(again, supersedes=account, **closing) == ["supersedes-retargets"]
    assert desk.codes(again, supersedes=account, to=ABSENT, account="改名") == []
    closed = desk.stands("geyi/2023/media-account/2023-07-01-03", **closing)
    assert desk.codes(again, supersedes=closed, to=ABSENT) == ["supersedes-retargets"]


def test_another_link_of_the_same_chain_is_the_same_notice(desk: Desk) -> None:
    notice = desk.stands("zhengfuban/2023/opinion-notice/2023-03-01-001")
    later = desk.stands("zhengfuban/2023/opinion-notice/2023-03-02-001", supersedes=notice)
    reply = desk.stands(f"geyi/2023/opinion-response/{FIRST}", notice=notice)
    again = f"geyi/2023/opinion-response/{SECOND}"
    assert desk.codes(again, supersedes=reply, notice=later) == []


def test_what_was_turned_counts_all_the_same() -> None:
    """Validity is not touched: only ``x-keeps`` decides there."""
    desk = Desk()
    first = desk.stands(f"caizheng/2023/disclosure/{FIRST}")
    path = f"units/caizheng/2023/disclosure/{SECOND}.yml"
    content = text("disclosure", supersedes=first, topic="poverty-funds")
    assert judge_text(content, path, desk.situation)[1] == ()


# --- years ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "month", "found"),
    [(2023, "2023-12", []), (2024, "2023-12", ["period-of-other-year"])],
)
def test_a_months_report_lies_in_the_folder_of_its_year(
    desk: Desk, year: int, month: str, found: list[str]
) -> None:
    record_id = f"xinfang/{year}/hotline-report/2024-01-05-a"
    assert desk.codes(record_id, month=month) == found
    assert level("period-of-other-year") == "error"


def test_of_a_kind_with_many_records_a_period_only_the_date_is_remarked(desk: Desk) -> None:
    """The week before the year's first may be the last of the year before."""
    assert desk.codes("geyi/2023/media-approval/2023-01-02-1", week="2022-W52") == []


@pytest.mark.parametrize(
    ("record_id", "changes", "found"),
    [
        ("geyi/2023/news/2023-02-06-a", {}, []),
        ("geyi/2023/news/2023-02-06-a", {"published_on": "2022-12-31"}, ["date-outside-year"]),
        ("geyi/2024/news/2024-01-02-a", {"published_on": "2023-12-31"}, ["date-outside-year"]),
        # The circular on a fourth quarter is of the next January.
        (
            "zhengfuban/2023/criticism/2024-01-15-a",
            {"issued_on": "2024-01-15", "quarter": "2023Q4", "subject": "news-shortage"},
            [],
        ),
        (
            "zhengfuban/2023/criticism/2024-01-15-a",
            {"issued_on": "2024-01-15", "quarter": ABSENT, "subject": "privacy"},
            ["date-outside-year-no-period"],
        ),
        ("zhengfuban/2023/confirmation/2024-02-20-a", {"confirmed_on": "2024-02-20"}, []),
    ],
)
def test_a_date_outside_the_folders_year_is_remarked(
    desk: Desk, record_id: str, changes: dict[str, Any], found: list[str]
) -> None:
    assert desk.codes(record_id, **changes) == found
    assert {level(code) for code in found} <= {"warning"}


# --- rulings --------------------------------------------------------------------------------------

RULING = "zhengfuban/2023/ruling/2023-12-01-a"
BARE = dict.fromkeys(
    ("answers", "effect", "node", "rule", "period", "record", "points", "time", "attempt"), ABSENT
)


def ruling(**changes: Any) -> dict[str, Any]:
    """Return the fields of a ruling with nothing optional but ``changes``."""
    return {**BARE, "to": "geyi", **changes}


@pytest.mark.parametrize(
    ("node", "to", "found"),
    [
        ("disclosure/news", "geyi", []),
        ("disclosure", "geyi", ["ruling-node-inner"]),
        ("hotline", ["geyi", "caizheng"], ["ruling-node-inner", "ruling-node-inner"]),
        ("disclosure/statutory/guide", "caizheng", []),
        ("disclosure/statutory", "caizheng", ["ruling-node-inner"]),
    ],
)
def test_a_ruling_names_a_leaf(desk: Desk, node: str, to: Any, found: list[str]) -> None:
    codes = desk.codes(RULING, **ruling(effect="waive-deduction", node=node, to=to))
    assert codes == found


@pytest.mark.parametrize(
    "changes",
    [
        {"effect": "set-time", "time": "2023-10-30T10:00:00+08:00"},
        {"effect": "withhold"},
        {"effect": "waive-deduction", "node": "disclosure/guide"},
    ],
)
def test_a_ruling_speaks_of_a_record_of_its_units(desk: Desk, changes: dict[str, Any]) -> None:
    guide = desk.stands("geyi/2023/guide/2023-11-05-a")
    for to, found in (
        ("geyi", []),
        (["wanshui", "geyi"], []),
        ("wanshui", ["ruling-record-unrelated"]),
    ):
        assert desk.codes(RULING, **ruling(**changes, record=guide, to=to)) == found


def test_a_record_concerns_the_units_it_speaks_of_and_the_one_that_sent_it(desk: Desk) -> None:
    notice = desk.stands("zhengfuban/2023/opinion-notice/2023-03-01-001", to=["geyi", "wanshui"])
    for to, found in (
        ("geyi", []),
        ("zhengfuban", []),
        ("xining", ["ruling-record-unrelated"]),
    ):
        codes = desk.codes(RULING, **ruling(effect="withhold", record=notice, to=to))
        assert codes == found
    to_all = desk.stands("zhengfuban/2023/opinion-notice/2023-03-01-002", to="all")
    assert desk.codes(RULING, **ruling(effect="withhold", record=to_all, to="xining")) == []


def test_a_dismissal_is_about_an_appeal_and_not_about_a_record(desk: Desk) -> None:
    appeal = desk.stands("geyi/2023/appeal/2023-11-05-01")
    changes = ruling(effect="dismiss", answers=appeal, record=ABSENT)
    assert desk.codes(RULING, **changes) == []

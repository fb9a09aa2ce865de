"""A kind that exists only in a repository's own schema folder is scored like any other."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from tests.support.repo import RepoBuilder

ROOT = Path(__file__).resolve().parents[1]
OWN = Path(__file__).parent / "own_kind"


def open_day(day: str, visitors: int) -> str:
    return (
        f"kind: open-day\ntitle: 开放日\nheld_on: '{day}'\nmonth: '{day[:7]}'\n"
        f"visitors: {visitors}\nsummary: {day} 开放日\n"
    )


def at(month: int, day: int) -> datetime:
    return datetime(2023, month, day, 9, tzinfo=SHANGHAI)


def test_a_new_kind_is_one_new_file(tmp_path: Path) -> None:
    shipped = {
        name: (ROOT / "schemas" / name).read_bytes() for name in ("unit.json", "rulebook.json")
    }
    schemas = {"open-day.json": (OWN / "open-day.json").read_bytes(), **shipped}
    builder = RepoBuilder(tmp_path)
    builder.first(
        {
            **{f"schemas/{name}": content for name, content in schemas.items()},
            "scoring/rulebooks/open-days.yml": (OWN / "rulebook.yml").read_bytes(),
            "units/wanshui/unit.yml": (ROOT / "units/wanshui/unit.yml").read_bytes(),
        },
        at=at(1, 1),
    )
    folder = "units/wanshui/2023/open-day"
    builder.merge({f"{folder}/2023-02-10-a.yml": open_day("2023-02-10", 40)}, at=at(2, 10))
    builder.merge({f"{folder}/2023-05-10-b.yml": open_day("2023-05-10", 0)}, at=at(5, 10))
    builder.merge({f"{folder}/2023-05-11-bad.yml": "kind: open-day\n"}, at=at(5, 11))
    builder.finish()

    assessment = Assessment.open(tmp_path, product=ROOT)
    ledger = assessment.ledger(2023, datetime(2023, 10, 1, tzinfo=SHANGHAI))

    (unit,) = ledger.units
    assert unit.score == Decimal("2.25")  # the third quarter's is missing; nobody came on 10 May
    told = {(path, item.period) for path, leaf in unit.leaves() for item in leaf.deductions or ()}
    assert told == {("held", "2023Q3"), ("turnout", "2023-05-10")}
    assert [item.record_id for item in assessment.rejections] == [
        "wanshui/2023/open-day/2023-05-11-bad"
    ]

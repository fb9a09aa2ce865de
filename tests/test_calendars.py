"""The calendars of what is owed, read by a calendar program's own parser (ical.js)."""

import json
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scripts.owing.feed import feed
from scripts.owing.gather import dues_ahead
from tests.conftest import ROOT
from tests.support.demo import opened

NODE = ROOT / "tests/node"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE / "node_modules/ical.js").is_dir(),
    reason="needs node and `npm ci --prefix tests/node`",
)


@pytest.fixture(scope="module")
def assessment(demo_repository: Path) -> Assessment:
    return opened(demo_repository)


def calendar(assessment: Assessment, when: datetime, *, version: int = 1, unit: str = "") -> bytes:
    units = [assessment.registry[unit]] if unit else list(assessment.registry.values())
    dues = dues_ahead(assessment, 2023, when, units, until=None, begun=False)
    return feed(dues, name="各单位政务公开报送", as_of=when, version=version, language="zh")


def read(tmp_path: Path, *calendars: bytes) -> list[list[dict[str, Any]]]:
    paths = []
    for number, content in enumerate(calendars):
        path = tmp_path / f"{number}.ics"
        path.write_bytes(content)
        paths.append(str(path))
    done = subprocess.run(
        ["node", "calendar.mjs", *paths],
        cwd=NODE, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def moment(month: int, day: int) -> datetime:
    return datetime(2023, month, day, tzinfo=SHANGHAI)


@needs_node
def test_every_event_is_a_whole_day_with_an_id_of_its_own(
    assessment: Assessment, tmp_path: Path
) -> None:
    (events,) = read(tmp_path, calendar(assessment, moment(10, 20)))
    assert len(events) > 100
    assert len({event["uid"] for event in events}) == len(events)
    for event in events:
        assert event["allDay"]
        days = date.fromisoformat(event["end"]) - date.fromisoformat(event["start"])
        assert days.days == 1
        assert "逾期扣" in event["description"]


@needs_node
def test_a_moved_deadline_moves_the_event_and_keeps_its_id(
    assessment: Assessment, tmp_path: Path
) -> None:
    """On 8 October 格宜镇's guide was given until 10 November."""
    before, after = read(
        tmp_path,
        calendar(assessment, moment(10, 7), version=10, unit="geyi"),
        calendar(assessment, moment(10, 20), version=11, unit="geyi"),
    )
    old = {event["uid"]: event for event in before}
    new = {event["uid"]: event for event in after}
    moved = [uid for uid in new if uid in old and new[uid]["start"] != old[uid]["start"]]
    assert [(old[uid]["start"], new[uid]["start"]) for uid in moved] == [
        ("2023-10-31", "2023-11-10")
    ]
    for uid in moved:
        assert new[uid]["sequence"] > old[uid]["sequence"]
        assert new[uid]["stamp"] > old[uid]["stamp"]


@needs_node
def test_a_calendar_with_nothing_owed_is_still_read(tmp_path: Path) -> None:
    empty = feed([], name="x", as_of=moment(10, 20), version=1, language="zh")
    assert read(tmp_path, empty) == [[]]


def test_the_same_history_at_the_same_moment_gives_the_same_bytes(assessment: Assessment) -> None:
    assert calendar(assessment, moment(10, 20)) == calendar(assessment, moment(10, 20))


def test_what_is_owed_on_an_internal_notice_is_marked(assessment: Assessment) -> None:
    units = list(assessment.registry.values())
    dues = dues_ahead(assessment, 2023, moment(9, 29), units, until=None, begun=False)
    on_notices = [due for due in dues if due.code == "owed-reply"]
    assert on_notices
    assert all(due.internal for due in on_notices)
    assert not [due for due in dues if due.internal and due.trigger is None]

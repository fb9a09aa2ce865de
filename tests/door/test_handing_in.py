"""What is handed in at the door and is good ends on `main`, sealed, with a receipt."""

import hashlib
import io
from datetime import datetime
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.history.repository import open_repository
from scoring.records.record import Record, Strength
from scripts.gate.attempts import read_log
from tests.support.door import Knocker, codes, door_at, packed
from tests.support.gate import NEWS, START, news
from tests.support.git import git
from tests.support.records import ROOT, text

ID = NEWS[len("units/") : -len(".yml")]
OTHER = NEWS.replace("wanshui", "xining")


@pytest.fixture
def door(tmp_path: Path) -> Knocker:
    """An open door."""
    return door_at(tmp_path)


def records(door: Knocker) -> dict[str, Record]:
    """The records on `main`."""
    return dict(Assessment.open(door.bare, product=ROOT).archive.records)


def test_a_package_becomes_a_sealed_record_and_a_receipt(door: Knocker) -> None:
    answer = door.package(packed({NEWS: news()}))
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    assert told["accepted"] is True and told["problems"] == []
    receipt = told["receipt"]
    assert [each["record"] for each in receipt["records"]] == [ID]
    assert (receipt["unit"], receipt["strength"]) == ("wanshui", "sealed")
    assert receipt["commit"] == door.head()
    assert told["effects"][0]["unit"] == "wanshui"
    record = records(door)[ID]
    assert record.receipt.strength is Strength.SEALED
    assert git(door.bare, "show", f"main:{NEWS}").encode() == news().rstrip(b"\n")
    assert git(door.bare, "fsck", "--strict") == ""
    assert not door.leftovers()
    refs = git(door.bare, "for-each-ref", "--format=%(refname)").split()
    assert refs == ["refs/gongkai/attempts", "refs/heads/main"]


def test_the_branch_is_named_by_unit_time_and_digest(door: Knocker) -> None:
    receipt = door.package(packed({NEWS: news()})).get_json()["receipt"]
    digest = receipt["records"][0]["sha256"]
    assert receipt["ref"] == f"refs/heads/submit/wanshui/door-20230201T100001-{digest[:12]}"
    (attempt,) = read_log(open_repository(door.bare))
    assert (attempt.submitted_by, attempt.unit) == ("wanshui-clerk", "wanshui")
    assert attempt.tip == receipt["branch"]


def test_the_time_is_that_of_the_whole_request_before_anything_else(door: Knocker) -> None:
    """The clock is asked once when the body is complete; queue and check come after that."""
    received = door.package(packed({NEWS: news()})).get_json()["receipt"]["records"][0]["time"]
    assert (datetime.fromisoformat(received) - START).total_seconds() == 1


def test_a_record_with_attachments_comes_as_fields(door: Knocker) -> None:
    photo = (ROOT / "tests/support/bad_files.py").read_bytes()
    entry = {"file": "附件.pdf", "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo)}
    record = news(attachments=[{**entry, "title": "附件"}])
    answer = door.post(
        {
            "path": NEWS,
            "record": (io.BytesIO(record), "x.yml"),
            "attachment": (io.BytesIO(photo), "附件.pdf"),
        }
    )
    # It is no PDF, which the gate finds out: so it was read as this record's attachment.
    assert answer.status_code == 422
    assert any(code.startswith("attachment-type") for code in codes(answer)), answer.text


def test_text_of_a_form_loses_the_line_ends_that_browsers_give_it(door: Knocker) -> None:
    sent = news().decode().replace("\n", "\r\n")
    answer = door.post({"path": NEWS, "record": sent})
    assert answer.status_code == 200, answer.text
    assert git(door.bare, "show", f"main:{NEWS}").encode() == news().rstrip(b"\n")


def test_the_receipt_is_a_page_that_can_be_kept(door: Knocker) -> None:
    answer = door.package(packed({NEWS: news()}), headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    page = answer.text
    for told in (
        "报送回执",
        "宛水街道",
        ID,
        door.head(),
        "2023-02-01 10:00:01",
        "有收件签名",
        "对得分的影响",
    ):
        assert told in page
    assert "@media print" in page and "<script" not in page


def test_a_refusal_is_a_page_that_tells_everything_and_how_to_mend_it(door: Knocker) -> None:
    before, head = door.objects(), door.head()
    bad = news(category="gossip", published_on="2023-13-01", title="<b>&amp;</b>")
    answer = door.package(packed({NEWS: bad}), headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "没有接收" in answer.text and answer.text.count("怎么改：") >= 2
    for code in ("schema-enum", "schema-format-date"):
        assert code in answer.text
    assert NEWS in answer.text and "第 3 行" in answer.text
    assert door.head() == head
    left = door.objects() - before
    blob = git(door.bare, "hash-object", "--stdin", stdin=bad)
    assert blob not in left and not door.leftovers()
    kinds = {git(door.bare, "cat-file", "-t", name) for name in left}
    assert kinds <= {"blob", "tree", "commit"} and len(left) == 6  # two entries of the log
    log = read_log(open_repository(door.bare))
    assert [str(each.event) for each in log] == ["seen", "refused"]


def test_sent_twice_it_is_told_that_it_was_received(door: Knocker) -> None:
    first = door.package(packed({NEWS: news()})).get_json()
    answer = door.package(packed({NEWS: news()}))
    assert codes(answer) == ["submission-empty"]
    (note,) = answer.get_json()["notes"]
    assert ID in note and "2023-02-01 10:00:01" in note and first["receipt"]["commit"] in note


def test_what_was_refused_for_another_file_keeps_its_time(door: Knocker) -> None:
    worse = NEWS.replace("ploughing", "worse")
    first = door.package(packed({NEWS: news(), worse: news(category="gossip")}))
    assert first.status_code == 422
    receipt = door.package(packed({NEWS: news()})).get_json()["receipt"]
    assert receipt["records"][0]["time"] == first.get_json()["received_at"]
    assert receipt["received_at"] > first.get_json()["received_at"]


def test_nobody_hands_in_for_another_unit(door: Knocker) -> None:
    answer = door.package(packed({OTHER: news()}))
    assert answer.status_code == 403
    assert codes(answer) == ["submitter-not-of-unit"]
    assert answer.get_json()["problems"][0]["remedy"]


def test_several_units_at_once_are_refused_before_the_gate(door: Knocker) -> None:
    answer = door.package(packed({NEWS: news(), OTHER: news()}))
    assert answer.status_code == 422
    assert codes(answer) == ["submission-several-units"]
    assert read_log(open_repository(door.bare)) == ()


def test_an_accepted_record_cannot_be_changed_at_the_door(door: Knocker) -> None:
    door.package(packed({NEWS: news()}))
    head = door.head()
    answer = door.package(packed({NEWS: news(title="改")}))
    assert codes(answer) == ["record-changed"]
    assert door.head() == head


def test_an_issuing_office_hands_in_like_everybody(door: Knocker) -> None:
    path = "units/zhengfuban/2023/criticism/2023-02-01-001.yml"
    answer = door.package(packed({path: text("criticism")}), "zhengfuban-clerk")
    assert answer.status_code == 200, answer.text
    assert records(door)[path[len("units/") : -len(".yml")]].unit == "zhengfuban"


def test_who_one_is(door: Knocker) -> None:
    told = door.get("who").get_json()
    assert told == {"login": "wanshui-clerk", "units": [{"id": "wanshui", "name": "宛水街道"}]}
    assert door.get("who", "stranger").get_json() == {"login": "stranger", "units": []}


def test_the_form_names_the_units_and_takes_nothing_from_a_stranger(door: Knocker) -> None:
    page = door.get().text
    assert "宛水街道" in page and page.count('action="/door/submit"') == 3
    assert 'lang="zh-CN"' in page
    stranger = door.get("", "stranger").text
    assert "<form" not in stranger and "单位名录里没有登记这个账号" in stranger

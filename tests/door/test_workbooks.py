"""A filled-in workbook at the door: records and receipts, or what is wrong with which cell."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from scoring.assessment import Assessment
from scripts.exchange.workbook import template
from scripts.forms.reading import form_of
from tests.support.door import Knocker, codes, door_at, packed
from tests.support.files import pdf_bytes
from tests.support.git import git
from tests.support.records import ROOT, example


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Knocker:
    """A door at which nothing is accepted: the tests of refusals share it."""
    return door_at(tmp_path_factory.mktemp("door"))


def book(door: Knocker, *records: dict[str, Any], kind: str = "news") -> bytes:
    """The portal's workbook for a kind, filled in with ``records``."""
    assessment = Assessment.open(door.bare, product=ROOT)
    form = form_of(assessment.schemas.kinds[kind])
    unit = assessment.registry["wanshui"]
    return template(form, assessment.registry, unit, records=records)


def send(door: Knocker, content: bytes, unit: str = "wanshui", **more: Any) -> Any:
    """Hand a workbook in."""
    return door.post({"workbook": (io.BytesIO(content), "动态.xlsx"), "unit": unit, **more})


def test_rows_become_records_and_are_not_taken_twice(tmp_path: Path) -> None:
    door = door_at(tmp_path)
    first = example("news", title="第一件事", body="先有的事情。")
    answer = send(door, book(door, first))
    assert answer.status_code == 200, answer.text
    (received,) = answer.get_json()["receipt"]["records"]
    assert received["record"].startswith("wanshui/2023/news/2023-02-06-")
    assert "第一件事" in git(door.bare, "show", f"main:units/{received['record']}.yml")
    again = send(door, book(door, first))
    assert codes(again) == ["submission-empty"]
    assert received["record"] in again.get_json()["notes"][0]
    # The same workbook with a row more: that row alone is new.
    second = example("news", title="第二件事", body="后来又有一件完全不同的事情发生。")
    grown = send(door, book(door, first, second))
    assert grown.status_code == 200, grown.text
    (added,) = grown.get_json()["receipt"]["records"]
    assert added["record"] != received["record"]
    assert "第二件事" in git(door.bare, "show", f"main:units/{added['record']}.yml")


def test_what_is_wrong_is_told_of_its_cell(standing: Knocker) -> None:
    answer = send(standing, book(standing, example("news", category="gossip")))
    assert answer.status_code == 422
    (problem, *_) = answer.get_json()["problems"]
    assert problem["where"].startswith("动态.xlsx[") and "第 " in problem["where"]
    assert problem["remedy"]


def test_what_the_gate_finds_is_told_of_its_cell_too(standing: Knocker) -> None:
    personal = example("news", summary="联系人身份证号 11010519491231002X，请核对。")
    answer = send(standing, book(standing, personal))
    assert answer.status_code == 422, answer.text
    assert "personal-identity" in codes(answer)
    told = next(e for e in answer.get_json()["problems"] if e["code"] == "personal-identity")
    assert told["where"].startswith("动态.xlsx[")
    assert "11010519491231002X" not in answer.text


@pytest.mark.parametrize(
    "content",
    [b"x", b"PK\x03\x04" + bytes(100), packed({"xl/workbook.xml": b"<x/>"}), packed({"a": b"b"}),
     packed({"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})],
)  # fmt: skip
def test_a_workbook_that_is_none(standing: Knocker, content: bytes) -> None:
    before = standing.state()
    answer = send(standing, content)
    assert answer.status_code == 422, answer.text
    assert codes(answer) and "Traceback" not in answer.text
    assert standing.state() == before


def test_a_workbook_that_is_a_bomb(standing: Knocker) -> None:
    content = packed({f"xl/worksheets/sheet{n}.xml": bytes(20 * 2**20) for n in range(14)})
    answer = send(standing, content)
    assert answer.status_code == 422 and codes(answer)


def test_a_unit_that_is_none_or_anothers(standing: Knocker) -> None:
    content = book(standing, example("news"))
    assert codes(send(standing, content, "nowhere")) == ["unit-unknown"]
    assert codes(send(standing, content, "<script>")) == ["unit-unknown"]
    assert codes(send(standing, content, "")) == ["door-field-missing"]
    answer = send(standing, content, "xining")
    assert (answer.status_code, codes(answer)) == (403, ["submitter-not-of-unit"])


def test_files_that_no_row_names_are_not_dropped_in_silence(standing: Knocker) -> None:
    content = book(standing, example("news"))
    answer = send(standing, content, attachment=(io.BytesIO(b"x"), "多余.pdf"))
    assert codes(answer) == ["workbook-unlisted"]
    files = [(io.BytesIO(b"x"), "a.pdf"), (io.BytesIO(b"y"), "a.pdf")]
    assert codes(send(standing, content, attachment=files)) == ["package-twice"]


def test_files_that_rows_name_come_along(tmp_path: Path) -> None:
    door = door_at(tmp_path)
    content = pdf_bytes("春耕工作现场会情况。")
    digest = hashlib.sha256(content).hexdigest()
    entry = {"file": "现场会.pdf", "title": "现场会", "sha256": digest}
    answer = send(
        door,
        book(door, example("news", attachments=[entry])),
        attachment=(io.BytesIO(content), "现场会.pdf"),
    )
    assert answer.status_code == 200, answer.text
    record = answer.get_json()["receipt"]["records"][0]["record"]
    assert git(
        door.bare, "ls-tree", "-r", "--name-only", "-z", "main", f"units/{record}/"
    ).endswith("现场会.pdf\0")

"""A rulebook may name only what there is: kinds, fields, calendars; the nearest name is told."""

from pathlib import Path

import pytest

from scoring.admission.loading import rulebook_from
from scripts.checking.checker import Outcome
from scripts.checking.rulebooks.names import name_flaws
from tests.support.records import ROOT
from tests.support.schemas import SET
from tests.support.submissions import submissions
from tests.test_checking import check, write

BOOKS = ROOT / "scoring" / "rulebooks"
TOWNSHIP = (BOOKS / "2023-township.yml").read_text(encoding="utf-8")
DEPARTMENT = (BOOKS / "2023-department.yml").read_text(encoding="utf-8")


def told(name: str, text: str) -> list[tuple[str, str]]:
    """Return the codes for the rulebook ``name``, each with what is thought to be meant."""
    book, problems = rulebook_from(f"{name}.yml", text.encode(), SET.rulebook)
    assert book is not None, problems
    flaws = name_flaws(book, SET.kinds, {"china"})
    return [(flaw.code, str(flaw.values.get("nearest", ""))) for flaw in flaws]


KIND, FIELD = "rulebook-unknown-kind", "rulebook-unknown-field"


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("record: leadership,", "record: leadreship,", (KIND, "leadership")),
        ("to: opinion-notice", "to: opinion-notices", (KIND, "opinion-notice")),
        ("during: media-account", "during: media-acount", (KIND, "media-account")),
        ("where: {code: shortcoming}", "where: {cod: shortcoming}", (FIELD, "code")),
        ("points_by: {issuer:", "points_by: {isuer:", (FIELD, "issuer")),
        ("[document_number, subject]", "[document_numbr, subject]", (FIELD, "document_number")),
        ("distinct: [body, url]", "distinct: [body, urls]", (FIELD, "url")),
        ("match: {notice: id}", "match: {notices: id}", (FIELD, "notice")),
        ("match: {notice: id}", "match: {notice: ids}", (FIELD, "id")),
        ("starts: [issued_on, received]", "starts: [isued_on, received]", (FIELD, "issued_on")),
        ("starts: [issued_on, received]", "starts: [issued_on, recieved]", (FIELD, "received")),
        ("items: sites", "items: site", (FIELD, "sites")),
        ("key: place", "key: plaace", (FIELD, "place")),
        ("mini_program: true", "mini_programm: true", (FIELD, "mini_program")),
        ("rows: rows", "rows: row", (FIELD, "rows")),
        ("field: signed_late", "field: signedlate", (FIELD, "signed_late")),
        ("numerator: completed_on_time", "numerator: completed", (FIELD, "completed_on_time")),
        ("denominator: due", "denominator: du", (FIELD, "due")),
        ("period: quarter", "period: quartr", (FIELD, "quarter")),
        ("requires: [word]", "requires: [words]", (FIELD, "word")),
    ],
)
def test_what_there_is_not_is_told_with_the_nearest(
    right: str, wrong: str, expected: tuple[str, str]
) -> None:
    assert right in TOWNSHIP
    assert told("2023-township", TOWNSHIP.replace(right, wrong, 1)) == [expected]


def test_facts_and_fields_may_be_required() -> None:
    right = "requires: [word, public-statement, interpretation]"
    assert right in DEPARTMENT
    text = DEPARTMENT.replace(right, "requires: [word, public-statment, interpretations]", 1)
    assert told("2023-department", text) == [(FIELD, "public-statement"), (FIELD, "interpretation")]


def test_of_a_name_like_no_other_all_are_told() -> None:
    text = TOWNSHIP.replace("match: {notice: id}", "match: {zzz: id}", 1)
    ((code, known),) = told("2023-township", text)
    assert code == FIELD
    assert "notice" in known.split("、")


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("calendar: china", "calendar: chian", "rulebook-unknown-calendar"),
        ('closes_on: "2024-02-15"', 'closes_on: "2023-12-30"', "rulebook-closes-early"),
        ('closes_on: "2024-02-15"', 'closes_on: "2023-12-31"', None),
    ],
)
def test_the_calendar_and_the_close(right: str, wrong: str, code: str | None) -> None:
    assert right in TOWNSHIP
    found = [each for each, _ in told("2023-township", TOWNSHIP.replace(right, wrong, 1))]
    assert found == ([code] if code else [])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return submissions(tmp_path_factory.mktemp("names") / "repository").path


def test_check_tells_the_line_and_the_column(folder: Path) -> None:
    wrong = TOWNSHIP.replace("distinct: [body, url]", "distinct: [body, urls]", 1)
    wrong = wrong.replace("calendar: china", "calendar: chian", 1)
    place = "scoring/rulebooks/2023-township.yml"
    write(folder, place, wrong.encode())
    found: Outcome = check(folder)
    lines = wrong.splitlines()
    told = [(each.code, each.line, each.column) for each in found.problems if each.path == place]
    row = next(number for number, line in enumerate(lines, 1) if "urls" in line)
    first = next(number for number, line in enumerate(lines, 1) if "chian" in line)
    assert [code for code, *_ in told] == ["rulebook-unknown-calendar", FIELD]
    assert told[0][1] == first
    assert told[1][1:] == (row, lines[row - 1].index("urls") + 1)

"""From filling in a form to the merged, sealed and scored record, with no git in a clerk's hands.

A county's server as an operator sets it up: a bare repository with gate and door, the portal built
from it, lighttpd with passwords before both. What is read from git here is read to verify.
"""

import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.records.record import Record, Strength
from tests.browser.conftest import Watch
from tests.support.form_filling import (
    KIND_FILES,
    Filler,
    example,
    filer,
    hold,
    own_kinds,
    rulebooks_with_marks,
)
from tests.support.records import ROOT
from tests.support.server import (
    GONGKAI,
    LIGHTTPD,
    PASSWORD,
    commit,
    copy_server,
    git,
    web_server,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(LIGHTTPD is None, reason="no lighttpd here: apt-get install lighttpd"),
]

KINDS = own_kinds().kinds
FILERS = sorted({filer(kind, schema.writers) for kind, schema in KINDS.items()})
LATER = 60_000
"""Milliseconds for an answer of the gate: it starts a program for each request."""


class County:
    """The server: where it is, its repository, and who filed what so far."""

    def __init__(self, host: str, bare: Path) -> None:
        self.host = host
        self.bare = bare
        self.filed: dict[str, str] = {}

    def record(self, record_id: str) -> Record:
        """Return the record as the engine reads it from the main line."""
        return self.assessment().archive.records[record_id]

    def checked_out(self) -> Path:
        """Return a clone with the files of the main line as it is now."""
        folder = self.bare.parent / "admin"
        pulled = git(folder, "pull", "-q", "origin", "main")
        assert pulled.returncode == 0, pulled.stderr
        return folder

    def assessment(self) -> Assessment:
        """Open the repository as it is now."""
        return Assessment.open(self.bare, product=ROOT)


@pytest.fixture(scope="module")
def county(made_server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """A county's server; its year of 2023 is still open, whenever these tests run."""
    folder = tmp_path_factory.mktemp("county")
    bare = copy_server(made_server, folder)
    admin = folder / "admin"
    commit(admin, dict(_settings(admin)))
    pushed = git(admin, "push", "-q", "origin", "HEAD:main", GONGKAI_USER="admin")
    assert pushed.returncode == 0, pushed.stderr
    _run("door", str(bare))
    _run("--repo", str(bare), "site", "build", "--out", str(folder / "www" / "site"))
    with web_server(folder, door=bare, clerks=FILERS, root=folder / "www") as host:
        yield County(host, bare)


def _settings(admin: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what the operator changes: submitters, the door's address, the year's close, a kind."""
    for unit in FILERS:
        path = f"units/{unit}/unit.yml"
        text = (admin / path).read_text(encoding="utf-8")
        yield path, text.replace("submitters: []", f"submitters: [{unit}-clerk]").encode()
    configuration = (admin / "mkdocs.yml").read_text(encoding="utf-8")
    assert "    # door: /door/ #" in configuration
    yield "mkdocs.yml", configuration.replace("    # door:", "    door:", 1).encode()
    for path, text in rulebooks_with_marks().items():
        yield path, text.replace('closes_on: "2024-02-15"', 'closes_on: "2999-12-31"').encode()
    yield "schemas/open-day.json", KIND_FILES["schemas/open-day.json"]
    this_year = datetime.now(SHANGHAI).year
    for year in range(2022, this_year + 2):
        path = f"scoring/calendars/china-{year}.yml"
        if not (ROOT / path).is_file():
            yield path, f"year: {year}\nholidays: []\nworkdays: []\n".encode()


def _run(*arguments: str) -> None:
    done = subprocess.run(
        [*GONGKAI, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def clerk(browser: Browser, county: County) -> Iterator[Callable[[str], Page]]:
    """Sits down the clerk of a unit at a browser of their own."""
    contexts = []

    def sit_down(unit: str) -> Page:
        login = {"username": f"{unit}-clerk", "password": PASSWORD}
        contexts.append(browser.new_context(http_credentials=login))  # type: ignore[arg-type]
        return contexts[-1].new_page()

    yield sit_down
    for context in contexts:
        context.close()


def file(kind: str, county: County, clerk: Callable[[str], Page]) -> str:
    """File the example of ``kind``, and before it what it refers to; return its id.

    What is filled in is taken as a package too, which `gongkai check` has to accept.
    """
    if kind in county.filed:
        return county.filed[kind]
    values = _referring(kind, example(kind), county, clerk)
    unit = filer(kind, KINDS[kind].writers)
    page = clerk(unit)
    watch, form = Watch(page), Filler(page)
    form.open(f"http://{county.host}/site/", kind, unit)
    form.fill({name: value for name, value in values.items() if name != "kind"})
    hold(form.package(), kind, unit, values, county.checked_out())
    page.click("[data-send=door]")
    page.wait_for_selector("[data-answer]:visible, .gk-error:visible", timeout=LATER)
    assert not form.errors(), form.errors()
    said = page.inner_text("[data-answer]")
    assert "已收到" in said, said
    assert "有收件签名" in said and f"{unit}-clerk" in said
    assert watch.complaints == []
    # What was sent is no draft any more.
    page.reload()
    assert not page.is_visible("[data-restored]")
    county.filed[kind] = said.split("材料编号")[1].split()[0]
    return county.filed[kind]


def _referring(
    kind: str, values: dict[str, Any], county: County, clerk: Callable[[str], Page]
) -> dict[str, Any]:
    """Return ``values`` with the ids of what was filed here in place of the example's."""
    made = dict(values)
    for reference in KINDS[kind].references(values):
        if "attachment" not in reference.kinds and len(reference.path) == 1:
            target = reference.value.split("/")[2]
            made[str(reference.path[0])] = file(target, county, clerk)
    if kind == "confirmation":
        made["head"] = git(county.bare, "rev-parse", "main").stdout.strip()
    return made


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_goes_from_the_form_into_the_scores(
    county: County, clerk: Callable[[str], Page], kind: str
) -> None:
    record_id = file(kind, county, clerk)
    unit = filer(kind, KINDS[kind].writers)
    assert record_id.startswith(f"{unit}/2023/{kind}/")
    assessment = county.assessment()
    record = assessment.archive.records[record_id]
    assert record.receipt.strength is Strength.SEALED
    assert record.data["title"] == example(kind)["title"]
    assert not assessment.rejections
    # It is among the records that the rules of its year look at.
    view = assessment.view(datetime.now(SHANGHAI), 2023)
    assert record_id in {entry.record.id for entry in view.of(kind, 2023)}


def test_what_is_filed_moves_the_score(county: County, clerk: Callable[[str], Page]) -> None:
    finding = file("finding", county, clerk)
    ruling = file("ruling", county, clerk)
    ledger = county.assessment().ledger(2023, datetime.now(SHANGHAI))
    unit = ledger.unit("geyi")
    assert unit is not None
    found = [
        deduction
        for path, leaf in unit.leaves()
        if path == "disclosure/gazette"
        for deduction in leaf.deductions or ()
        if finding in deduction.records
    ]
    assert [(str(each.points), each.waived_by) for each in found] == [("0.5", ruling)]


def test_a_refusal_is_told_in_words_and_costs_no_draft(
    county: County, clerk: Callable[[str], Page]
) -> None:
    before = git(county.bare, "rev-parse", "main").stdout
    page = clerk("wanshui")
    form = Filler(page)
    form.open(f"http://{county.host}/site/", "news", "wanshui")
    values = {name: value for name, value in example("news").items() if name != "kind"}
    form.fill({**values, "body": "申请人张三，身份证号 11010519491231002X，已经办理。"})
    page.click("[data-send=door]")
    page.wait_for_selector("[data-answer]:visible", timeout=LATER)
    said = page.inner_text("[data-answer]")
    assert "没有收下" in said and "身份证" in said
    assert "11010519491231002X" not in said
    assert git(county.bare, "rev-parse", "main").stdout == before
    page.reload()
    assert page.is_visible("[data-restored]")
    assert "张三" in page.input_value("#f-body")


def test_a_clerk_files_for_the_own_unit_alone(county: County, clerk: Callable[[str], Page]) -> None:
    page = clerk("tongji")
    form = Filler(page)
    form.open(f"http://{county.host}/site/", "news", "wanshui")
    form.fill({name: value for name, value in example("news").items() if name != "kind"})
    page.click("[data-send=door]")
    page.wait_for_selector("#gk-unit-error:visible", timeout=LATER)
    assert "tongji-clerk 不能代表这个单位报送" in page.inner_text("#gk-unit-error")


def test_a_door_that_does_not_answer_leaves_the_package(
    county: County, clerk: Callable[[str], Page]
) -> None:
    page = clerk("wanshui")
    form = Filler(page)
    page.route("**/door/**", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    form.open(f"http://{county.host}/site/", "news", "wanshui")
    form.fill({name: value for name, value in example("news").items() if name != "kind"})
    page.click("[data-send=door]")
    page.wait_for_function(
        "() => document.querySelector('[data-status]').textContent.includes('502')"
    )
    assert "没有送达" in page.inner_text("[data-status]")
    assert len(form.package()) == 1

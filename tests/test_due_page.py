"""The page and calendars of what is owed; scores kept from the public until they are confirmed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError
from scripts.portal.assembly import Site, assemble
from scripts.portal.due import DueBody
from scripts.portal.input import Audience
from scripts.portal.render import Renderer
from scripts.portal.theme import Theme
from scripts.portal.units import UnitBody
from scripts.site_job import gather
from tests.conftest import ROOT
from tests.support.demo import opened

IN_SEPTEMBER = datetime(2023, 9, 29, 12, tzinfo=SHANGHAI)
AFTER_CONFIRMATION = datetime(2024, 3, 1, tzinfo=SHANGHAI)

Make = Callable[..., Site]


@pytest.fixture(scope="module")
def make(demo_repository: Path) -> Make:
    assessment = opened(demo_repository)
    made: dict[tuple[object, ...], Site] = {}

    def site(at: datetime, audience: Audience = Audience.PUBLIC, *, hold: bool = False) -> Site:
        key = (at, audience, hold)
        if key not in made:
            with assessment.repository.objects() as objects:
                made[key] = assemble(
                    gather(assessment, (2023,), at, audience, objects, demo=True, hold=hold)
                )
        return made[key]

    return site


def due_body(site: Site) -> DueBody:
    (body,) = [page.body for page, _ in site.pages if page.address == "2023/due.html"]
    assert isinstance(body, DueBody)
    return body


def calendar(site: Site, unit: str) -> str:
    (file,) = [each for each in site.files if each.address == f"data/2023/calendar/{unit}.ics"]
    return file.content.decode().replace("\r\n ", "")


def rendered(site: Site, address: str) -> str:
    renderer = Renderer(ROOT / "site_overrides/pages", site.addresses)
    (source,) = [renderer.source(page, facts) for page, facts in site.pages
                 if page.address == address]  # fmt: skip
    return source


def test_open_notices_appear_on_the_internal_edition_alone(make: Make) -> None:
    public, internal = make(IN_SEPTEMBER), make(IN_SEPTEMBER, Audience.INTERNAL)
    assert "reply" in [section.anchor for section in due_body(internal).sections]
    assert "网络舆情回复材料" in calendar(internal, "all")
    replies = [section for section in due_body(public).sections if section.anchor == "reply"]
    told = [line.what for section in replies for group in section.groups for line in group.lines]
    assert not [what for what in told if "舆情" in what]
    assert "舆情" not in calendar(public, "all")
    for page, _ in public.pages:
        if isinstance(page.body, UnitBody):
            assert not [due for due in page.body.dues if "舆情" in due]


def test_the_page_tells_what_is_missing_this_month_and_what_is_at_stake(make: Make) -> None:
    body = due_body(make(IN_SEPTEMBER))
    (month,) = [section for section in body.sections if section.anchor == "period"]
    news = [group for group in month.groups if group.title == "乡镇动态"]
    assert [group.day for group in news] == ["2023-09-30（周六）"]
    assert any("再报送“动态信息”1份" in line.what for line in news[0].lines)
    assert {line.points for line in news[0].lines} <= {"0.1", "0.2"}
    deadlines = [section for section in body.sections if section.anchor == "deadline"]
    assert "2023-10-31（周二）" in [group.day for group in deadlines[0].groups]


def test_every_assessed_unit_has_a_calendar_that_its_page_leads_to(make: Make) -> None:
    site = make(IN_SEPTEMBER)
    bodies = [page.body for page, _ in site.pages if isinstance(page.body, UnitBody)]
    assessed = [body for body in bodies if body.result is not None]
    assert len(assessed) == 45
    for body in assessed:
        assert body.calendar in site.addresses
    assert {each.calendar for each in due_body(site).subscribers} == {
        body.calendar for body in assessed
    }
    assert due_body(site).calendar in site.addresses


def test_the_units_calendar_has_its_own_events_of_the_whole_year(make: Make) -> None:
    site = make(IN_SEPTEMBER)
    own = calendar(site, "wanshui")
    assert "SUMMARY:宛水街道：" in own
    assert "SUMMARY:格宜镇" not in own
    assert "DTSTART;VALUE=DATE:20231231" in own
    assert own.count("BEGIN:VEVENT") < calendar(site, "all").count("BEGIN:VEVENT")


def test_after_the_close_nothing_is_owed_and_calendars_stay(make: Make) -> None:
    site = make(AFTER_CONFIRMATION)
    assert due_body(site).sections == ()
    assert "BEGIN:VEVENT" not in calendar(site, "wanshui")
    assert "没有待报事项" in rendered(site, "2023/due.html")


def test_unconfirmed_scores_can_be_kept_from_the_public(make: Make) -> None:
    site = make(IN_SEPTEMBER, hold=True)
    names = {file.address.rpartition("/")[2] for file in site.files}
    assert not names & {"ledger.json", "scoreboard.csv", "deductions.csv", "scores.xlsx"}
    for page, _ in site.pages:
        if isinstance(page.body, UnitBody):
            assert page.body.result is None
    board = rendered(site, "2023/scoreboard.html")
    assert "核定以后公布" in board
    assert "gk-lost" not in board
    for address in ("2023/index.html", "2023/rules/township.html", "2023/audit.html"):
        source = rendered(site, address)
        assert "失分" not in source.replace("失分情况", "")
        assert "平均" not in source
    assert due_body(site).sections  # what is owed is no secret


def test_the_internal_edition_and_confirmed_results_show_them_all_the_same(make: Make) -> None:
    for site in (
        make(IN_SEPTEMBER, Audience.INTERNAL, hold=True),
        make(AFTER_CONFIRMATION, hold=True),
    ):
        assert "data/2023/ledger.json" in site.addresses
        assert any(isinstance(p.body, UnitBody) and p.body.result for p, _ in site.pages)


@pytest.mark.parametrize(
    ("told", "holds"), [({}, False), ({"unconfirmed": "public"}, False),
                        ({"unconfirmed": "internal"}, True)],
)  # fmt: skip
def test_the_setting_is_read_from_the_sites_configuration(
    told: dict[str, str], holds: bool
) -> None:
    assert Theme({"extra": {"gongkai": told}}, ()).holds_scores is holds


def test_another_value_is_refused() -> None:
    with pytest.raises(GongkaiError) as refused:
        _ = Theme({"extra": {"gongkai": {"unconfirmed": "no"}}}, ()).holds_scores
    assert refused.value.values["reason"] == "extra.gongkai.unconfirmed"

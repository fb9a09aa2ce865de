"""The job behind ``site build``: what it takes from a repository, and what it never lets out."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scoring.assessment import Assessment
from scoring.calendar.zone import iso
from scoring.errors import GongkaiError
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_sha256
from scripts.portal.assembly import assemble
from scripts.portal.input import Audience, PortalInput
from scripts.site_job import gather, years_to_show
from scripts.site_theme import theme_of
from tests.conftest import ROOT
from tests.support.command import run
from tests.support.records import at, text
from tests.support.repo import RepoBuilder
from tests.support.small_year import small_year

NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
CLOSED = at("2024-03-01")


def made(folder: Path, **files: bytes) -> RepoBuilder:
    first: dict[str | bytes, Any] = {**small_year(), **files}
    builder = RepoBuilder(folder / "data").first(first, at=at("2023-01-01"))
    return builder.merge({NEWS: text("news")}, at=at("2023-02-06"))


def opened(builder: RepoBuilder) -> Assessment:
    builder.finish()
    return Assessment.open(builder.path, product=ROOT)


def gathered(
    assessment: Assessment, as_of: datetime = CLOSED, audience: Audience = Audience.PUBLIC
) -> PortalInput:
    with assessment.repository.objects() as objects:
        return gather(assessment, (2023,), as_of, audience, objects, demo=False)


def test_what_is_gathered_is_the_ledger_and_its_month_ends(tmp_path: Path) -> None:
    assessment = opened(made(tmp_path))
    data = gathered(assessment, at("2023-06-15"))
    year = data.years[0]
    assert year.ledger == assessment.ledger(2023, at("2023-06-15"))
    assert [end.period for end in year.month_ends] == [f"2023-{month:02d}" for month in range(1, 6)]
    assert data.head.commits == 2
    assert [entry.record.id for entry in year.entries["news"]] == ["wanshui/2023/news/2023-02-06-a"]
    assert year.dues, "in mid-year something is owed"
    assert gathered(assessment).years[0].dues == ()


def test_what_was_taken_down_stays_down_in_views_of_earlier_days(tmp_path: Path) -> None:
    ruling = text(
        "ruling", effect="withhold", to="wanshui", record="wanshui/2023/news/2023-02-06-a"
    )
    builder = made(tmp_path).merge(
        {"units/zhengfuban/2023/ruling/2024-03-20-01.yml": _only(ruling)}, at=at("2024-03-20")
    )
    data = gathered(opened(builder), at("2023-06-15"))
    assert list(data.withheld) == ["wanshui/2023/news/2023-02-06-a"]
    titles = [item.title for item in _items(data)]
    assert titles == ["已依法撤下"]


def test_taking_down_changes_no_score(tmp_path: Path) -> None:
    """What was taken down counts as before; its place in the ledger is where it was."""
    ruling = text(
        "ruling", effect="withhold", to="wanshui", record="wanshui/2023/news/2023-02-06-a"
    )
    path = "units/zhengfuban/2023/ruling/2023-03-01-01.yml"
    as_of = at("2023-06-15")
    before = opened(made(tmp_path / "before")).ledger(2023, as_of)
    builder = made(tmp_path / "after").merge({path: _only(ruling)}, at=at("2023-03-01"))
    assert list(gathered(opened(builder), as_of).withheld) == ["wanshui/2023/news/2023-02-06-a"]

    def findings(ledger: Ledger) -> list[object]:
        return [
            (unit.unit, unit.score, at_node, each.period, each.rule, each.applied, each.records)
            for unit in ledger.units
            for at_node, leaf in unit.leaves()
            for each in leaf.deductions or ()
        ]

    assert findings(opened(builder).ledger(2023, as_of)) == findings(before) != []


def _only(ruling: bytes) -> bytes:
    """Leave out what belongs to other effects of a ruling."""
    drop = (b"node:", b"rule:", b"period:", b"points:", b"answers:")
    return b"".join(line for line in ruling.splitlines(keepends=True) if not line.startswith(drop))


def _items(data: PortalInput) -> list[Any]:
    body: Any = next(
        page.body
        for page, _ in assemble(data).pages
        if page.address == "2023/units/wanshui-catalogue.html"
    )
    return [line.item for line in body.lines]


@pytest.mark.parametrize("honest", [True, False])
def test_results_are_final_once_the_office_confirms_this_very_ledger(
    tmp_path: Path, honest: bool
) -> None:
    builder = made(tmp_path)
    assessment = opened(builder)
    as_of = at("2024-02-16", "00:00:00")
    ledger = assessment.ledger(2023, as_of)
    confirmation = text(
        "confirmation",
        head=assessment.head,
        as_of=iso(as_of),
        ledger_sha256=ledger_sha256(ledger) if honest else "0" * 64,
    )
    path = "units/zhengfuban/2023/confirmation/2024-02-20-results.yml"
    again = made(tmp_path / "again").merge({path: confirmation}, at=at("2024-02-20"))
    assert gathered(assessment).years[0].confirmation is None
    confirmation = gathered(opened(again)).years[0].confirmation
    assert (confirmation is not None) is honest


def test_files_that_are_no_records_are_counted_not_shown(tmp_path: Path) -> None:
    builder = made(tmp_path).merge(
        {"units/wanshui/2023/news/2023-03-01-bad.yml": b"kind: news\n"}, at=at("2023-03-01")
    )
    assessment = opened(builder)
    public: Any = _audit(gathered(assessment))
    inside: Any = _audit(gathered(assessment, audience=Audience.INTERNAL))
    assert (public.refused_count, public.refused) == (1, ())
    assert inside.refused[0].path.endswith("2023-03-01-bad.yml")
    assert inside.refused[0].sentences


def _audit(data: PortalInput) -> Any:
    return next(page.body for page, _ in assemble(data).pages if page.template == "audit.html")


def test_configuration_and_theme_are_those_of_the_head(tmp_path: Path) -> None:
    own = {
        "mkdocs.yml": b"site_name: ours\ntheme: {name: material}\nextra: {demo: true}\n",
        "site_overrides/assets/own.css": b"body {}\n",
    }
    assessment = opened(made(tmp_path, **own))
    with theme_of(assessment, ROOT, worktree=False) as theme:
        assert theme.demo
        assert theme.configuration["site_name"] == "ours"
        assert theme.overrides[0] == ROOT / "site_overrides"
        assert (theme.overrides[1] / "assets" / "own.css").read_bytes() == b"body {}\n"
    tree = assessment.repository.worktree
    assert tree is not None
    tree.mkdir(exist_ok=True)
    (tree / "mkdocs.yml").write_text("theme: {name: material}\nhooks: [x.py]\n", encoding="utf-8")
    with pytest.raises(GongkaiError), theme_of(assessment, ROOT, worktree=True):
        pass


def test_a_repository_without_a_theme_has_the_products(tmp_path: Path) -> None:
    with theme_of(opened(made(tmp_path)), ROOT, worktree=False) as theme:
        assert theme.overrides == (ROOT / "site_overrides",)
        assert not theme.demo


def test_years_that_have_not_begun_are_not_shown(tmp_path: Path) -> None:
    assessment = opened(made(tmp_path))
    assert years_to_show(assessment, at("2022-05-01")) == (2023,)
    assert years_to_show(assessment, at("2025-05-01")) == (2023,)


def test_the_command_builds_a_site_and_says_where(tmp_path: Path) -> None:
    builder = made(tmp_path)
    builder.finish()
    out = tmp_path / "site"
    done = run("--repo", builder.path, "site", "build", "--out", out, "--as-of", "2023-10-31")
    assert done.exit_code == 0, done.stderr
    assert str(out) in done.stdout
    assert done.stderr == ""
    assert "截至2023-10-31 24:00" in (out / "index.html").read_text(encoding="utf-8")


def test_the_command_names_what_is_wrong(tmp_path: Path) -> None:
    builder = made(tmp_path)
    builder.finish()
    occupied = run("--repo", builder.path, "site", "build", "--out", builder.path)
    assert (occupied.exit_code, "Traceback" in occupied.stderr) == (2, False)
    assert "--out" in occupied.stderr
    unknown = run("--repo", builder.path, "site", "build", "--year", "2031")
    assert unknown.exit_code == 2

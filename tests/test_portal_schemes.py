"""Other places' schemes on the portal: what is earned, graded or fixed is told as such."""

import re
from pathlib import Path

import pytest

from scoring.calendar.zone import end_of
from scripts.portal.input import Audience
from scripts.site_job import build_site
from tests.support.records import ROOT
from tests.support.scenario import cases, replay

SCHEMES = {
    "wanzhi": "单项否决一次",
    "laiyuan": "三项都做到得25分",
    "licheng": "主动公开、保密审查的价目",
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each scheme's site, built of one of its cases on its closing day."""
    return {file: _built(file, tmp_path_factory.mktemp(file)) for file in SCHEMES}


def _built(file: str, folder: Path) -> Path:
    case = next(
        each for each in cases() if each.file == file and each.title.startswith(SCHEMES[file])
    )
    assessment, ledger, _ = replay(folder / "repository", case)
    closed = max(end_of(book.closes_on) for book in assessment.rulebooks)
    out = folder / "site"
    build_site(assessment, (ledger.year,), closed, Audience.PUBLIC, ROOT, out)
    return out


def _text(page: Path) -> str:
    html = page.read_text(encoding="utf-8")
    body = html.partition('<article class="md-content__inner')[2].partition("</article>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def _units(site: Path) -> dict[str, str]:
    (year,) = [path for path in site.iterdir() if path.name.isdigit()]
    pages = (path for path in (year / "units").glob("*.html") if "-" not in path.stem)
    return {path.stem: _text(path) for path in pages}


def test_a_fixed_grade_is_told_and_no_score_beside_it(sites: dict[str, Path]) -> None:
    fixed = [text for text in _units(sites["wanzhi"]).values() if "不再计分" in text]
    assert len(fixed) == 1
    assert "不合格" in fixed[0] and "— / " in fixed[0]


def test_what_a_duty_decides_is_not_answered_for_without_it(sites: dict[str, Path]) -> None:
    units = _units(sites["wanzhi"])
    assert "区长信箱 30 / 30 不适用 不归本单位负责，保留分值。" in units["tongji"]
    assert "区长信箱 30 / 30 不适用 不归本单位负责，保留分值。" not in units["xinfang"]


def test_points_earned_are_no_deductions(sites: dict[str, Path]) -> None:
    (text,) = [text for text in _units(sites["laiyuan"]).values() if "+10 " in text]
    assert "怎样算出" in text and "良好" in text
    assert "−10 " not in text


def test_boards_have_grades_where_the_scheme_has(sites: dict[str, Path]) -> None:
    graded = set()
    for name, site in sites.items():
        (board,) = site.glob("*/scoreboard.html")
        if "等次" in _text(board):
            graded.add(name)
    assert graded == {"wanzhi", "laiyuan"}

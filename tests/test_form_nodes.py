"""The nodes that a form offers: those at which a record of its kind counts."""

import re
from pathlib import Path

from scripts.portal.input import Audience
from scripts.site_job import build_site
from tests.support.records import ROOT
from tests.support.scenario import as_of, cases, replay


def offered(page: Path) -> set[str]:
    """Return the nodes in the choice of a form's page."""
    html = page.read_text("utf-8")
    return set(re.findall(r'<option value="([a-z/-]+)"[^>]*>[^<]*（\1）', html))


def test_a_mark_is_offered_the_nodes_that_take_marks_an_appeal_all(tmp_path: Path) -> None:
    case = next(case for case in cases() if case.file == "marks")
    assessment, ledger, _ = replay(tmp_path / "repository", case)
    moment = as_of("2023-12-31")
    build_site(assessment, (ledger.year,), moment, Audience.INTERNAL, ROOT, tmp_path / "site")
    assert offered(tmp_path / "site/submit/mark.html") == {"quality", "survey"}
    assert offered(tmp_path / "site/submit/appeal.html") == {"quality", "survey", "guide"}

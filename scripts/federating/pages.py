"""The comparison as pages that stand by themselves: no script, no request, everything escaped."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from markupsafe import Markup

from scoring.version import ENGINE
from scripts.design_tokens import tokens
from scripts.federating.comparing import Board
from scripts.federating.screen import percent
from scripts.federating.telling import told_results, told_state, told_why
from scripts.html_pages import reading_policy, templates
from scripts.portal.escape import shown
from scripts.product import product_path
from scripts.scoreboard.ranking import plain
from scripts.statutory.city import LINES, value
from scripts.statutory.printed import tables
from scripts.times import told_moment

MOST = 30
"""Clauses that a page lists."""

FILES = (
    ("federation.json", "全部（JSON）"),
    ("counties.csv", "各县市（CSV）"),
    ("kinds.csv", "各类单位（CSV）"),
    ("clauses.csv", "指标（CSV）"),
    ("reports.csv", "年度报告主要数据（CSV）"),
    ("report-figures.csv", "年度报告三张表（CSV）"),
    ("counties.parquet", "县市（Parquet）"),
    ("units.parquet", "单位（Parquet）"),
    ("deductions.parquet", "扣分（Parquet）"),
    ("reports.parquet", "报告（Parquet）"),
    ("figures.parquet", "报告数据（Parquet）"),
    ("federation-1.json", "JSON 的结构"),
)
"""The data files, and what pages call them."""

_OWN = Path(__file__).with_name("pages")
_SHARED = "site_overrides/pages"


def pages(title: str, boards: Sequence[Board], as_of: datetime) -> dict[str, str]:
    """Return the pages by name: one a year, and ``index.html``, which is the newest year's."""
    environment = templates(_OWN, product_path(_SHARED), shown=shown)
    environment.globals.update(
        bar=_bar, percent=percent, points=plain, tables=tables, told_results=told_results,
        told_state=told_state, told_why=told_why, value=value,
    )  # fmt: skip
    style = tokens() + (_OWN / "federation.css").read_text("utf-8")
    template = environment.get_template("year.html")
    made = {
        f"{board.year}.html": template.render(
            as_of=told_moment(as_of),
            board=board,
            engine=ENGINE,
            files=FILES,
            lines=LINES,
            most=MOST,
            policy=Markup(reading_policy(style)),
            style=Markup(style),
            title=title,
            years=[each.year for each in boards],
        )
        for board in boards
    }
    return {"index.html": made[f"{boards[0].year}.html"], **made}


def _bar(share: Decimal) -> Markup:
    """Return a share as a length on a bar of 100."""
    return Markup(format(min(max(share, Decimal(0)), Decimal(100)).quantize(Decimal("0.1")), "f"))

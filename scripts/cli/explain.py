"""``gongkai explain``: why a unit has the score it has."""

from datetime import datetime

import click

from scoring.assessment import Assessment
from scoring.calendar.workdays import CalendarMissing
from scoring.errors import WrongUse
from scoring.messages import sentence
from scoring.records.registry import Unit
from scoring.rulebook.model import Rulebook
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import (
    find_unit,
    moment_or_now,
    open_assessment,
    year_or_newest,
)
from scripts.cli.options import AS_OF, HEAD, UNIT, WORKTREE, YEAR
from scripts.cli.output import put
from scripts.cli.progress import SCORING, working
from scripts.cli.uncounted import tell_uncounted
from scripts.explaining.account import account_of
from scripts.explaining.text import account_text
from scripts.language import Language, both
from scripts.nearest import nearest
from scripts.owing.due import Due
from scripts.owing.gather import dues_ahead


@click.command(
    "explain",
    help=both(
        "逐项说明一个单位的得分：每一处扣分依据哪条评分标准、哪个期间、哪份材料（或者没有收到）、"
        "哪次提交、什么时间、时间由什么证明，最后算到总分。",
        "Say why a unit has its score: clause, period, record, commit and time of every deduction.",
    ),
    epilog=examples(
        "gongkai explain wanshui",
        "gongkai explain 宛水街道 disclosure/news",
        "gongkai explain wanshui --as-of 2023-10-31",
    ),
)
@UNIT
@click.argument(
    "node",
    metavar="[NODE]",
    required=False,
    help=both("只看这一项（编号或名称），并列出全部条文", "only this node, its clauses in full"),
)
@YEAR
@HEAD
@AS_OF
@WORKTREE
@click.pass_context
def command(
    context: click.Context,
    unit: str,
    node: str | None,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    worktree: bool,
) -> None:
    """Explain a unit's score."""
    from scripts.papers.source import OFFICE

    settings = settings_of(context)
    assessment = open_assessment(settings, head=head, worktree=worktree)
    chosen = year_or_newest(assessment, year)
    at = moment_or_now(as_of)
    found = find_unit(assessment, unit)
    rulebook = assessment.rulebook_for(found.id, chosen, at)
    if rulebook is None:
        raise WrongUse("unit-not-assessed", unit=found.id, year=chosen)
    path = None if node is None else _path(rulebook, node)
    with working(SCORING, settings.language):
        ledger = assessment.ledger(chosen, at)
    result = ledger.unit(found.id)
    assert result is not None  # its rulebook is of this year
    stood = assessment.units_in(chosen, at)[found.id]
    account = account_of(ledger, result, stood, rulebook, assessment.view(at, chosen))
    dues = _ahead(assessment, chosen, at, found, settings.language)
    office = next((each.id for each in assessment.registry.values() if OFFICE in each.roles), "")
    names = {each.id: each.short_name for each in assessment.registry.values()}
    put(account_text(account, settings.language, path, dues, office, names), None)
    tell_uncounted(assessment, settings, chosen, at)


def _ahead(
    assessment: Assessment, year: int, at: datetime, unit: Unit, language: Language
) -> list[Due]:
    """Return what is still owed; a calendar that only the future needs spoils no explanation."""
    try:
        return dues_ahead(assessment, year, at, [unit], until=None, begun=True)
    except CalendarMissing as missing:
        values = {"calendar": missing.calendar, "year": missing.year}
        click.echo(sentence("calendar-missing", values, language), err=True)
        return []


def _path(rulebook: Rulebook, told: str) -> str:
    """Return the path of the node called ``told``: its path, id or title.

    Raises WrongUse, with the nearest, where there is none or several.
    """
    names: dict[str, set[str]] = {}
    for node in rulebook.walk():
        for name in (node.path, node.id, node.title):
            names.setdefault(name, set()).add(node.path)
    found = {told} if told in names and told in names[told] else names.get(told, set())
    if len(found) == 1:
        return found.pop()
    if found:
        raise WrongUse("node-ambiguous", node=told[:80], paths=" ".join(sorted(found)))
    meant = nearest(told, names)
    if meant is not None:
        near = " ".join(sorted(names[meant]))
        raise WrongUse("node-unknown-near", node=told[:80], nearest=near)
    raise WrongUse("node-unknown", node=told[:80])

"""``gongkai simulate``: a year's real records under changed rules; nothing is written anywhere."""

from datetime import datetime
from pathlib import Path

import click

from scoring.errors import WrongUse
from scripts.checking.reporters import text_report
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.cli.options import AS_OF, HEAD, OUT
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.cli.reading import rulebook_content
from scripts.cli.uncounted import tell_uncounted
from scripts.cli.values import Year
from scripts.language import Language, both
from scripts.product import product_root
from scripts.simulating.comparing import simulate
from scripts.simulating.proposing import Amendments, propose
from scripts.simulating.result import Simulation
from scripts.simulating.setting import setting_of

_SIMULATING = both("正在试算", "simulating")
_FORMS = {".json": "json", ".html": "page", ".htm": "page"}


@click.command(
    "simulate",
    help=both(
        "试算：用一个年度的真实材料，看改一个数、换一部细则以后，哪些单位得分升降、差多少、"
        "差在哪一项。不写入仓库，不影响考核结果。",
        "Try changed rules on a year's real records: who would win and lose, by how much, on "
        "which clause. Nothing is written into the repository.",
    ),
    epilog=examples(
        "gongkai simulate --set 2023-township:disclosure/news.monthly.points_per_missing=0.2",
        "gongkai simulate --set 2023-township:disclosure/news.monthly.at_least=3 --unit wanshui",
        "gongkai simulate --year 2023 --rulebook 2024-township.yml --move-dates "
        "--format page --out 试算.html",
    ),
)
@click.option(
    "--year",
    type=Year(),
    metavar="YEAR",
    help=both(
        "用哪个考核年度的材料，默认为有考核细则的最近一年", "whose records; default: the newest"
    ),
)
@HEAD
@AS_OF
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="RULEBOOK:PLACE=VALUE",
    help=both(
        "改一个值，可以写几次：细则:指标.规则.字段=值；指标的写 细则:指标.字段=值，表头的写 "
        "细则:字段=值；值为 null 的去掉这一项",
        "change one value; may be repeated: RULEBOOK:NODE.RULE.FIELD=VALUE, "
        "RULEBOOK:NODE.FIELD=VALUE, RULEBOOK:FIELD=VALUE; null takes it away",
    ),
)
@click.option(
    "--rulebook",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=both(
        "用这个文件代替编号相同的细则；没有编号相同的，代替考核对象相同的那一部",
        "a file in place of the rulebook of its id, else of the one for the same units",
    ),
)
@click.option(
    "--move-dates",
    is_flag=True,
    help=both(
        "文件是另一个年度的：把其中的年度和日期移到材料的年度",
        "the file is of another year: move its year and its dates to that of the records",
    ),
)
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="UNIT",
    help=both(
        "只列这个单位，并说明变在哪里，可以写几次；合计和名次仍按全部单位",
        "only this unit, and why it changes; may be repeated; sums and ranks are of all",
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "page"]),
    default=None,
    help=both(
        "输出形式：table 表格、json、page 网页；默认按文件名，否则 table",
        "default: by the file's name, else table",
    ),
)
@OUT
@click.pass_context
def command(
    context: click.Context,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    changes: tuple[str, ...],
    files: tuple[Path, ...],
    move_dates: bool,
    units: tuple[str, ...],
    form: str | None,
    out: Path | None,
) -> None:
    """Reckon both sides and tell the difference."""
    if not changes and not files:
        raise WrongUse("simulate-nothing")
    settings = settings_of(context)
    amendments = Amendments(
        files=tuple((str(path), rulebook_content(path)) for path in files),
        settings=tuple(map(setting_of, changes)),
        move_dates=move_dates,
    )
    assessment = open_assessment(settings, head=head)
    chosen, at = year_or_newest(assessment, year), moment_or_now(as_of)
    wanted = frozenset(find_unit(assessment, unit).id for unit in units) or None
    with working(_SIMULATING, settings.language):
        proposal = propose(assessment, product_root(), chosen, amendments)
        simulation = simulate(assessment, proposal, chosen, at, wanted)
    _check_units(simulation, wanted)
    put(_rendered(simulation, form or _form_of(out), settings.language), out)
    if simulation.remarks:
        click.echo(text_report(simulation.remarks, settings.language), err=True, nl=False)
    tell_uncounted(assessment, settings, chosen, at)


def _form_of(out: Path | None) -> str:
    return _FORMS.get(out.suffix.lower(), "table") if out is not None else "table"


def _check_units(simulation: Simulation, wanted: frozenset[str] | None) -> None:
    """Raise WrongUse for a unit that is assessed on neither side."""
    for unit in sorted(wanted or ()):
        if simulation.before.unit(unit) is None and simulation.after.unit(unit) is None:
            raise WrongUse("unit-not-assessed", unit=unit, year=simulation.before.year)


def _rendered(simulation: Simulation, form: str, language: Language) -> str:
    if form == "json":
        from scripts.simulating.document import simulation_json

        return simulation_json(simulation, language)
    if form == "page":
        from scripts.simulating.page import simulation_page

        return simulation_page(simulation)
    from scripts.simulating.screen import simulation_text

    return simulation_text(simulation, language)

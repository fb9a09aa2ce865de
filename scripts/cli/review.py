"""``gongkai review``: what the office should look at among the records received."""

from datetime import datetime

import click

from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.cli.options import AS_OF, HEAD, UNIT_OR_ALL, YEAR
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.language import both

_LOOKING = both("正在核对已收材料", "looking through the records")


@click.command(
    "review",
    help=both(
        "给考核机构的核对清单：已收材料里近似重复的动态、照抄的报告、说明理由放行的检查、"
        "漏过去的个人信息、附件和用语的提醒。不影响收件和得分。",
        "What the office should look at among the records received: news told twice, copied "
        "reports, checks released with a reason, personal data that slipped through, remarks on "
        "files and wording. No score depends on it.",
    ),
    epilog=examples(
        "gongkai review",
        "gongkai review wanshui --as-of 2023-06-30",
        "gongkai review --format csv > 核对清单.csv",
    ),
)
@UNIT_OR_ALL
@YEAR
@HEAD
@AS_OF
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help=both("输出形式，默认 text（文字）；csv 可用 Excel 打开", "default: text; csv for Excel"),
)
@click.pass_context
def command(
    context: click.Context,
    unit: str | None,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """List what is to be looked at."""
    from scripts.reviewing.gather import remarks
    from scripts.reviewing.telling import remarks_csv, remarks_json, remarks_text

    settings = settings_of(context)
    assessment = open_assessment(settings, head=head)
    chosen, at = year_or_newest(assessment, year), moment_or_now(as_of)
    units = None if unit is None else (find_unit(assessment, unit).id,)
    with working(_LOOKING, settings.language):
        found = remarks(assessment, at, years=(chosen,), units=units)
    names = {each.id: each.short_name for each in assessment.registry.values()}
    if form == "json":
        put(remarks_json(found, at, settings.language), None)
    elif form == "csv":
        put(remarks_csv(found, names, settings.language), None)
    else:
        put(remarks_text(found, names, at, settings.language), None)

"""``gongkai export submissions``: what was handed in, a row a record."""

from datetime import datetime
from pathlib import Path

import click

from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.exports.asked import asked, put_tables
from scripts.cli.opening import find_unit, moment_or_now, open_assessment, year_or_newest
from scripts.language import both


@click.command(
    "submissions",
    help=both(
        "报送的材料，一件一行：单位、种类、标题、日期、计收时间和依据、附件数、是否公开，"
        "写成 Excel 或者 CSV。含内部材料的标题，只供内部使用。",
        "What was handed in, a row a record, as Excel or CSV; internal records included.",
    ),
    epilog=examples(
        "gongkai export submissions --out 报送.xlsx",
        "gongkai export submissions --unit wanshui --out 报送.csv",
    ),
)
@asked
@click.pass_context
def command(
    context: click.Context,
    /,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    units: tuple[str, ...],
    form: str | None,
    out: Path | None,
) -> None:
    """Write the submissions."""
    from scripts.exchange.tables import submission_table

    assessment = open_assessment(settings_of(context), head=head)
    chosen, at = year_or_newest(assessment, year), moment_or_now(as_of)
    wanted = frozenset(find_unit(assessment, unit).id for unit in units)
    view = assessment.view(at)
    entries = (
        (kind, entry)
        for kind in assessment.schemas.kinds.values()
        for entry in view.of(kind.kind, chosen)
        if not wanted or entry.record.unit in wanted
    )
    names = {unit.id: unit.short_name for unit in assessment.registry.values()}
    put_tables((submission_table(entries, names),), f"{chosen}年度报送的材料", at, form, out)

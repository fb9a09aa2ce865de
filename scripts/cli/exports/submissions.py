"""``gongkai export submissions``: what was handed in, a row a record."""

import click

from scripts.cli.examples import examples
from scripts.cli.exports.request import TableRequest, with_table_options
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
@with_table_options
def command(request: TableRequest) -> None:
    """Write the submissions."""
    from scripts.exchange.tables import submission_table

    assessment, year = request.assessment, request.year
    view = assessment.view(request.at)
    entries = (
        (kind, entry)
        for kind in assessment.schemas.kinds.values()
        for entry in view.of(kind.kind, year)
        if request.wants(entry.record.unit)
    )
    names = {unit.id: unit.short_name for unit in assessment.registry.values()}
    request.put((submission_table(entries, names),), f"{year}年度报送的材料")

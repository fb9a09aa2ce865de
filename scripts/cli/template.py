"""``gongkai template``: a workbook to fill in for a kind of record."""

from pathlib import Path

import click

from scoring.assessment import Assessment
from scoring.errors import WrongUse
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import by_code, find_kind, find_unit, open_assessment
from scripts.cli.options import OUT
from scripts.cli.output import put
from scripts.language import both


@click.command(
    "template",
    help=both(
        "生成一种材料的 Excel 填报模板：中文表头、下拉选择、日期和数字检查、填写说明，一行一份；"
        "重复的内容和附件另有工作表，用序号对应。填好以后用 gongkai import 读回。"
        "写明单位的，下拉里有本单位的村（社区、居委会）。各单位一行的材料（如热线月报）已列出全部单位。",
        "A workbook to fill in for a kind of record: Chinese heads, drop-downs, checks, help; one "
        "row a record, with linked sheets for what repeats. `gongkai import` reads it back.",
    ),
    epilog=examples(
        "gongkai template news --out 动态.xlsx",
        "gongkai template hotline-report --out 热线月报.xlsx",
        "gongkai template gazette-display --unit wanshui --out 公报展示.xlsx",
    ),
)
@click.argument(
    "kind", metavar="KIND", help=both("材料种类（英文名或中文名称）", "the kind, by name or title")
)
@click.option("--unit", metavar="UNIT", help=both("单位编号或名称", "a unit's id or name"))
@OUT
@click.pass_context
def command(context: click.Context, kind: str, unit: str | None, out: Path | None) -> None:
    """Write the workbook."""
    from scripts.exchange.workbook import template
    from scripts.forms.reading import form_of

    assessment = open_assessment(settings_of(context))
    form = form_of(assessment.schemas.kinds[find_kind(assessment, kind)])
    owner = find_unit(assessment, unit) if unit is not None else None
    if owner is not None and not form.ways_of(owner):
        raise WrongUse("kind-not-theirs", unit=owner.short_name, kind=form.title)
    put(template(form, assessment.registry, owner, units=_assessed_units(assessment)), out)


def _assessed_units(assessment: Assessment) -> tuple[str, ...]:
    """Return the units assessed in the newest year, in the order people know them."""
    year = max(assessment.years(), default=None)
    known = [
        unit
        for unit in assessment.registry.values()
        if year is not None and assessment.rulebook_for(unit.id, year) is not None
    ]
    return tuple(unit.id for unit in sorted(known, key=by_code))

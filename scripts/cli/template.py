"""``gongkai template``: a workbook to fill in for a kind of record."""

from pathlib import Path

import click

from scoring.assessment import Assessment
from scoring.errors import WrongUse
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import find_unit, open_assessment
from scripts.cli.output import put
from scripts.language import both
from scripts.nearest import nearest


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
@click.argument("kind", metavar="KIND", help=both("材料种类（代号或名称）", "id or title"))
@click.option("--unit", metavar="UNIT", help=both("单位编号或者名称", "the unit, by id or name"))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both("写入这个文件", "write to this file"),
)
@click.pass_context
def command(context: click.Context, kind: str, unit: str | None, out: Path | None) -> None:
    """Write the workbook."""
    from scripts.exchange.workbook import template
    from scripts.forms.model import form_of

    assessment = open_assessment(settings_of(context))
    form = form_of(assessment.schemas.kinds[find_kind(assessment, kind)])
    owner = find_unit(assessment, unit) if unit is not None else None
    if owner is not None and not form.ways_of(owner):
        raise WrongUse("kind-not-theirs", unit=owner.short_name, kind=form.title)
    put(template(form, assessment.registry, owner, units=assessed_units(assessment)), out)


def find_kind(assessment: Assessment, told: str) -> str:
    """Return the kind whose id or title is ``told``. Raises WrongUse, with the nearest, if none."""
    names = {kind.title: kind.kind for kind in assessment.schemas.kinds.values()}
    names |= {kind: kind for kind in assessment.schemas.kinds}
    if told in names:
        return names[told]
    meant = nearest(told, names)
    if meant is not None:
        raise WrongUse("kind-unknown-near", kind=told[:60], nearest=names[meant])
    raise WrongUse("kind-unknown-told", kind=told[:60])


def assessed_units(assessment: Assessment) -> tuple[str, ...]:
    """Return the units assessed in the newest year, in the order people know them."""
    year = max(assessment.years(), default=None)
    known = [
        unit
        for unit in assessment.registry.values()
        if year is not None and assessment.rulebook_for(unit.id, year) is not None
    ]
    ordered = sorted(known, key=lambda unit: (unit.code is None, unit.code or unit.id))
    return tuple(unit.id for unit in ordered)

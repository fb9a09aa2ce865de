"""``gongkai new``: a record made at the terminal, from prompts or from options."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from scoring.admission.schema_flaws import schema_flaws
from scoring.assessment import Assessment
from scoring.calendar.zone import day_of
from scoring.errors import GongkaiError, WrongUse
from scoring.messages import sentence
from scoring.problem import Problem
from scoring.records.registry import Unit
from scripts.cli.context import settings_of
from scripts.cli.drafts import write_drafts
from scripts.cli.examples import examples
from scripts.cli.opening import (
    find_kind,
    find_unit,
    moment_or_now,
    open_assessment,
    taken_stems,
)
from scripts.cli.reading import attachment_content
from scripts.cli.values import Day, Year
from scripts.drafting.asking import Asking
from scripts.drafting.making import attached, record_files
from scripts.drafting.prefilling import deduction_named, prefilled
from scripts.drafting.setting import put_set
from scripts.exchange.sheet_cells import Names, names_of
from scripts.forms.model import Form
from scripts.forms.reading import form_of
from scripts.language import both

_ROUNDS = 5


@click.command(
    "new",
    help=both(
        "填写一份新材料：按材料结构逐项询问（有默认值的直接回车），或者用 --set 给出；"
        "附件复制到位、算好校验值；全部合格才写入，有一处不对就什么也不写。"
        "--deduction 从一笔扣分起草申诉或者复核决定，写法见 gongkai explain。",
        "Make a record: asked for field by field from its schema, or given by --set; attachments "
        "are copied and hashed; nothing is written unless all is right. --deduction begins an "
        "appeal or a ruling from a deduction, as `gongkai explain` prints it.",
    ),
    epilog=examples(
        "gongkai new news --unit wanshui",
        "gongkai new news --unit wanshui --set title=标题 --set body=@正文.txt",
        "gongkai new policy --unit caizheng --attach 文件.docx=政策文件",
        "gongkai new appeal --unit geyi --deduction geyi/disclosure/news/monthly/2023-02",
    ),
)
@click.argument(
    "kind", metavar="KIND", help=both("材料种类（英文名或中文名称）", "the kind, by name or title")
)
@click.option(
    "--unit",
    required=True,
    metavar="UNIT",
    help=both("报送单位（编号或名称）", "whose record it is: a unit's id or name"),
)
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="FIELD=VALUE",
    help=both(
        "一个字段的值，可以写几次，如 approval.drafted_by=张三、rows.0.unit=格宜镇；"
        "=@文件 从文件读",
        "a field's value; =@FILE reads it from a file; may be repeated",
    ),
)
@click.option(
    "--attach",
    "attach",
    multiple=True,
    metavar="FILE[=TITLE]",
    help=both("附件，可以写几次", "an attachment; may be repeated"),
)
@click.option(
    "--deduction",
    metavar="DEDUCTION",
    help=both("从这笔扣分起草", "begin from this deduction: unit/node/rule/period"),
)
@click.option(
    "--year",
    type=Year(),
    metavar="YEAR",
    help=both("考核年度，默认为材料日期的年份", "the assessment year; default: that of its day"),
)
@click.option(
    "--date",
    "day",
    type=Day(),
    metavar="DATE",
    help=both(
        "没有自己日期的材料，文件名用这一天，默认今天",
        "the day in its file's name where it has none of its own; default: today",
    ),
)
@click.option(
    "--slug", metavar="NAME", help=both("文件名中日期以后的部分", "the rest of its file's name")
)
@click.option(
    "--ask/--no-ask",
    default=None,
    help=both(
        "询问缺少的字段，默认在终端上询问", "ask for what is wanting; default: on a terminal"
    ),
)
@click.option("--all", "optional", is_flag=True, help=both("选填的也询问", "ask optional ones too"))
@click.pass_context
def command(
    context: click.Context,
    /,
    kind: str,
    unit: str,
    sets: tuple[str, ...],
    attach: tuple[str, ...],
    deduction: str | None,
    year: int | None,
    day: date | None,
    slug: str | None,
    ask: bool | None,
    optional: bool,
) -> None:
    """Make a record."""
    settings = settings_of(context)
    assessment = open_assessment(settings)
    form = form_of(assessment.schemas.kinds[find_kind(assessment, kind)])
    owner = find_unit(assessment, unit)
    if not form.ways_of(owner):
        raise WrongUse("kind-not-theirs", unit=owner.short_name, kind=form.title)
    today = day if day is not None else day_of(moment_or_now(None))
    names = names_of(assessment.registry, owner)
    data: dict[str, Any] = {}
    if deduction is not None:
        data, year = _begun(assessment, form, deduction, year)
    for told in sets:
        put_set(form, data, _from_file(told), names)
    files = attached(form, data, _read(attach))
    asking = ask if ask is not None else sys.stdin.isatty()
    if asking:
        _ask(form, data, names, assessment, owner, today, optional=optional)
    _refuse_flaws(form, data)
    made = record_files(
        form, data, files, unit=owner.id, year=year, day=today, slug=slug,
        taken=lambda of: taken_stems(assessment, owner.id, form.kind, of),
    )  # fmt: skip
    try:
        write_drafts(assessment.repository, made, settings, refused="new-refused")
    except GongkaiError as error:
        if asking and error.problems:  # what somebody has typed is not thrown away unseen
            click.echo(next(iter(made.values())).decode(), nl=False)
        raise


def _begun(
    assessment: Assessment, form: Form, told: str, year: int | None
) -> tuple[dict[str, Any], int]:
    """Return the fields that the deduction ``told`` fills in, and its assessment year."""
    from scripts.papers.source import source_of

    owner = find_unit(assessment, told.partition("/")[0])
    at = moment_or_now(None)
    years = (year,) if year is not None else tuple(reversed(assessment.years()))
    for each in years:
        account = source_of(assessment, each, at).account(owner.id)
        deduction = deduction_named(account, told) if account is not None else None
        if deduction is not None:
            appeals = assessment.view(at).about("appeal", owner.id, each)
            return prefilled(form, deduction, appeals), each
    raise WrongUse("new-deduction-unknown", deduction=told[:120], unit=owner.id)


def _ask(
    form: Form,
    data: dict[str, Any],
    names: Names,
    assessment: Assessment,
    owner: Unit,
    today: date,
    *,
    optional: bool,
) -> None:
    """Ask for what is wanting, then for what is wrong."""
    before = assessment.view(moment_or_now(None)).about(form.kind, owner.id)
    defaults: Mapping[str, Any] = {}
    if before:
        defaults = {"approval": before[-1].record.data.get("approval", {})}
    asking = Asking(form, _Terminal(), names, defaults, optional=optional, today=today.isoformat())
    asking.fill(data)
    for _ in range(_ROUNDS):
        flaws = tuple(schema_flaws(form.schema, {**form.fixed, **data}))
        anew = False
        for flaw in flaws:
            click.echo(sentence(flaw.code, flaw.values), err=True)
            field = flaw.values.get("field")
            path = (*flaw.pointer, field) if isinstance(field, str) else flaw.pointer
            anew = asking.again(data, path) or anew
        if not flaws or not anew:
            return


def _refuse_flaws(form: Form, data: Mapping[str, Any]) -> None:
    flaws = tuple(schema_flaws(form.schema, {**form.fixed, **data}))
    if flaws:
        problems = tuple(
            Problem(flaw.code, ".".join(map(str, flaw.pointer)) or form.kind, 0, 0, flaw.values)
            for flaw in flaws
        )
        raise GongkaiError("new-refused", problems)


def _from_file(told: str) -> str:
    """Return ``told`` with the text of the file that ``=@FILE`` names; ``=@@`` is a plain @."""
    path, found_sign, value = told.partition("=")
    if not found_sign or not value.startswith("@"):
        return told
    if value.startswith("@@"):
        return f"{path}={value[1:]}"
    text = attachment_content(Path(value[1:]))
    try:
        return f"{path}={text.decode('utf-8-sig')}"
    except UnicodeDecodeError:
        raise WrongUse("new-file-encoding", file=value[1:][:60]) from None


def _read(attach: tuple[str, ...]) -> dict[str, bytes]:
    """Return the files to attach, by name and title."""
    files: dict[str, bytes] = {}
    for told in attach:
        path, sign, title = told.partition("=")
        files[Path(path).name + sign + title] = attachment_content(Path(path))
    return files


class _Terminal:
    """Asks on the terminal."""

    def ask(self, question: str, default: str) -> str:
        """Return the answer to ``question``."""
        answer: str = click.prompt(
            question, default=default, show_default=bool(default), type=str, err=True
        )
        return answer

    def lines(self, question: str) -> str:
        """Return lines up to one that is a single full stop."""
        click.echo(f"{question}（可写多行，单独一行“.”结束）", err=True)
        lines: list[str] = []
        for line in sys.stdin:
            text = line.rstrip("\n")
            if text == ".":
                break
            lines.append(text)
        return "\n".join(lines)

    def more(self, question: str) -> bool:
        """Tell whether there is more."""
        return click.confirm(question, default=False, err=True)

    def tell(self, text: str) -> None:
        """Say ``text``."""
        click.echo(text, err=True)

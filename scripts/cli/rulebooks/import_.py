"""``gongkai rulebook import``: the skeleton of a rulebook out of a notice's annex table."""

from datetime import date
from pathlib import Path

import click

from scoring.errors import GongkaiError, WrongUse
from scoring.history.repository import open_repository
from scoring.history.tree import RULEBOOKS
from scoring.messages import sentence
from scoring.records.formats import is_slug
from scripts.annex.layout import Role
from scripts.checking.reporters import text_report
from scripts.cli.context import Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now
from scripts.cli.reading import attachment_content
from scripts.cli.rulebooks.finding import found_rulebook, rulebook_in
from scripts.cli.values import Day, Year
from scripts.language import both

_RULES = "annex-fill-rules"
_NOTHING = "none"


@click.command(
    "import",
    help=both(
        "从 Word（.docx）或者 Excel（.xlsx）的考核指标表读出细则的骨架：合并的单元格成为各级指标，"
        "分值是精确的小数，原文一字不差，规则空着。要写的地方在文件里用“待填写”标出，同时逐条列出"
        "在第几行、对应表里的哪一行。分值之和对不上的只指出，不改。已有的文件不覆盖。",
        "Read a skeleton rulebook from an annex table in Word or Excel: merged cells become the "
        "tree, points exact decimals, texts word for word, rules left to fill in, each place "
        "marked and listed. Sums that do not add up are told, never mended. Nothing is replaced.",
    ),
    epilog=examples(
        "gongkai rulebook import 附件1.docx --id 2024-township --closes 2025-02-15",
        "gongkai rulebook import 通知.docx --table 2 --assesses department",
        "gongkai rulebook import 指标.xlsx --column 事由=title --column 记分办法=standard",
        "gongkai rulebook import 附件1.docx --ids 2023-township --out 草稿",
    ),
)
@click.argument(
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=both("附件表：Word（.docx）或者 Excel（.xlsx）文件", "the annex: a Word or Excel file"),
)
@click.option(
    "--id",
    "name",
    metavar="ID",
    help=both("细则编号，默认 年度-单位类别", "the rulebook's id; default: YEAR-KIND"),
)
@click.option(
    "--year",
    type=Year(),
    metavar="YEAR",
    help=both("考核年度，默认为标题里的年份", "default: the year in the title"),
)
@click.option(
    "--assesses",
    type=click.Choice(["township", "department", "office"]),
    help=both("考核哪类单位，默认看标题", "the kind of units assessed; default: by the title"),
)
@click.option("--number", metavar="NUMBER", help=both("通知的文号", "the notice's document number"))
@click.option(
    "--closes",
    type=Day(),
    metavar="DATE",
    help=both("结账日，默认次年1月31日并标明待填写", "the closing day; default: 31 January"),
)
@click.option(
    "--table",
    "which",
    default="",
    metavar="TABLE",
    help=both(
        "文件里有几张考核指标表的，写第几张，或者工作表名称",
        "which annex table of the file: its number, or a sheet's name",
    ),
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEAD=USE",
    help=both(
        "写明一列的用处，可以写几次：title、points、requirement、standard、responsible、method、none",
        "say what a column is; may be repeated: title, points, requirement, standard, "
        "responsible, method, none",
    ),
)
@click.option(
    "--ids",
    "earlier",
    metavar="RULEBOOK",
    help=both(
        "名称相同的指标沿用这部细则里的编号，例如上一年的",
        "items of the same title keep the ids they have in this rulebook",
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=both(
        "写到这个文件夹，默认为仓库的 scoring/rulebooks",
        "write to this folder; default: scoring/rulebooks",
    ),
)
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    name: str | None,
    year: int | None,
    assesses: str | None,
    number: str | None,
    closes: date | None,
    which: str,
    columns: tuple[str, ...],
    earlier: str | None,
    out: Path | None,
) -> None:
    """Read, write, and tell what is left to do."""
    from scripts.annex.reading import read_annex
    from scripts.annex.skeleton import Given, skeleton

    settings = settings_of(context)
    if file.suffix.lower() not in (".docx", ".xlsx"):
        raise WrongUse("annex-type", file=file.name)
    if name is not None and not is_slug(name):
        raise WrongUse("annex-id", id=name[:60])
    uses = dict(map(_use, columns))
    given = Given(
        id=name or "",
        year=year,
        kind=assesses or "",
        number=number or "",
        closes_on=closes,
        earlier=found_rulebook(settings, earlier) if earlier is not None else None,
    )
    annex = read_annex(file.name, attachment_content(file), which=which, uses=uses)
    made = skeleton(annex, file.name, given, moment_or_now(None).year)
    content = made.text.encode()
    _, wrong = rulebook_in(f"{made.id}.yml", content)
    if wrong:
        raise GongkaiError("annex-refused", wrong, file=file.name)
    path = _write(_folder(out, settings), f"{made.id}.yml", content)
    click.echo(text_report(made.remarks, settings.language), nl=False)
    rules = sum(each.code == _RULES for each in made.remarks)
    told = {"path": str(path), "rules": rules, "others": len(made.remarks) - rules}
    click.echo(sentence("annex-told", told, settings.language))


def _use(told: str) -> tuple[str, Role | None]:
    head, sign, use = told.rpartition("=")
    if not sign or not head or use not in (*Role, _NOTHING):
        raise WrongUse("annex-column-told", value=told[:60])
    return head, None if use == _NOTHING else Role(use)


def _folder(out: Path | None, settings: Settings) -> Path:
    if out is not None:
        return out
    worktree = open_repository(settings.repository).worktree
    if worktree is None:
        raise WrongUse("repository-bare")
    return worktree / RULEBOOKS


def _write(folder: Path, name: str, content: bytes) -> Path:
    from scripts.exchange.writing import write_new

    path = folder / name
    if path.exists() or path.is_symlink():
        raise WrongUse("annex-exists", path=str(path))
    write_new(folder, {name: content})
    return path

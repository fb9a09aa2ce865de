"""``gongkai import``: records from files that people filled in, checked, then written as YAML."""

import importlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.errors import GongkaiError, WrongUse
from scoring.history.repository import open_repository
from scoring.messages import sentence
from scripts.cli.context import Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.imports.given import Given
from scripts.cli.reading import attachment_content
from scripts.cli.values import Day, Year
from scripts.language import both

if TYPE_CHECKING:
    from scripts.exchange.workbook import Reading

READERS: Mapping[str, str] = {
    "docx": "scripts.cli.imports.word",
    "xlsx": "scripts.cli.imports.excel",
}
"""The module that reads files of each ending. It has ``records(name, content, given, settings)``,

which returns the files to be, repository path → content: records and their attachments; or such
files with the cells they come from (``Reading``).
"""


@click.command(
    "import",
    help=both(
        "读回在 Excel 模板（gongkai template）里填好的材料，或者 Word 里填好的年度报告"
        "（官方格式），核对数据以后写成材料文件；有一处不对就什么也不写。"
        "Excel 里的问题指明在哪张表、哪行、哪列，所列附件放在同一个文件夹里。"
        "Word 里没有的内容（报告版本、签发人等）用选项写明。",
        "Read records filled in in a workbook made by `gongkai template`, or an annual report "
        "filled in as a Word file (the official form), check them, and write the records; nothing "
        "is written unless all is right. Attachments lie beside the workbook. Options say what "
        "the Word form does not.",
    ),
    epilog=examples(
        "gongkai import 动态.xlsx --unit wanshui",
        "gongkai import 热线月报.xlsx --unit xinfang --year 2023",
        "gongkai import 年度报告.docx --unit wanshui --edition final --drafted-by 示例丙 "
        "--reviewed-by 示例乙 --secrecy-reviewed-by 示例丁 --approved-by 示例甲 "
        "--approved-on 2024-01-20",
    ),
)
@click.argument(
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=both("填好的 Excel（.xlsx）或者 Word（.docx）文件", "the workbook or Word file filled in"),
)
@click.option("--unit", metavar="UNIT", help=both("单位编号或名称", "a unit's id or name"))
@click.option(
    "--year",
    type=Year(),
    metavar="YEAR",
    help=both(
        "考核年度，默认为标题里的年份；Excel 里的材料默认为材料日期的年份",
        "default: the year in the title; of a workbook's records, that of their day",
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=both(
        "写到这个文件夹下面（units/…），默认为仓库的工作区",
        "write below this folder; default: the working tree",
    ),
)
@click.option(
    "--edition",
    type=click.Choice(["assessment", "final"]),
    help=both(
        "报告版本：assessment（考核报送稿）或者 final（法定全年报告）",
        "the edition of an annual report",
    ),
)
@click.option(
    "--until",
    type=Day(),
    metavar="DATE",
    help=both(
        "数据统计到哪一天；全年报告默认是12月31日",
        "last day the figures are of; default for a final report: 31 December",
    ),
)
@click.option(
    "--files",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help=both(
        "附件所在的文件夹，默认与 Excel 文件相同", "where attachments lie; default: beside FILE"
    ),
)
@click.option("--url", metavar="URL", help=both("公开网址", "where it is published"))
@click.option("--drafted-by", metavar="NAME", help=both("拟稿人", "who drafted it"))
@click.option("--reviewed-by", metavar="NAME", help=both("审核人", "who reviewed it"))
@click.option(
    "--secrecy-reviewed-by", metavar="NAME", help=both("保密审查人", "who reviewed secrecy")
)
@click.option("--approved-by", metavar="NAME", help=both("签发人", "who approved it"))
@click.option(
    "--approved-on",
    type=Day(),
    metavar="DATE",
    help=both("签发日期，也是材料文件名里的日期", "the day of approval, and of the file's name"),
)
@click.option(
    "--supersedes",
    metavar="RECORD",
    help=both("更正已收材料时，原材料的编号", "the id of the record that it corrects"),
)
@click.pass_context
def command(
    context: click.Context,
    /,
    file: Path,
    unit: str | None,
    year: int | None,
    out: Path | None,
    edition: str | None,
    until: date | None,
    files: Path | None,
    url: str | None,
    supersedes: str | None,
    approved_on: date | None,
    **names: str | None,
) -> None:
    """Read, check, write."""
    settings = settings_of(context)
    ending = file.suffix.removeprefix(".").lower()
    if ending not in READERS:
        raise WrongUse("import-type", file=file.name, types=" ".join(READERS))
    given = Given(
        unit=unit,
        year=year,
        edition=edition,
        until=until.isoformat() if until is not None else None,
        url=url,
        approval={
            **{name: told for name, told in names.items() if told is not None},
            **({"approved_on": approved_on.isoformat()} if approved_on is not None else {}),
        },
        supersedes=supersedes,
        folder=files if files is not None else file.parent,
    )
    reader = importlib.import_module(READERS[ending])
    _take(reader.records(file.name, attachment_content(file), given, settings), out, settings)


def _take(found: "Mapping[str, bytes] | Reading", out: Path | None, settings: Settings) -> None:
    """Check what was ``found`` as if it lay in the working tree, then write it, all or nothing."""
    from scripts.checking.proposed import check_proposed
    from scripts.checking.reporters import errors_in, text_report
    from scripts.exchange.workbook import Reading
    from scripts.exchange.writing import check_free, write_new
    from scripts.product import product_root

    files = found.files if isinstance(found, Reading) else found
    repository = open_repository(settings.repository)
    for place in (repository.worktree, out):
        if place is not None:
            check_free(place, files)
    problems = check_proposed(repository, product_root(), files)
    if isinstance(found, Reading):
        problems = tuple(map(found.placed, problems))
    if errors_in(problems):
        raise GongkaiError("import-refused", problems)
    if problems:
        click.echo(text_report(problems, settings.language), err=True, nl=False)
    root = out if out is not None else repository.worktree
    assert root is not None  # a bare repository has been refused
    write_new(root, files)
    for path in files:
        click.echo(sentence("import-written", {"path": str(root / path)}, settings.language))
    click.echo(sentence("import-next", {}, settings.language))

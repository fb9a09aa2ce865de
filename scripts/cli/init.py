"""``gongkai init``: a new submission repository."""

from datetime import datetime
from pathlib import Path

import click

from scoring.messages import sentence
from scripts.cli.context import Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now
from scripts.cli.values import Moment
from scripts.language import both
from scripts.repository.engine import asked_pin, own_pin
from scripts.repository.making import ENGINE_FILE, FirstCommit, create, starting_files

_MADE = both(
    "已建好报送仓库：{path}（{commit}）", "made a submission repository: {path} ({commit})"
)
_MESSAGE = "建立报送仓库\n"


@click.command(
    "init",
    help=both(
        "新建一个报送仓库：单位登记、考核细则、工作日历、材料结构、工作流和第一次提交。"
        "目录须不存在或者是空的。",
        "Make a submission repository: registry, rulebooks, calendars, schemas, workflows and the "
        "first commit. DIR must not exist or be empty.",
    ),
    epilog=examples(
        "gongkai init 政务公开考核",
        "gongkai init data --engine 'gongkai @ git+https://HOST/REPO@<40位提交号>'",
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--engine",
    metavar="REQUIREMENT",
    help=both(
        "工作流安装哪个评分引擎：仓库地址加40位提交号，或者安装包地址加摘要；默认为正在使用的这一个",
        "the engine the workflows install: address and 40-hex commit, or wheel and digest; "
        "default: this one, where it can be told",
    ),
)
@click.option(
    "--at",
    type=Moment(),
    metavar="TIME",
    help=both("第一次提交的时间，默认现在", "the time of the first commit; default: now"),
)
@click.pass_context
def command(
    context: click.Context, directory: Path, engine: str | None, at: datetime | None
) -> None:
    """Make the repository."""
    settings: Settings = settings_of(context)
    pin = own_pin() if engine is None else asked_pin(engine)
    first = FirstCommit(starting_files(pin), _MESSAGE, moment_or_now(at))
    commit = create(directory, first)
    values = {"path": str(directory), "commit": commit[:12]}
    click.echo(sentence("repository-made", values, settings.language))
    if pin is None:
        told = sentence("engine-unnamed", {"file": ENGINE_FILE}, settings.language)
        click.echo(told, err=True)

"""``gongkai init``: a new data repository."""

from datetime import datetime
from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.messages import fix, sentence
from scripts.cli.context import Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now
from scripts.cli.values import Moment
from scripts.language import both
from scripts.repository.engine import named_pin, own_pin
from scripts.repository.making import MESSAGE, FirstCommit, create, starting_files
from scripts.repository.release import ENGINE_FILE


@click.command(
    "init",
    help=both(
        "新建一个报送仓库：单位名录、考核细则、工作日历、材料结构、工作流和第一次提交。"
        "目录须不存在或者是空的；已有裸仓库的，用 --bare 装上收件口，并列出改动了什么，"
        "别人的钩子不会被覆盖。",
        "Make a data repository: registry, rulebooks, calendars, schemas, workflows and the "
        "first commit. DIR must not exist or be empty; a bare repository that is there already "
        "gets the gate with --bare, and all that is changed is told. Hooks of others stay.",
    ),
    epilog=examples(
        "gongkai init 政务公开考核",
        "gongkai init data --engine 'gongkai @ git+https://HOST/REPO@<40位提交号>'",
        "gongkai init --bare --site /srv/www/gongkai /srv/git/gongkai.git",
    ),
)
@click.argument(
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=both("仓库所在的文件夹", "the folder of the repository"),
)
@click.option(
    "--engine",
    metavar="REQUIREMENT",
    help=both(
        "工作流安装哪个评分引擎：仓库地址加40位提交号，或者安装包地址加校验值；默认为正在使用的这一个",
        "the engine the workflows install: address and 40-hex commit, or wheel and digest; "
        "default: this one, where it can be told",
    ),
)
@click.option(
    "--bare",
    is_flag=True,
    help=both(
        "建成服务器上的裸仓库，装好收件口：推送到 submit/单位/名称 即审核、合并、开出回执",
        "a bare repository for a server, with the gate as its hooks",
    ),
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help=both(
        "收件私钥（Ed25519），默认新生成一个，只用于 --bare",
        "the gate's private key (Ed25519); default: a new one; with --bare only",
    ),
)
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=both(
        "每次接收以后把公开网站更新到这里，只用于 --bare",
        "where the portal is rebuilt after each merge; with --bare only",
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
    context: click.Context,
    directory: Path,
    engine: str | None,
    bare: bool,
    key: Path | None,
    site: Path | None,
    at: datetime | None,
) -> None:
    """Make the repository."""
    settings: Settings = settings_of(context)
    if not bare and (key is not None or site is not None):
        raise WrongUse("init-bare-only")
    pin = own_pin() if engine is None else named_pin(engine)
    moment = moment_or_now(at)
    if bare:
        from scripts.gate.serving.adopting import adopt, is_bare
        from scripts.gate.serving.installing import make_server

        if is_bare(directory):
            first = FirstCommit(starting_files(pin), MESSAGE, moment)
            done = adopt(directory, first, key, site)
            code = "server-adopted" if done else "server-unchanged"
            click.echo(sentence(code, {"path": str(directory)}, settings.language))
            for each in done:
                told = sentence(each.code, each.values, settings.language)
                click.echo(f"  {told}{fix(each.code, settings.language, each.values)}")
            return
        commit = make_server(directory, MESSAGE, moment, pin, key, site)
    else:
        commit = create(directory, FirstCommit(starting_files(pin), MESSAGE, moment))
    values = {"path": str(directory), "commit": commit[:12]}
    click.echo(sentence("repository-made", values, settings.language))
    if pin is None:
        told = sentence("engine-unnamed", {"file": ENGINE_FILE}, settings.language)
        click.echo(told, err=True)

"""``gongkai door``: a web endpoint beside the gate of a bare repository, opened and shut."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from scoring.messages import fix, sentence
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.language import both

_URL = "/door"


@click.command(
    "door",
    help=both(
        "打开服务器上的网上报送：经办人用浏览器上传材料包，走同一个收件口，当场得到回执或者退回的原因，"
        "不需要会用 git。默认没有打开。命令写好由网站服务器"
        "调用的脚本，并列出网站服务器要加的配置。",
        "Open the door of a bare repository: a small web endpoint for those "
        "without Git, before the same gate. Writes the script that the web server calls, and "
        "prints what to add to its configuration. Shut by default.",
    ),
    epilog=examples(
        "gongkai door /srv/git/gongkai.git",
        "gongkai door --address https://gongkai.example.gov.cn/door/ --server nginx "
        "/srv/git/gongkai.git",
        "gongkai door --off /srv/git/gongkai.git",
    ),
)
@click.argument(
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=both("gongkai init --bare 建好的仓库", "a repository made by gongkai init --bare"),
)
@click.option("--off", is_flag=True, help=both("关上", "shut it"))
@click.option(
    "--address",
    metavar="URL",
    help=both(
        "浏览器里看到的地址；写明以后，只认从这个地址的网页来的报送",
        "its address as browsers have it; then forms of that origin alone are taken",
    ),
)
@click.option(
    "--server",
    type=click.Choice(["lighttpd", "nginx", "apache"]),
    default="lighttpd",
    help=both("列出哪种网站服务器的配置，默认 lighttpd", "for which web server; default: lighttpd"),
)
@click.pass_context
def command(
    context: click.Context, directory: Path, off: bool, address: str | None, server: str
) -> None:
    """Open or shut the door."""
    from scripts.door.servers import configuration
    from scripts.door.switching import open_door, shut_door

    language = settings_of(context).language
    if off:
        code = "door-shut-now" if shut_door(directory) else "door-was-shut"
        click.echo(sentence(code, {"path": str(directory)}, language))
        return
    script = open_door(directory, address)
    url = _URL if address is None else urlsplit(address).path.rstrip("/") or _URL
    values = {"path": str(directory), "script": str(script), "server": server}
    click.echo(sentence("door-opened", values, language))
    click.echo(fix("door-opened", language, values))
    click.echo()
    click.echo(configuration(server, url, script), nl=False)

"""``gongkai site``: the portal, built into a folder or shown on this machine."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from scoring.assessment import Assessment
from scoring.errors import WrongUse
from scoring.messages import sentence
from scripts.checkpoints.making import make_checkpoint, trusted_key
from scripts.checkpoints.store import Kept
from scripts.cli.context import Context, Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now, open_assessment, year_or_newest
from scripts.cli.options import AS_OF, HEAD, SITE_CHECKPOINT_KEY, SITE_OUT
from scripts.cli.progress import working
from scripts.cli.values import Year
from scripts.language import both, pick
from scripts.portal.input import Audience
from scripts.product import product_root
from scripts.site_job import build_cache_of, build_site, years_to_show

_BUILDING = both("正在生成网站", "building the site")
_BUILT = both(
    "网站已生成：{pages} 页（其中新生成 {anew} 页），{path}",
    "the site is built: {pages} pages ({anew} of them made anew), {path}",
)
_SERVING = both(
    "网站在 {address} ，按 Ctrl+C 结束", "the site is at {address} ; stop it with Ctrl+C"
)
_HOST = "127.0.0.1"  # a preview is for the person at this machine alone


@click.group(
    "site",
    help=both("生成或预览公开网站。", "Build or preview the portal."),
    epilog=examples("gongkai site build", "gongkai site serve --port 8000"),
)
def command() -> None:
    """Group the two commands."""


command.context_class = Context

_AUDIENCE = click.option(
    "--audience",
    type=click.Choice([str(each) for each in Audience]),
    default=str(Audience.PUBLIC),
    help=both(
        "给谁看：public（公众，默认）或 internal（内部，含不公开内容）",
        "public (default), or internal: with what is not public",
    ),
)
_YEAR = click.option(
    "--year",
    type=Year(),
    metavar="YEAR",
    help=both("只生成这一考核年度，默认全部年度", "this year only; default: every year"),
)
_WORKTREE = click.option(
    "--worktree",
    is_flag=True,
    help=both(
        "试用工作区里还没有提交的细则和外观", "try uncommitted rulebooks, configuration and theme"
    ),
)


@command.command(
    "build",
    short_help=both("生成网站到一个文件夹", "build the site into a folder"),
    help=both(
        "生成公开网站：评分榜、各单位页面、公开指南、年度报告、考核细则和开放数据。生成的文件夹"
        "可以放到任何网站上，也可以直接打开。文件夹里以前生成的网站整个换掉，另外放进去的文件也不保留。",
        "Build the portal into a folder that any web server can publish. An earlier site there is "
        "replaced as a whole, with whatever else was put into the folder.",
    ),
    epilog=examples(
        "gongkai site build --out build/site",
        "gongkai site build --as-of 2023-10-31",
        "gongkai site build --audience internal --out 内部版",
        "gongkai site build --checkpoint",
    ),
)
@SITE_OUT
@_YEAR
@HEAD
@AS_OF
@_AUDIENCE
@_WORKTREE
@click.option(
    "--checkpoint",
    is_flag=True,
    help=both(
        "同时写一个检查点，存进仓库，附在网站里",
        "write a checkpoint too, keep it and publish it with the site",
    ),
)
@SITE_CHECKPOINT_KEY
@click.option(
    "--sources",
    is_flag=True,
    help=both(
        "只写出网站的源文件，供其他生成器（如 Zensical）使用",
        "write only the source pages, for another generator such as Zensical",
    ),
)
@click.option(
    "--shots",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help=both("手册的截图（make shots 生成）所在的文件夹", "the folder of the manuals' pictures"),
)
@click.option(
    "--full",
    is_flag=True,
    help=both(
        "全部页面重新生成，不用以前生成时留下的页面",
        "make every page anew, without what earlier builds left",
    ),
)
@click.pass_context
def build_command(
    context: click.Context,
    out: Path,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    audience: str,
    worktree: bool,
    checkpoint: bool,
    key: Path | None,
    sources: bool,
    shots: Path | None,
    full: bool,
) -> None:
    """Build the site into a folder."""
    if checkpoint and (worktree or head is not None):
        raise WrongUse("checkpoint-of-main")
    _build(
        settings_of(context),
        out,
        year,
        head,
        as_of,
        Audience(audience),
        worktree,
        _Noted(key) if checkpoint else None,
        sources=sources,
        shots=shots,
        full=full,
    )


@command.command(
    "serve",
    short_help=both("在本机预览网站", "show the site on this machine"),
    help=both(
        "生成公开网站并在本机预览，只有本机能访问。",
        "Build the portal and show it on this machine alone.",
    ),
    epilog=examples("gongkai site serve", "gongkai site serve --port 9000 --worktree"),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar="PORT",
    help=both("端口，默认 8000；0 为任选", "default: 8000; 0 for any that is free"),
)
@_YEAR
@HEAD
@AS_OF
@_AUDIENCE
@_WORKTREE
@click.pass_context
def serve_command(
    context: click.Context,
    port: int,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    audience: str,
    worktree: bool,
) -> None:
    """Build the site and serve it until interrupted."""
    settings = settings_of(context)
    with tempfile.TemporaryDirectory(prefix="gongkai-serve-") as name:
        out = Path(name) / "site"
        _build(settings, out, year, head, as_of, Audience(audience), worktree)
        try:
            server = ThreadingHTTPServer((_HOST, port), partial(_Quiet, directory=str(out)))
        except OSError as error:
            raise WrongUse("site-port", port=port, reason=error.strerror or "") from None
        address = f"http://{_HOST}:{server.server_address[1]}/"
        with server:
            try:
                click.echo(pick(_SERVING, settings.language).format(address=address))
                server.serve_forever()
            except KeyboardInterrupt:
                click.echo()


@dataclass(frozen=True)
class _Noted:
    """That a checkpoint is wanted, and the file of the key that signs it, if one was named."""

    key: Path | None

    def keep(self, assessment: Assessment, years: tuple[int, ...], at: datetime) -> Kept:
        """Make it of the ledgers that the site shows."""
        if at > moment_or_now(None):
            raise WrongUse("checkpoint-ahead")
        private = trusted_key(assessment, self.key, at)
        ledgers = [assessment.ledger(year, at) for year in years]
        return make_checkpoint(assessment, ledgers, at, private)


def _build(
    settings: Settings,
    out: Path,
    year: int | None,
    head: str | None,
    as_of: datetime | None,
    audience: Audience,
    worktree: bool,
    noted: _Noted | None = None,
    *,
    sources: bool = False,
    shots: Path | None = None,
    full: bool = False,
) -> None:
    assessment = open_assessment(settings, head=head, worktree=worktree)
    at = moment_or_now(as_of)
    newest = year_or_newest(assessment, year)
    years = years_to_show(assessment, at) if year is None else (newest,)
    with working(_BUILDING, settings.language):
        kept = None if noted is None else noted.keep(assessment, years, at)
        built = build_site(
            assessment,
            years,
            at,
            audience,
            product_root(),
            out,
            worktree=worktree,
            checkpoint=kept,
            sources=sources,
            shots=shots,
            cache=(
                build_cache_of(assessment.repository, reading=not full) if settings.cache else None
            ),
        )
    told = pick(_BUILT, settings.language)
    click.echo(told.format(pages=built.pages, anew=built.anew, path=built.out))
    if assessment.rejections:
        count = len(assessment.rejections)
        click.echo(sentence("records-not-counted", {"count": count}, settings.language), err=True)


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

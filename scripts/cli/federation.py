"""``gongkai federation``: several counties fetched, verified, scored and compared."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import click

from scoring.errors import WrongUse
from scoring.messages import fix
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now
from scripts.cli.options import AS_OF
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.federating.harvest import Harvest, Task
from scripts.federating.listing import read_listing
from scripts.language import Language, both, pick
from scripts.printable import one_line

_COMPARING = both("正在取得、核验、评分各县市", "fetching, verifying and scoring the counties")
_PUBLISHED = both("对比已生成：{path}", "the comparison is in {path}")
_WHY = both("{county}：{detail}", "{county}: {detail}")
_REMEDY = both("  怎么办：{fix}", "  what to do: {fix}")
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(
    "federation",
    help=both(
        "地市、省里用：按县市名单取来各县市的报送仓库，逐个与它签名的检查点核对，按它自己的细则评分，"
        "合成一份对比（网页、JSON、CSV、Parquet）。取不到、核不上、算不出的县市照样列出，写明原因，"
        "这时退出码为 1。县市名单的写法见 docs/federation.md。"
        "要先安装 requirements-federation.lock 里的软件包。",
        "For a prefecture: fetch the repositories of the counties listed, hold each against its "
        "signed checkpoint, score it by its own rulebooks, publish one comparison. A county that "
        "cannot be fetched, verified or scored is listed with the reason; exit status 1 then. "
        "Needs the packages of requirements-federation.lock.",
    ),
    epilog=examples(
        "gongkai federation 县市名单.yml",
        "gongkai federation 县市名单.yml --as-of 2024-01-31 --out 对比",
        "gongkai federation 县市名单.yml --scheduler tcp://127.0.0.1:8786",
    ),
)
@click.argument(
    "file",
    metavar="FILE.yml",
    type=click.Path(path_type=Path),
    help=both("县市名单", "the listing of the counties"),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/federation"),
    metavar="DIR",
    help=both(
        "写到这个文件夹，默认 build/federation", "write to this folder; default: build/federation"
    ),
)
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/federation-work"),
    metavar="DIR",
    help=both(
        "存放取来的仓库和核验过的检查点，下次接着用，默认 build/federation-work",
        "keeps mirrors and checkpoints seen, for the next time; default: build/federation-work",
    ),
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    metavar="N",
    help=both("同时处理几个县市，默认为处理器核数", "counties at once; default: as many as cores"),
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help=both(
        "交给 Dask 调度器，由多台机器处理；不加密的只能是本机",
        "hand the work to a Dask scheduler; without TLS only one on this machine",
    ),
)
@click.option("--tls-ca", type=_FILE, metavar="FILE", help=both("证书颁发者", "the CA, PEM"))
@click.option("--tls-cert", type=_FILE, metavar="FILE", help=both("证书", "our certificate, PEM"))
@click.option("--tls-key", type=_FILE, metavar="FILE", help=both("证书的密钥", "its key, PEM"))
@click.option(
    "--patience",
    type=click.IntRange(1, 86400),
    default=600,
    metavar="SECONDS",
    help=both("取一个仓库最多等几秒，默认 600", "seconds to fetch one repository; default: 600"),
)
@AS_OF
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help=both("屏幕上的输出形式，默认 table（表格）", "what is printed; default: table"),
)
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    out: Path,
    work: Path,
    workers: int | None,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    patience: int,
    as_of: datetime | None,
    form: str,
) -> None:
    """Compare the counties."""
    from scripts.federating.document import comparison_json
    from scripts.federating.job import run_federation
    from scripts.federating.screen import comparison_text

    settings = settings_of(context)
    listing = read_listing(file)
    at = moment_or_now(as_of)
    run = _Here(workers) if scheduler is None else _There(scheduler, (tls_ca, tls_cert, tls_key))
    if scheduler is not None and workers is not None:
        raise WrongUse("federation-workers-elsewhere")
    with working(_COMPARING, settings.language):
        done = run_federation(listing, at, out, work, patience, run)
    if form == "json":
        put(comparison_json(listing.title, done.boards, at), None)
    else:
        put(comparison_text(listing.title, done.boards, at, settings.language), None)
    _tell_failed(done.harvests, settings.language)
    click.echo(pick(_PUBLISHED, settings.language).format(path=out), err=True)
    if not done.complete:
        context.exit(1)


class _Here:
    """Runs tasks on this machine."""

    def __init__(self, workers: int | None) -> None:
        self._workers = workers or os.cpu_count() or 1

    def __call__(self, tasks: Sequence[Task]) -> Iterable[Harvest]:
        from scripts.federating.running import run_here

        return run_here(tasks, self._workers)


class _There:
    """Runs tasks on the workers of a scheduler."""

    def __init__(self, address: str, files: tuple[Path | None, Path | None, Path | None]) -> None:
        from scripts.federating.spreading import Tls, scheduler_at

        ca, certificate, key = files
        tls = Tls(ca, certificate, key) if ca and certificate and key else None
        self._scheduler = scheduler_at(address, tls)

    def __call__(self, tasks: Sequence[Task]) -> Iterable[Harvest]:
        from scripts.federating.spreading import run_on

        return run_on(self._scheduler, tasks)


def _tell_failed(harvests: Iterable[Harvest], language: Language) -> None:
    """Tell on standard error what only the operator should know, and what to do."""
    for harvest in harvests:
        whys = {each.why.code: each.why for each in harvest.years if each.why is not None}
        for why in whys.values():
            detail = why.detail or why.code
            told = pick(_WHY, language).format(county=harvest.county, detail=detail)
            click.echo(one_line(told), err=True)
            remedy = fix(why.code, language, why.values)
            if remedy:
                click.echo(pick(_REMEDY, language).format(fix=remedy), err=True)

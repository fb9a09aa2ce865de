"""``gongkai receive``: the gate. Judges a branch by the rules of ``main`` and merges it."""

from datetime import datetime
from pathlib import Path

import click

from scoring.history.repository import open_repository
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now
from scripts.cli.options import TEXT_OR_JSON
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.cli.values import Moment
from scripts.gate.document import answer_json
from scripts.gate.receiving import Gate, Submission, receive
from scripts.gate.sealing import find_key
from scripts.gate.telling import answer_text
from scripts.gate.writing import Writer
from scripts.language import both
from scripts.product import product_root

_RECEIVING = both("正在审核", "judging")


@click.command(
    "receive",
    help=both(
        "收件口：按 main 上的规则审核一个分支带来的材料，没有问题就合并到 main 并开出回执，有问题就"
        "逐条说明，一次说全。分支只当作数据来读，不检出、不运行。没有接收时退出码为 1。",
        "The gate: judge what a branch brings by the rules of main, merge it with a receipt, or "
        "say everything that is wrong. The branch is read as data, never checked out or run. "
        "Exit status 1 if refused.",
    ),
    epilog=examples(
        "gongkai receive submit/wanshui/1 --submitted-by wanshui-clerk",
        "gongkai receive submit/wanshui/1 --submitted-by wanshui-clerk --dry-run",
        "gongkai receive refs/pull/7/head --submitted-by 'octocat#583231' --pull-request 7 "
        "--received-at 2023-10-31T23:58:07+08:00",
    ),
)
@click.argument("ref", metavar="REF", help=both("分支或提交", "a branch or a commit"))
@click.option(
    "--submitted-by",
    required=True,
    metavar="LOGIN",
    help=both("报送人的账号，可以带编号（账号#编号）", "who: login, or login#account-id"),
)
@click.option(
    "--unit",
    metavar="UNIT",
    help=both(
        "为哪个单位（编号）报送，默认由路径看出", "for which unit (its id); default: by the paths"
    ),
)
@click.option(
    "--received-at",
    type=Moment(),
    metavar="TIME",
    help=both("服务器收到的时间，默认现在", "when the server had it; default: now"),
)
@click.option(
    "--pull-request", metavar="NUMBER", help=both("合并请求的编号", "the pull request's number")
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both(
        "收件私钥（Ed25519），默认取环境变量 GONGKAI_GATE_KEY 或者仓库设置 gongkai.gateKey",
        "the gate's private key (Ed25519); default: GONGKAI_GATE_KEY or the setting "
        "gongkai.gateKey",
    ),
)
@click.option(
    "--dry-run", is_flag=True, help=both("只审核，不写入任何内容", "judge only; write nothing")
)
@TEXT_OR_JSON
@click.pass_context
def command(
    context: click.Context,
    ref: str,
    submitted_by: str,
    unit: str | None,
    received_at: datetime | None,
    pull_request: str | None,
    key: Path | None,
    dry_run: bool,
    form: str,
) -> None:
    """Receive a branch."""
    settings = settings_of(context)
    writer = Writer(open_repository(settings.repository).git_dir)
    gate = Gate(
        path=settings.repository,
        product=product_root(),
        key=find_key(key, writer),
        clock=lambda: moment_or_now(None),
        dry=dry_run,
    )
    sent = Submission(ref, submitted_by, unit, received_at, pull_request)
    with working(_RECEIVING, settings.language):
        answer = receive(gate, sent)
    tell = answer_json if form == "json" else answer_text
    put(tell(answer, settings.language), None)
    if not answer.accepted:
        context.exit(1)

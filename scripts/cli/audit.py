"""``gongkai audit``: does the history keep its promises? Every one of them judged again."""

from pathlib import Path

import click

from scripts.auditing.audit import Question, audit
from scripts.auditing.comparing import read_published
from scripts.auditing.document import json_report
from scripts.auditing.telling import text_report
from scripts.checkpoints.store import saved_at
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now
from scripts.cli.options import HEAD, TEXT_OR_JSON
from scripts.cli.output import put
from scripts.cli.progress import working
from scripts.language import both
from scripts.product import product_root

_AUDITING = both("正在核验历史", "auditing the history")


@click.command(
    "audit",
    help=both(
        "重放全部历史，逐项核验：材料只增不改、各有其权、签名和回执有效、没有绕过收件口的提交、"
        "已发布的历史没有被改写、已公布的得分能由历史重新算出。发现问题时退出码为 1；"
        "只有说明（查不了的、仅需知道的）时为 0。",
        "Replay the whole history and judge every promise again: records only added, each by "
        "whom it may, signatures and receipts valid, nothing past the gate, nothing rewritten, "
        "published scores reproduced. Exit status 1 on any finding, 0 with mere statements.",
    ),
    epilog=examples(
        "gongkai audit",
        "gongkai audit --checkpoint 保存的/checkpoint.json",
        "gongkai audit --ledger ledger.json --format json",
    ),
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help=both(
        "以前保存的检查点，可以写几次；旁边有同名 .sig 时一并核验",
        "a checkpoint you saved; may be repeated; with FILE.sig beside it",
    ),
)
@click.option(
    "--ledger",
    "ledgers",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help=both("已公布的台账（ledger.json），可以写几次", "a published ledger; may be repeated"),
)
@HEAD
@click.option(
    "--quick",
    is_flag=True,
    help=both("不逐个核对对象的内容", "do not hold every object against its name"),
)
@TEXT_OR_JSON
@click.pass_context
def command(
    context: click.Context,
    checkpoints: tuple[Path, ...],
    ledgers: tuple[Path, ...],
    head: str | None,
    quick: bool,
    form: str,
) -> None:
    """Audit and report."""
    settings = settings_of(context)
    question = Question(
        product=product_root(),
        now=moment_or_now(None),
        head=head,
        saved=tuple((str(path), saved_at(path)) for path in checkpoints),
        published=tuple((str(path), read_published(path.read_bytes())) for path in ledgers),
        deep=not quick,
    )
    with working(_AUDITING, settings.language):
        report = audit(settings.repository, question)
    told = json_report if form == "json" else text_report
    put(told(report, settings.language), None)
    if report.findings:
        context.exit(1)

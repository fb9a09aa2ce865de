"""``gongkai checkpoint``: note what ``main`` is now, sign it, keep it."""

from datetime import datetime
from pathlib import Path

import click

from scoring.errors import WrongUse
from scripts.checkpoints.making import make_checkpoint, trusted_key
from scripts.checkpoints.store import SIGNATURE_ENDING
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now, open_assessment
from scripts.cli.options import CHECKPOINT_KEY
from scripts.cli.output import put
from scripts.cli.values import Moment
from scripts.language import both


@click.command(
    "checkpoint",
    help=both(
        "写一个检查点：历史末端、主线提交数、各年度台账的校验值，和上一个检查点相连，"
        "存进 refs/gongkai/checkpoints。给出密钥时一并签名。",
        "Write a checkpoint: the head, the length of the chain, the digests of the ledgers, "
        "chained to the one before and kept in refs/gongkai/checkpoints; signed where a key is "
        "given.",
    ),
    epilog=examples(
        "gongkai checkpoint --out 公布目录/checkpoint.json",
        "gongkai checkpoint --key ~/.ssh/gongkai-checkpoint --out checkpoint.json",
    ),
)
@click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=both("台账的截至时刻，默认现在", "the as-of time of the ledgers; default: now"),
)
@CHECKPOINT_KEY
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both(
        "写入这个文件，签名写入同名 .sig，默认写到标准输出",
        "write to this file, the signature to FILE.sig; default: standard output",
    ),
)
@click.option(
    "--no-keep",
    is_flag=True,
    help=both("不存进仓库", "do not keep it in the repository"),
)
@click.pass_context
def command(
    context: click.Context,
    as_of: datetime | None,
    key: Path | None,
    out: Path | None,
    no_keep: bool,
) -> None:
    """Make a checkpoint of ``main`` and keep it."""
    settings = settings_of(context)
    now = moment_or_now(None)
    at = as_of if as_of is not None else now
    if at > now:
        raise WrongUse("checkpoint-ahead")
    assessment = open_assessment(settings, fresh=True)
    ledgers = [assessment.ledger(year, at) for year in assessment.years()]
    private = trusted_key(assessment, key, at)
    made = make_checkpoint(assessment, ledgers, at, private, keeping=not no_keep)
    put(made.text.decode(), out)
    if out is not None and made.signature is not None:
        put(made.signature, out.with_name(out.name + SIGNATURE_ENDING))

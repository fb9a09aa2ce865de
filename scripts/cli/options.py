"""Options and arguments that several commands have, with the same words in each."""

from functools import partial
from pathlib import Path

import click

from scripts.cli.values import Moment, Year
from scripts.language import both

UNIT = click.argument("unit", metavar="UNIT", help=both("单位编号或名称", "a unit's id or name"))
UNIT_OR_ALL = click.argument(
    "unit",
    metavar="[UNIT]",
    required=False,
    help=both("单位编号或名称，不写则为全部单位", "a unit's id or name; default: all units"),
)
UNITS = click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="UNIT",
    help=both("只列这个单位（编号或名称），可以写几次", "only this unit; may be repeated"),
)
YEAR = click.option(
    "--year",
    type=Year(),
    metavar="YEAR",
    help=both(
        "考核年度，默认为有考核细则的最近一年",
        "the assessment year; default: the newest with a rulebook",
    ),
)
HEAD = click.option(
    "--head",
    metavar="REV",
    help=both(
        "历史末端，默认 main，没有时用 origin/main",
        "read the history up to this commit; default: main, else origin/main",
    ),
)
AS_OF = click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=both(
        "截至时刻：日期（到当日24时）或带时区的时间，默认现在",
        "a date (its end, Beijing time) or a time with its offset; default: now",
    ),
)
WORKTREE = click.option(
    "--worktree",
    is_flag=True,
    help=both("试用工作区里还没有提交的细则", "try uncommitted rulebooks"),
)
DRY_RUN = click.option(
    "--dry-run", is_flag=True, help=both("只列出，不写入任何内容", "tell only; write nothing")
)
_checkpoint_key = partial(
    click.option,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    envvar="GONGKAI_CHECKPOINT_KEY",
    metavar="FILE",
    help=both(
        "检查点签名用的 OpenSSH 私钥（Ed25519），默认取环境变量 GONGKAI_CHECKPOINT_KEY "
        "或者仓库设置 gongkai.checkpointKey",
        "the OpenSSH private key (Ed25519) that signs the checkpoint; default: "
        "GONGKAI_CHECKPOINT_KEY or the setting gongkai.checkpointKey",
    ),
)
CHECKPOINT_KEY = _checkpoint_key("--key")
SITE_CHECKPOINT_KEY = _checkpoint_key("--checkpoint-key", "key")
TEXT_OR_JSON = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help=both("输出形式，默认 text（文字）", "default: text"),
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both("写入这个文件，默认写到标准输出", "write to this file; default: standard output"),
)
SITE_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/site"),
    metavar="DIR",
    help=both("写到这个文件夹，默认 build/site", "write to this folder; default: build/site"),
)

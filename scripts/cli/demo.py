"""``gongkai demo``: a repository with a synthetic year in it."""

from pathlib import Path

import click

from scoring.messages import sentence
from scripts.cli.context import Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.progress import working
from scripts.demo.making import SEED, make_demo
from scripts.language import both

_DOING = both("正在生成演示数据", "making the demo year")


@click.command(
    "demo",
    help=both(
        "新建一个仓库，生成全部单位一整年的演示材料：有按时的、迟报的、漏报的，也有通报、申诉和复核。"
        "同一个种子在任何机器上生成同一个仓库。",
        "Make a repository with a synthetic year of all units: punctual, late and missing "
        "submissions, criticisms, appeals, rulings. The same seed makes the same repository "
        "everywhere.",
    ),
    epilog=examples(
        "gongkai demo 演示", "gongkai demo --seed 7 --force 演示", "gongkai --repo 演示 score"
    ),
)
@click.argument(
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=both("仓库所在的文件夹", "the folder of the repository"),
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=SEED,
    metavar="N",
    help=both(f"种子，默认 {SEED}", f"the seed; default: {SEED}"),
)
@click.option(
    "--force",
    is_flag=True,
    help=both("目录里已有演示仓库的，换成新的", "replace a demo repository that stands there"),
)
@click.pass_context
def command(context: click.Context, directory: Path, seed: int, force: bool) -> None:
    """Make the demo repository."""
    settings: Settings = settings_of(context)
    with working(_DOING, settings.language):
        made = make_demo(directory, seed, force=force)
    values = {
        "path": str(directory),
        "units": made.units,
        "records": made.records,
        "commit": made.head[:12],
    }
    click.echo(sentence("demo-made", values, settings.language))

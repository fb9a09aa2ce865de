"""``gongkai upgrade``: take a new release into a repository, as a maintainer's merge."""

from datetime import datetime
from pathlib import Path

import click

from scoring.errors import GongkaiError, WrongUse
from scoring.messages import sentence
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now, open_assessment
from scripts.cli.options import DRY_RUN
from scripts.cli.progress import working
from scripts.cli.values import Moment
from scripts.language import both
from scripts.product import product_root
from scripts.repository.engine import named_pin, own_pin
from scripts.repository.making import starting_files
from scripts.upgrading.fork import is_fork
from scripts.upgrading.merging import check_ready
from scripts.upgrading.preparing import (
    Prepared,
    carry_out,
    check_blocking,
    of_data_repository,
    of_fork,
)
from scripts.upgrading.telling import told_files, told_scores

_WEIGHING = both("正在比较得分", "comparing the scores")


@click.command(
    "upgrade",
    help=both(
        "把新版 gongkai 带到报送仓库里：替换你们没有改过的文件，改过的保留，材料一份不动；"
        "先列出每一处改动和每一个会变的得分，再由维护人员并入 main。用新装好的 gongkai 运行。",
        "Take a new release into a repository: files you have not changed are replaced, changed "
        "ones kept, no record is touched. Every file and every score that would change is told "
        "first; then main gets a maintainer's merge. Run it with the new release installed.",
    ),
    epilog=examples(
        "gongkai upgrade --dry-run",
        "gongkai upgrade --old-engine ~/gongkai-0.1/bin/gongkai --dry-run",
        "gongkai upgrade --accept-score-changes",
        "gongkai upgrade --from v0.2.0",
    ),
)
@click.option(
    "--from",
    "release",
    metavar="REV",
    help=both(
        "复刻了整个程序的仓库：要并入的发行版（已经取回的标签、分支或提交）",
        "for a fork of the whole program: the release to merge (a tag, branch or commit, fetched)",
    ),
)
@click.option(
    "--engine",
    metavar="REQUIREMENT",
    help=both(
        "写进 engine.txt 的引擎：仓库地址加40位提交号，或者安装包地址加校验值；"
        "默认为正在使用的这一个",
        "the engine that engine.txt names: address and 40-hex commit, or wheel and digest; "
        "default: this one",
    ),
)
@click.option(
    "--old-engine",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help=both(
        "原来那一版的 gongkai 程序，用它算出升级以前的得分",
        "the gongkai program of the release before, to reckon the scores before the upgrade",
    ),
)
@click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=both("比较得分的截至时刻，默认现在", "compare the scores as of then; default: now"),
)
@DRY_RUN
@click.option(
    "--accept-score-changes",
    "accepted",
    is_flag=True,
    help=both(
        "得分有变化、或者没有办法比较也照办", "go on though scores change, or cannot be compared"
    ),
)
@click.pass_context
def command(
    context: click.Context,
    release: str | None,
    engine: str | None,
    old_engine: Path | None,
    as_of: datetime | None,
    dry_run: bool,
    accepted: bool,
) -> None:
    """Tell what the upgrade changes, and make it."""
    settings = settings_of(context)
    now = moment_or_now(None)
    at = as_of if as_of is not None else now
    assessment = open_assessment(settings, fresh=True)
    forked = is_fork(assessment.repository, assessment.head)
    if forked != (release is not None):
        raise WrongUse("upgrade-from-needed" if forked else "upgrade-from-fork")
    if not dry_run:
        check_ready(assessment.repository)
    with working(_WEIGHING, settings.language):
        if release is not None:
            prepared = of_fork(assessment, release, now, at)
        else:
            pin = own_pin() if engine is None else named_pin(engine)
            files = starting_files(None)
            prepared = of_data_repository(
                assessment, files, pin, product_root(), now, at, old_engine
            )
    click.echo(told_files(prepared.before, prepared.after, prepared.steps, settings.language))
    check_blocking(prepared)
    click.echo(told_scores(prepared.weighing, settings.language))
    code, values = _done(prepared, now, dry=dry_run, accepted=accepted)
    click.echo(sentence(code, values, settings.language))


def _done(
    prepared: Prepared, now: datetime, *, dry: bool, accepted: bool
) -> tuple[str, dict[str, str]]:
    """Make the upgrade unless nothing is asked for or needed; return what is to be said of it."""
    if prepared.is_empty:
        return "upgrade-nothing", {"engine": prepared.after}
    if dry:
        return "upgrade-dry", {"engine": prepared.after}
    weighing = prepared.weighing
    if weighing.moves and not accepted:
        raise GongkaiError(
            "upgrade-moves-scores", count=len(weighing.changes) + len(weighing.later)
        )
    if prepared.is_unweighed and not accepted:
        raise GongkaiError("upgrade-unweighed", before=prepared.before)
    made = carry_out(prepared, now, product_root())
    return "upgrade-made", {"engine": prepared.after, "commit": made[:12]}

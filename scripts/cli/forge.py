"""``gongkai forge``: what a forge's jobs run: receive a pull request, publish what is on main."""

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click

from scoring.errors import GongkaiError, WrongUse
from scoring.messages import sentence
from scripts.checking.reporters import error_report
from scripts.cli.context import Context, Settings, settings_of
from scripts.cli.examples import examples
from scripts.cli.opening import moment_or_now
from scripts.cli.options import AS_OF, SITE_OUT
from scripts.cli.output import put
from scripts.cli.values import Moment
from scripts.forge.api import Api
from scripts.forge.comment import comment
from scripts.forge.event import Handed, NotHandedIn, read_event, stated
from scripts.forge.publishing import checkpointed
from scripts.forge.receiving import Outcome, Reception, receive_handed
from scripts.forge.remote import Remote
from scripts.forge.runner import (
    CHECKPOINT_SECRET,
    GATE_SECRET,
    PUSH_TOKEN,
    TOKEN,
    Runner,
    muted,
    runner_of,
    secret,
)
from scripts.gate.receiving import Gate
from scripts.gate.sealing import GateKey, find_key
from scripts.gate.telling import answer_text
from scripts.gate.writing import Writer
from scripts.language import Language, both, pick
from scripts.portal.input import Audience
from scripts.product import product_root
from scripts.site_job import build_site, years_to_show

_BUILT = both("网站已生成：{pages} 页，{path}", "the site is built: {pages} pages, {path}")
_CHECKPOINT = both("检查点的校验值 {sha256}", "the checkpoint's digest {sha256}")


@click.group(
    "forge",
    help=both(
        "代码托管平台（GitHub 等）上的作业：收件、发布。平时由工作流调用，也可以手工运行。",
        "The jobs of a forge (GitHub and the like): receive, publish. Workflows call them.",
    ),
    epilog=examples(
        "gongkai forge receive --event event.json", "gongkai forge publish --out build/site"
    ),
)
def command() -> None:
    """Group the two jobs."""


command.context_class = Context

_REMOTE = click.option(
    "--remote",
    default="origin",
    metavar="NAME",
    help=both("远程仓库的名称，默认 origin", "default: origin"),
)


@command.command(
    "receive",
    short_help=both("收下或退回一个合并请求", "judge a pull request, merge it or say why not"),
    help=both(
        "按平台的事件收件：取来合并请求的内容（只当数据），按 main 上的规则审核，没有问题就合并，把"
        "main 和收件记录推送回去，并在合并请求下面写明结果和对得分的影响。报送人和收到的时间取自"
        "事件。密钥和令牌取自环境变量 GONGKAI_GATE_SECRET、GITHUB_TOKEN。没有接收时退出码为 1。",
        "Receive by a forge's event: fetch the pull request's head as data, judge it by the rules "
        "of main, merge and push, and comment the verdict and the effect on the score. Who and "
        "when come from the event. Key and token: GONGKAI_GATE_SECRET, GITHUB_TOKEN. Exit status "
        "1 if refused.",
    ),
    epilog=examples(
        "gongkai forge receive",
        "gongkai forge receive --event event.json",
        "gongkai forge receive --handed 7 4b825dc642cb6eb9a060e54bf8d69288fbee4904 wanshui-clerk "
        "--ref refs/merge-requests/7/head --received-at 2023-10-31T23:58:07+08:00",
    ),
)
@click.option(
    "--event",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both("事件文件，默认取 GITHUB_EVENT_PATH", "default: GITHUB_EVENT_PATH"),
)
@click.option(
    "--handed",
    nargs=3,
    metavar="NUMBER COMMIT LOGIN",
    help=both(
        "没有事件文件的平台：编号、提交、报送人（账号或者账号#编号）",
        "instead of an event: its number, the commit, who (login or login#account-id)",
    ),
)
@click.option(
    "--ref",
    metavar="REF",
    help=both(
        "同 --handed 使用：内容所在的引用，默认 refs/pull/编号/head",
        "with --handed: the ref of its head; default: refs/pull/NUMBER/head",
    ),
)
@click.option(
    "--received-at",
    type=Moment(),
    metavar="TIME",
    help=both(
        "同 --handed 使用：平台收到的时间，默认现在",
        "with --handed: when the forge had it; default: now",
    ),
)
@click.option(
    "--comment",
    "comment_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=both("把评论写进文件（Markdown）", "write the comment to a file too"),
)
@_REMOTE
@click.pass_context
def receive_command(
    context: click.Context,
    event: Path | None,
    handed: tuple[str, str, str] | None,
    ref: str | None,
    received_at: datetime | None,
    comment_file: Path | None,
    remote: str,
) -> None:
    """Receive what the event hands in."""
    settings = settings_of(context)
    token, key = secret(TOKEN), secret(GATE_SECRET)
    pushing = secret(PUSH_TOKEN) or token
    runner = runner_of(os.environ)
    try:
        if handed is None:
            request = _of_event(event or runner.event, runner)
        else:
            request = stated(*handed, runner.repository, received_at, ref)
    except NotHandedIn as nothing:
        click.echo(sentence(nothing.code, nothing.values, settings.language))
        return
    place = Remote(settings.repository, remote, pushing, runner.server)
    desk = _Desk(request, runner, token, settings.language, comment_file)
    try:
        reception = receive_handed(request, place, _gate(settings, key))
    except GongkaiError as error:
        desk.say(None, error_report(error, settings.language))
        raise
    runner.put("merged", "true" if reception.outcome is Outcome.RECEIVED else "false")
    desk.say(reception.outcome, _text(reception, settings.language))
    if reception.outcome is Outcome.REFUSED:
        context.exit(1)


def _of_event(path: Path | None, runner: Runner) -> Handed:
    if path is None:
        raise WrongUse("event-missing")
    found = read_event(path)
    if runner.repository and found.repository.casefold() != runner.repository.casefold():
        raise GongkaiError("event-elsewhere", repository=found.repository)
    return found


class _Desk:
    """Where a verdict is told: in the log, on the run's page, below the pull request, in a file."""

    def __init__(
        self, handed: Handed, runner: Runner, token: str, language: Language, file: Path | None
    ) -> None:
        self._handed = handed
        self._file = file
        self._runner = runner
        self._token = token
        self._language = language

    def say(self, outcome: Outcome | None, text: str) -> None:
        """Tell it. That a forge takes no comment is told too, and changes nothing else."""
        told = comment(self._handed, outcome, text, self._runner.url, self._language)
        if outcome is not None:  # an error is told by whoever called us
            with muted():
                click.echo(text, nl=False)
        self._runner.summarise(told)
        if self._file is not None:
            put(told, self._file)
        if not (self._runner.api and self._token):
            return
        anew = outcome is not Outcome.KNOWN
        try:
            api = Api(self._runner.api, self._token)
            api.tell(self._handed.repository, self._handed.number, told, anew=anew)
        except GongkaiError as error:
            with muted():
                click.echo(error_report(error, self._language), nl=False, err=True)


def _gate(settings: Settings, key: str) -> Gate:
    from scoring.history.repository import open_repository
    from scoring.history.sshsig import load_private_key

    if key:
        found = GateKey(load_private_key(key.encode()))
    else:
        found = find_key(None, Writer(open_repository(settings.repository).git_dir))
    return Gate(settings.repository, product_root(), found, lambda: moment_or_now(None))


def _text(reception: Reception, language: Language) -> str:
    if reception.answer is None or reception.outcome is Outcome.OVERTAKEN:
        return ""
    return answer_text(reception.answer, language)


@command.command(
    "publish",
    short_help=both("推送检查点，生成网站", "push a checkpoint, build the site"),
    help=both(
        "发布：取来 main，写一个检查点并推送到 refs/gongkai/checkpoints，再生成网站，网站里附有"
        "这个检查点。签名用的密钥取自环境变量 GONGKAI_CHECKPOINT_SECRET。",
        "Publish: take main, push a checkpoint of it to refs/gongkai/checkpoints, then build the "
        "site that shows it. The key that signs: GONGKAI_CHECKPOINT_SECRET.",
    ),
    epilog=examples(
        "gongkai forge publish --out build/site",
        "gongkai forge publish --as-of 2023-10-31T08:00:00+08:00",
    ),
)
@SITE_OUT
@AS_OF
@click.option(
    "--audience",
    type=click.Choice([str(each) for each in Audience]),
    default=str(Audience.PUBLIC),
    help=both(
        "给谁看：public（公众，默认）或 internal（内部，含不公开内容）",
        "public (default), or internal: with what is not public",
    ),
)
@click.option(
    "--shots",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=both(
        "手册的截图（make shots 生成）所在的文件夹，没有就不带图",
        "the folder of the manuals' pictures, if it is there",
    ),
)
@_REMOTE
@click.pass_context
def publish_command(
    context: click.Context,
    out: Path,
    as_of: datetime | None,
    audience: str,
    shots: Path | None,
    remote: str,
) -> None:
    """Publish what is on main."""
    settings = settings_of(context)
    token, key = secret(TOKEN), secret(CHECKPOINT_SECRET)
    now = moment_or_now(None)
    at = as_of if as_of is not None else now
    if at > now:
        raise WrongUse("checkpoint-ahead")
    place = Remote(settings.repository, remote, token, runner_of(os.environ).server)
    product = product_root()
    made = checkpointed(
        place, product, lambda each: years_to_show(each, at), at, key.encode() or None
    )
    built = build_site(
        made.assessment,
        made.years,
        at,
        Audience(audience),
        product,
        out,
        checkpoint=made.checkpoint,
        shots=shots if shots is not None and shots.is_dir() else None,
    )
    told = pick(_CHECKPOINT, settings.language)
    click.echo(told.format(sha256=sha256(made.checkpoint.text).hexdigest()))
    click.echo(pick(_BUILT, settings.language).format(pages=built.pages, path=built.out))

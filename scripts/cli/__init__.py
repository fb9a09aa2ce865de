"""The command line ``gongkai``: one module a command, loaded when it is called.

A command is thin: it reads its options, calls functions that know no terminal, and prints. The
name and one line of every command stand here; ``scripts/cli/<name>.py`` has its ``command``.
"""

from pathlib import Path

import click

from scripts.cli.context import Settings
from scripts.cli.examples import examples
from scripts.cli.program import Program
from scripts.language import Language, both

COMMANDS = {
    "init": both("新建一个报送仓库", "make a new data repository"),
    "demo": both("新建一个仓库并生成一整年的演示数据", "make a repository with a synthetic year"),
    "new": both("填写一份新材料", "make a record from prompts or options"),
    "check": both("检查材料、单位名录、细则是否合格", "check records, registry and rulebooks"),
    "score": both("按考核细则算出得分", "reckon the scores"),
    "simulate": both("试算：改了细则，谁得谁失", "try changed rules on a year's records"),
    "explain": both("说明一个单位的分扣在哪里、为什么", "say what a unit lost, and why"),
    "due": both("列出接下来该报什么、何时截止", "list what is owed next, and by when"),
    "review": both("列出已收材料里要核对的地方", "list what the office should look at"),
    "tell": both("把新到的通知、通报等告诉所涉单位", "tell units what came for them"),
    "remind": both("列出各单位近期待报的材料", "remind units of what is due soon"),
    "receive": both("收件：审核一个分支，合并并开出回执", "the gate: judge a branch, merge it"),
    "door": both("打开或者关上服务器的网上报送", "open or shut the server's web endpoint"),
    "attempts": both("列出收件记录", "list what was presented at the gate"),
    "audit": both("核验全部历史，指出每一处违背", "replay the history and judge every promise"),
    "checkpoint": both("写一个检查点并存进仓库", "note what main is now, sign it, keep it"),
    "bundle": both("把一个年度存成一个归档文件", "pack a year into one archive"),
    "forge": both("代码托管平台上的收件和发布作业", "a forge's jobs: receive, publish"),
    "site": both("生成或预览公开网站", "build or preview the portal"),
    "export": both("写出 Excel、CSV、Word 文件", "write Excel, CSV and Word files"),
    "template": both("生成一种材料的 Excel 填报模板", "a workbook to fill in for a kind of record"),
    "import": both("从 Excel、Word 文件读回材料", "read records back from Excel and Word"),
    "rulebook": both("考核细则与通知附件互换", "a rulebook to its notice's annex, and back"),
    "circular": both("起草季度通报（Word）", "draft the quarterly circular as a Word file"),
    "letter": both("起草一个单位的考核结果通知（Word）", "draft a unit's result letter in Word"),
    "federation": both("几个县市的联合对比", "compare several counties"),
    "new-year": both("开始下一个考核年度", "open the next assessment year"),
    "calendar": both("生成一年的工作日历", "write the working calendar of a year"),
    "upgrade": both("把新版 gongkai 带到报送仓库里", "take a new release into a repository"),
}


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from scoring.version import ENGINE

        click.echo(ENGINE)
        context.exit()


@click.command(
    cls=Program,
    told=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=both(
        "公开：政务公开考核。材料报送在 Git 仓库里，得分由提交历史按考核细则算出。",
        "Government-openness assessment: submissions in a Git repository, scores from its history.",
    ),
    epilog=examples(
        "gongkai score", "gongkai explain wanshui", "gongkai --repo 数据目录 due wanshui"
    ),
)
@click.option(
    "--repo",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help=both("报送仓库所在目录，默认为当前目录", "the repository; default: where you stand"),
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    help=both("语言，默认 zh（中文）", "the language; default: zh (Chinese)"),
)
@click.option(
    "--debug",
    is_flag=True,
    help=both("程序出错时显示内部调用过程", "show the traceback of an unforeseen error"),
)
@click.option(
    "--no-cache",
    is_flag=True,
    help=both(
        "不用缓存，全部从提交历史重新计算", "reckon everything anew from the history, no cache"
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=both("显示版本号", "show the version"),
)
@click.pass_context
def main(context: click.Context, repo: Path, lang: Language, debug: bool, no_cache: bool) -> None:
    """Keep the options that every command shares."""
    context.obj = Settings(lang, repo, debug, cache=not no_cache)

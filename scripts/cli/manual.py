"""``docs/cli.md`` made from the commands themselves, so that it cannot lag behind them.

python -m scripts.cli.manual          writes docs/cli.md of this checkout
"""

from collections.abc import Iterator
from pathlib import Path

import click

from scripts.cli import main
from scripts.cli.context import Context, Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"

_HEAD = """# 命令手册

本页由 `python -m scripts.cli.manual` 从程序自身的帮助生成，请勿手改；测试核对两者一致。

`gongkai [选项] 命令 …`：`--repo` 指明报送仓库，默认是当前目录所在的仓库；`--lang en` 用英文。
每个命令都有 `-h`。仓库里有自己的考核细则、材料结构、工作日历时用它自己的，没有时用随程序提供的。

退出码：

- 0：正常。`score`、`explain`、`due` 算出结果即为 0，没有计入的材料在标准错误输出里逐份列出；
  `check` 只有提醒时为 0。
- 1：发现问题，或者细则、结构不能用。
- 2：用法不对，包括没有这个单位、种类、路径，不在仓库里。

时间一律为北京时间（UTC+8）。写日期，表示到当日 24 时；写时间要带时区，例如
`2023-10-31T17:30:00+08:00`。
"""
_WIDTH = 92


def manual() -> str:
    """Return the manual of all commands as Markdown."""
    return "\n".join((_HEAD, *_sections()))


def _sections() -> Iterator[str]:
    with Context(
        main,
        info_name="gongkai",
        obj=Settings(),
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        **main.context_settings,
    ) as context:
        yield _block("gongkai", main.get_help(context))
        for name in main.list_commands(context):
            command = main.get_command(context, name)
            if command is not None:
                yield from _command(command, name, context)


def _command(command: click.Command, name: str, above: click.Context) -> Iterator[str]:
    with Context(command, info_name=name, parent=above) as context:
        yield _block(context.command_path, command.get_help(context))
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                if found is not None:
                    yield from _command(found, below, context)


def _block(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8", newline="\n")
    print(f"docs/{PAGE.name}")

"""Help pages in either language, wrapped by the width of Chinese characters."""

from collections.abc import Iterable

import click

from scripts.language import Language, both, pick
from scripts.wide import width, wrap

_CLICK_SAYS = {  # Click's own words, as its help pages hand them to the formatter
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示本帮助",
}
_REQUIRED = "，必填"
_OPTIONS = both("[选项]", "[OPTIONS]")
_COMMAND = both("命令 [参数]…", "COMMAND [ARGS]…")
_USAGE = both("用法：", "Usage: ")
_INDENT = 2


class Pages(click.HelpFormatter):
    """Writes help pages in ``language``."""

    language: Language = "zh"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        head = pick(_USAGE, self.language) if prefix is None else prefix
        told = args.replace("[OPTIONS]", pick(_OPTIONS, self.language))
        told = told.replace("COMMAND [ARGS]...", pick(_COMMAND, self.language))
        self.write(f"{head}{prog} {told}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        colon = "：" if self.language == "zh" else ":"
        self.write(" " * self.current_indent + self._say(heading) + colon + "\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with ``\\b`` keeps its lines (examples)."""
        for number, paragraph in enumerate(self._say(text).split("\n\n")):
            if number:
                self.write("\n")
            raw = paragraph.startswith("\b\n")
            lines = (
                paragraph[2:].split("\n")
                if raw
                else wrap(_joined(paragraph), self.width - self.current_indent)
            )
            for line in lines:
                self.write((" " * self.current_indent + line).rstrip() + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = _INDENT
    ) -> None:
        """Write terms with their explanations beside them."""
        told = [(term, self._say(text) + self._required(text)) for term, text in rows]
        first = min(max((width(term) for term, _ in told), default=0), col_max) + col_spacing
        margin = " " * (self.current_indent + first)
        for term, text in told:
            lines = wrap(text, max(self.width - len(margin), 20))
            start = " " * self.current_indent + term
            if width(term) + col_spacing > first:
                self.write(start + "\n")
            else:
                lines[0] = start + " " * (first - width(term)) + lines[0]
                self.write(lines.pop(0).rstrip() + "\n")
            for line in lines:
                self.write((margin + line).rstrip() + "\n")

    def _required(self, text: str) -> str:
        """Return that an option is required: Click says so behind the English part alone."""
        return _REQUIRED if self.language == "zh" and text.endswith("[required]") else ""

    def _say(self, text: str) -> str:
        told = pick(text, self.language).strip("\n")
        return _CLICK_SAYS.get(told, told) if self.language == "zh" else told


def _joined(paragraph: str) -> str:
    """Join the source's lines: with a blank between Latin words, with none in Chinese."""
    text = ""
    for line in map(str.strip, paragraph.split("\n")):
        latin = text[-1:].isascii() and line[:1].isascii()
        text += (" " if text and latin else "") + line
    return text

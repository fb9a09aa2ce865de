"""The portal's design tokens for pages that stand by themselves, taken from its own stylesheet.

The portal's theme switches by an attribute; a page without a script follows the reader's system.
"""

import re
from collections.abc import Mapping
from functools import cache

from scripts.product import product_path

_STYLESHEET = "site_overrides/assets/stylesheets/gongkai.css"
_SCHEME = '[data-md-color-scheme="slate"]'
_COLOURS = '[data-md-color-primary="custom"]'
_BLOCK = re.compile(r"^(?P<names>[^\s@/{}][^{}]*?)\s*\{(?P<body>[^{}]*)\}", re.MULTILINE)
_TOKEN = re.compile(r"(?P<name>--[a-z-]+):\s*(?P<value>[^;]+);")
_RENAMED = {
    "--md-primary-fg-color": "--gk-head",
    "--md-text-font": "--gk-font",
    "--md-code-font": "--gk-code",
}


@cache
def tokens() -> str:
    """Return CSS that sets every ``--gk-…`` of the portal, light and dark.

    ``--gk-head`` is the colour of the portal's head, ``--gk-font`` and ``--gk-code`` its fonts.
    """
    sheet = product_path(_STYLESHEET).read_text("utf-8")
    found = {each["names"]: _tokens_in(each["body"]) for each in _BLOCK.finditer(sheet)}
    light = {**found[":root"], **found[_COLOURS]}
    dark = {**found[_SCHEME], **found[_SCHEME + _COLOURS]}
    return (
        f":root {{\n  color-scheme: light dark;\n{_lines(light)}}}\n"
        f"@media (prefers-color-scheme: dark) {{\n:root {{\n{_lines(dark)}}}\n}}\n"
    )


def _tokens_in(body: str) -> Mapping[str, str]:
    named = (
        (_RENAMED.get(each["name"], each["name"]), each["value"]) for each in _TOKEN.finditer(body)
    )
    return {name: " ".join(value.split()) for name, value in named if name.startswith("--gk-")}


def _lines(values: Mapping[str, str]) -> str:
    return "".join(f"  {name}: {value};\n" for name, value in values.items())

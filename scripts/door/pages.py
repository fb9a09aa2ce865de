"""The door's pages, from the templates beside it; everything in them is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from scripts.design_tokens import tokens
from scripts.html_pages import style_source, templates

_FOLDER = Path(__file__).with_name("templates")


@cache
def _style() -> str:
    return tokens() + (_FOLDER / "door.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = templates(_FOLDER)
    environment.globals["style"] = Markup(_style())
    return environment


def render(template: str, **values: Any) -> str:
    """Return the page ``template`` (``receipt.html``) with ``values`` in it."""
    return _environment().get_template(template).render(**values)


@cache
def policy() -> str:
    """Return what a page of the door may do in a browser: be read, bear its style, send its form.

    The one style is known by its digest.
    """
    return (
        f"default-src 'none'; style-src {style_source(_style())}; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )

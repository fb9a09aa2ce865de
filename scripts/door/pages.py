"""The door's pages, from the templates beside it; everything in them is escaped."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_FOLDER = Path(__file__).with_name("templates")


@cache
def _style() -> str:
    return (_FOLDER / "door.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup(_style())
    return environment


def render(template: str, **values: Any) -> str:
    """Return the page ``template`` (``receipt.html``) with ``values`` in it."""
    return _environment().get_template(template).render(**values)


@cache
def policy() -> str:
    """Return what a page of the door may do in a browser: be read, bear its style, send its form.

    See https://www.w3.org/TR/CSP3/. The one style is known by its digest.
    """
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )

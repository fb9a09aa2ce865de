"""Pages of HTML made from templates: what is put in is escaped, what is lacking is an error."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def templates(*folders: Path, shown: Callable[[Any], Any] | None = None) -> Environment:
    """Return the templates in ``folders``, looked for in that order.

    ``shown`` is done to every value that a template prints.
    """
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style_source(style: str) -> str:
    """Return ``style`` as a source of a Content-Security-Policy: allowed by its digest, no other.

    See https://www.w3.org/TR/CSP3/#match-element-to-source-list.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def reading_policy(style: str) -> str:
    """Return the policy of a page that is only read: it may bear ``style``, and nothing else."""
    allowed = f"style-src {style_source(style)}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"

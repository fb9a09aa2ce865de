"""Source pages, files and theme into a build folder, and MkDocs over it."""

import logging
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError

from scoring.errors import GongkaiError, WrongUse
from scripts.portal.assembly import Site, assemble
from scripts.portal.input import Audience, PortalInput
from scripts.portal.navigation import navigation
from scripts.portal.render import Renderer
from scripts.portal.theme import Theme

MARKER = ".gongkai-site"
"""A file by which a folder is known to be a site of ours, and may be replaced."""

TEMPLATES = "pages"
_CONFIGURATION = "mkdocs.yml"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
"""The Content-Security-Policy that every page carries: nothing from elsewhere, nothing inline."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was made: the number of pages, and where."""

    pages: int
    out: Path


def build(portal: PortalInput, theme: Theme, out: Path) -> Built:
    """Make the site of ``portal`` in the folder ``out``, in place of an earlier one.

    Raises WrongUse where ``out`` holds something that is no site of ours, GongkaiError where the
    configuration cannot be used or MkDocs complains.
    """
    _check_out(out)
    with tempfile.TemporaryDirectory(prefix="gongkai-site-") as name:
        folder = Path(name)
        site = _prepare(portal, theme, folder)
        made = folder / "site"
        _run_mkdocs(folder / _CONFIGURATION)
        (made / MARKER).write_text("", encoding="utf-8")
        _put_in_place(made, out)
    return Built(len(site.pages), out)


def write_sources(portal: PortalInput, theme: Theme, out: Path) -> Built:
    """Write what a generator makes the site from into the empty folder ``out``.

    ``mkdocs.yml``, the source pages and the theme: MkDocs builds the site from them, and so does
    Zensical, which is to follow it. Raises WrongUse where ``out`` holds something.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongUse("site-out-occupied", path=str(out))
    out.mkdir(parents=True, exist_ok=True)
    return Built(len(_prepare(portal, theme, out).pages), out)


def _prepare(portal: PortalInput, theme: Theme, folder: Path) -> Site:
    """Write pages, files, theme and configuration into ``folder``; return the site they are."""
    site = assemble(portal)
    overrides = folder / "overrides"
    for source in theme.overrides:
        shutil.copytree(source, overrides, dirs_exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gongkai-templates-") as name:
        templates = Path(name) / TEMPLATES
        shutil.move(overrides / TEMPLATES, templates)
        _write_sources(portal, site, templates, folder / "docs")
    told = yaml.safe_dump(_configuration(theme, portal, site), allow_unicode=True)
    (folder / _CONFIGURATION).write_text(told, encoding="utf-8")
    return site


def _check_out(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise WrongUse("site-out-occupied", path=str(out))
    if out.exists() and not out.is_dir():
        raise WrongUse("site-out-occupied", path=str(out))


def _put_in_place(made: Path, out: Path) -> None:
    """Put the new site where the old one was; the old one stays until the new one is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.exists():
        shutil.rmtree(out)
    shutil.move(made, out)


def _write_sources(portal: PortalInput, site: Site, templates: Path, docs: Path) -> None:
    renderer = Renderer(templates, site.addresses)
    for page, facts in site.pages:
        try:
            source = renderer.source(page, facts)
        except TemplateError as error:  # a county's own template, perhaps
            raise GongkaiError(
                "site-template-unusable", template=page.template, reason=str(error)[:300]
            ) from error
        _write(docs / f"{page.address.removesuffix('.html')}.md", source)
    for file in site.files:
        _write(docs / file.address, file.content)
    for attachment in site.attachments:
        record = portal.records[attachment.record]
        _write(docs / attachment.address, portal.attachments(record, attachment.name))


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _configuration(theme: Theme, portal: PortalInput, site: Site) -> dict[str, Any]:
    """Return the theme's configuration with what only the build knows."""
    found = theme.configuration
    rules = {
        year: tuple(
            page.address
            for page, facts in site.pages
            if facts.year == year and page.template == "rules.html"
        )
        for year in site.years
    }
    extra = found.get("extra") or {}
    return {
        **found,
        "docs_dir": "docs",
        "site_dir": "site",
        "nav": navigation(site.years, rules, internal=portal.audience is Audience.INTERNAL),
        "not_in_nav": "*\n",
        "theme": {**found["theme"], "custom_dir": "overrides"},
        "extra": {
            **extra,
            "demo": portal.demo,
            "audience": str(portal.audience),
            "policy": POLICY,
            "manuals": bool(portal.manuals),
        },
    }


def _run_mkdocs(path: Path) -> None:
    """Run MkDocs within this process, without its chatter; its warnings are errors of ours."""
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    with _Listener() as heard:
        try:
            config = load_config(str(path))
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build_site(config)
            finally:
                config.plugins.on_shutdown()
        except (Abort, MkDocsException) as error:
            heard.said.append(str(error))
    if heard.said:
        raise GongkaiError("site-config-unusable", reason="; ".join(heard.said)[:500])


class _Listener(logging.Handler):
    """Keeps what MkDocs warns of, and keeps it from the terminal."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self._logger = logging.getLogger("mkdocs")

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.said.append(record.getMessage())

    def __enter__(self) -> "_Listener":
        self._propagated = self._logger.propagate
        self._logger.propagate = False
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._propagated

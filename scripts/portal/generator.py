"""MkDocs: what it is told, how it is run, and what its result depends on beside the sources."""

import logging
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

import yaml
from jinja2 import Environment, TemplateError
from jinja2.nodes import Name

from scoring.errors import GongkaiError
from scripts.portal import addresses
from scripts.portal.assembly import Site
from scripts.portal.build_cache import digest
from scripts.portal.input import Audience, PortalInput
from scripts.portal.navigation import navigation
from scripts.portal.theme import Theme

CONFIGURATION = "mkdocs.yml"
OVERRIDES = "overrides"
SOURCES = "docs"
MADE = "site"

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

_MAKERS = ("jinja2", "markdown", "mkdocs", "mkdocs-material", "pymdown-extensions", "pyyaml")
_OF_ONE_PAGE = frozenset(
    ("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta",
     "sane_lists", "smarty", "tables", "toc")
)  # fmt: skip
"""Extensions that make a page from its own source alone."""

_OF_ALL_PAGES = frozenset(("pages", "build_date_utc"))
"""What a template may ask that has to do with other pages, or with the hour."""


def configuration(theme: Theme, portal: PortalInput, site: Site) -> dict[str, Any]:
    """Return the theme's configuration with what only the build knows."""
    found = theme.configuration
    extra = found.get("extra") or {}
    return {
        **found,
        "docs_dir": SOURCES,
        "site_dir": MADE,
        "nav": navigation(
            site.years,
            rules_of(site),
            internal=portal.audience is Audience.INTERNAL,
            side_by_side=addresses.YEARS in site.addresses,
        ),
        "not_in_nav": "*\n",
        "theme": {**found["theme"], "custom_dir": OVERRIDES},
        "extra": {
            **extra,
            "demo": portal.demo,
            "audience": str(portal.audience),
            "policy": POLICY,
            "manuals": bool(portal.manuals),
        },
    }


def rules_of(site: Site) -> dict[int, tuple[str, ...]]:
    """Return the addresses of the rulebooks' pages, by year."""
    return {
        year: tuple(
            page.address
            for page, facts in site.pages
            if facts.year == year and page.template == "rules.html"
        )
        for year in site.years
    }


def written(settings: dict[str, Any]) -> str:
    """Return the configuration as the text of ``mkdocs.yml``."""
    return yaml.safe_dump(settings, allow_unicode=True)


def separable(settings: Mapping[str, Any], overrides: Path) -> bool:
    """Tell whether each page follows from its own source and what all pages share.

    A plugin (an index of all pages), an extension that reads other files, or a template that asks
    for other pages can make it otherwise; then all pages are made together every time.
    """
    if settings.get("plugins", ["search"]) != []:
        return False
    for each in settings.get("markdown_extensions") or ():
        if not _OF_ONE_PAGE.issuperset((each,) if isinstance(each, str) else each):
            return False
    try:
        return all(
            _OF_ALL_PAGES.isdisjoint(_names_in(path.read_text("utf-8")))
            for path in overrides.rglob("*.html")
        )
    except (TemplateError, UnicodeDecodeError):
        return False  # MkDocs will say what is wrong with it


def _names_in(template: str) -> set[str]:
    return {name.name for name in Environment().parse(template).find_all(Name)}


def shared(text: str, overrides: Path, fronts: Iterable[str]) -> bytes:
    """Return a digest of what all pages share: configuration, theme, generator, navigation.

    ``text`` is the configuration's, ``fronts`` what the pages in the navigation say of themselves.
    """
    parts: list[bytes | str] = [python_version(), text, *fronts]
    parts += (f"{name} {_version(name)}" for name in _MAKERS)
    own = Path(__file__).parent
    for folder, pattern in ((overrides, "*"), (own, "*.py")):
        for path in sorted(each for each in folder.rglob(pattern) if each.is_file()):
            parts += (path.relative_to(folder).as_posix(), path.read_bytes())
    return digest(*parts)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def run(folder: Path) -> None:
    """Run MkDocs in ``folder``, within this process, without its chatter.

    Raises GongkaiError with all that it complains or warns of.
    """
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    with _Listener() as listener:
        try:
            config = load_config(str(folder / CONFIGURATION))
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build_site(config)
            finally:
                config.plugins.on_shutdown()
        except (Abort, MkDocsException) as error:
            listener.warnings.append(str(error))
    if listener.warnings:
        raise GongkaiError("site-config-unusable", reason="; ".join(listener.warnings)[:500])


class _Listener(logging.Handler):
    """Keeps what MkDocs warns of, and keeps it from the terminal."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []
        self._logger = logging.getLogger("mkdocs")

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.warnings.append(record.getMessage())

    def __enter__(self) -> "_Listener":
        self._propagated = self._logger.propagate
        self._logger.propagate = False
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._propagated

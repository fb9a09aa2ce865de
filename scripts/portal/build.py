"""Source pages through MkDocs, files beside them: the site, put in place whole.

Pages that were made before of the very same source, theme and configuration are taken from what an
earlier build left; only the others go through MkDocs.
"""

import gzip
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from jinja2 import TemplateError

from scoring.errors import GongkaiError, WrongUse
from scripts.portal import generator, manuals
from scripts.portal.assembly import Site, assemble
from scripts.portal.build_cache import BuildCache, Piece, digest
from scripts.portal.generator import CONFIGURATION, MADE, OVERRIDES, SOURCES
from scripts.portal.in_place import MARKER, check_out, put_in_place
from scripts.portal.input import PortalInput
from scripts.portal.navigation import listed, source
from scripts.portal.page import Page
from scripts.portal.render import Facts, Renderer
from scripts.portal.theme import Theme

TEMPLATES = "pages"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Built:
    """What was made: the number of pages, and where; how many of them had to be made anew."""

    pages: int
    out: Path
    anew: int


def build(portal: PortalInput, theme: Theme, out: Path, cache: BuildCache | None = None) -> Built:
    """Make the site of ``portal`` in the folder ``out``, in place of an earlier one.

    ``cache`` has pages of earlier builds; the site is the same without it, and with any other.
    Raises WrongUse where ``out`` holds something that is no site of ours, GongkaiError where the
    configuration cannot be used or MkDocs complains.
    """
    check_out(out)
    with tempfile.TemporaryDirectory(prefix="gongkai-site-") as name:
        folder = Path(name)
        with _prepared(portal, theme, folder) as prepared:
            made = folder / MADE
            anew = _make_pages(prepared, folder, str(portal.audience), cache)
            _write_files(portal, prepared.site, made)
            _write_sitemap(prepared.site, theme, made)
            (made / MARKER).write_text("", encoding="utf-8")
            put_in_place(made, out)
    return Built(len(prepared.site.pages), out, anew)


def write_sources(portal: PortalInput, theme: Theme, out: Path) -> Built:
    """Write what a generator makes the site from into the empty folder ``out``.

    ``mkdocs.yml``, the source pages and the theme: MkDocs builds the site from them, and so does
    Zensical, which is to follow it. Raises WrongUse where ``out`` holds something.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongUse("site-out-occupied", path=str(out))
    out.mkdir(parents=True, exist_ok=True)
    with _prepared(portal, theme, out) as prepared:
        for page, facts in prepared.site.pages:
            text = prepared.renderer.completed(prepared.sources[page.address], page, facts)
            _write(out / SOURCES / source(page.address), text)
        _write_files(portal, prepared.site, out / SOURCES)
    return Built(len(prepared.site.pages), out, len(prepared.site.pages))


@dataclass(frozen=True)
class _Prepared:
    """A site with its pages' sources by address.

    ``referred`` are the pages that others may refer to by their source, in the navigation or, among
    manuals, in their text. ``shared`` is a digest of what all pages are made from; ``separable``,
    whether each page follows from that and its own source.
    """

    site: Site
    renderer: Renderer
    sources: Mapping[str, str]
    referred: frozenset[str]
    shared: bytes
    separable: bool

    def key(self, address: str) -> bytes:
        """Return the key of all that the page at ``address`` is made from."""
        return digest(self.shared, address, self.sources[address])


@contextmanager
def _prepared(portal: PortalInput, theme: Theme, folder: Path) -> Iterator[_Prepared]:
    """Write theme and configuration into ``folder``; give the site with its sources."""
    site = assemble(portal)
    overrides = folder / OVERRIDES
    for each in theme.overrides:
        shutil.copytree(each, overrides, dirs_exist_ok=True)
    settings = generator.configuration(theme, portal, site)
    text = generator.written(settings)
    (folder / CONFIGURATION).write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="gongkai-templates-") as name:
        templates = Path(name) / TEMPLATES
        shutil.move(overrides / TEMPLATES, templates)
        renderer = Renderer(templates, site.addresses)
        in_nav = frozenset(listed(settings["nav"]))
        referred = [
            page
            for page, _ in site.pages
            if source(page.address) in in_nav or page.address.startswith(manuals.FOLDER)
        ]
        fronts = (f"{page.address}\n{renderer.front(page)}" for page in referred)
        yield _Prepared(
            site,
            renderer,
            {page.address: _source(renderer, page, facts) for page, facts in site.pages},
            frozenset(page.address for page in referred),
            generator.shared(text, overrides, fronts),
            generator.separable(settings, overrides),
        )


def _source(renderer: Renderer, page: Page, facts: Facts) -> str:
    try:
        return renderer.source(page, facts)
    except TemplateError as error:  # a county's own template, perhaps
        raise GongkaiError(
            "site-template-unusable", template=page.template, reason=str(error)[:300]
        ) from error


def _make_pages(prepared: _Prepared, folder: Path, series: str, cache: BuildCache | None) -> int:
    """Make all pages in ``folder``; return how many were not in the cache.

    MkDocs sees the whole of those that are to be made, and of others that these may refer to the
    front matter.
    """
    made = folder / MADE
    keys = {page.address: prepared.key(page.address) for page, _ in prepared.site.pages}
    cache = cache if prepared.separable else None
    known = cache.find(series, keys) if cache is not None else {}
    for page, _ in prepared.site.pages:
        file = source(page.address)
        if page.address not in known:
            _write(folder / SOURCES / file, prepared.sources[page.address])
        elif page.address in prepared.referred:
            front = prepared.renderer.front(page)
            _write(folder / SOURCES / file, f"{front}\n\n# {page.template}\n")
    for picture in prepared.site.files:
        if picture.address.startswith(manuals.FOLDER):  # MkDocs looks whether they are there
            _write(folder / SOURCES / picture.address, picture.content)
    generator.run(folder)
    fresh: dict[str, Piece] = {}
    for page, facts in prepared.site.pages:
        content = known.get(page.address)
        if content is None:
            content = (made / page.address).read_bytes()
            fresh[page.address] = Piece(keys[page.address], content)
        _write(made / page.address, prepared.renderer.completed(content.decode(), page, facts))
    if cache is not None:
        cache.keep(series, fresh, frozenset(keys))
    return len(fresh)


def _write_files(portal: PortalInput, site: Site, folder: Path) -> None:
    for file in site.files:
        _write(folder / file.address, file.content)
    for attachment in site.attachments:
        record = portal.records[attachment.record]
        _write(folder / attachment.address, portal.attachments(record, attachment.name))


def _write_sitemap(site: Site, theme: Theme, made: Path) -> None:
    """Write the list of all pages, in place of MkDocs', which dates it by the clock.

    Its addresses are whole ones, so that there are none where the site does not know its own.
    """
    home = str(theme.configuration.get("site_url") or "").rstrip("/")
    places = [f"{home}/{quote(page.address)}" for page, _ in site.pages] if home else []
    lines = (f"<url><loc>{escape(place)}</loc></url>\n" for place in places)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n'
    text = f"{head}{''.join(lines)}</urlset>\n"
    _write(made / "sitemap.xml", text)
    _write(made / "sitemap.xml.gz", gzip.compress(text.encode(), mtime=0))


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)

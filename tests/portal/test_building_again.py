"""A build that goes on from what earlier ones left says what a full one says, byte for byte."""

import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scripts import site_months
from scripts.portal import generator
from scripts.portal.build import Built
from scripts.portal.build_cache import BuildCache
from scripts.portal.input import Audience
from scripts.site_job import build_cache_of, build_site, years_to_show
from tests.conftest import ROOT
from tests.support.records import at, text
from tests.support.repo import RepoBuilder
from tests.support.small_year import few_units, small_year

NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
LATE = at("2024-03-05")
LOOK = b"look-of-ours"
STYLE = "site_overrides/assets/stylesheets/gongkai.css"
TEMPLATE = "site_overrides/pages/unit.html"
CONFIGURATION = "mkdocs.yml"


@dataclass
class Site:
    """A repository, and the folder its site is built into, again and again.

    Full builds, each in a folder that was not there before, are kept by what they are built of.
    """

    builder: RepoBuilder
    out: Path
    as_of: datetime = LATE
    audience: Audience = Audience.PUBLIC
    pages: int = 0
    full: dict[tuple[object, ...], dict[str, bytes]] = field(default_factory=dict)

    def opened(self) -> Assessment:
        self.builder.finish()
        return Assessment.open(self.builder.path, product=ROOT)

    def build(self) -> int:
        """Build with what earlier builds left; tell how many pages were made anew."""
        opened = self.opened()
        built = self._build(opened, self.out, build_cache_of(opened.repository))
        self.pages = built.pages
        return built.anew

    def same(self) -> int:
        """Build again and prove it the same as a full build; tell how many pages were made."""
        made = self.build()
        opened = self.opened()
        key = (opened.head, self.as_of, self.audience)
        if key not in self.full:
            folder = self.out.with_name(f"whole-{len(self.full)}")
            self._build(opened, folder, None)
            self.full[key] = content(folder)
            shutil.rmtree(folder)
        again, whole = content(self.out), self.full[key]
        assert again.keys() == whole.keys()
        assert [path for path in whole if again[path] != whole[path]] == []
        return made

    def _build(self, opened: Assessment, out: Path, cache: BuildCache | None) -> Built:
        years = years_to_show(opened, self.as_of)
        return build_site(opened, years, self.as_of, self.audience, ROOT, out, cache=cache)

    @property
    def store(self) -> Path:
        return self.builder.path / ".git" / "gongkai" / "site.sqlite"


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site that has been built once. Tests go on with it, in whatever order."""
    folder = tmp_path_factory.mktemp("again")
    builder = RepoBuilder(folder / "data").first(small_year(), at=at("2023-01-01"))
    builder.merge({NEWS: text("news", title="头一条动态")}, at=at("2023-02-06"))
    made = Site(builder, folder / "site")
    made.build()
    return made


def test_nothing_is_made_again_where_nothing_changed(site: Site) -> None:
    site.same()
    assert site.same() == 0


def test_one_more_merge_costs_the_pages_that_tell_of_it(site: Site) -> None:
    site.build()
    path = "units/geyi/2023/news/2023-12-07-b.yml"
    site.builder.merge({path: text("news", title="又一条动态")}, at=at("2023-12-07"))
    assert 0 < site.same() < site.pages / 2
    assert "又一条动态" in (site.out / "2023/units/geyi-catalogue.html").read_text("utf-8")


def test_another_hour_is_told_on_every_page_and_costs_few(site: Site) -> None:
    site.build()
    site.as_of = at("2024-03-09", "16:20:00")
    try:
        assert site.same() < 5
    finally:
        site.as_of = LATE
    assert "截至2024-03-09 16:20" in (site.out / "2023/units/geyi.html").read_text("utf-8")


def test_an_earlier_day_and_another_audience_have_their_own(site: Site) -> None:
    site.build()
    site.as_of, site.audience = at("2023-06-15"), Audience.INTERNAL
    try:
        assert site.same() > 0
        assert site.same() == 0
    finally:
        site.as_of, site.audience = LATE, Audience.PUBLIC
    assert site.same() == 0, "the public's pages are kept beside those"


def test_what_is_taken_down_is_gone_from_every_page_and_from_what_is_kept(site: Site) -> None:
    said, record = "不该公开的动态", "geyi/2023/news/2023-11-07-secret"
    site.builder.merge({f"units/{record}.yml": text("news", title=said)}, at=at("2023-11-07"))
    site.build()
    assert _pages_that_say(site, said) and _kept_that_say(site, said)
    ruling = text("ruling", effect="withhold", to="geyi", record=record)
    drop = (b"node:", b"rule:", b"period:", b"points:", b"answers:")
    ruling = b"".join(line for line in ruling.splitlines(True) if not line.startswith(drop))
    path = "units/zhengfuban/2023/ruling/2024-03-01-take-down.yml"
    site.builder.merge({path: ruling}, at=at("2024-03-01"))
    assert site.same() > 0
    assert _pages_that_say(site, said) == _kept_that_say(site, said) == []


def _pages_that_say(site: Site, words: str) -> list[str]:
    return [path for path, text in content(site.out).items() if words.encode() in text]


def _kept_that_say(site: Site, words: str) -> list[str]:
    with sqlite3.connect(site.store) as file:
        wanted = dict(file.execute("SELECT name, key FROM pieces WHERE series = 'public'"))
    kept = build_cache_of(site.opened().repository).find("public", wanted)
    assert kept
    return [name for name, page in kept.items() if words.encode() in page]


@pytest.mark.parametrize(
    ("path", "old", "new", "seen"),
    [
        (
            "site_overrides/pages/unit.html",
            "<div",
            '<div title="look-of-ours"',
            "2023/units/geyi.html",
        ),
        (STYLE, "", "/* look-of-ours */", "assets/stylesheets/gongkai.css"),
        ("mkdocs.yml", "site_name: ", "site_name: look-of-ours ", "2023/data.html"),
        ("site_overrides/main.html", "</form>", "</form><!-- look-of-ours -->", "about.html"),
    ],
)
def test_another_look_is_everywhere_at_once(
    site: Site, path: str, old: str, new: str, seen: str
) -> None:
    product = (ROOT / path).read_text("utf-8")
    site.builder.direct({path: product.replace(old, new, 1)}, at=at("2024-03-02"))
    try:
        assert site.same() > 0
        assert LOOK in (site.out / seen).read_bytes()
    finally:
        site.builder.direct({path: None}, at=at("2024-03-02"))
    site.build()
    assert LOOK not in (site.out / seen).read_bytes()


def test_another_generator_makes_every_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    monkeypatch.setattr(generator, "version", lambda name: "another")
    assert site.build() == site.pages


def test_another_engine_takes_nothing_from_this_one(site: Site) -> None:
    site.build()
    with sqlite3.connect(site.store) as file:
        wanted = dict(file.execute("SELECT name, key FROM pieces WHERE series = 'public'"))
    own = build_cache_of(site.opened().repository)
    assert own.find("public", wanted)
    assert not BuildCache(own.path, b"another").find("public", wanted)
    assert not build_cache_of(site.opened().repository, reading=False).find("public", wanted)


def test_a_unit_that_is_gone_leaves_no_page(site: Site) -> None:
    path, page = "units/weijian/unit.yml", "2023/units/weijian.html"
    site.build()
    assert (site.out / page).exists()
    site.builder.direct({path: None}, at=at("2024-03-03"))
    try:
        site.same()
        assert not (site.out / page).exists()
    finally:
        site.builder.direct({path: few_units()[path]}, at=at("2024-03-03"))


def test_what_happened_to_the_folder_does_not_matter(site: Site) -> None:
    site.build()
    (site.out / "about.html").unlink()
    (site.out / "2023/units/geyi.html").write_text("damaged", encoding="utf-8")
    (site.out / "stray.html").write_text("stray", encoding="utf-8")
    assert site.same() == 0


DAMAGE = (
    "UPDATE pieces SET content = (SELECT max(content) FROM pieces)",  # exchanged
    "UPDATE pieces SET content = x'00'",
)


def test_what_happened_to_the_pages_kept_does_not_matter(site: Site) -> None:
    site.build()
    for statement in DAMAGE:
        with sqlite3.connect(site.store) as file:
            assert file.execute(statement).rowcount
        assert site.same() > 0, statement
    assert site.same() == 0, "what was damaged has been made good"
    for content in (b"no database at all" * 100, site.store.read_bytes()[:20000]):
        site.store.write_bytes(content)
        assert site.same() > 0
    site.store.unlink()
    assert site.same() == site.pages


def test_a_build_that_was_interrupted_leaves_the_old_site(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    before = content(site.out)
    path = "units/geyi/2023/news/2023-12-28-c.yml"
    site.builder.merge({path: text("news", title="中断时的动态")}, at=at("2023-12-28"))

    def stop(folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(generator, "run", stop)
        site.build()
    assert content(site.out) == before
    assert [path.name for path in site.out.parent.iterdir() if path.name.startswith(".")] == []
    assert site.same() > 0


def test_what_a_killed_build_left_beside_is_swept_away(site: Site) -> None:
    litter = site.out.with_name(f".{site.out.name}-new")
    (litter / "site").mkdir(parents=True)
    (litter / "site" / "half.html").write_text("half", encoding="utf-8")
    site.build()
    assert not litter.exists()
    assert not (site.out / "half.html").exists()


def test_a_theme_that_asks_for_all_pages_is_made_as_a_whole(site: Site) -> None:
    path = "site_overrides/main.html"
    own = (ROOT / path).read_text("utf-8")
    asking = "{% block extrahead %}{% for each in pages %}<!-- {{ each.url }} -->{% endfor %}"
    site.builder.direct({path: f"{own}\n{asking}{{% endblock %}}\n"}, at=at("2024-03-04"))
    try:
        site.same()
        assert site.build() == site.pages, "nothing is kept of such a site"
    finally:
        site.builder.direct({path: None}, at=at("2024-03-04"))


def test_months_that_are_over_follow_the_rules_and_the_registry(site: Site) -> None:
    site.build()
    path = "units/geyi/unit.yml"
    told = few_units()[path]
    site.builder.direct(
        {path: told.replace("格宜镇".encode(), "格谊镇".encode())}, at=at("2024-03-04")
    )
    try:
        site.same()
        assert "格谊镇" in (site.out / "2023/course.html").read_text("utf-8")
    finally:
        site.builder.direct({path: told}, at=at("2024-03-04"))


def test_months_that_are_over_follow_what_came_in_before_their_end(site: Site) -> None:
    site.as_of = at("2023-04-20")
    try:
        site.build()
        path = "units/geyi/2023/news/2023-03-30-d.yml"
        site.builder.merge({path: text("news", title="月底")}, at=at("2023-03-31", "23:59:59"))
        site.same()
    finally:
        site.as_of = LATE


def test_months_kept_in_another_form_are_not_read(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site.build()
    with sqlite3.connect(site.store) as file:
        query = "SELECT name, key FROM pieces WHERE series = 'months/2023'"
        before = dict(file.execute(query))
    another = tmp_path / "site_months.py"
    another.write_bytes(Path(site_months.__file__).read_bytes() + b"# another form\n")
    with monkeypatch.context() as patched:
        patched.setattr(site_months, "__file__", str(another))
        site.build()
    with sqlite3.connect(site.store) as file:
        after = dict(file.execute(query))
    assert before.keys() == after.keys() and not set(before.values()) & set(after.values())

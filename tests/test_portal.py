"""The portal as a reader finds it: what it shows, what it does not, where its links lead."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import GongkaiError, WrongUse
from scoring.ledger.text import ledger_json
from scoring.messages import sentence
from scripts.portal import addresses, board, catalogue
from scripts.portal.assembly import assemble
from scripts.portal.build import MARKER, build
from scripts.portal.escape import safe_url, shown
from scripts.portal.input import Audience, PortalInput, YearInput
from scripts.portal.page import Page
from scripts.portal.theme import Theme, read_configuration
from scripts.portal.volume import volumes
from tests.support import memory
from tests.support.portal_fixture import HOSTILE, SECRET, WITHHELD, everything, portal, sent
from tests.support.records import at

ROOT = Path(__file__).resolve().parents[1]
RULING = "zhengfuban/2023/ruling/2023-01-01-00008"


@dataclass
class Read(HTMLParser):
    """A page as a browser reads it: its text, ids, links, elements."""

    text: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag in ("script", "style"):
            self._silent += 1
        if found.get("id"):
            assert found["id"] not in self.ids, f"two elements are called {found['id']}"
            self.ids.add(str(found["id"]))
        if tag == "a" and found.get("href") is not None:
            self.links.append(str(found["href"]))
        if found.get("src"):
            self.assets.append(str(found["src"]))
        if tag == "link" and found.get("rel") == "stylesheet":
            self.assets.append(str(found["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


def theme() -> Theme:
    configuration = read_configuration((ROOT / "mkdocs.yml").read_bytes())
    return Theme(configuration, (ROOT / "site_overrides",))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything, as the public sees it; one piece of news is taken down."""
    out = tmp_path_factory.mktemp("portal") / "site"
    build(portal(withheld={WITHHELD: RULING}, demo=True), theme(), out)
    return out


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One piece of news, put where another site stood before."""
    out = tmp_path_factory.mktemp("plain") / "site"
    out.mkdir()
    (out / MARKER).write_text("", encoding="utf-8")
    (out / "stale.html").write_text("old", encoding="utf-8")
    news = [sent("news", "wanshui", at("2023-02-06"), title="=HYPERLINK(1)&2")]
    build(portal(news), theme(), out)
    return out


@cache
def read(path: Path) -> Read:
    page = Read()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def pages(site: Path) -> Iterator[Path]:
    return (path for path in sorted(site.rglob("*.html")) if path.name != "404.html")


def page_of(data: PortalInput, address: str) -> Page:
    return next(page for page, _ in assemble(data).pages if page.address == address)


# --- the whole site ------------------------------------------------------------------------------


def test_the_pages_promised_are_there(site: Path) -> None:
    expected = [
        "index.html",
        "2023/index.html",
        "2023/scoreboard.html",
        "2023/units/wanshui.html",
        "2023/units/wanshui-guide.html",
        "2023/units/wanshui-report.html",
        "2023/units/wanshui-catalogue.html",
        "2023/guides.html",
        "2023/reports.html",
        "2023/news.html",
        "2023/topics.html",
        "2023/topics/statistics.html",
        "2023/policies.html",
        "2023/rules/township.html",
        "2023/rules/department.html",
        "2023/appeals.html",
        "2023/audit.html",
        "2023/data.html",
        "data/2023/ledger.json",
        "data/2023/scoreboard.csv",
        "data/2023/deductions.csv",
        "data/2023/submissions.csv",
    ]
    assert [name for name in expected if not (site / name).is_file()] == []


def test_every_link_leads_somewhere(site: Path) -> None:
    broken = []
    for path in pages(site):
        for link in read(path).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert parts.scheme in ("http", "https"), f"{path}: {link}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            anchored = target.suffix == ".html" and parts.fragment
            if not target.is_file() or (
                anchored and unquote(parts.fragment) not in read(target).ids
            ):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_asked_of_another_host(site: Path) -> None:
    for path in (*pages(site), site / "404.html"):
        for asset in read(path).assets:
            assert not urlsplit(asset).netloc, f"{path}: {asset}"
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style


def test_every_page_of_a_demo_says_so(site: Path) -> None:
    for path in (*pages(site), site / "404.html"):
        assert "演示数据" in read(path).text, path


def test_a_site_with_real_data_does_not_say_demo(plain: Path) -> None:
    assert "演示数据" not in (plain / "index.html").read_text(encoding="utf-8")


# --- text stays text -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "2023/news/2023-02.html",
        "2023/topics/statistics.html",
        "2023/units/wanshui.html",
        "2023/units/wanshui-catalogue.html",
        "2023/units/wanshui-report.html",
    ],
)
def test_markup_in_a_record_shows_as_text(site: Path, name: str) -> None:
    assert HOSTILE in read(site / name).text


def test_no_record_brings_elements_of_its_own(site: Path) -> None:
    for path in pages(site):
        source = path.read_text(encoding="utf-8")
        assert "alert(1)</script>" not in source, path
        assert not any(link.lower().startswith("javascript:") for link in read(path).links), path
        assert "<strong>粗</strong>" not in source, path
        assert "{{ 49 }}" not in source and ">49<" not in source, path


def test_markup_in_a_record_is_plain_data_for_the_search(site: Path) -> None:
    # A script of one call with one JSON value; the page writes texts as text (tests/browser).
    script = (site / "assets" / "search" / "2023.js").read_text(encoding="utf-8")
    assert script.startswith("gongkaiIndex(") and script.endswith(");\n")
    index = json.loads(script.removeprefix("gongkaiIndex(").removesuffix(");\n"))
    assert any("<script>alert(1)</script>" in entry[0] for entry in index["entries"])


def test_no_cell_of_a_table_file_is_a_formula(plain: Path) -> None:
    for path in plain.rglob("*.csv"):
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark"
        for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row), row


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n`~*_#<>&[]|"))


@given(_TEXT)
def test_any_text_shows_as_itself(text: str) -> None:
    source = f"# {shown(text)}x\n\n<div>\n<p>{shown(text)}</p>\n</div>\n"
    extensions = ["attr_list", "tables", "fenced_code"]
    made = Read()
    made.feed(markdown.markdown(source, extensions=extensions))
    made.close()
    assert made.text.count(text.replace("\r", "")) >= 1
    assert made.tags == ["h1", "div", "p"]


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://www.example.gov.cn/a?b=1", True),
        ("http://政务.中国/路径", True),
        ("javascript:alert(1)", False),
        ('https://a/"onclick=x', False),
        ("//other.example", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, safe: bool) -> None:
    assert (safe_url(address) is not None) is safe


# --- what the public may see ---------------------------------------------------------------------


def test_the_sample_has_a_record_of_every_kind() -> None:
    assert {item.kind for item in everything()} == set(memory.schemas().kinds)


def test_nothing_internal_reaches_the_public(site: Path) -> None:
    internal = [
        item
        for item in everything()
        if SECRET in json.dumps(item.data, default=str, ensure_ascii=False)
    ]
    assert len(internal) > 8, "the sample marks too little as secret"
    for path in site.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
            assert json.dumps(SECRET).strip('"').encode() not in path.read_bytes(), path


def test_photographs_and_minutes_are_not_published(site: Path) -> None:
    published = sorted(path.name for path in (site / "files").rglob("*") if path.is_file())
    assert published == ["guide.docx", "policy.docx", "report.docx"]


def test_within_the_government_everything_is_shown() -> None:
    inside = assemble(portal(audience=Audience.INTERNAL))
    outside = assemble(portal())
    assert len(inside.attachments) > len(outside.attachments)
    page = page_of(portal(audience=Audience.INTERNAL), addresses.catalogue(2023, "wanshui"))
    assert isinstance(page.body, catalogue.CatalogueBody)
    assert "opinion-response" in {line.item.kind for line in page.body.lines}


def test_what_was_taken_down_is_gone_but_its_place_is_kept(site: Path) -> None:
    for path in site.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".csv"):
            assert "要撤下的" not in path.read_text(encoding="utf-8"), path
    assert "已依法撤下" in read(site / "2023/units/wanshui-catalogue.html").text
    assert "已依法撤下" in read(site / "2023/news/2023-03.html").text


def test_taking_down_changes_no_score() -> None:
    assert portal(withheld={WITHHELD: RULING}).years[0].ledger == portal().years[0].ledger


def test_an_index_number_stays_whatever_is_shown() -> None:
    def numbers(data: PortalInput) -> Mapping[str, str]:
        return {item.id: item.number for item in volumes(data)[0].shelf.items}

    full = numbers(portal(audience=Audience.INTERNAL))
    public = numbers(portal(withheld={WITHHELD: RULING}))
    assert public == full
    assert len(set(full.values())) == len(full)
    assert full["wanshui/2023/leadership/2023-01-01-00001"] == "530381001-2023-0001"


# --- scores --------------------------------------------------------------------------------------


def test_the_scoreboard_shows_every_score_and_leads_to_why(site: Path) -> None:
    data = portal()
    tables = board.tables(volumes(data)[0])
    assert [table.id for table in tables] == ["2023-township", "2023-department"]
    rows = {row.unit: row for table in tables for row in table.rows}
    for unit in data.years[0].ledger.units:
        assert float(rows[unit.unit].score) == float(unit.score)
        assert [cell.text for cell in rows[unit.unit].categories]
    page = read(site / "2023/scoreboard.html")
    assert "units/geyi.html#node/disclosure" in page.links


def test_equal_scores_share_a_rank() -> None:
    first, *rest = board.tables(volumes(portal())[0])[0].rows
    assert (first.rank, first.unit) == (1, "wanshui")
    tied = [row for row in rest if row.score == rest[0].score]
    assert {row.rank for row in tied} == {2}
    assert len(first.course) == 12


def test_a_unit_page_gives_clause_reason_and_evidence_of_every_deduction(site: Path) -> None:
    ledger = portal().years[0].ledger
    books = {book.id: book for book in memory.rulebooks()}
    for unit in ledger.units[:5] + tuple(u for u in ledger.units if u.unit in ("wanshui", "geyi")):
        text = read(site / f"2023/units/{unit.unit}.html").text
        for path, leaf in unit.leaves():
            node = books[unit.rulebook].node(path)
            assert node is not None
            assert f"node/{path}" in read(site / f"2023/units/{unit.unit}.html").ids
            for deduction in leaf.deductions or ():
                if deduction.reason.code == "incident":  # and what it was
                    assert "有一份按次扣分的记录：" in text
                elif deduction.reason.code != "coverage-partial":  # its codes are shown by name
                    assert sentence(deduction.reason.code, deduction.reason.values) in text
                assert node.standard.split("\n")[0] in text
                assert all(record in text for record in deduction.records)
                assert all(commit[:10] in text for commit in deduction.commits)


def test_codes_in_a_reason_are_shown_by_name(site: Path) -> None:
    text = read(site / "2023/units/wanshui.html").text
    assert "柳林居委会" in text
    assert "530381001008" not in text


def test_a_waived_deduction_is_struck_through_with_the_ruling(site: Path) -> None:
    source = (site / "2023/units/geyi.html").read_text(encoding="utf-8")
    assert "<s>−0.5</s>" in source
    assert "经核实，照片显示次日已规范展示。" in source
    assert "../appeals.html#ruling/2023-01-01-00008" in read(site / "2023/units/geyi.html").links


def test_an_appeal_shows_its_existence_and_outcome_only(site: Path) -> None:
    page = read(site / "2023/appeals.html")
    assert "格宜镇" in page.text and "免去扣分" in page.text
    assert "appeal/2023-01-01-00007" in page.ids


def test_results_are_marked_until_confirmed(site: Path) -> None:
    assert "未经核定" in read(site / "2023/scoreboard.html").text
    confirmation = "zhengfuban/2023/confirmation/2023-01-01-00019"
    for _, facts in assemble(portal(confirmed=confirmation)).pages:
        assert facts.confirmation is not None
        assert facts.confirmation.endswith("#confirmation/2023-01-01-00019")


def test_before_a_year_is_over_the_board_says_what_it_knows() -> None:
    early = portal(as_of=at("2023-03-15"))
    table = board.tables(volumes(early)[0])[0]
    assert len(table.months) == 2
    assert table.since == "2月"


# --- clauses -------------------------------------------------------------------------------------


def test_the_rules_are_shown_word_for_word(site: Path) -> None:
    def packed(text: str) -> str:
        return re.sub(r"\s+", "", text)

    for book in memory.rulebooks():
        name = book.id.removeprefix("2023-")
        text = packed(read(site / f"2023/rules/{name}.html").text)
        for node in book.walk():
            for words in (node.requirement, node.standard, node.method, node.responsible):
                assert packed(words) in text, (book.id, node.path)
            assert all(packed(reading) in text for reading in node.interpretation)
        assert all(packed(reading) in text for reading in book.interpretation)


def test_a_clause_counts_who_lost_on_it(site: Path) -> None:
    ledger = portal().years[0].ledger
    losers = [
        unit
        for unit in ledger.units
        if unit.rulebook == "2023-township"
        for path, leaf in unit.leaves()
        if path == "disclosure/guide" and any(item.applied for item in leaf.deductions or ())
    ]
    assert f"{len(losers)}个单位在本项失分" in read(site / "2023/rules/township.html").text


# --- annual reports ------------------------------------------------------------------------------


def _report(unit: str, edition: str, received: int, when: str) -> Any:
    data = json.loads(json.dumps(memory.example("annual-report"), default=float))
    data["edition"] = edition
    data["requests"]["received"]["natural_persons"] = received
    data["proactive"]["fees"] = "0.5"
    return replace(sent("annual-report", unit, at(when)), data=data)


def test_of_two_editions_the_final_one_alone_is_summed() -> None:
    reports = [
        _report("wanshui", "assessment", 5, "2023-10-20"),
        _report("wanshui", "final", 7, "2024-01-20"),
        _report("geyi", "assessment", 2, "2023-10-21"),
    ]
    body: Any = page_of(portal(reports), "2023/reports.html").body
    assert (body.final, body.assessment) == (1, 1)
    figures = {cell.path: cell.text for table in body.tables for row in table.rows for cell in row}
    assert figures["requests", "received", "natural_persons"] == "9"
    assert figures["requests", "received", "total"] == "9"
    assert figures["proactive", "fees"] == "1"
    own: Any = page_of(portal(reports), "2023/units/wanshui-report.html").body
    assert [edition.label for edition in own.editions] == ["法定全年报告", "考核报送稿"]


def test_the_printed_tables_are_rectangles(site: Path) -> None:
    source = (site / "2023/units/wanshui-report.html").read_text(encoding="utf-8")
    tables = re.findall(r'<table class="gk-table gk-form.*?</table>', source, re.DOTALL)
    assert len(tables) == 3
    assert [_columns(table) for table in tables] == [{4}, {10}, {15}]


def _columns(table: str) -> set[int]:
    """Return how many columns each row fills, spans of rows above counted."""
    widths: set[int] = set()
    hanging: list[int] = []  # rows that a cell from above still covers, one entry a column
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        width = len(hanging)
        below = [rows - 1 for rows in hanging if rows > 1]
        for cell in re.findall(r"<t[hd][^>]*>", row):
            span = int(found[1]) if (found := re.search(r'colspan="(\d+)"', cell)) else 1
            rows = int(found[1]) if (found := re.search(r'rowspan="(\d+)"', cell)) else 1
            width += span
            below += [rows - 1] * span if rows > 1 else []
        hanging = below
        widths.add(width)
    return widths


# --- files and folders ---------------------------------------------------------------------------


def test_the_published_ledger_is_the_ledger(site: Path) -> None:
    published = (site / "data/2023/ledger.json").read_text(encoding="utf-8")
    assert published == ledger_json(portal().years[0].ledger)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUse) as told:
        build(portal([]), theme(), tmp_path)
    assert told.value.code == "site-out-occupied"
    assert (tmp_path / "letter.docx").read_text(encoding="utf-8") == "mine"


def test_a_unit_whose_pages_would_hide_anothers_is_refused() -> None:
    data = portal([sent("guide", "wanshui", at("2023-10-12"))])
    twin = replace(data.registry["geyi"], id="wanshui-guide")
    ledger = data.years[0].ledger
    score = replace(ledger.units[0], unit="wanshui-guide")
    year = replace(data.years[0], ledger=replace(ledger, units=(*ledger.units, score)))
    with pytest.raises(GongkaiError) as told:
        assemble(replace(data, registry={**data.registry, "wanshui-guide": twin}, years=(year,)))
    assert told.value.code == "site-page-twice"


def test_a_county_may_bring_templates_and_learns_what_is_wrong_with_them(tmp_path: Path) -> None:
    own = tmp_path / "site_overrides"
    (own / "pages").mkdir(parents=True)
    (own / "pages" / "audit.html").write_text("{% if %}", encoding="utf-8")
    shown_by = Theme(theme().configuration, (*theme().overrides, own))
    with pytest.raises(GongkaiError) as told:
        build(portal([]), shown_by, tmp_path / "site")
    assert told.value.values["template"] == "audit.html"


def test_years_before_stand_beside_the_newest(tmp_path: Path) -> None:
    newest = portal()
    books = tuple(
        replace(book, id=book.id.replace("2023", "2022"), year=2022)
        for book in newest.years[0].rulebooks
    )
    units = tuple(
        replace(unit, rulebook=unit.rulebook.replace("2023", "2022"))
        for unit in newest.years[0].ledger.units
    )
    refs = tuple(
        replace(ref, id=ref.id.replace("2023", "2022")) for ref in newest.years[0].ledger.rulebooks
    )
    before = YearInput(
        2022,
        replace(newest.years[0].ledger, year=2022, units=units, rulebooks=refs),
        "0" * 64,
        (),
        books,
        {},
    )
    build(replace(newest, years=(*newest.years, before)), theme(), tmp_path / "site")
    home = read(tmp_path / "site" / "index.html")
    assert "往年" in home.text
    assert "2022/index.html" in home.links
    assert (tmp_path / "site" / "2022" / "rules" / "township.html").is_file()


def test_an_earlier_site_is_replaced(plain: Path) -> None:
    assert (plain / "index.html").is_file()
    assert not (plain / "stale.html").exists()


@pytest.mark.parametrize(
    "text",
    [
        b"theme: {name: material}\nhooks: [evil.py]\n",
        b"theme: !!python/object/apply:os.system [echo]\n",
        b"[1, 2]\n",
        b"theme: material\n",
        b"\xff\xfe",
        b"a: [" * 3000,
    ],
)
def test_a_configuration_with_code_or_nonsense_is_refused(text: bytes) -> None:
    with pytest.raises(GongkaiError) as told:
        read_configuration(text)
    assert told.value.code == "site-config-unusable"


@pytest.mark.parametrize(
    ("here", "there", "way"),
    [
        ("index.html", "2023/scoreboard.html", "2023/scoreboard.html"),
        ("2023/units/geyi.html", "index.html", "../../index.html"),
        ("2023/units/geyi.html", "2023/audit.html#node/media", "../audit.html#node/media"),
        ("2023/data.html", "2023/data.html#x", "#x"),
        ("2023/data.html", "files/a/指南.docx", "../files/a/%E6%8C%87%E5%8D%97.docx"),
    ],
)
def test_links_are_relative(here: str, there: str, way: str) -> None:
    assert addresses.way(here, there) == way

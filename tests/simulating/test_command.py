"""``gongkai simulate`` as an office uses it: on the screen, as JSON, as a page."""

import base64
import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.command import AS_OF, run
from tests.support.records import as_yaml
from tests.support.scenario import ROOT
from tests.support.simulating import NEWS, opened

SCHEMA = json.loads((ROOT / "site_overrides/assets/schemas/simulation-1.json").read_bytes())
BOOK = ROOT / "scoring" / "rulebooks" / "2023-township.yml"
CHANGE = ("--set", f"{NEWS}=0.2")
HOSTILE = "<script>alert(1)</script>\"'&<img onerror=x>"


@pytest.fixture(scope="module")
def demo(demo_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo year, scored once, so that its cache is what it will be."""
    place = tmp_path_factory.mktemp("simulated") / "repository"
    shutil.copytree(demo_repository, place, symlinks=True)
    assert run("score", *AS_OF, repo=place).exit_code == 0
    return place


def document(demo: Path, *arguments: str) -> Any:
    done = run("simulate", *AS_OF, *arguments, "--format", "json", repo=demo)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return found


def test_the_table_names_the_change_the_losers_and_the_clause(demo: Path) -> None:
    done = run("simulate", *AS_OF, *CHANGE, repo=demo)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("试算，不是考核结果：2023年度的材料，截至2024-02-16 24:00，历史末端")
    assert "政务公开 / 乡镇动态（disclosure/news） 规则 monthly 每缺一条扣分：0.1 → 0.2" in lines[3]
    assert re.search(r"29个单位：\d+个降低，0个升高，\d+个不变", done.stdout)
    assert re.search(r"政务公开 / 乡镇动态 +\d+ +−[\d.]+ +disclosure/news", done.stdout)
    assert "16个单位：0个降低，0个升高，16个不变" in done.stdout
    assert "市财政局" not in done.stdout  # a board on which nothing moves is told in one line


def test_a_unit_asked_for_is_told_finding_by_finding(demo: Path) -> None:
    loser = next(
        unit["unit"]
        for unit in document(demo, *CHANGE)["boards"][0]["units"]
        if unit["direction"] == "down"
    )
    done = run("simulate", *AS_OF, *CHANGE, "--unit", loser, repo=demo)
    assert re.search(r"- 2023年\d+月  扣 0.1 分 → 扣 0.2 分\n +应报 2 条，计入 1 条。", done.stdout)
    english = run("--lang", "en", "simulate", *AS_OF, *CHANGE, "--unit", loser, repo=demo)
    assert "0.1 points off → 0.2 points off" in english.stdout


def test_json_holds_both_ledgers_by_their_digests(demo: Path) -> None:
    found = document(demo, *CHANGE)
    ledger = run("score", *AS_OF, "--format", "json", repo=demo).stdout
    digests = found["ledgers"]
    assert digests["before"]["sha256"] == hashlib.sha256(ledger.encode()).hexdigest()
    assert digests["after"]["sha256"] != digests["before"]["sha256"]
    for board in found["boards"]:
        moved = sum(unit["direction"] == "down" for unit in board["units"])
        assert moved == board["counts"]["down"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", f"{NEWS}=0.1"),
        ("--set", "2023-township:media=null", "--unit", "wanshui"),
        ("--set", "2023-department:grades=[{id: a, title: 甲, at_least: 4}, {id: b, title: 乙}]"),
        ("--rulebook", str(BOOK), "--set", f"{NEWS}={{by: unit, is: {{geyi: 1}}, else: 0}}"),
    ],
)
def test_json_fits_its_published_schema(demo: Path, arguments: tuple[str, ...]) -> None:
    assert document(demo, *arguments)["schema"] == "simulation/1"


def test_the_same_question_gives_the_same_bytes_and_writes_nothing(demo: Path) -> None:
    before = _all(demo)
    for form in ("table", "json", "page"):
        pages = [
            run("simulate", *AS_OF, *CHANGE, "--format", form, repo=demo).stdout_bytes
            for _ in range(2)
        ]
        assert pages[0] == pages[1] and pages[0]
    assert _all(demo) == before


def test_a_file_s_name_says_what_is_wanted(demo: Path, tmp_path: Path) -> None:
    page, data = tmp_path / "试算.html", tmp_path / "试算.json"
    assert run("simulate", *AS_OF, *CHANGE, "--out", page, repo=demo).exit_code == 0
    assert run("simulate", *AS_OF, *CHANGE, "--out", data, repo=demo).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(data.read_bytes())["schema"] == "simulation/1"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ((), 2, "没有写要改什么"),
        (("--set", "x"), 2, "看不懂"),
        (("--set", "2023-townshi:points=1"), 2, "是不是 2023-township"),
        (("--set", "2023-township:disclosure/new.points=1"), 2, "是不是 disclosure/news"),
        (("--set", f"{NEWS}=-1"), 1, "2023-township.yml:121:13: schema-minimum"),
        (("--rulebook", "no-such.yml"), 2, "没有 no-such.yml"),
        (("--rulebook", "."), 2, "这是一个文件夹"),
        ((*CHANGE, "--unit", "zhengfuban"), 2, "不考核 zhengfuban"),
        ((*CHANGE, "--year", "2031"), 2, "没有 2031 年的考核细则"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    demo: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    done = run("simulate", *AS_OF, *arguments, repo=demo)
    assert done.exit_code == status, done.output
    assert told in done.stderr and "怎么改：" in done.stderr
    assert not done.stdout


def test_what_is_newly_odd_is_remarked_beside_the_result(demo: Path) -> None:
    done = run("simulate", *AS_OF, "--set", "2023-township:disclosure.points=7", repo=demo)
    assert done.exit_code == 0
    assert "rulebook-sums （提醒）" in done.stderr
    assert not re.search("rulebook-sums", done.stdout)


# ---- the page -----------------------------------------------------------------------------------


class _Page(HTMLParser):
    """What a browser would find on a page: elements, attributes, style, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.style = self.words = ""
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_data(self, data: str) -> None:
        if self._within == "style":
            self.style += data
        else:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        self._within = ""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> _Page:
    """A page on which unit, node, field and reason have hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    news = {"at": "2023-01-05 09:00", "unit": "wanshui", "kind": "news"}
    opened(folder / "repository", [news], registry={"wanshui": {"short_name": HOSTILE}})
    text = BOOK.read_text(encoding="utf-8")
    draft = as_yaml({"title": HOSTILE}).decode().strip().removeprefix("title:").strip()
    changed = text.replace("title: 乡镇动态", f"title: {draft}").replace(
        "at_least: 2", "at_least: 5"
    )
    (folder / "draft.yml").write_text(changed, encoding="utf-8")
    done = run(
        "simulate", "--as-of", "2023-01-31", "--rulebook", folder / "draft.yml",
        "--format", "page", repo=folder / "repository",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return _Page(done.stdout)


def test_the_page_shows_hostile_names_and_runs_none(hostile: _Page) -> None:
    assert hostile.words.count(HOSTILE) > 5
    tags = {tag for tag, _ in hostile.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "base", "link"}
    for tag, attributes in hostile.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        address = attributes.get("href") or attributes.get("src")
        assert address is None or address.startswith("#")
    assert "url(" not in hostile.style and "@import" not in hostile.style


def test_the_page_s_policy_allows_its_own_style_alone(hostile: _Page) -> None:
    (policy,) = (
        attributes["content"]
        for tag, attributes in hostile.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    digest = base64.b64encode(hashlib.sha256(hostile.style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_the_page_says_what_it_is_and_where_it_comes_from(hostile: _Page) -> None:
    assert "试算，不是考核结果。" in hostile.words
    assert "最少条数：2 → 5" in hostile.words
    assert "截至 2023-01-31 24:00（没有结账，待定的不扣分）" in hostile.words
    assert "历史末端" in hostile.words


def test_every_link_of_the_page_leads_somewhere(hostile: _Page) -> None:
    ids = {attributes.get("id") for _, attributes in hostile.elements}
    links = [attributes["href"] for tag, attributes in hostile.elements if tag == "a"]
    assert links and all(link and link[1:] in ids for link in links)


def test_each_unit_is_drawn_from_what_is_to_what_would_be(hostile: _Page) -> None:
    """29 dumbbells and the key; every place is a share of the width."""
    drawn = [attributes for tag, attributes in hostile.elements if tag == "circle"]
    places = [str(each["cx"]) for each in drawn if str(each["cx"]).endswith("%")]
    assert len(places) == 2 * 29
    assert all(0 <= float(place[:-1]) <= 100 for place in places)


def _all(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }

"""`gongkai demo`: a whole year, valid, the same on every machine, showing what it says it shows."""

import io
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from PIL import Image

from scoring.assessment import Assessment
from scoring.calendar.periods import parse
from scoring.calendar.zone import SHANGHAI, iso
from scoring.errors import GongkaiError
from scoring.history.commits import Commit
from scoring.ledger.model import Ledger, NodeScore
from scoring.ledger.text import ledger_json
from scoring.records.record import Record
from scoring.records.yamltext import load_yaml
from scripts.demo.dice import Dice
from scripts.demo.filling import filled
from scripts.demo.making import is_demo, marked
from scripts.demo.material import material
from scripts.demo.pdf import pdf_file
from scripts.demo.photo import photo_file
from scripts.demo.plan import stage_of
from scripts.product import product_root
from scripts.repository.making import starting_files
from scripts.yaml_writer import in_schema_order, yaml_text
from tests.support.demo import opened
from tests.support.git import git

ROOT = Path(__file__).resolve().parents[1]
GONGKAI = (sys.executable, "-c", "from scripts.cli import main; main()")
AFTER = datetime(2024, 3, 1, tzinfo=SHANGHAI)
CASES = material()["cases"]["cases"]
PERSONS = material()["year"]["persons"]


@cache
def ledger(place: Path) -> Ledger:
    return opened(place).ledger(2023, AFTER)


@pytest.fixture
def year(demo_repository: Path) -> Assessment:
    return opened(demo_repository)


def records(year: Assessment, kind: str) -> list[Record]:
    return [each for each in year.archive.records.values() if each.kind == kind]


def receipts(year: Assessment) -> list[Commit]:
    return year.repository.first_parent_chain(year.head)[1:]


# --- the records ---------------------------------------------------------------------------------


def test_every_record_is_valid(year: Assessment) -> None:
    assert [(each.path, each.problems) for each in year.rejections] == []


def test_every_kind_occurs_and_the_year_is_whole(year: Assessment) -> None:
    counts = Counter(each.kind for each in year.archive.records.values())
    # An assessor's mark is for schemes with indicators that are marked; Xuanwei's have none.
    assert set(counts) == set(year.schemas.kinds) - {"mark"}
    assert 2300 <= sum(counts.values()) <= 2700
    assert counts["news"] > 1000 and counts["hotline-report"] == 13 and counts["confirmation"] == 1
    assessed = {unit.id for unit in year.registry.values() if unit.kind != "office"}
    assert len(assessed) == 45
    assert {each.unit for each in records(year, "news")} == assessed
    for report in records(year, "hotline-report"):
        assert {row["unit"] for row in report.data["rows"]} == assessed


def test_records_are_written_as_the_writer_writes_them(demo_repository: Path) -> None:
    for record in opened(demo_repository).archive.records.values():
        text = (demo_repository / record.path).read_bytes()
        document = opened(demo_repository).schemas.kinds[record.kind].document
        assert yaml_text(in_schema_order(load_yaml(text), document)).encode() == text, record.id


def test_no_two_news_say_the_same_but_the_pair_that_is_meant_to(year: Assessment) -> None:
    bodies: Counter[str] = Counter()
    for record in records(year, "news"):
        bodies["".join(record.data["body"].split())] += 1
    twice = [body for body, count in bodies.items() if count > 1]
    assert len(twice) == 1 and "丰华街道" in twice[0]
    links = [each.data["url"] for each in records(year, "news") if "url" in each.data]
    assert len(links) == len(set(links))


def test_persons_numbers_and_links_are_plainly_examples(demo_repository: Path) -> None:
    year = opened(demo_repository)
    for record in year.archive.records.values():
        for name in dict(record.data.get("approval", {})).items():
            assert name[0] == "approved_on" or name[1] in PERSONS, record.id
        text = (demo_repository / record.path).read_text("utf-8")
        assert set(re.findall(r"https?://[^/\s]+", text)) <= {"https://www.example.gov.cn"}
        assert set(re.findall(r"0874-\d+", text)) <= {
            f"0874-{number:07d}" for number in range(1000)
        }
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)", _prose(text))
    for record in records(year, "leadership"):
        assert {record.data["leader"]["name"], record.data["officer"]["name"]} <= set(PERSONS)


def _prose(text: str) -> str:
    return re.sub(r"sha256: \S+|\"\d{12}(\.jpg)?\"", "", text)


def test_the_columns_of_every_annual_report_agree(year: Assessment) -> None:
    reports = records(year, "annual-report")
    assert Counter(each.data["edition"] for each in reports)["final"] > 20
    some = 0
    for report in reports:
        table = report.data["requests"]
        for column in table["received"]:
            came = table["received"][column] + table["carried_in"][column]
            went = table["carried_out"][column] + sum(_column(table["results"], column))
            assert came == went, (report.id, column)
            some += came
    assert some > 200


def _column(results: Any, column: str) -> Iterator[int]:
    for name, value in results.items():
        if isinstance(value, dict):
            yield from _column(value, column)
        elif name == column:
            yield value


def test_the_governments_own_report_counts_its_own_requests(year: Assessment) -> None:
    finals = [each for each in records(year, "annual-report") if each.data["edition"] == "final"]
    (own,) = [each for each in finals if each.unit == "zhengfuban"]
    assert own.data["proactive"]["licences"] == 0  # licences are the departments'
    assert own.data["requests"]["received"]["natural_persons"] > 0


# --- attachments ---------------------------------------------------------------------------------


def test_attachments_are_real_files_with_true_digests(demo_repository: Path) -> None:
    opening = {".docx": _open_word, ".pdf": _open_pdf, ".jpg": _open_photo}
    photos: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for record in opened(demo_repository).archive.records.values():
        for entry in record.data.get("attachments", ()):
            path = (demo_repository / record.path).with_suffix("") / entry["file"]
            content = path.read_bytes()
            assert sha256(content).hexdigest() == entry["sha256"], path
            opening[path.suffix](content)
            seen[path.suffix] += 1
            photos[entry["sha256"]] += path.suffix == ".jpg"
    assert seen[".docx"] > 130 and seen[".pdf"] > 500 and seen[".jpg"] > 350
    assert max(photos.values()) == 1  # no photograph is shown twice


def _open_word(content: bytes) -> None:
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text


def _open_pdf(content: bytes) -> None:
    assert content.startswith(b"%PDF-1.5\n") and content.endswith(b"%%EOF\n")
    start = int(content.split(b"startxref\n")[1].split(b"\n")[0])
    assert content[start:].startswith(b"xref\n")
    places = re.findall(rb"(\d{10}) 00000 n ", content[start:])
    for number, place in enumerate(places, start=1):
        assert content[int(place) :].startswith(b"%d 0 obj\n" % number)


def _open_photo(content: bytes) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("JPEG", (32, 24))


def test_annual_reports_have_their_tables_in_word(demo_repository: Path) -> None:
    report = next(
        each
        for each in records(opened(demo_repository), "annual-report")
        if each.unit == "zhengfuban"
    )
    folder = (demo_repository / report.path).with_suffix("")
    document = docx.Document(str(folder / "report.docx"))
    assert len(document.tables) == 3
    rows = {row.cells[0].text: row.cells[3].text for row in document.tables[1].rows}
    received = report.data["requests"]["received"]["natural_persons"]
    assert rows["一、本年新收政府信息公开申请数量"] == str(received)


def test_policies_carry_the_statement_but_the_one_that_shows_its_lack(year: Assessment) -> None:
    without = {each.unit for each in records(year, "policy") if not each.facts}
    assert without == {"weijian"}


def test_pdf_files_hold_their_text_and_break_their_pages() -> None:
    assert "示例".encode("utf-16-be").hex().encode() in pdf_file(["示例"])
    assert pdf_file(["示例"] * 100).count(b"/Type/Page/") == 3


def test_every_photograph_has_a_look_of_its_own() -> None:
    assert photo_file("a") == photo_file("a") != photo_file("b")


# --- the history ---------------------------------------------------------------------------------


def test_every_record_came_in_by_a_receipt_merge(demo_repository: Path, year: Assessment) -> None:
    first = year.repository.first_parent_chain(year.head)[0]
    assert iso(first.committed) == "2022-12-30T10:00:00+08:00" and not first.parents
    told = git(
        demo_repository,
        "log",
        "--first-parent",
        "--reverse",
        "--format=%H%x1f%cI%x1f%B%x1e",
        "main",
    )
    messages = {each.split("\x1f")[0].strip(): each.split("\x1f") for each in told.split("\x1e")}
    before = first.committed
    for commit in receipts(year):
        assert len(commit.parents) == 2 and commit.committed >= before
        before = commit.committed
        units = {change.path.split("/")[1] for change in commit.changes}
        assert len(units) == 1 and all(change.status == "A" for change in commit.changes)
        _, committed, message = messages[commit.id]
        assert committed.endswith("+08:00")
        assert message.strip().split("\n\n")[-1].splitlines() == [
            f"Received-at: {committed}",
            f"Submitted-by: {units.copy().pop()}-clerk",
            f"Unit: {units.pop()}",
        ]


def test_branches_bear_their_clerks_own_earlier_dates(demo_repository: Path) -> None:
    told = git(demo_repository, "log", "--no-merges", "--format=%an|%ae|%at|%ct|%P", "main")
    lines = [line.split("|") for line in told.splitlines()[:-1]]
    assert len(lines) > 2300
    assert all(email.endswith("-clerk@localhost") and parent for _, email, _, _, parent in lines)
    pairs = git(demo_repository, "log", "--merges", "--format=%ct %P", "main").splitlines()
    authored = dict(
        line.split() for line in git(demo_repository, "log", "--format=%H %at", "main").splitlines()
    )
    assert all(int(authored[pair.split()[2]]) < int(pair.split()[0]) for pair in pairs)
    lagging = sum(authored[pair.split()[1]] > authored[pair.split()[2]] for pair in pairs)
    assert lagging > 100  # branches begun before the head they are merged into


def test_the_repository_is_sound_small_and_clean(demo_repository: Path) -> None:
    assert git(demo_repository, "fsck", "--strict") == ""
    assert git(demo_repository, "status", "--porcelain") == ""
    assert git(demo_repository, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    size = sum(path.stat().st_size for path in (demo_repository / ".git/objects").rglob("*"))
    assert size < 12_000_000


def test_the_same_seed_gives_the_same_head(demo_repository: Path, tmp_path: Path) -> None:
    env = {
        **os.environ,
        "TZ": "America/New_York",
        "LANG": "C",
        "GIT_AUTHOR_NAME": "某人",
        "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z",
        "PYTHONHASHSEED": "1",
    }
    place = tmp_path / "again"
    command = [*GONGKAI, "demo", str(place), "--seed"]
    subprocess.run([*command, "7"], cwd=ROOT, capture_output=True, check=True)
    assert git(place, "rev-parse", "main") != git(demo_repository, "rev-parse", "main")
    assert git(place, "status", "--porcelain") == ""
    assert _departures(place) == []
    command.append("2023")
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 2 and "--force" in refused.stderr
    subprocess.run([*command, "--force"], cwd=ROOT, env=env, capture_output=True, check=True)
    assert git(place, "rev-parse", "main") == git(demo_repository, "rev-parse", "main")
    assert list(tmp_path.iterdir()) == [place]


def test_force_replaces_nothing_but_a_demo(demo_repository: Path, tmp_path: Path) -> None:
    assert is_demo(demo_repository)
    for place in (tmp_path, ROOT, tmp_path / "none"):
        assert not is_demo(place)
    git(tmp_path, "init", "--quiet", "-b", "main")
    (tmp_path / "mkdocs.yml").write_text("extra:\n  demo: true\n")
    assert not is_demo(tmp_path)
    command = [*GONGKAI, "demo", "--force", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2 and (tmp_path / "mkdocs.yml").is_file()


# --- what it shows -------------------------------------------------------------------------------


def _nodes(found: Ledger, unit: str) -> dict[str, NodeScore]:
    scores: dict[str, NodeScore] = {}

    def walk(nodes: Any, above: str) -> None:
        for node in nodes:
            scores[f"{above}{node.id}"] = node
            walk(node.nodes or (), f"{above}{node.id}/")

    walk(next(each for each in found.units if each.unit == unit).nodes, "")
    return scores


def _departures(place: Path) -> list[str]:
    """Return where the ledger is not what cases.yml says."""
    found = opened(place).ledger(2023, AFTER)
    totals = {each.unit: each.score for each in found.units}
    wrong = []
    for case in CASES:
        unit = case["unit"]
        if "score" in case and totals[unit] != case["score"]:
            wrong.append(f"{unit}: {totals[unit]}, not {case['score']}")
        nodes = _nodes(found, unit)
        for path, points in case["loses"].items():
            node = nodes[path]
            assert node.points is not None and node.score is not None
            if node.points - node.score != Decimal(points):
                wrong.append(f"{unit} {path}: loses {node.points - node.score}, not {points}")
    return wrong


def test_every_case_loses_what_it_says(demo_repository: Path) -> None:
    assert _departures(demo_repository) == []
    assert len({case["unit"] for case in CASES}) == len(CASES) == 45


def test_most_units_are_diligent(demo_repository: Path) -> None:
    lost = [each.points - each.score for each in ledger(demo_repository).units]
    assert sum(points <= Decimal("0.3") for points in lost) >= 20
    assert sum(points >= 2 for points in lost) >= 3


def test_whoever_a_quarterly_circular_names_was_short_in_that_quarter(
    demo_repository: Path, year: Assessment
) -> None:
    circulars = [
        each for each in records(year, "criticism") if each.data["subject"] == "news-shortage"
    ]
    assert {each.data["quarter"] for each in circulars} == {f"2023Q{n}" for n in (1, 2, 3, 4)}
    for circular in circulars:
        for unit in circular.speaks_of:
            nodes = _nodes(ledger(demo_repository), unit)
            news = next(node for path, node in nodes.items() if path.endswith("/news"))
            months = {each.period for each in news.deductions or () if each.rule == "monthly"}
            quarter = parse(circular.data["quarter"])
            assert any(quarter.covers(parse(month)) for month in months), (circular.id, unit)


def test_every_level_subject_and_effect_occurs(year: Assessment) -> None:
    def values(kind: str, field: str) -> set[str]:
        return {each.data[field] for each in records(year, kind) if field in each.data}

    def choices(kind: str, field: str) -> set[str]:
        return set(year.schemas.kinds[kind].document["properties"][field]["enum"])

    for kind, field in (
        ("criticism", "issuer"),
        ("criticism", "subject"),
        ("ruling", "effect"),
        ("news", "category"),
        ("disclosure", "topic"),
        ("annual-report", "edition"),
    ):
        assert values(kind, field) == choices(kind, field), (kind, field)
    corrected = {each.kind for each in year.archive.records.values() if each.supersedes}
    assert corrected == {"news", "annual-report", "hotline-report", "media-account"}


def test_the_confirmed_ledger_can_be_reckoned_again(
    demo_repository: Path, year: Assessment
) -> None:
    (confirmation,) = records(year, "confirmation")
    at_head = Assessment.open(
        demo_repository, head=confirmation.data["head"], product=product_root()
    )
    again = at_head.ledger(2023, datetime.fromisoformat(confirmation.data["as_of"]))
    assert again.final
    digest = sha256(ledger_json(again).encode()).hexdigest()
    assert digest == confirmation.data["ledger_sha256"]


# --- marked as a demo ----------------------------------------------------------------------------


def test_it_is_marked_as_a_demo(demo_repository: Path) -> None:
    configuration = yaml.safe_load((demo_repository / "mkdocs.yml").read_text("utf-8"))
    assert configuration["extra"]["demo"] is True
    readme = (demo_repository / "README.md").read_text("utf-8")
    assert "演示数据" in readme and all(f"`{case['unit']}`" in readme for case in CASES)
    for unit in opened(demo_repository).registry.values():
        assert unit.submitters == (f"{unit.id}-clerk",)


@pytest.mark.parametrize(
    "text",
    [
        "site_name: a\nextra:\n  demo: false # why\n",
        "extra:\n  # demo: see below\n  generator: false\n\n  demo: false\nplugins: []\n",
        "extra:\n  demo: true\nsite_name: a\n",
        "extra:\n  generator: false\n",
        "site_name: a\n",
        "other:\n  demo: false\nextra:\n  a: 1\n",
    ],
)
def test_marking_changes_the_mark_alone(text: str) -> None:
    before, after = yaml.safe_load(text), yaml.safe_load(marked(text))
    assert after == {**before, "extra": {**before.get("extra", {}), "demo": True}}


def test_a_registry_without_the_demos_units_is_told_apart() -> None:
    files = {path: text for path, text in starting_files(None).items() if "/geyi/" not in path}
    with pytest.raises(GongkaiError) as refused:
        stage_of(files, material(), 1)
    assert refused.value.code == "demo-units-missing"
    assert refused.value.values == {"units": "geyi"}


# --- dice ----------------------------------------------------------------------------------------


def test_dice_fall_the_same_way_for_ever() -> None:
    dice = Dice(2023)
    assert [dice.number(1, 6, "a", n) for n in range(8)] == [
        Dice(2023).number(1, 6, "a", n) for n in range(8)
    ]
    assert {dice.number(1, 6, "b", n) for n in range(200)} == {1, 2, 3, 4, 5, 6}
    assert sorted(dice.several("abcd", 9, "c")) == list("abcd")
    assert 20 < sum(dice.chance(30, "d", n) for n in range(100)) < 40
    assert {dice.weighed({"x": 1, "y": 3, "z": 0}, "e", n) for n in range(99)} == {"x", "y"}
    assert [Dice(seed).number(0, 999, "f") for seed in (1, 2, 3)] == [800, 534, 684]


def test_gaps_are_filled() -> None:
    told = filled("{unit}有{3-5}个，{x}", {"unit": "甲", "x": "{unit}"}, Dice(1), "k")
    assert re.fullmatch("甲有[345]个，{unit}", told)
    with pytest.raises(KeyError):
        filled("{nobody}", {}, Dice(1))

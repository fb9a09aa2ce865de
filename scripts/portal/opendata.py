"""开放数据: the ledger and tables as files, at addresses that stay.

Text of records goes through ``csv_bytes``, which lets no cell become a formula.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.calendar.zone import iso
from scoring.ledger.text import ledger_json
from scripts.portal import addresses, records_data, reports_data
from scripts.portal.input import Checkpointed
from scripts.portal.page import Page, SiteFile
from scripts.portal.volume import Volume
from scripts.scoreboard.grid import deductions_grid
from scripts.scoreboard.ranking import Board, boards
from scripts.scoreboard.sheets import scoreboard_csv, scoreboard_xlsx
from scripts.spreadsheets import Row, csv_bytes


@dataclass(frozen=True, slots=True)
class Described:
    """A file as the page describes it: its address, what it is, its columns, its size."""

    address: str
    name: str
    title: str
    text: str
    columns: tuple[str, ...]
    size: str


@dataclass(frozen=True, slots=True)
class DataBody:
    """All data files of the year.

    ``formats`` are those of the JSON files, ever since: name, address of the JSON Schema (or
    nothing), what it is of, what changed; ``ledger_format`` is that of the year's ledger.
    """

    files: tuple[Described, ...]
    formats: tuple[tuple[str, str, str, str], ...]
    ledger_format: str


_FILES = (
    (
        "ledger.json",
        "考核台账",
        "每个单位逐项的分值、得分、状态和扣分；每笔扣分附期间、原因代码、依据的材料和提交编号。",
    ),
    ("scoreboard.csv", "评分榜", "名次、单位、满分、得分、扣分、状态和各大项得分。"),
    (
        "deductions.csv",
        "扣分明细",
        "每笔扣分一行：单位、指标、期间、原因、应扣、免除、实扣、依据的材料和提交。",
    ),
    ("scores.xlsx", "评分榜和扣分明细（Excel）", "评分榜每表一页，另附扣分明细。"),
    (
        "submissions.csv",
        "报送目录",
        "公开的材料一件一行：索引号、单位、种类、名称、日期、计收时间、提交编号、时间依据。",
    ),
    *records_data.FILES,
    *reports_data.FILES,
)
_HEADS: Row = [
    "索引号",
    "单位编号",
    "单位",
    "种类代号",
    "种类",
    "名称",
    "日期",
    "计收时间",
    "材料编号",
    "提交",
    "时间依据",
    "公开情况",
]
_SCHEMAS = "assets/schemas"
FORMATS = (
    ("ledger/1", f"{_SCHEMAS}/ledger-1.json", "考核台账", "最初的格式"),
    (
        "ledger/2",
        f"{_SCHEMAS}/ledger-2.json",
        "考核台账",
        "细则中有得分、折算、加分、等次、名次的年度用这个格式，多出这些内容；其余年度仍用 ledger/1",
    ),
    (
        "ledger/1、ledger/2",
        "",
        "考核台账",
        "当年成立、撤销、改名的单位多一项 change（成立日期、撤销日期、承接单位、以前的名称）；"
        "没有变动的单位没有这一项",
    ),
    ("years/1", f"{_SCHEMAS}/years-1.json", "历年对比", "最初的格式"),
    (
        "submissions/1",
        f"{_SCHEMAS}/submissions-1.json",
        "报送目录、指南、年度报告",
        "最初的格式",
    ),
    ("checkpoint/1", "", "检查点", "最初的格式"),
)
_OF_SCORES = frozenset(("ledger.json", "scoreboard.csv", "deductions.csv", "scores.xlsx"))
"""The files that are not published before scores are."""

_OPENNESS = {"open": "公开", "withheld": "已依法撤下"}


def files(volume: Volume) -> Iterator[SiteFile]:
    """Yield the year's data files."""
    ledger = volume.input.ledger
    titles = {book.id: book.title for book in volume.input.rulebooks}
    ranked: tuple[Board, ...] = boards(ledger, titles)
    contents = {
        "ledger.json": ledger_json(ledger).encode(),
        "scoreboard.csv": scoreboard_csv(ranked, "zh"),
        "deductions.csv": csv_bytes(deductions_grid(ledger, "zh")),
        "scores.xlsx": scoreboard_xlsx(ledger, ranked, "zh"),
        "submissions.csv": csv_bytes(_submissions(volume)),
        **dict(records_data.data_files(volume)),
        **dict(reports_data.data_files(volume)),
    }
    for name, _, _ in _FILES:
        if not volume.input.held or name not in _OF_SCORES:
            yield SiteFile(addresses.data(volume.year, name), contents[name])


def checkpoint_files(checkpoint: Checkpointed | None) -> Iterator[SiteFile]:
    """Yield the checkpoint and its signature, byte for byte as they are kept."""
    if checkpoint is not None:
        yield SiteFile(addresses.CHECKPOINT, checkpoint.text)
        if checkpoint.signature is not None:
            yield SiteFile(f"{addresses.CHECKPOINT}.sig", checkpoint.signature)


def page(volume: Volume, made: tuple[SiteFile, ...]) -> Page:
    """Return the page that describes the files in ``made``."""
    by_address = {file.address: file.content for file in made}
    described = []
    for name, title, text in _FILES:
        address = addresses.data(volume.year, name)
        content = by_address.get(address)
        if content is None:
            continue
        described.append(
            Described(address, name, title, text, _columns(name, content), _size(len(content)))
        )
    return Page(
        address=addresses.of_year(volume.year, "data"),
        template="data.html",
        title="开放数据",
        description=f"{volume.year}年考核台账、评分榜、扣分明细和报送目录，可以下载再利用。",
        year=volume.year,
        body=DataBody(tuple(described), FORMATS, volume.input.ledger.schema),
        linked={
            "@type": "Dataset",
            "name": f"{volume.year}年政务公开考核数据",
            "description": f"{volume.year}年考核台账、评分榜、扣分明细和报送目录。",
            "temporalCoverage": str(volume.year),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": each.title,
                    "contentUrl": addresses.way(
                        addresses.of_year(volume.year, "data"), each.address
                    ),
                }
                for each in described
            ],
        },
    )


def _submissions(volume: Volume) -> list[Row]:
    rows: list[Row] = [_HEADS]
    for item in volume.shelf.items:
        if item.hidden:
            continue
        rows.append(
            [
                item.number,
                item.unit,
                volume.name(item.unit),
                item.kind,
                item.kind_title,
                item.title,
                item.date,
                iso(item.received),
                item.id,
                item.commit,
                str(item.strength),
                _OPENNESS.get(item.openness, ""),
            ]
        )
    return rows


def _columns(name: str, content: bytes) -> tuple[str, ...]:
    if not name.endswith(".csv"):
        return ()
    return tuple(content.decode("utf-8-sig").partition("\r\n")[0].split(","))


def _size(octets: int) -> str:
    if octets < 1024**2:
        return f"{max(1, round(octets / 1024))} KB"
    return f"{octets / 1024**2:.1f} MB"

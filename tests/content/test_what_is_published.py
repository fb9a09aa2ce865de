"""Nothing internal and nothing taken down is in any file of the site: told by marks in each field.

Every text of every kind carries a mark of its own, so that a leak names the field it came from.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts.portal.assembly import assemble
from scripts.portal.build import build
from scripts.portal.catalogue import CatalogueBody
from scripts.portal.guides import DirectoryBody, GuideBody
from scripts.portal.input import Audience, PortalInput
from scripts.portal.theme import Theme, read_configuration
from tests.support import memory
from tests.support.memory import Sent
from tests.support.portal_fixture import everything, portal, sent
from tests.support.records import ROOT, at

_MARK = re.compile(r"gkq[a-z]{2}\d{4}z")
_FREE = ("text", "line", "phone", "url")
"""Formats of fields whose words are the sender's own; ids, dates and codes have none."""


class Marks:
    """Gives every free text a mark and remembers what it stands for."""

    def __init__(self) -> None:
        self.stands_for: dict[str, str] = {}

    def marked(self, kind: str, data: Mapping[str, Any], *, only_internal: bool) -> dict[str, Any]:
        """Return ``data`` with marks; with ``only_internal`` just what no reader may see."""
        schema = memory.schemas().kinds[kind]
        public = schema.public_view(data)
        made: Any = self._of(schema.whole, data, public, kind, only_internal)
        return dict(made)

    def _of(self, part: Any, value: Any, public: Any, where: str, only_internal: bool) -> Any:
        if isinstance(value, Mapping):
            shown = public if isinstance(public, Mapping) else {}
            return {
                key: self._of(part and part.field(key), inner, shown.get(key),
                              f"{where}.{key}", only_internal)
                for key, inner in value.items()
            }  # fmt: skip
        if isinstance(value, list):
            shown_list = public if isinstance(public, list) else [None] * len(value)
            return [
                self._of(part and part.item(), inner, shown, f"{where}[]", only_internal)
                for inner, shown in zip(value, shown_list, strict=True)
            ]
        free = isinstance(value, str) and (not value.isascii() or _format(part) in _FREE)
        if not free or (only_internal and public is not None):
            return value
        mark = f"gkq{'in' if public is None else 'pu'}{len(self.stands_for):04d}z"
        self.stands_for[mark] = where
        return value + mark


def _format(part: Any) -> str:
    return next(
        (str(each["format"]) for each in getattr(part, "_aspects", ()) if "format" in each), ""
    )


def leaks(folder: Path, marks: Marks) -> list[str]:
    """Return what of ``marks`` stands in any file below ``folder``, archives unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        for name, content in _parts(path):
            for mark in _MARK.findall(content.decode("utf-8", "replace")):
                if mark in marks.stands_for:
                    found.append(f"{name}: {marks.stands_for[mark]}")
    return found


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    content = path.read_bytes()
    yield path.name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{path.name}/{name}", archive.read(name)


def made(data: PortalInput, folder: Path) -> Path:
    """Build the site of ``data``."""
    configuration = read_configuration((ROOT / "mkdocs.yml").read_bytes())
    build(data, Theme(configuration, (ROOT / "site_overrides",)), folder / "site")
    return folder / "site"


def internal_year(marks: Marks) -> tuple[Sent, ...]:
    return tuple(
        replace(each, data=marks.marked(each.kind, each.data, only_internal=True))
        for each in everything()
    )


def test_no_internal_field_of_any_kind_is_in_any_file(tmp_path: Path) -> None:
    marks = Marks()
    year = internal_year(marks)
    kinds = {where.split(".")[0] for where in marks.stands_for.values()}
    assert kinds >= {"appeal", "opinion-notice", "opinion-response", "media-approval", "news",
                     "guide", "leadership", "gazette-display", "annual-report"}  # fmt: skip
    assert len(marks.stands_for) > 40
    assert leaks(made(portal(year), tmp_path), marks) == []


def test_within_the_government_the_same_marks_are_seen(tmp_path: Path) -> None:
    marks = Marks()
    inside = portal(internal_year(marks), audience=Audience.INTERNAL)
    told = str([page.body for page, _ in assemble(inside).pages])
    assert any(mark in told for mark in marks.stands_for)


def all_withheld(marks: Marks) -> tuple[tuple[Sent, ...], PortalInput]:
    """Return a year of marked records of every kind, all taken down but the rulings."""
    year = tuple(
        replace(each, data=marks.marked(each.kind, each.data, only_internal=False))
        if each.kind != "ruling"
        else each
        for each in everything()
    )
    ruling = "zhengfuban/2023/ruling/2023-01-01-00008"
    down = {record.id: ruling for record in memory.records(year) if record.kind != "ruling"}
    return year, portal(year, withheld=down)


def test_what_is_taken_down_is_in_no_file_whatever_its_kind(tmp_path: Path) -> None:
    marks = Marks()
    year, data = all_withheld(marks)
    assert {each.kind for each in year} == {each.kind for each in everything()}
    site = made(data, tmp_path)
    assert leaks(site, marks) == []
    assert not (site / "files").exists(), "attachments are gone with their records"
    catalogue = (site / "2023/units/wanshui-catalogue.html").read_text(encoding="utf-8")
    assert "已依法撤下" in catalogue and "appeals.html#ruling/2023-01-01-00008" in catalogue
    for name in ("submissions.csv", "catalogue/wanshui.csv"):
        text = (site / "data/2023" / name).read_text(encoding="utf-8-sig")
        assert "已依法撤下" in text
        rows = list(csv.DictReader(io.StringIO(text)))
        assert all(row["计收时间"] for row in rows), "the time stands"
    guide = (site / "2023/units/wanshui-guide.html").read_text(encoding="utf-8")
    assert "已依法撤下" in guide and "2023-10-12" in guide


def test_without_the_ruling_the_same_marks_are_seen() -> None:
    marks = Marks()
    year, _ = all_withheld(marks)
    told = str([page.body for page, _ in assemble(portal(year)).pages])
    public = [mark for mark in marks.stands_for if mark.startswith("gkqpu")]
    seen = [mark for mark in public if mark in told]
    assert len(seen) > len(public) / 2 > 20


# --- guides, their versions, catalogues --------------------------------------------------------

FIRST = "wanshui/2023/guide/2023-01-01-00001"
SECOND = "wanshui/2023/guide/2023-01-01-00002"
THIRD = "wanshui/2023/guide/2023-01-01-00003"
RULING = "zhengfuban/2023/ruling/2023-01-01-00004"


def guides(withheld: Mapping[str, str] | None = None) -> PortalInput:
    """Return a portal with a guide that was corrected twice."""
    office = dict(memory.example("guide")["office"])
    return portal(
        [
            sent("guide", "wanshui", at("2023-10-12"), office={**office, "phone": "0874-1111111"}),
            sent("guide", "wanshui", at("2023-10-20"), supersedes=FIRST,
                 office={**office, "phone": "0874-2222222"}),
            sent("guide", "wanshui", at("2023-11-02"), supersedes=SECOND,
                 office={**office, "phone": "0874-3333333"}),
            sent("ruling", "zhengfuban", at("2023-11-03")),
        ],
        withheld=withheld,
    )  # fmt: skip


def page_of(data: PortalInput, template: str) -> Any:
    return next(page.body for page, _ in assemble(data).pages if page.template == template)


def test_every_version_of_a_guide_is_read_with_its_own_time(tmp_path: Path) -> None:
    data = guides()
    body = page_of(data, "guide.html")
    assert isinstance(body, GuideBody)
    assert (body.version.id, body.counts_otherwise) == (THIRD, True)
    assert [(each.number, each.version.id) for each in body.earlier] == [(2, SECOND), (1, FIRST)]
    phones = [dict(each.reading.office)["联系电话"] for each in body.earlier]
    assert phones == ["0874-2222222", "0874-1111111"]
    assert [f"{each.version.received:%m-%d}" for each in body.earlier] == ["10-20", "10-12"]
    published = assemble(data).addresses
    assert all(f"files/{each}/guide.docx" in published for each in (FIRST, SECOND, THIRD))


@pytest.mark.parametrize(
    ("down", "seen"),
    [
        ({FIRST: RULING}, ["0874-3333333", "0874-2222222"]),
        ({SECOND: RULING}, ["0874-3333333"]),  # and the first, which it corrected
        ({THIRD: RULING}, []),
    ],
)
def test_a_version_taken_down_goes_with_those_it_corrected(
    tmp_path: Path, down: Mapping[str, str], seen: list[str]
) -> None:
    data = guides(down)
    told = str([page.body for page, _ in assemble(data).pages])
    phones = [f"0874-{digit * 7}" for digit in "321"]
    assert [phone for phone in phones if phone in told] == seen
    body = page_of(data, "guide.html")
    marks = [body.version.title, *(each.version.title for each in body.earlier)]
    assert marks.count("已依法撤下") == 3 - len(seen)
    assert sum("/guide/" in address for address in assemble(data).addresses) == len(seen)


def test_the_directory_tells_where_when_and_how_to_reach_an_office() -> None:
    body = page_of(guides(), "guides.html")
    assert isinstance(body, DirectoryBody)
    (office,) = [each for group in body.groups for each in group.offices if each.received]
    assert (office.unit, office.phone, office.received) == (
        "宛水街道办事处", "0874-3333333", "2023-11-02"
    )  # fmt: skip
    assert office.place and office.hours and office.fax and office.internet


def test_the_catalogue_file_says_what_the_page_says() -> None:
    data = guides()
    site = assemble(data)
    body = next(page.body for page, _ in site.pages
                if page.address == "2023/units/wanshui-catalogue.html")  # fmt: skip
    assert isinstance(body, CatalogueBody)
    content = next(file.content for file in site.files if file.address == body.csv)
    assert content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["索引号"] for row in rows] == [line.item.number for line in body.lines]
    assert [row["索引号"] for row in rows] == ["530381001-2023-0001"]
    assert rows[0]["名称"] == body.lines[0].item.title
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[0]["日期"])

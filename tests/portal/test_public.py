"""What the public may see, and what the government may."""

import json
from collections.abc import Mapping
from pathlib import Path

from scripts.portal import addresses, catalogue
from scripts.portal.assembly import assemble
from scripts.portal.input import Audience, PortalInput
from scripts.portal.volume import volumes
from tests.support import memory
from tests.support.portal_fixture import SECRET, WITHHELD, everything, portal
from tests.support.portal_pages import RULING, page_of, read


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


def test_an_index_number_stays_whatever_is_shown() -> None:
    def numbers(data: PortalInput) -> Mapping[str, str]:
        return {item.id: item.number for item in volumes(data)[0].shelf.items}

    full = numbers(portal(audience=Audience.INTERNAL))
    public = numbers(portal(withheld={WITHHELD: RULING}))
    assert public == full
    assert len(set(full.values())) == len(full)
    assert full["wanshui/2023/leadership/2023-01-01-00001"] == "530381001-2023-0001"

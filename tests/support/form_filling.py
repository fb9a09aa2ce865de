"""A clerk at a form: fills in a page of 提交 from a record, control by control, as people do."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, JSHandle, Page

from scoring.records.schemas import SchemaSet, load_schemas
from scoring.records.yamltext import load_yaml
from scripts.demo.photo import photo_file
from scripts.forms.building import record_text
from scripts.forms.reading import form_of
from scripts.portal.addresses import submit
from tests.support import bad_files, memory
from tests.support.command import run
from tests.support.records import ROOT

OWN_KIND = "open-day"
KIND_FILES = {
    f"schemas/{path.name}": path.read_bytes()
    for path in (*(ROOT / "schemas").glob("*"), ROOT / "tests/own_kind/open-day.json")
}
"""All schemas, with a kind that exists in tests alone."""

FILERS = {
    "hotline-report": "xinfang",
    "appeal": "geyi",
    "disclosure": "tongji",
    "policy": "shichangjianguan",
}
"""Who files a kind; the office files what neither they nor wanshui may."""


def filer(kind: str, writers: Any) -> str:
    """Return a unit that files ``kind``."""
    if kind in FILERS:
        return FILERS[kind]
    return "wanshui" if any("township" in writer.kinds for writer in writers) else "zhengfuban"


def content_of(name: str) -> bytes:
    """Return a real file for an attachment called ``name``."""
    ending = name.rpartition(".")[2]
    if ending == "docx":
        return bad_files.word("此件公开发布")
    return photo_file(name) if ending == "jpg" else bad_files.pdf()


class Filler:
    """Fills in the form that ``page`` shows."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self, address: str, kind: str, unit: str) -> None:
        """Go to the form of ``kind`` below ``address`` and say for which unit."""
        self._page.goto(address + submit(kind))
        self._page.select_option("[data-unit]", unit)

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill in ``values``, the record without its constants; attachments first."""
        root = self._page.query_selector("[data-root]")
        assert root is not None
        for fold in self._page.query_selector_all("form details:not([open]) > summary"):
            if fold.is_visible():
                fold.click()
        for entry in values.get("attachments", ()):
            self.attach(entry["file"], content_of(entry["file"]))
            if "title" in entry:
                row = self._page.locator(".gk-file").last
                row.locator("[data-file-title]").fill(entry["title"])
        self._group(root, {k: v for k, v in values.items() if k != "attachments"})

    def attach(self, name: str, content: bytes) -> None:
        """Choose a file."""
        rows = self._page.locator(".gk-file")
        before = rows.count()
        self._page.set_input_files("[data-pick]", {"name": name, "mimeType": "", "buffer": content})
        self._page.wait_for_function(
            "count => document.querySelectorAll('.gk-file [data-digest]:not(:empty)').length"
            " === count", arg=before + 1,
        )  # fmt: skip

    def _group(self, group: ElementHandle | JSHandle, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            part = self._page.evaluate_handle(
                "([group, name]) => gongkai.named(group, name)", [group, name]
            ).as_element()
            if part is None:
                self._figures(group, (name,), value)
            else:
                self._part(part, value)

    def _part(self, part: ElementHandle, value: Any) -> None:
        if part.get_attribute("data-group") is not None:
            self._group(part, value)
        elif part.get_attribute("data-rows") is not None:
            self._rows(part, value)
        else:
            self._field(part, value)

    def _rows(self, part: ElementHandle, values: list[Any]) -> None:
        for number, value in enumerate(values):
            if number >= part.evaluate("part => gongkai.itemsOf(part).length"):
                adding = part.query_selector(":scope > p > [data-add]")
                assert adding is not None
                adding.click()
            item = part.evaluate_handle("(part, i) => gongkai.itemsOf(part)[i]", number)
            self._group(item, value)

    def _field(self, part: ElementHandle, value: Any) -> None:
        widget = part.get_attribute("data-widget")
        if widget in ("radios", "checkboxes"):
            for each in value if isinstance(value, list) else [value]:
                told = str(each).lower() if isinstance(each, bool) else str(each)
                choice = part.query_selector(f'input[value="{told}"]')
                assert choice is not None, told
                choice.check()
            return
        control = part.query_selector("input,select,textarea")
        assert control is not None
        if control.evaluate("own => own.tagName") == "SELECT":
            control.select_option(str(value))
        elif control.get_attribute("type") == "datetime-local":
            control.fill(str(value)[:19])
        else:
            control.fill(str(value))

    def _figures(self, group: ElementHandle | JSHandle, path: tuple[str, ...], value: Any) -> None:
        """Enter what differs from 0; a table begins with noughts."""
        if isinstance(value, Mapping):
            for name, inner in value.items():
                self._figures(group, (*path, name), inner)
        elif value:
            element = group.as_element()
            assert element is not None
            cell = element.query_selector(f'[data-cell="{".".join(path)}"]')
            assert cell is not None, path
            cell.fill(str(value))

    def errors(self) -> list[str]:
        """Return the errors that the page shows."""
        return self._page.locator(".gk-error:visible").all_inner_texts()

    def package(self) -> dict[str, bytes]:
        """Press 下载材料包 and return what is in the package: path → content."""
        with self._page.expect_download() as download:
            self._page.click("[data-send=package]")
            assert not self.errors(), self.errors()
        path = Path(download.value.path())
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}


def hold(
    files: Mapping[str, bytes], kind: str, unit: str, values: Mapping[str, Any], repository: Path
) -> None:
    """Hold the package of a filled form against ``values``, and show it to `gongkai check`.

    ``repository`` is checked out and has what ``values`` refers to; it is left as it was.
    """
    schema = own_kinds().kinds[kind]
    (record,) = (path for path in files if path.endswith(".yml"))
    assert record.startswith(f"units/{unit}/2023/{kind}/{values.get(schema.date_field or '', '')}")
    listed = [
        {**entry, "sha256": hashlib.sha256(content_of(entry["file"])).hexdigest()}
        for entry in values.get("attachments", ())
    ]
    made = wanted({**values, **({"attachments": listed} if listed else {})})
    assert load_yaml(files[record]) == made
    assert files[record].decode() == record_text(form_of(schema), made)
    for path, content in files.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_bytes(content)
    done = run("check", record, repo=repository)
    for path in files:
        (repository / path).unlink()
    assert done.exit_code == 0, done.output


def wanted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the example as the form gives it back: text without line breaks at its end."""
    made = _stripped(values)
    assert isinstance(made, dict)
    return made


def _stripped(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _stripped(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_stripped(inner) for inner in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def example(kind: str) -> dict[str, Any]:
    """Return a whole record of ``kind`` that can be filled in here."""
    if kind == OWN_KIND:
        return dict(own_kinds().kinds[kind].document["examples"][0])
    path = ROOT / "tests" / "examples" / f"{kind}.yml"
    data = dict(load_yaml(path.read_bytes()))
    nodes = {node.path for book in memory.rulebooks() for node in book.leaves()}
    if "node" in data and data["node"] not in nodes:
        data["node"] = "disclosure/gazette"  # the example is of another scheme
    return data


def own_kinds() -> SchemaSet:
    """Return the schemas with the kind of the tests."""
    return load_schemas(
        {
            name.removeprefix("schemas/"): content
            for name, content in KIND_FILES.items()
            if name.endswith(".json")
        }
    )


_FIRST = "          - id: shown\n"
_MARKED = "          - {id: marked, kind: mark, record: mark, value: points, losing: true}\n"


def rulebooks_with_marks() -> dict[str, str]:
    """Return the product's rulebooks by path; gazettes are marked too, which are nowhere else."""
    folder = ROOT / "scoring" / "rulebooks"
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in folder.glob("*.yml")
    }
    assert _FIRST in texts["scoring/rulebooks/2023-township.yml"]
    return {path: told.replace(_FIRST, _MARKED + _FIRST) for path, told in texts.items()}

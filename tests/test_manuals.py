"""The roles' manuals: what they name exists, and they are pages of the site, pictures or not."""

import re
import shlex
from dataclasses import replace

import click
import markdown
import pytest

from scripts.cli import COMMANDS, main
from scripts.portal.assembly import assemble
from tests.conftest import ROOT
from tests.support.portal_fixture import portal

FOLDER = ROOT / "docs" / "manuals"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
ROLES = {"clerk", "office", "registrar", "hotline", "auditor", "operator", "county"}


def test_every_role_has_a_manual_that_the_index_names() -> None:
    assert set(TEXTS) == ROLES | {"README"}
    assert set(re.findall(r"\]\(([a-z]+)\.md\)", TEXTS["README"])) == ROLES


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_item_of_a_list_is_an_item_on_the_site(name: str) -> None:
    """The site's Markdown wants four spaces before what continues an item after an empty line."""
    written = re.findall(r"^(?:[0-9]+\.|-) ", TEXTS[name], re.M)
    shown = markdown.markdown(TEXTS[name])
    assert shown.count("<li>") == len(written)
    steps = re.split(r"^#", TEXTS[name], flags=re.M)
    assert shown.count("<ol>") == sum(bool(re.search(r"^1\. ", part, re.M)) for part in steps)


def _commands() -> list[str]:
    found = []
    for text in TEXTS.values():
        found += re.findall(r"`(gongkai [^`]+)`", text)
        found += re.findall(r"^ {4,}(gongkai [^\n]+)$", text, re.M)
    return sorted(set(found))


@pytest.mark.parametrize("line", _commands())
def test_every_command_named_is_one_with_those_options(line: str) -> None:
    words = shlex.split(line)[1:]
    context = click.Context(main)
    group: click.Command = main
    with context:
        rest = list(main.make_parser(context).parse_args(words)[1])
        while isinstance(group, click.Group) and rest:
            command = group.get_command(context, rest[0])
            assert command is not None, f"{rest[0]} of {sorted(COMMANDS)}"
            group, rest = command, rest[1:]
    known = {name for parameter in group.params for name in parameter.opts}
    for word in words:
        if word.startswith("--") and word not in ("--repo",):
            assert word in known, f"{word}: {sorted(known)}"


_WRITTEN_IN = (
    "schemas/*.json", "site_overrides/pages/*.html", "scripts/portal/*.py",
    "scripts/door/templates/*.html", "scripts/exchange/*.py", "scripts/annex/*.py",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_what_a_manual_quotes_is_called_so_on_a_page_or_in_a_form(name: str) -> None:
    files = (path for pattern in _WRITTEN_IN for path in sorted(ROOT.glob(pattern)))
    written = "\n".join(path.read_text(encoding="utf-8") for path in files)
    quoted = re.findall("“([^”]+)”", TEXTS[name])
    assert [words for words in quoted if words not in written] == []


def test_every_picture_is_one_that_make_shots_takes() -> None:
    program = (ROOT / "scripts" / "shots" / "__main__.py").read_text(encoding="utf-8")
    named = {name for text in TEXTS.values() for name in re.findall(r"shots/([a-z-]+)\.png", text)}
    for name in named:
        assert f'"{name}"' in program or f'"{name}.png"' in program, name


def test_a_manual_is_a_page_of_the_site_without_the_pictures_not_taken() -> None:
    site = assemble(replace(portal([]), manuals=TEXTS, shots={"due.png": b"PNG"}))
    pages = {page.address: page for page, _ in site.pages}
    assert {f"help/{role}.html" for role in ROLES} | {"help/index.html"} <= set(pages)
    clerk = str(pages["help/clerk.html"].body.text)  # type: ignore[attr-defined]
    assert "shots/due.png" in clerk and "shots/clerk-form.png" not in clerk
    assert "help/shots/due.png" in {file.address for file in site.files}

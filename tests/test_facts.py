"""Facts read from Word files: found across runs and lines, never by a broken or hostile file."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.admission.facts import MAX_PARTS, MAX_RELATIONS, MAX_TEXT, facts_in, word_text
from tests.support.files import docx_bytes, pdf_bytes

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
WANTED = {"public-statement": {"files": ".docx", "text": "此件公开发布"}}


def package(document: str | bytes, name: str = "word/document.xml", parts: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document)
        for number in range(parts):
            archive.writestr(f"part{number}", "")
    return buffer.getvalue()


def document(body: str, namespace: str = NAMESPACE, prolog: str = "") -> str:
    return f'{prolog}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def shows(content: bytes, name: str = "policy.docx") -> bool:
    return bool(facts_in(WANTED, [name], lambda _: content))


@pytest.mark.parametrize(
    "body",
    [
        run("（此件公开发布）"),
        run("此件") + run("公开") + run("发布"),
        f"<w:p>{run('此件 公开')}</w:p><w:p>{run('　发布')}</w:p>",
        f"<w:tbl><w:tr><w:tc><w:p>{run('此件公开发布')}</w:p></w:tc></w:tr></w:tbl>",
        f"<w:hyperlink>{run('此件公开发布')}</w:hyperlink>",
    ],
)
def test_the_words_are_found(body: str) -> None:
    assert shows(package(document(body)))
    assert shows(package(document(body, STRICT)))
    assert shows(package(document(body)), "附件.DOCX")


@pytest.mark.parametrize(
    "body",
    [
        run("此件不公开发布"),
        "<w:r><w:delText>此件公开发布</w:delText></w:r>",
        "<!-- 此件公开发布 -->",
        '<w:r w:rsidR="此件公开发布"/>',
        "<w:instrText>此件公开发布</w:instrText>",
    ],
)
def test_what_is_not_text_of_the_document_shows_nothing(body: str) -> None:
    assert not shows(package(document(body)))


def test_other_files_show_nothing() -> None:
    good = package(document(run("此件公开发布")))
    assert not shows(good, "policy.pdf")
    assert not shows(pdf_bytes("此件公开发布"))
    assert not shows(package(document(run("此件公开发布")), name="word/header1.xml"))
    assert not facts_in(WANTED, [], lambda _: good)
    assert not facts_in(WANTED, ["policy.docx"], lambda _: None)


LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
STRICT_LINK = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"


def linked(target: str, name: str, kind: str = LINK, more: str = "", other: str = "") -> bytes:
    """Return a Word file whose main part ``name`` is linked as ``target``."""
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r0" Type="http://x/core-properties" Target="docProps/core.xml"/>'
        f'<Relationship Id="r1" Type="{kind}" Target="{target}" {more}/></Relationships>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", links)
        archive.writestr(name, document(run("此件公开发布")))
        if other:
            archive.writestr(other, document(run("内部")))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("word/document.xml", "word/document.xml"),
        ("word/document2.xml", "word/document2.xml"),
        ("/word/document2.xml", "word/document2.xml"),
        ("./word/../word/main.xml", "word/main.xml"),
        ("Word/Document2.XML", "word/document2.xml"),
        ("文档/正文.xml", "文档/正文.xml"),
    ],
)
def test_the_main_part_is_where_the_package_says(target: str, name: str) -> None:
    assert shows(linked(target, name))
    assert shows(linked(target, name, STRICT_LINK))


def test_a_part_that_is_not_the_main_one_shows_nothing() -> None:
    decoy = linked("word/main.xml", "word/document.xml", other="word/main.xml")
    assert not shows(decoy)


def test_a_main_part_elsewhere_or_nowhere_is_no_danger() -> None:
    outside = linked("http://example.cn/document.xml", "x.xml", more='TargetMode="External"')
    assert not shows(outside)
    assert not shows(linked("../../etc/passwd", "x.xml"))
    assert not shows(linked("word/missing.xml", "x.xml"))
    # Links that cannot be read say nothing of where the main part is: nothing is read then.
    for links in ("<Relationships>", "<!DOCTYPE d [<!ENTITY a 'b'>]><R/>", "<R>" * 5000):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("_rels/.rels", links)
            archive.writestr("word/document.xml", document(run("此件公开发布")))
        assert not shows(buffer.getvalue())
    huge = linked("word/document.xml", "word/document.xml", more=" " * (MAX_RELATIONS + 1))
    assert shows(huge)  # too long a list is not read; the usual place is


def test_hostile_files_show_nothing_and_cost_little() -> None:
    entities = '<!DOCTYPE d [<!ENTITY a "此件公开发布"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert not shows(package(document(run("&a;"), prolog=entities)))
    outside = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert not shows(package(document(run("&a;此件公开发布"), prolog=outside)))
    bomb = document(run("此件公开发布") + " " * (MAX_TEXT + 1))
    assert not shows(package(bomb))
    assert not shows(package(document(run("此件公开发布")), parts=MAX_PARTS))
    deep = "<w:p>" * 2_000_000
    assert not shows(package(document(run("此件公开发布") + deep)))
    assert not shows(package("<w:document>"))
    assert not shows(package(b"\xff\xfe\x00"))
    cut = package(document(run("此件公开发布")))
    assert not shows(cut[: len(cut) // 2])


@given(st.text(alphabet="此件公开发布 内部\u3000", max_size=30))
def test_a_text_is_read_back_without_white_space(text: str) -> None:
    assert word_text(docx_bytes(text)) == "".join(text.split())


@settings(max_examples=200)
@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    content = bytearray(docx_bytes("此件公开发布"))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    word_text(bytes(content))

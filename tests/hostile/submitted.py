"""Attacks by what a branch holds: names, kinds of file, text, attachments, other people's folders.

Each is sent to the gate, and merged past it with a receipt signed by the gate's own key.
"""

import hashlib
import io
import zipfile

from tests.support.attack import Attack, submitted
from tests.support.files import docx_bytes
from tests.support.records import text
from tests.support.repo import Entry
from tests.support.stage import NEW, OLD, OTHER, WORD, news

WORKFLOW = ".github/workflows/receive.yml"
GATE_ONLY = "a check of the gate alone: it never changes a score afterwards"


def _named(name: str) -> str:
    return f"units/wanshui/2023/news/{name}"


def _macro() -> bytes:
    held = io.BytesIO(docx_bytes("指南"))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    return held.getvalue()


def _guide(content: bytes, name: str = "guide.docx", digest: str | None = None) -> dict[str, bytes]:
    stem = "units/wanshui/2023/guide/2023-03-01-again"
    sha256 = digest or hashlib.sha256(content).hexdigest()
    listed = [{"file": name, "sha256": sha256, "title": "指南"}]
    return {f"{stem}.yml": text("guide", attachments=listed), f"{stem}/{name}": content}


_WORD = docx_bytes("政府信息公开指南")
_ORPHAN = next(iter(reversed(_guide(_WORD))))
_BOMB = b"a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nkind: *c\n"
_FINDING = "units/wanshui/2023/finding/2023-03-01-01.yml"

RECORDS: tuple[Attack, ...] = (
    submitted("edit", {OLD: news("改过的稿")}, "record-changed", "record-changed receipt-alters"),
    submitted("delete", {OLD: None}, "record-removed", "record-removed receipt-alters"),
    submitted(
        "rename",
        {OLD: None, _named("2023-02-06-fields.yml"): news()},
        "record-renamed",
        "record-renamed receipt-alters",
    ),
    submitted(
        "attachment edited", {WORD: b"PK\x03\x04 x"}, "attachment-changed", "attachment-changed"
    ),
    submitted("attachment deleted", {WORD: None}, "attachment-removed", "attachment-removed"),
    submitted(
        "attachment added later",
        {WORD.replace("guide.docx", "more.docx"): _WORD},
        "attachment-late",
        "attachment-late",
    ),
    submitted("attachment of nothing", {_ORPHAN: _WORD}, "attachment-orphan", "attachment-orphan"),
)

AUTHORITY: tuple[Attack, ...] = (
    submitted(
        "another unit's folder",
        {OTHER.replace("market", "more"): news()},
        "path-foreign",
        "path-foreign",
    ),
    submitted(
        "another unit's record edited", {OTHER: news("改")}, "path-foreign", "record-changed"
    ),
    submitted(
        "two units in one branch",
        {NEW: news(), OTHER.replace("market", "more"): news()},
        "path-foreign",
        "path-foreign",
    ),
    submitted(
        "a kind the unit may not write",
        {_FINDING: text("finding")},
        "writer-not-allowed",
        "writer-not-allowed",
    ),
    submitted(
        "a unit that is not in the registry",
        {NEW.replace("wanshui", "nowhere"): news()},
        "path-foreign",
        "unit-unknown",
    ),
    submitted(
        "a stranger sends it in",
        {NEW: news()},
        "submitter-unknown",
        "receipt-submitter",
        who="stranger",
    ),
    submitted(
        "another unit's clerk sends it in",
        {NEW: news()},
        "path-foreign",
        "receipt-submitter",
        who="xining-clerk",
    ),
    submitted(
        "a ruling by who is no assessor",
        {"units/wanshui/2023/ruling/2023-03-01-01.yml": text("ruling")},
        "writer-not-allowed",
        "writer-not-allowed",
    ),
)

NAMES: tuple[Attack, ...] = (
    submitted(
        "case-folded unit",
        {NEW.replace("wanshui", "Wanshui"): news()},
        "path-lookalike",
        "unit-unknown",
    ),
    submitted(
        "confusable unit (Cyrillic а)",
        {NEW.replace("wanshui", "w\u0430nshui"): news()},
        "path-lookalike",
        "unit-unknown",
    ),
    submitted(
        "full-width unit",
        {NEW.replace("wanshui", "ｗanshui"): news()},
        "path-lookalike",
        "unit-unknown",
    ),
    submitted(
        "newline in a name",
        {_named("2023-03-06-a\nb.yml"): news()},
        "path-encoding",
        "path-encoding",
    ),
    submitted(
        "bytes that are no UTF-8",
        {_named("2023-03-06-\udcff.yml"): news()},
        "path-encoding",
        "path-encoding",
    ),
    submitted(
        "a right-to-left sign in a name",
        {_named("2023-03-06-\u202ea.yml"): news()},
        "path-encoding",
        "path-encoding",
    ),
    submitted(
        "a very long name",
        {_named(f"2023-03-06-{'a' * 230}.yml"): news()},
        "path-too-long",
        "path-name",
    ),
    submitted("a reserved name", {_named("aux.yml"): news()}, "path-reserved", "path-name"),
    submitted(
        "not composed (NFD)",
        {_named("2023-03-06-e\u0301.yml"): news()},
        "path-not-nfc",
        "path-name",
    ),
    submitted(
        "differs in case only",
        {WORD.replace("2023-10-12-guide/", "2023-10-12-Guide/"): _WORD},
        "path-case",
        "path-case",
    ),
)

FILES: tuple[Attack, ...] = (
    submitted(
        "a symbolic link",
        {NEW: Entry("../../../../etc/passwd", "120000")},
        "file-not-regular",
        "file-not-regular",
    ),
    submitted(
        "a submodule", {NEW: Entry("a" * 40, "160000")}, "file-not-regular", "file-not-regular"
    ),
    submitted("a run bit", {NEW: Entry(news(), "100755")}, "file-run-bit", "file-run-bit"),
    submitted(
        ".gitattributes in the unit's folder",
        {"units/wanshui/.gitattributes": "* filter=evil\n"},
        "path-reserved",
        "path-reserved path-misplaced",
    ),
    submitted(
        ".gitmodules at the top",
        {".gitmodules": '[submodule "a"]\n\tpath = a\n\turl = ../a\n'},
        "path-foreign",
        "governance-unsigned",
    ),
    submitted(
        ".mailmap at the top",
        {".mailmap": "A <a@b> C <c@d>\n"},
        "path-foreign",
        "governance-unsigned",
    ),
    submitted(
        "a loose file", {"units/wanshui/notes.txt": "x\n"}, "path-misplaced", "path-misplaced"
    ),
)

TEXTS: tuple[Attack, ...] = (
    submitted("a bomb of aliases", {NEW: _BOMB}, "yaml-anchor", "yaml-anchor"),
    submitted(
        "deep nesting", {NEW: b"kind: " + b"[" * 5000 + b"]" * 5000}, "yaml-depth", "yaml-depth"
    ),
    submitted("a tag", {NEW: b"kind: !!python/object:os.system x\n"}, "yaml-tag", "yaml-tag"),
    submitted(
        "duplicate keys",
        {NEW: news() + b"kind: news\n"},
        "yaml-duplicate-key",
        "yaml-duplicate-key",
    ),
    submitted(
        "two documents", {NEW: news() + b"---\nkind: news\n"}, "yaml-documents", "yaml-documents"
    ),
    submitted("a huge file", {NEW: news() + b"# x\n" * 40_000}, "file-too-large", "file-too-large"),
    submitted("binary", {NEW: bytes(range(256)) * 4}, "file-encoding", "file-encoding"),
    submitted("GBK", {NEW: news().decode().encode("gbk")}, "file-encoding", "file-encoding"),
    submitted("UTF-16", {NEW: news().decode().encode("utf-16")}, "file-encoding", "file-encoding"),
    submitted(
        "a right-to-left sign in a title",
        {NEW: news("春耕\u202e生产")},
        "schema-format-line",
        "schema-format-line",
    ),
    submitted(
        "a sign of no width in a title",
        {NEW: news("春\u200b耕")},
        "schema-format-line",
        "schema-format-line",
    ),
    submitted("no schema fits", {NEW: news(category="gossip")}, "schema-enum", "schema-enum"),
    submitted(
        "a correction of somebody else's record",
        {NEW: news(supersedes=OTHER[6:-4])},
        "supersedes-elsewhere",
        "supersedes-elsewhere",
    ),
    submitted(
        "a reference to nothing",
        {
            "units/zhengfuban/2023/ruling/2023-03-01-01.yml": text(
                "ruling", record="wanshui/2023/news/2023-01-01-none"
            )
        },
        "reference-record",
        "reference-record",
        who="zhengfuban-clerk",
        unit="zhengfuban",
    ),
)

ATTACHMENTS: tuple[Attack, ...] = (
    submitted(
        "a digest that differs",
        _guide(_WORD, digest="0" * 64),
        "attachment-digest",
        "attachment-digest",
    ),
    submitted(
        "an attachment missing",
        {path: content for path, content in _guide(_WORD).items() if path.endswith(".yml")},
        "attachment-missing",
        "attachment-missing",
    ),
    submitted(
        "an attachment not listed",
        {**_guide(_WORD), _ORPHAN.replace("guide.docx", "more.docx"): _WORD},
        "attachment-unlisted",
        "attachment-unlisted",
    ),
    submitted(
        "another type than its name",
        _guide(b"MZ" + bytes(100)),
        "attachment-type-other",
        "",
        why=GATE_ONLY,
    ),
    submitted("macros", _guide(_macro()), "attachment-macro", "", why=GATE_ONLY),
)

RULES: tuple[Attack, ...] = (
    submitted("a workflow", {WORKFLOW: "on: push\n"}, "path-foreign", "governance-unsigned"),
    submitted(
        "a workflow beside a record",
        {NEW: news(), WORKFLOW: "on: push\n"},
        "merge-mixed",
        "merge-mixed governance-unsigned",
    ),
    submitted("a schema", {"schemas/news.json": "{}\n"}, "path-foreign", "governance-unsigned"),
    submitted(
        "a rulebook",
        {"scoring/rulebooks/2023-township.yml": "id: 2023-township\n"},
        "path-foreign",
        "governance-unsigned",
    ),
    submitted(
        "the registry",
        {"units/wanshui/unit.yml": "kind: office\n"},
        "registry-not-registrar",
        "governance-unsigned",
    ),
    submitted(
        "the gate's keys",
        {"scoring/trust/allowed_signers": "gate ssh-ed25519 AAAA\n"},
        "path-foreign",
        "governance-unsigned",
    ),
    submitted(
        "the engine",
        {"engine.txt": "gongkai @ https://evil\n"},
        "path-foreign",
        "governance-unsigned",
    ),
)

ROWS = (*RECORDS, *AUTHORITY, *NAMES, *FILES, *TEXTS, *ATTACHMENTS, *RULES)

"""What the gate refuses, each with a code of its own, and everything at once."""

import io
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from scoring.messages import catalogue, fix, level, sentence
from scripts.gate.answer import Answer
from tests.support.files import docx_bytes
from tests.support.gate import NEWS, START, begin, codes, news, registry, send
from tests.support.git import git
from tests.support.records import at, text
from tests.support.repo import Content, Entry, RepoBuilder
from tests.support.submissions import GUIDE, WORD, guide_files

BRANCH = "submit/wanshui/1"
OLD = "units/wanshui/2023/news/2023-01-09-old.yml"
OLD_GUIDE = {path.replace("10-12", "01-12"): text for path, text in guide_files().items()}
OLD_WORD = WORD.replace("10-12", "01-12")
FOLDER = "units/wanshui/2023/news/"
Files = Mapping[str | bytes, Content]


def started(folder: Path) -> RepoBuilder:
    """A repository with a piece of news and a guide accepted already."""
    builder = begin(folder, sealed=False)
    files: dict[str | bytes, Content] = {OLD: news(title="旧闻"), **OLD_GUIDE}
    return builder.merge(files, at=at("2023-01-13"), unit="old")


def refused(folder: Path, files: Files, who: str = "wanshui-clerk", **more: object) -> Answer:
    """Send a branch that must be refused; nothing may come of it."""
    head = started(folder).branch(BRANCH, files, at=START).finish().head
    answer = send(folder, who=who, **more)  # type: ignore[arg-type]
    assert not answer.accepted
    assert git(folder, "rev-parse", "main") == head
    for problem in answer.problems:
        if level(problem.code) == "warning":
            continue
        assert problem.code in catalogue()
        assert sentence(problem.code, problem.values)
        assert fix(problem.code, "zh", problem.values), problem.code
    return answer


def with_macros() -> bytes:
    """A Word file with a program in it."""
    buffer = io.BytesIO(docx_bytes("指南"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return buffer.getvalue()


def guide(
    content: bytes, name: str = "guide.docx", **changes: object
) -> dict[str | bytes, Content]:
    """A guide whose attachment holds ``content``, with its right digest."""
    import hashlib

    listed = [{"file": name, "sha256": hashlib.sha256(content).hexdigest(), "title": "指南"}]
    folder = GUIDE.removesuffix(".yml")
    return {GUIDE: text("guide", attachments=listed, **changes), f"{folder}/{name}": content}


CASES: dict[str, tuple[Files, list[str]]] = {
    # paths
    "another unit's folder": (
        {"units/xining/2023/news/2023-02-06-a.yml": news()},
        ["path-foreign"],
    ),
    "a schema": ({"schemas/news.json": "{}"}, ["path-foreign"]),
    "a workflow": ({".github/workflows/a.yml": "on: push"}, ["path-foreign"]),
    "attributes": ({".gitattributes": "* filter=x"}, ["path-foreign", "path-reserved"]),
    "submodules": ({".gitmodules": "[x]"}, ["path-foreign", "path-reserved"]),
    "attributes of its own folder": (
        {f"{FOLDER}.gitattributes": "*"},
        ["path-misplaced", "path-reserved"],
    ),
    "a mailmap": ({".mailmap": "a"}, ["path-foreign", "path-reserved"]),
    "trust": ({"scoring/trust/allowed_signers": "gate ssh-ed25519 AAAA"}, ["path-foreign"]),
    "a record and a rulebook": (
        {NEWS: news(), "scoring/rulebooks/2023-township.yml": "x"},
        ["merge-mixed", "path-foreign"],
    ),
    "its own registry entry": (
        {"units/wanshui/unit.yml": registry()["units/wanshui/unit.yml"] + b"\n"},
        ["registry-not-registrar"],
    ),
    "a unit in capitals": (
        {"units/Wanshui/2023/news/2023-02-06-a.yml": news()},
        ["path-lookalike"],
    ),
    "a unit in Cyrillic": (
        {"units/wаnshui/2023/news/2023-02-06-a.yml": news()},
        ["path-lookalike"],
    ),
    "a unit in full width": (
        {"units/ｗanshui/2023/news/2023-02-06-a.yml": news()},
        ["path-lookalike"],
    ),
    "units in capitals": ({"Units/wanshui/2023/news/2023-02-06-a.yml": news()}, ["path-lookalike"]),
    "a line break": ({f"{FOLDER}2023-02-06-a\nb.yml": news()}, ["path-encoding"]),
    "no UTF-8": ({f"{FOLDER}2023-02-06-".encode() + b"\xff.yml": news()}, ["path-encoding"]),
    "a switch of direction": ({f"{FOLDER}2023-02-06-\u202egpj.yml": news()}, ["path-encoding"]),
    "a decomposed name": (
        {f"{GUIDE[:-4]}/e\u0301.docx": b"PK"},
        ["attachment-orphan", "path-not-nfc"],
    ),
    "a long name": ({f"{FOLDER}2023-02-06-{'a' * 300}.yml": news()}, ["path-too-long"]),
    "a device": ({f"{FOLDER}con.yml": news()}, ["path-reserved"]),
    "a blank at the end": (
        {f"{FOLDER}2023-02-06-a.yml ": news()},
        ["path-misplaced", "path-reserved"],
    ),
    "a colon": ({f"{FOLDER}2023-02-06-a:b.yml": news()}, ["path-sign"]),
    "a backslash": ({f"{FOLDER}..\\..\\a.yml": news()}, ["path-sign"]),
    "case alone": (
        {NEWS: news(), NEWS.replace("ploughing", "Ploughing"): news()},
        ["path-case", "path-name"],
    ),
    "no place for a record": ({"units/wanshui/note.txt": "x"}, ["path-misplaced"]),
    "too deep": ({f"{NEWS[:-4]}/a/b.docx": b"PK"}, ["path-misplaced"]),
    # modes
    "a link": ({NEWS: Entry("/etc/passwd", "120000")}, ["file-not-regular"]),
    "a submodule": ({NEWS: Entry("1" * 40, "160000")}, ["file-not-regular"]),
    "a run bit": ({NEWS: Entry(news(), "100755")}, ["file-run-bit"]),
    # what was accepted
    "an edit": ({OLD: news(title="改")}, ["record-changed"]),
    "a deletion": ({OLD: None}, ["record-removed"]),
    "a rename": ({OLD: None, NEWS: news(title="旧闻")}, ["record-renamed"]),
    "a type change": ({OLD: Entry("x", "120000")}, ["record-changed"]),
    "an edited attachment": ({OLD_WORD: docx_bytes("改")}, ["attachment-changed"]),
    "a deleted attachment": ({OLD_WORD: None}, ["attachment-removed"]),
    "a late attachment": (
        {OLD_WORD.replace("guide.d", "x.d"): docx_bytes("x")},
        ["attachment-late"],
    ),
    # text and content of records
    "no YAML": ({NEWS: b"kind: ["}, ["yaml-syntax"]),
    "an alias bomb": ({NEWS: b"a: &a [1]\nb: *a\n"}, ["yaml-anchor"]),
    "bytes": ({NEWS: b"\xff\xfe"}, ["file-encoding"]),
    "a huge file": ({NEWS: news() + b"#" * 70_000}, ["file-too-large"]),
    "a schema error": ({NEWS: news(category="gossip")}, ["schema-enum"]),
    "an unknown kind": ({"units/wanshui/2023/gossip/2023-02-06-a.yml": news()}, ["kind-unknown"]),
    "a kind it may not write": (
        {"units/wanshui/2023/finding/2023-02-06-1.yml": text("finding")},
        ["writer-not-allowed"],
    ),
    "a correction of nothing": (
        {NEWS: news(supersedes="wanshui/2023/news/2023-01-01-no")},
        ["supersedes-unknown"],
    ),
    # attachments
    "an orphan": ({WORD: docx_bytes("x")}, ["attachment-orphan"]),
    "an attachment not sent": ({GUIDE: guide_files()[GUIDE]}, ["attachment-missing"]),
    "another digest": (
        {GUIDE: guide_files()[GUIDE], WORD: docx_bytes("x")},
        ["attachment-digest"],
    ),
    "an unlisted file": (
        {**guide_files(), WORD.replace("guide.d", "x.d"): docx_bytes("x")},
        ["attachment-unlisted"],
    ),
    "a linked attachment": (
        {GUIDE: guide_files()[GUIDE], WORD: Entry("/etc/passwd", "120000")},
        ["attachment-not-regular", "file-not-regular"],
    ),
    "no Word file": (guide(b"hello"), ["attachment-type"]),
    "a program called Word": (guide(b"MZ\x90\x00"), ["attachment-type-other"]),
    "no archive": (guide(b"PK\x03\x04 not one"), ["attachment-broken"]),
    "macros": (guide(with_macros()), ["attachment-macro"]),
    # nothing
    "nothing": ({}, ["submission-empty"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_refused(tmp_path: Path, name: str) -> None:
    files, wanted = CASES[name]
    found = codes(refused(tmp_path, files))
    assert found == wanted


def test_everything_is_told_at_once_with_lines(tmp_path: Path) -> None:
    files: dict[str | bytes, Content] = {
        NEWS: news(category="gossip", title=""),
        OLD: None,
        "README.md": "x",
        WORD: b"x",
    }
    answer = refused(tmp_path, files)
    assert {"record-removed", "path-foreign", "attachment-orphan", "schema-enum"} <= set(
        codes(answer)
    )
    places = {problem.code: (problem.path, problem.line) for problem in answer.problems}
    assert places["schema-enum"][0] == NEWS
    assert places["schema-enum"][1] > 1


@pytest.mark.parametrize(
    ("who", "unit", "wanted"),
    [
        ("nobody", None, ["submitter-unknown"]),
        ("xining-clerk", None, ["path-foreign"]),
        ("xining-clerk", "wanshui", ["submitter-not-of-unit"]),
        ("wanshui-clerk", "xining", ["submitter-not-of-unit"]),
    ],
)
def test_who_may_send_what(tmp_path: Path, who: str, unit: str | None, wanted: list[str]) -> None:
    assert codes(refused(tmp_path, {NEWS: news()}, who, unit=unit)) == wanted


def test_a_name_taken_over_is_another_account(tmp_path: Path) -> None:
    entry = registry()["units/wanshui/unit.yml"].replace(b"[wanshui-clerk]", b"['Clerk#7']")
    builder = RepoBuilder(tmp_path).first(
        {**registry(), "units/wanshui/unit.yml": entry}, at=at("2023-01-01")
    )
    builder.branch(BRANCH, {NEWS: news()}, at=START).finish()
    for who in ("clerk", "clerk#8"):
        assert codes(send(tmp_path, who=who)) == ["submitter-unknown"]
    assert send(tmp_path, who="clerk#7").accepted


def test_several_units_of_one_clerk_are_sent_apart(tmp_path: Path) -> None:
    files = dict(registry())
    files["units/xining/unit.yml"] = registry()["units/xining/unit.yml"].replace(
        b"xining-clerk", b"wanshui-clerk"
    )
    builder = RepoBuilder(tmp_path).first(dict(files), at=at("2023-01-01"))
    both = {NEWS: news(), NEWS.replace("wanshui", "xining"): news()}
    builder.branch(BRANCH, dict(both), at=START).finish()
    assert codes(send(tmp_path)) == ["submission-several-units"]
    assert codes(send(tmp_path, unit="wanshui")) == ["path-foreign"]


def test_a_branch_without_common_history(tmp_path: Path) -> None:
    started(tmp_path).finish()
    tree = git(tmp_path, "mktree", stdin=b"")
    commit = git(tmp_path, "commit-tree", tree, "-m", "x")
    answer = send(tmp_path, commit)
    assert codes(answer) == ["history-unrelated"]


def test_what_was_removed_from_main_does_not_come_back(tmp_path: Path) -> None:
    builder = started(tmp_path).direct({OLD: None}, at=at("2023-01-20"))
    builder.branch(BRANCH, {OLD: news(title="旧闻")}, at=START).finish()
    assert codes(send(tmp_path)) == ["record-returned"]


def test_a_submission_taken_back_by_the_branch_itself(tmp_path: Path) -> None:
    """Merged, and then deleted on the branch, which has not seen the merge."""
    begin(tmp_path).branch(BRANCH, {NEWS: news()}, at=START).finish()
    assert send(tmp_path).accepted
    tip = git(tmp_path, "rev-parse", BRANCH)
    tree = git(tmp_path, "rev-parse", "main~1^{tree}")
    gone = git(tmp_path, "commit-tree", tree, "-p", tip, "-m", "x")
    assert codes(send(tmp_path, gone, now=at("2023-02-02"))) == ["record-removed"]


def test_a_tree_written_by_hand(tmp_path: Path) -> None:
    """Dots and a path held twice, which git's own commands would never write."""
    head = begin(tmp_path).finish().head
    blob = bytes.fromhex(git(tmp_path, "hash-object", "-w", "--stdin", stdin=news()))
    inner = b"100644 a\0" + blob + b"100644 a\0" + blob
    outer = bytes.fromhex(_tree(tmp_path, inner))
    root = _tree(tmp_path, b"40000 ..\0" + outer + b"40000 units\0" + outer)
    commit = git(tmp_path, "commit-tree", root, "-p", head, "-m", "x")
    found = codes(send(tmp_path, commit))
    assert {"path-dots", "path-twice"} <= set(found)


def _tree(folder: Path, raw: bytes) -> str:
    return git(folder, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=raw)


def test_nothing_of_the_branch_or_of_the_settings_is_run(tmp_path: Path) -> None:
    """Hooks, filters, programs: none of them is called, none of them changes what is merged."""
    trap = tmp_path / "trap"
    repo = tmp_path / "repo"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {trap}\nexit 1\n")
    script.chmod(0o755)
    begin(repo).branch(BRANCH, {NEWS: news()}, at=START).finish()
    for hook in ("reference-transaction", "post-index-change", "pre-commit", "post-merge"):
        (repo / ".git/hooks").mkdir(exist_ok=True)
        (repo / ".git/hooks" / hook).symlink_to(script)
    attributes = repo / ".git/info/attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text("* filter=trap text eol=crlf ident merge=trap diff=trap\n")
    for name, value in {
        "filter.trap.clean": str(script),
        "filter.trap.smudge": str(script),
        "filter.trap.required": "true",
        "merge.trap.driver": str(script),
        "diff.trap.textconv": str(script),
        "core.fsmonitor": str(script),
        "gpg.ssh.program": str(script),
        "commit.gpgSign": "true",
        "core.autocrlf": "true",
        "core.editor": str(script),
        "include.path": str(tmp_path / "absent"),
        "uploadpack.packObjectsHook": str(script),
    }.items():
        git(repo, "config", name, value)
    trap.unlink(missing_ok=True)
    assert send(repo).accepted
    assert not trap.exists()
    blob = subprocess.run(
        ["git", "cat-file", "blob", f"main:{NEWS}"], cwd=repo, capture_output=True, check=True
    )
    assert blob.stdout == news()

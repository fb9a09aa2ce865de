"""Repositories, rules and records that cannot be used: named, with a remedy."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.command import AS_OF, BOOK, chinese, run, with_files
from tests.support.records import ROOT, at, text
from tests.support.submissions import NEWS, empty

NEEDING = ("check", "score", "explain wanshui", "due")


@pytest.mark.parametrize("command", [*NEEDING, "calendar 2023"])
def test_outside_a_repository(tmp_path: Path, command: str) -> None:
    result = run(*command.split(), repo=tmp_path)
    assert result.exit_code == 2
    assert "不在 Git 仓库里" in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_folder_that_does_not_exist(tmp_path: Path, command: str) -> None:
    result = run(*command.split(), repo=tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "不在 Git 仓库里" in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_repository_without_commits(tmp_path: Path, command: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    result = run(*command.split(), repo=tmp_path)
    assert result.exit_code == 2
    assert "没有 main 分支，或者它还没有提交" in result.stderr


@pytest.mark.parametrize("command", ["score", "explain wanshui", "due"])
def test_a_shallow_clone_is_no_evidence(made: Path, tmp_path: Path, command: str) -> None:
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{made}", str(tmp_path / "clone")],
        check=True,
        capture_output=True,
    )
    result = run(*command.split(), repo=tmp_path / "clone")
    assert result.exit_code == 1
    assert "浅克隆" in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_repository_that_git_refuses_is_not_one_without_main(
    tmp_path: Path, command: str
) -> None:
    folder = empty(tmp_path / "repository").finish().path
    (folder / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 99\n")
    result = run(*command.split(), repo=folder)
    assert result.exit_code == 1
    assert "git 读不了这个仓库：fatal:" in result.stderr
    assert "main 分支" not in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_damaged_repository(made: Path, tmp_path: Path, command: str) -> None:
    broken = Path(shutil.copytree(made, tmp_path / "broken"))
    for pack in (broken / ".git/objects/pack").glob("*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(pack.read_bytes()[:200])
    result = run(*command.split(), repo=broken)
    assert result.exit_code in (1, 2)
    assert chinese(result.stderr)


BROKEN = {
    "a rulebook that is no YAML": {BOOK: b"id: [\n"},
    "a rulebook with an unknown field": {BOOK: b"id: x\nfrob: 1\n"},
    "a rulebook with an unknown rule kind": {
        BOOK: (ROOT / BOOK).read_bytes().replace(b"kind: quota", b"kind: quoda", 1)
    },
    "a rulebook that charges nobody": {
        "scoring/rulebooks/2023-department.yml": (
            ROOT / "scoring/rulebooks/2023-department.yml"
        ).read_bytes().replace(b"charge_to: disclosure", b"charge_to: nobody", 1)
    },
    "a binary rulebook": {BOOK: bytes(range(256))},
    "a huge rulebook": {BOOK: b"# " + b"x" * 600_000},
    "a schema that is no JSON": {"schemas/news.json": b"{"},
    "a schema with an unknown keyword": {
        "schemas/news.json": (ROOT / "schemas/news.json").read_bytes().replace(
            b'"enum"', b'"enumm"', 1
        )
    },
    "a broken unit": {"units/wanshui/unit.yml": b"name: 3\n"},
    "a broken calendar": {"scoring/calendars/china-2023.yml": b"holidays: 3\n"},
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_rules_that_cannot_be_used_are_named_with_their_place(tmp_path: Path, what: str) -> None:
    folder = with_files(tmp_path / "repository", BROKEN[what])
    (path,) = BROKEN[what]
    checked = run("check", repo=folder)
    assert checked.exit_code == 1, checked.output
    assert f"{path}:" in checked.stdout
    for command in ("score", "explain wanshui", "due"):
        result = run(*command.split(), repo=folder)
        assert result.exit_code == 1, (command, result.output)
        assert path.rpartition("/")[2] in result.stderr
        assert chinese(result.stderr)


def test_a_repository_without_rules_of_its_own_has_the_product_s(tmp_path: Path) -> None:
    folder = with_files(tmp_path / "repository", {"README.md": b"x"})
    assert run("score", *AS_OF, repo=folder).exit_code == 0


def test_a_working_calendar_that_is_missing_names_the_command(tmp_path: Path) -> None:
    builder = empty(tmp_path / "repository")
    calendar = (ROOT / "scoring/calendars/china-2022.yml").read_bytes()
    builder.direct({"scoring/calendars/china-2022.yml": calendar}, at=at("2023-01-01"))
    notice = "units/zhengfuban/2023/opinion-notice/2023-09-28-01.yml"
    builder.merge({notice: text("opinion-notice")}, at=at("2023-09-28"), unit="zhengfuban")
    builder.finish()
    for command in ("score", "explain wanshui", "due wanshui"):
        result = run(*command.split(), repo=builder.path)
        assert "gongkai calendar 2023" in result.stderr or result.exit_code == 0
    assert run("score", *AS_OF, repo=builder.path).exit_code == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x00\xff" * 1000, id="binary"),
        pytest.param(b"x" * 3_000_000, id="huge"),
        pytest.param(b"[" * 60_000, id="deep"),
        pytest.param(b"a: &a [*a, *a]\n", id="aliases"),
        pytest.param(b"", id="empty"),
        pytest.param(b"kind: news\ntitle: 9" + b"9" * 5000 + b"\n", id="number"),
    ],
)
def test_records_that_cannot_be_read_are_named_and_cost_nobody_else(
    tmp_path: Path, content: bytes
) -> None:
    builder = empty(tmp_path / "repository")
    builder.merge({NEWS: content}, at=at("2023-02-06"), unit="wanshui")
    builder.check_out()
    scored = run("score", *AS_OF, repo=builder.path)
    assert scored.exit_code == 0
    assert "有 1 份材料没有计入" in scored.stderr
    assert f"{NEWS}:" in scored.stderr
    checked = run("check", repo=builder.path)
    assert checked.exit_code == 1
    assert f"{NEWS}:" in checked.stdout

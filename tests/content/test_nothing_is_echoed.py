"""A personal number in what was sent is told masked, whichever command speaks of it."""

from pathlib import Path

import pytest

from scoring.history.repository import open_repository
from scripts.gate.attempts import read_log
from scripts.gate.document import answer_json
from scripts.gate.telling import answer_text
from tests.support.command import run
from tests.support.gate import NEWS, START, begin, codes, news, send
from tests.support.git import git
from tests.support.records import as_yaml, at, example, registry_files
from tests.support.repo import RepoBuilder

MOBILE, MASKED = "13812345678", "138****5678"
IDENTITY = "530381199001011238"


def gongkai(repository: Path, *arguments: str) -> str:
    """Return all that the command says, whatever it thinks of it."""
    done = run(*arguments, repo=repository)
    assert done.exit_code in (0, 1), done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A main line with records that no gate saw: their numbers stand where values are repeated."""
    bad = {
        "units/wanshui/2023/news/2023-02-01-a.yml": example("news", category=MOBILE),
        "units/wanshui/2023/news/2023-02-02-b.yml": example("news", url=f"电话 {MOBILE}"),
        "units/wanshui/2023/news/2023-02-03-c.yml": {**example("news"), MOBILE: "x"},
        "units/wanshui/2023/guide/2023-02-04-d.yml": example("guide", office=int(MOBILE)),
        "units/wanshui/2023/news/2023-02-05-e.yml": example("news", supersedes=f"{IDENTITY}"),
        f"units/wanshui/2023/news/2023-02-06-{MOBILE}.yml": {"kind": "news"},
    }
    folder = tmp_path_factory.mktemp("merged") / "r"
    builder = RepoBuilder(folder).first(dict(registry_files()), at=at("2022-12-01"))
    files = {path: as_yaml(data) for path, data in bad.items()}
    builder.merge(files, at=at("2023-02-10")).check_out()
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("score", "--as-of", "2023-03-01"),
        ("explain", "wanshui", "--as-of", "2023-03-01"),
        ("due", "wanshui", "--as-of", "2023-03-01"),
        ("audit",),
        ("audit", "--format", "json"),
        ("check",),
        ("check", "--format", "json"),
        ("check", "--format", "github"),
        ("review",),
    ],
)
def test_what_does_not_count_is_named_without_its_numbers(
    merged: Path, command: tuple[str, ...]
) -> None:
    said = gongkai(merged, *command)
    assert MOBILE not in said and IDENTITY not in said
    if command[0] != "review":
        assert "2023-02-02-b.yml" in said, "it is named all the same"
        assert MASKED in said


def test_the_gate_s_answer_and_its_log_hold_no_number(tmp_path: Path) -> None:
    branch = "submit/wanshui/1"
    sent = news(body=f"联系人{MOBILE}，身份证{IDENTITY}", category=MOBILE)
    begin(tmp_path).branch(branch, {NEWS: sent}, at=START).finish()
    answer = send(tmp_path)
    assert not answer.accepted and "personal-mobile" in codes(answer)
    for language in ("zh", "en"):
        for told in (answer_text(answer, language), answer_json(answer, language)):  # type: ignore[arg-type]
            assert MOBILE not in told and IDENTITY not in told
    assert MASKED in answer_json(answer, "zh")
    (entry,) = [each for each in read_log(open_repository(tmp_path)) if each.codes]
    assert MOBILE not in str(entry.document())
    log = git(tmp_path, "log", "-p", "--format=%B", "refs/gongkai/attempts")
    assert MOBILE not in log and IDENTITY not in log

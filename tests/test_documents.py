"""README and docs can be followed word for word: links lead somewhere, commands run."""

import re
import shlex
import shutil
import subprocess
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import Result

from scoring.records.yamltext import load_yaml
from scoring.version import VERSION
from scripts.cli import COMMANDS
from tests.support.command import run
from tests.support.schemas import SET

ROOT = Path(__file__).resolve().parents[1]
README = ("README.md", "README.zh.md")
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def commands(page: str) -> list[str]:
    """The command lines of a page: lines indented by four that begin with a command of ours."""
    found = re.findall(r"^    ((?:gongkai|make|cd|git|\.) [^#\n]*)", text(page), re.M)
    return [line.strip() for line in found]


def called(arguments: list[str], folder: Path) -> Result:
    with chdir(folder):
        return run(*arguments)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_of_the_repository(page: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", text(page)):
        # Pictures of manuals are taken by `make shots` (tests/test_manuals.py).
        if not target.startswith(("http://", "https://", "mailto:", "shots/")):
            assert (ROOT / page).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("page", ["docs/architecture.md", "docs/readings.md", *README])
def test_paths_named_are_there(page: str) -> None:
    roots = "docs|schemas|scoring|scripts|site_overrides|tests"
    for name in re.findall(rf"`((?:{roots})/[\w./-]*)`", text(page)):
        assert (ROOT / name).exists(), name


def test_both_readmes_give_the_same_commands_and_examples() -> None:
    english, chinese = README
    assert commands(english) == commands(chinese)
    assert re.findall(r"```yaml\n.*?```", text(english), re.S) == re.findall(
        r"```yaml\n.*?```", text(chinese), re.S
    )


@pytest.mark.parametrize("page", README)
def test_the_example_of_a_record_is_valid(page: str) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", text(page), re.S)
    data = load_yaml(example.encode())
    assert SET.kinds[data["kind"]].errors(data) == ()


def test_the_make_targets_named_exist() -> None:
    makefile = text("Makefile")
    for line in (line for page in (*README, "CONTRIBUTING.md") for line in commands(page)):
        if line.startswith("make "):
            assert re.search(rf"^{line.split()[1]}:", makefile, re.M), line


@pytest.mark.parametrize(
    "line", [line for line in commands(README[0]) if re.match(r"gongkai (?!init|receive)", line)]
)
def test_a_command_of_the_readme_runs_in_the_demo_repository(
    line: str, demo_repository: Path
) -> None:
    done = called(shlex.split(line)[1:], demo_repository)
    assert done.exit_code == 0, done.stdout + done.stderr
    assert (done.stdout + done.stderr).strip()


@pytest.mark.parametrize(("page", "language"), list(zip(README, ("en", "zh"), strict=True)))
def test_what_explain_is_said_to_tell_is_told(
    page: str, language: str, demo_repository: Path
) -> None:
    told, _ = re.findall(r"```text\n(.*?)```", text(page), re.S)
    done = called(["--lang", language, "explain", "geyi", "disclosure/news"], demo_repository)
    assert told in done.stdout


@pytest.mark.parametrize("page", README)
def test_what_check_is_said_to_answer_is_answered(
    page: str, demo_repository: Path, tmp_path: Path
) -> None:
    _, answer = re.findall(r"```text\n(.*?)```", text(page), re.S)
    (example,) = re.findall(r"```yaml\n(.*?)```", text(page), re.S)
    subprocess.run(["git", "clone", "--quiet", "--shared", demo_repository, tmp_path], check=True)
    path = tmp_path / answer.partition(":")[0]
    path.write_text(example.replace("meeting", "meetin"), encoding="utf-8")
    done = called(["check", str(path)], tmp_path)
    assert (done.stdout, done.exit_code) == (answer, 1)


def test_the_submission_of_the_readme_is_received(demo_repository: Path, tmp_path: Path) -> None:
    place = tmp_path / "demo"
    shutil.copytree(demo_repository, place)
    (example,) = re.findall(r"```yaml\n(.*?)```", text(README[0]), re.S)
    path = place / re.findall(r"^    (units/\S+\.yml)$", text(README[0]), re.M)[0]
    path.write_text(example, encoding="utf-8")
    lines = [shlex.split(line) for line in commands(README[0])]
    first = next(index for index, line in enumerate(lines) if line[:2] == ["git", "switch"])
    for line in lines[first : first + 5]:
        if line[0] == "gongkai":
            done = called(line[1:], place)
            assert done.exit_code == 0, done.stdout + done.stderr
        else:
            subprocess.run(
                [*line[:1], "-c", "user.name=示例", "-c", "user.email=a@example.org", *line[1:]],
                cwd=place,
                check=True,
            )
    assert path.read_text(encoding="utf-8") == example
    told = subprocess.run(["git", "status", "--short"], cwd=place, capture_output=True, check=True)
    assert told.stdout == b""


def test_the_number_the_readme_changes_is_there_once() -> None:
    rulebook = text("scoring/rulebooks/2023-township.yml")
    news = rulebook.partition("- id: news\n")[2].partition("- id: guide\n")[0]
    assert "title: 乡镇动态" in news
    assert "id: monthly" in news
    assert news.count("points_per_missing: 0.1\n") == 1


@pytest.mark.parametrize("page", README)
def test_a_command_said_to_be_missing_is_missing(page: str) -> None:
    (missing,) = re.findall(
        r"^## (?:What it does not do yet|现在还不能做的)\n(.*?)\n## ", text(page), re.M | re.S
    )
    named = set(re.findall(r"`gongkai (\w+)", missing))
    assert missing.strip()  # there is always something; it need not be a command
    assert not named & COMMANDS.keys()


def test_a_version_has_a_dated_section_and_is_the_same_wherever_it_is_named() -> None:
    (day,) = re.findall(rf"^## \[{re.escape(VERSION)}\] - (\S+)$", text("CHANGELOG.md"), re.M)
    public = load_yaml(text("publiccode.yml").encode())
    assert (public["softwareVersion"], public["releaseDate"]) == (VERSION, day)
    assert f"\nversion: {VERSION}\ndate-released: {day}\n" in text("CITATION.cff")

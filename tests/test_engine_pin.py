"""engine.txt holds one exact engine; what could be swapped or moved is refused, with a reason."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import engine_pin
from scripts.engine_pin import parse_engine_pin

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "ab" * 32
FROM_REPOSITORY = f"gongkai @ git+https://git.example.gov.cn/xuanwei/gongkai@{COMMIT}"
FROM_WHEEL = f"gongkai @ https://example.org/dist/gongkai-0.1.0-py3-none-any.whl#sha256={DIGEST}"


def test_a_repository_address_with_a_commit_is_a_pin() -> None:
    pin = parse_engine_pin(FROM_REPOSITORY + "\n")
    assert pin.requirement == FROM_REPOSITORY
    assert pin.address == "https://git.example.gov.cn/xuanwei/gongkai"
    assert (pin.commit, pin.sha256) == (COMMIT, None)


def test_a_wheel_with_its_digest_is_a_pin() -> None:
    pin = parse_engine_pin(FROM_WHEEL)
    assert pin.requirement == FROM_WHEEL
    assert pin.address == "https://example.org/dist/gongkai-0.1.0-py3-none-any.whl"
    assert (pin.commit, pin.sha256) == (None, DIGEST)


@pytest.mark.parametrize(
    "line",
    [
        f"gongkai @ git+https://127.0.0.1:8443/a/b.git@{COMMIT}",
        f"gongkai @ https://example.org/gongkai-1.2.0rc1-py3-none-any.whl#sha256={DIGEST}",
    ],
)
def test_ports_dotted_names_and_pre_releases_are_welcome(line: str) -> None:
    assert parse_engine_pin(line).requirement == line


def test_comments_blank_lines_and_windows_line_ends_are_skipped() -> None:
    text = f"# 引擎\r\n\r\n  {FROM_REPOSITORY}  \r\n# end\r\n"
    assert parse_engine_pin(text).requirement == FROM_REPOSITORY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no engine"),
        ("# only a comment\n\n", "names no engine"),
        ("gongkai", "bare name"),
        ("gongkai==0.1.0", "bare name"),
        (f"gongkai==0.1.0 --hash=sha256:{DIGEST}", "bare name"),
        ("-r other.txt", "bare name"),
        ("./gongkai-0.1.0-py3-none-any.whl", "bare name"),
        ("gongkai @ git+https://example.org/gongkai@main", "40 lower-case hex"),
        ("gongkai @ git+https://example.org/gongkai@v0.1.0", "40 lower-case hex"),
        ("gongkai @ git+https://example.org/gongkai", "40 lower-case hex"),
        (f"gongkai @ git+https://example.org/gongkai@{COMMIT[:12]}", "40 lower-case hex"),
        (f"gongkai @ git+https://example.org/gongkai@{COMMIT.upper()}", "40 lower-case hex"),
        (f"gongkai @ git+https://example.org/gongkai@{COMMIT}#egg=x", "40 lower-case hex"),
        ("gongkai @ https://example.org/gongkai-0.1.0-py3-none-any.whl", "#sha256="),
        (FROM_WHEEL[:-1], "not of an accepted form"),
        (FROM_WHEEL.replace("sha256", "md5"), "#sha256="),
        (FROM_WHEEL.replace("gongkai-0.1.0", "other-0.1.0"), "not of an accepted form"),
        (FROM_WHEEL.replace(".whl", ".tar.gz"), "not of an accepted form"),
        (FROM_WHEEL.replace("https", "http"), "not of an accepted form"),
        (FROM_REPOSITORY.replace("https", "http"), "not of an accepted form"),
        (FROM_REPOSITORY.replace("https://", "ssh://git@"), "not of an accepted form"),
        (FROM_REPOSITORY.replace("git.example", "good@evil.example"), "not of an accepted form"),
        (FROM_REPOSITORY.replace("/xuanwei/", "/../"), "not of an accepted form"),
        (FROM_REPOSITORY.replace("gongkai @", "gongkai[x] @"), "not of an accepted form"),
        (FROM_REPOSITORY.replace("gongkai @", "gonqkai @"), "not of an accepted form"),
        (f"{FROM_REPOSITORY} ; python_version > '3'", "40 lower-case hex"),
        (f"--index-url https://evil.example {FROM_REPOSITORY}", "not of an accepted form"),
        (f"{FROM_REPOSITORY} \\\n--index-url https://evil.example", "exactly one"),
        (f"{FROM_REPOSITORY}\n{FROM_WHEEL}", "exactly one"),
        (f"{FROM_REPOSITORY}\nrequests", "exactly one"),
        (f"{FROM_REPOSITORY}\u2028requests", "40 lower-case hex"),
        (f"{FROM_REPOSITORY}\rrequests", "40 lower-case hex"),
        (f"\ufeff{FROM_REPOSITORY}", "not of an accepted form"),
        (FROM_REPOSITORY.replace(COMMIT, "０" * 40), "40 lower-case hex"),
        ("#" * 20_000, "too large"),
    ],
)
def test_anything_else_is_refused_in_both_languages(text: str, why: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_engine_pin(text)
    chinese, slash, english = str(refusal.value).partition(" / ")
    assert slash
    assert why in english
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Isolated, and with no site-packages: as in a workflow before anything is installed.
    command = [sys.executable, "-I", "-S", engine_pin.__file__, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_as_a_program_it_prints_the_requirement_alone(tmp_path: Path) -> None:
    file = tmp_path / "engine.txt"
    file.write_text(f"# 引擎\n{FROM_WHEEL}\n", encoding="utf-8")
    done = _run(str(file))
    assert (done.returncode, done.stdout) == (0, FROM_WHEEL + "\n")


@pytest.mark.parametrize("content", [b"gongkai\n", b"\xff\xfe", None])
def test_as_a_program_it_refuses_without_a_traceback(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "engine.txt"
    if content is not None:
        file.write_bytes(content)
    done = _run(str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert "engine.txt" in done.stderr
    assert "Traceback" not in done.stderr

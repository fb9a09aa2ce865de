"""`gongkai door`: opens the door of a repository that has the gate, and shuts it again."""

import os
import re
import subprocess
import textwrap
from pathlib import Path

import pytest

from scripts.door.servers import SERVERS, configuration
from scripts.door.switching import SCRIPT
from tests.support.gate import begin
from tests.support.records import ROOT
from tests.support.server import GONGKAI, copy_server, git


def gongkai(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    return subprocess.run(
        [*GONGKAI, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def bare(made_server: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's repository."""
    return copy_server(made_server, tmp_path_factory.mktemp("switched"))


def setting(bare: Path, name: str) -> str:
    """A setting of the repository; empty where it has none."""
    return git(bare, "config", "--local", "--get", name).stdout.strip()


def ask(bare: Path, **environment: str) -> tuple[str, str]:
    """Call the script as a web server does; return the head and the body of its answer."""
    told = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "/door",
        "PATH_INFO": "/who",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "GATEWAY_INTERFACE": "CGI/1.1",
        **environment,
    }
    own = {"PATH": os.environ["PATH"]} | told
    done = subprocess.run([bare / SCRIPT], env=own, capture_output=True, input=b"", check=False)
    head, _, body = done.stdout.decode().partition("\r\n\r\n")
    return head, body


def test_it_is_shut_until_it_is_opened_and_shut_again(bare: Path) -> None:
    assert not (bare / SCRIPT).exists() and setting(bare, "gongkai.door") == ""
    opened = gongkai("door", str(bare))
    assert opened.returncode == 0, opened.stderr
    assert "网上报送已打开" in opened.stdout and str(bare / SCRIPT) in opened.stdout
    assert (bare / SCRIPT).stat().st_mode & 0o777 == 0o755
    head, body = ask(bare, REMOTE_USER="wanshui-clerk")
    assert "Status: 200" in head and '"id": "wanshui"' in body
    assert gongkai("door", str(bare)).returncode == 0  # once more does no harm
    kept = (bare / SCRIPT).read_bytes()
    shut = gongkai("door", "--off", str(bare))
    assert "已关上" in shut.stdout
    assert not (bare / SCRIPT).parent.exists() and setting(bare, "gongkai.door") == ""
    assert "本来就没有打开" in gongkai("door", "--off", str(bare)).stdout
    # A script that somebody has kept finds the door shut.
    (bare / SCRIPT).parent.mkdir()
    (bare / SCRIPT).write_bytes(kept)
    (bare / SCRIPT).chmod(0o755)
    head, body = ask(bare, REMOTE_USER="wanshui-clerk", HTTP_ACCEPT="application/json")
    assert "Status: 404" in head and "door-shut" in body
    gongkai("door", "--off", str(bare))


def test_a_header_is_no_login(bare: Path) -> None:
    gongkai("door", str(bare))
    head, body = ask(bare, HTTP_REMOTE_USER="wanshui-clerk", HTTP_ACCEPT="application/json")
    assert "Status: 403" in head and "push-user-unknown" in body
    gongkai("door", "--off", str(bare))


@pytest.mark.parametrize(
    ("server", "lines"),
    [
        ("lighttpd", ["alias.url", "auth.require", "cgi.assign", "server.max-request-size"]),
        ("nginx", ["auth_basic ", "fastcgi_param REMOTE_USER $remote_user;", "/报送"]),
        ("apache", ['ScriptAlias "/报送"', "Require valid-user", "LimitRequestBody"]),
    ],
)
def test_what_to_add_to_a_web_server(bare: Path, server: str, lines: list[str]) -> None:
    address = "https://gongkai.example.gov.cn/baosong/"
    told = gongkai("door", "--server", server, "--address", address, str(bare)).stdout
    for line in lines:
        assert line.replace("报送", "baosong") in told
    assert str(bare / SCRIPT) in told
    assert setting(bare, "gongkai.doorAddress") == address
    gongkai("door", "--off", str(bare))
    assert setting(bare, "gongkai.doorAddress") == ""


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_the_manual_has_the_very_lines(server: str) -> None:
    printed = configuration(server, "/door", Path("/srv/git/gongkai.git") / SCRIPT)
    assert textwrap.indent(printed, "    ") in (ROOT / "docs/server.md").read_text("utf-8")


@pytest.mark.parametrize("address", ["door", "ftp://x/", "https://x/a b", 'https://x/"; evil', ""])
def test_an_address_that_is_none(bare: Path, address: str) -> None:
    told = gongkai("door", "--address", address, str(bare))
    assert told.returncode == 2
    assert "不是网页地址" in told.stderr
    assert setting(bare, "gongkai.door") == ""


def test_a_repository_without_the_gate_has_no_door(tmp_path: Path) -> None:
    begin(tmp_path / "data.git", bare=True).finish()
    told = gongkai("door", str(tmp_path / "data.git"))
    assert told.returncode == 2
    assert re.search("没有装收件口.*gongkai init --bare", told.stderr, re.S)
    assert gongkai("door", str(tmp_path)).returncode == 2

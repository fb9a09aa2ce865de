"""The door behind a real web server with passwords, beside git http-backend."""

import io
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.records.record import Strength
from tests.support.door import packed
from tests.support.gate import NEWS, news
from tests.support.records import ROOT
from tests.support.server import (
    GONGKAI,
    LIGHTTPD,
    PASSWORD,
    clone,
    commit,
    copy_server,
    environment,
    git,
    settled,
    web_server,
)

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(LIGHTTPD is None, reason="no lighttpd here: apt-get install lighttpd"),
]

ID = NEWS[len("units/") : -len(".yml")]
Answer = tuple[int, str]


@pytest.fixture
def bare(made_server: Path, tmp_path: Path) -> Path:
    """A server's repository whose door is open."""
    made = copy_server(made_server, tmp_path)
    subprocess.run([*GONGKAI, "door", str(made)], cwd=ROOT, check=True, capture_output=True)
    return made


@pytest.fixture
def host(bare: Path, tmp_path: Path) -> Iterator[str]:
    """Where the web server is."""
    with web_server(tmp_path, door=bare) as address:
        yield address


def post(
    host: str,
    content: bytes,
    unit: str = "wanshui",
    *,
    password: str = PASSWORD,
    accept: str = "application/json",
) -> Answer:
    """Hand a package in as a browser does."""
    form = EnvironBuilder(method="POST", data={"package": (io.BytesIO(content), "a.zip")})
    environ = form.get_environ()
    request = urllib.request.Request(
        f"http://{host}/door/submit",
        environ["wsgi.input"].read(),
        {
            "Content-Type": environ["CONTENT_TYPE"],
            "Accept": accept,
            "Origin": f"http://{host}",
            "Authorization": f"Basic {b64encode(f'{unit}-clerk:{password}'.encode()).decode()}",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def strengths(bare: Path) -> dict[str, Strength]:
    """How strong the time of each record on `main` is."""
    records = Assessment.open(bare, product=ROOT).archive.records
    return {name: record.receipt.strength for name, record in records.items()}


def leftovers(bare: Path) -> list[Path]:
    """What a submission left lying about."""
    return list((bare / "objects").glob("tmp_*"))


def test_a_package_ends_as_a_sealed_record_on_a_rebuilt_portal(
    bare: Path, host: str, tmp_path: Path
) -> None:
    git(bare, "config", "gongkai.site", str(tmp_path / "www" / "site"))
    assert post(host, packed({NEWS: news()}), password="wrong")[0] == 401
    status, page = post(host, packed({NEWS: news(title="春耕备耕现场会")}), accept="text/html")
    assert status == 200, page
    assert "报送回执" in page and "有收件签名" in page and ID in page
    assert strengths(bare) == {ID: Strength.SEALED}
    assert git(bare, "fsck", "--strict").returncode == 0 and not leftovers(bare)
    head = git(bare, "rev-parse", "main").stdout.strip()
    assert head in page and "公开网站正在更新" in page
    assert settled(bare, head)["detail"] == ""
    pages = (tmp_path / "www" / "site").rglob("*.html")
    assert any("春耕备耕现场会" in each.read_text(encoding="utf-8") for each in pages)


def test_a_refusal_is_a_page_and_leaves_nothing(bare: Path, host: str) -> None:
    head = git(bare, "rev-parse", "main").stdout
    bad = news(category="gossip")
    status, page = post(host, packed({NEWS: bad}), accept="text/html")
    assert status == 422
    assert "没有接收" in page and "schema-enum" in page and "怎么改" in page
    assert git(bare, "rev-parse", "main").stdout == head and strengths(bare) == {}
    blob = subprocess.run(
        ["git", "hash-object", "--stdin"], input=bad, capture_output=True, check=True
    ).stdout.decode()
    assert git(bare, "cat-file", "-e", blob.strip()).returncode == 1
    assert not leftovers(bare)


def test_at_once_nothing_is_lost_at_the_door_and_beside_it(
    bare: Path, host: str, tmp_path: Path
) -> None:
    """Two clerks at the door and one who pushes, all at the same time."""
    second, pushed = NEWS.replace("ploughing", "second"), NEWS.replace("ploughing", "pushed")
    xining = second.replace("wanshui", "xining")
    desk = clone(str(bare), tmp_path / "desk")
    commit(desk, {pushed: news(title="推送的一份", body="另一件事")})
    address = f"http://wanshui-clerk:{PASSWORD}@{host}/git/data.git"
    pushing = subprocess.Popen(
        ["git", "push", "-q", address, "HEAD:refs/heads/submit/wanshui/1"],
        cwd=desk,
        env=environment(PATH=os.environ["PATH"]),
        stderr=subprocess.PIPE,
    )
    with ThreadPoolExecutor() as pool:
        answers = [
            pool.submit(post, host, packed({NEWS: news()})),
            pool.submit(post, host, packed({xining: news()}), "xining"),
        ]
        told = [each.result() for each in answers]
    _, said = pushing.communicate(timeout=120)
    assert pushing.returncode == 0, said.decode()
    assert [status for status, _ in told] == [200, 200], told
    commits = {json.loads(page)["receipt"]["commit"] for _, page in told}
    chain = git(bare, "rev-list", "--first-parent", "main").stdout.split()
    assert len(commits) == 2 and commits <= set(chain)
    names = {path[len("units/") : -len(".yml")] for path in (NEWS, xining, pushed)}
    assert strengths(bare) == dict.fromkeys(names, Strength.SEALED)
    assert not leftovers(bare)


def test_a_stalled_request_gains_no_time_and_a_closed_browser_loses_none(
    bare: Path, host: str
) -> None:
    """What counts is when all was there; from then on the submission goes its way."""
    form = EnvironBuilder(
        method="POST", data={"package": (io.BytesIO(packed({NEWS: news()})), "a.zip")}
    )
    environ = form.get_environ()
    content = environ["wsgi.input"].read()
    login = b64encode(f"wanshui-clerk:{PASSWORD}".encode()).decode()
    head = (
        f"POST /door/submit HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
        f"Authorization: Basic {login}\r\nContent-Type: {environ['CONTENT_TYPE']}\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    name, _, port = host.partition(":")
    begun = datetime.now(SHANGHAI)
    with socket.create_connection((name, int(port))) as line:
        line.sendall(head.encode() + content[:-100])
        time.sleep(3)
        line.sendall(content[-100:])
        time.sleep(0.5)
    until = time.monotonic() + 60
    while time.monotonic() < until and not strengths(bare):
        time.sleep(0.5)
    receipt = Assessment.open(bare, product=ROOT).archive.records[ID].receipt
    assert receipt.strength is Strength.SEALED and receipt.time is not None
    assert (receipt.time - begun).total_seconds() >= 2

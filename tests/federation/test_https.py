"""A county fetched over https, with the checkpoint that its site publishes."""

import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scoring.history.repository import open_repository
from scripts.checkpoints.store import newest
from scripts.federating import fetching
from scripts.federating.fetching import NotFetched, checkpoint_from
from scripts.federating.harvest import State, Task
from scripts.federating.listing import County
from scripts.federating.release import own_release
from scripts.federating.spreading import Tls
from scripts.federating.task import harvest
from tests.support.certificates import certified
from tests.support.counties import AS_OF, KEY


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and sends ``/away/…`` to a place that is not secure."""

    def do_GET(self) -> None:
        if self.path.startswith("/away/"):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/checkpoint.json")
            self.end_headers()
        elif self.path.startswith("/wrong/"):
            self.wfile.write(b"HTTP/9 what\r\n\r\n")
        elif self.path.startswith("/short/"):
            self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 900\r\n\r\n{")
        elif self.path.startswith(("/slow/", "/slow-head/")):
            self._drip(b"" if self.path.startswith("/slow-head/") else b"\r\n")
        else:
            super().do_GET()

    def _drip(self, more: bytes) -> None:
        """Answer a byte at a time, without end."""
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: " + more)
        with suppress(OSError):
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path, keys: Tls) -> Iterator[str]:
    """Serve ``folder`` over https and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(keys.certificate, keys.key)
    server.socket = secured.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def address(spoilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that has the counties, and a machine that believes its certificate."""
    keys = certified(tmp_path / "keys")
    monkeypatch.setenv("GIT_SSL_CAINFO", str(keys.ca))
    monkeypatch.setenv("SSL_CERT_FILE", str(keys.ca))
    git = ["git", "-C", str(spoilt / "jia")]
    subprocess.run([*git, "update-server-info"], check=True)
    kept = newest(open_repository(spoilt / "jia"))
    assert kept is not None and kept.signature is not None
    (spoilt / "checkpoint.json").write_bytes(kept.text)
    (spoilt / "checkpoint.json.sig").write_bytes(kept.signature)
    with served(spoilt, keys) as found:
        yield found


def test_a_county_over_https(spoilt: Path, address: str) -> None:
    county = County("jia", "甲县", f"{address}/jia/.git", f"{address}/checkpoint.json", (KEY,))
    found = harvest(Task(county, (2023,), AS_OF, str(spoilt / "work"), own_release()))
    assert found.state is State.COMPARED, found.why
    assert found.checkpoint == (spoilt / "checkpoint.json").read_bytes()


def test_a_checkpoint_that_is_not_there_or_leads_away(address: str) -> None:
    for path in ("none.json", "away/checkpoint.json"):
        with pytest.raises(NotFetched, match="federation-checkpoint-unreachable"):
            checkpoint_from(f"{address}/{path}")


@pytest.mark.parametrize("path", ["wrong", "short", "slow", "slow-head"])
def test_a_server_that_answers_wrongly_or_without_end(
    address: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_PATIENCE", 1)
    with pytest.raises(NotFetched, match="federation-checkpoint-unreachable"):
        checkpoint_from(f"{address}/{path}/checkpoint.json")


def test_a_certificate_that_nobody_vouches_for(
    spoilt: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_SSL_CAINFO")
    monkeypatch.delenv("SSL_CERT_FILE")
    county = County("jia", "甲县", f"{address}/jia/.git", None, (KEY,))
    found = harvest(Task(county, (2023,), AS_OF, str(spoilt / "work"), own_release()))
    assert found.state is State.NOT_FETCHED
    with pytest.raises(NotFetched):
        checkpoint_from(f"{address}/checkpoint.json")

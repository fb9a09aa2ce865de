"""Fetching a county's repository into a mirror: within limits, and nothing in it is ever run."""

import fcntl
import os
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from threading import Thread
from typing import IO, Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from scripts.checkpoints.model import MAX_BYTES
from scripts.checkpoints.store import SIGNATURE_ENDING, Kept, saved_at
from scripts.federating.address import is_remote
from scripts.federating.harvest import Why

REFSPECS = ("+refs/heads/main:refs/heads/main", "+refs/gongkai/*:refs/gongkai/*")
"""What is fetched: the main line, the checkpoints, the log of attempts; no branch of a unit's."""

LARGEST = 16 * 1024**3
"""Bytes that a single file of a mirror may have."""

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.askPass=",
    "core.fsmonitor=false",
    "credential.helper=",
    "fetch.recurseSubmodules=false",
    "fetch.unpackLimit=1",
    "fetch.writeCommitGraph=false",
    "gc.autoDetach=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
    "protocol.allow=never",
    "protocol.file.allow=always",
    "protocol.https.allow=always",
    "protocol.ssh.allow=always",
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "file:https:ssh",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_SSH_COMMAND": (
        "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oConnectTimeout=20"
        " -oServerAliveInterval=15 -oServerAliveCountMax=4"
    ),
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_LEFT = ("*.lock", "objects/pack/tmp_*", "objects/??/tmp_*")
"""What a killed git leaves: locks that stop the next one, and packs as large as what it fetched."""
_KEPT = ("GIT_EXEC_PATH", "GIT_SSL_CAINFO")
_at_work: set[int] = set()  # sessions of git that this process waits for
_PATIENCE = 30  # seconds for a checkpoint
_PIECE = 64 * 1024
_LONG = 600  # seconds to look through a mirror


class NotFetched(Exception):
    """A repository or checkpoint could not be had; ``why`` says so."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.code)
        self.why = why


@contextmanager
def mirror(work: Path, county: str, address: str, seconds: int) -> Iterator[Path]:
    """Yield the folder of the county's mirror, fetched just now; nobody else has it meanwhile.

    Raises NotFetched.
    """
    work.mkdir(parents=True, exist_ok=True)
    folder = work / f"{county}.git"
    with (work / f"{county}.lock").open("w") as lock:
        # git inherits the lock: where we are killed, whoever comes next waits until it has ended.
        _lock(lock, seconds)
        _fetch(folder, address, seconds, lock.fileno())
        yield folder


def _lock(lock: IO[str], seconds: int) -> None:
    """Take ``lock``. Raises NotFetched where another has it for as long as fetching may take."""
    ends = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > ends:
                raise NotFetched(Why("federation-mirror-busy", {"seconds": seconds})) from None
            time.sleep(0.1)


def forget(work: Path, county: str) -> None:
    """Remove the mirror of ``county``; the next one is fetched whole."""
    shutil.rmtree(work / f"{county}.git", ignore_errors=True)


def _fetch(folder: Path, address: str, seconds: int, lock: int) -> None:
    known = folder.is_dir()
    try:
        _bring(folder, address, seconds, lock)
    except NotFetched as error:
        if not known or error.why.code != "federation-fetch-failed" or _whole(folder, lock):
            raise
        shutil.rmtree(folder)  # a damaged mirror takes nothing in; what is fetched whole is whole
        _bring(folder, address, seconds, lock)


def _bring(folder: Path, address: str, seconds: int, lock: int) -> None:
    """Let ``folder`` be a mirror of what is at ``address`` now."""
    folder.mkdir(exist_ok=True)
    for pattern in _LEFT:  # by a git that was killed; we hold the only right to the mirror
        for left in folder.rglob(pattern):
            left.unlink(missing_ok=True)
    _git(folder, lock, seconds, "init", "--quiet", "--bare", "--template=", ".")
    _git(
        folder, lock, seconds, "fetch", "--quiet", "--force", "--prune", "--no-tags",
        "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance",
        "--", address, *REFSPECS,
    )  # fmt: skip
    with suppress(NotFetched):  # a year of nights leaves many packs
        _git(folder, lock, seconds, "gc", "--auto", "--quiet")


def _whole(folder: Path, lock: int) -> bool:
    """Tell whether everything that the mirror's refs reach is there."""
    try:
        _git(folder, lock, _LONG, "fsck", "--connectivity-only", "--no-dangling")
    except NotFetched:
        return False
    return True


def _git(folder: Path, lock: int, seconds: int, *arguments: str) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own |= {name: os.environ[name] for name in _KEPT if name in os.environ}
    own.pop("SSH_ASKPASS", None)
    settings = (part for setting in _SETTINGS for part in ("-c", setting))
    try:
        process = subprocess.Popen(
            ["git", *settings, *arguments],
            cwd=folder,
            env={**own, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(lock,),
            start_new_session=True,
        )
    except FileNotFoundError:
        raise NotFetched(Why("git-missing")) from None
    _bound(process.pid)
    _at_work.add(process.pid)
    try:
        _, complaints = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        raise NotFetched(Why("federation-fetch-slow", {"seconds": seconds})) from None
    except BaseException:
        _end(process)
        raise
    finally:
        _at_work.discard(process.pid)
    if process.returncode:
        raise NotFetched(Why("federation-fetch-failed", detail=_told(complaints)))


def _bound(pid: int) -> None:
    """Let no file of the process ``pid``, and of those it starts, grow without end."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(pid, resource.RLIMIT_FSIZE, (LARGEST, LARGEST))


def _end(process: "subprocess.Popen[bytes]") -> None:
    _kill(process.pid)
    process.communicate()


def _kill(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)  # a session of its own: ssh and index-pack too


def end_fetching() -> None:
    """End every git that fetches for this process, which is about to end itself."""
    for session in tuple(_at_work):
        _kill(session)


def _told(complaints: bytes) -> str:
    """Return the line in which git says what is wrong."""
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    wrong = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return " ".join(wrong[0].split())[:300] if wrong else "git"


def checkpoint_from(address: str) -> Kept:
    """Return the checkpoint at ``address``, with the signature beside it. Raises NotFetched."""
    if not is_remote(address):
        try:
            return saved_at(Path(address))
        except OSError as error:
            raise _unreachable(error.strerror or "") from None
    text = _download(address)
    if text is None:
        raise _unreachable("404")
    return Kept(text, _download(address + SIGNATURE_ENDING))


class _StaysSecure(HTTPRedirectHandler):
    """Follows redirects to ``https`` alone."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Return the request to the new place, or None for a place that is not secure."""
        if not newurl.startswith("https://"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download(address: str) -> bytes | None:
    """Return what lies at ``address``, cut where it is too long; None where nothing does.

    The connection's own patience is with each piece: a byte now and then would never exhaust it.
    So it is read by a thread of its own, which is left behind where it takes too long.
    """
    found: Future[bytes | None] = Future()

    def run() -> None:
        try:
            found.set_result(_downloaded(address))
        except BaseException as error:
            found.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        return found.result(timeout=_PATIENCE)
    except TimeoutError:
        raise _unreachable("timed out") from None


def _unreachable(reason: str) -> NotFetched:
    return NotFetched(Why("federation-checkpoint-unreachable", detail=reason))


def _downloaded(address: str) -> bytes | None:
    opener = build_opener(HTTPSHandler(context=ssl.create_default_context()), _StaysSecure())
    try:
        with opener.open(address, timeout=_PATIENCE) as answer:
            return _read(answer)
    except (URLError, OSError, ValueError, HTTPException) as error:
        if getattr(error, "code", None) == 404:
            return None
        raise _unreachable(str(getattr(error, "reason", error))[:200]) from None


def _read(answer: Any) -> bytes:
    """Return what comes, cut where it is too long; OSError where it ends early or never."""
    ends = time.monotonic() + _PATIENCE
    found = b""
    while len(found) <= MAX_BYTES and (piece := answer.read1(_PIECE)):
        found += piece
        if time.monotonic() > ends:
            raise TimeoutError("timed out")
    if len(found) <= MAX_BYTES and answer.length:
        raise OSError("cut off")
    return found[: MAX_BYTES + 1]

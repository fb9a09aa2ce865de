"""A small repository with a gate in front of it: submitters, a key that `main` trusts, branches."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from scoring.history.sshsig import public_line
from scoring.messages import level
from scripts.gate.answer import Answer
from scripts.gate.receiving import Gate, Submission, receive
from scripts.gate.sealing import GateKey
from tests.support.records import ROOT, at, registry_files, text
from tests.support.repo import Content, RepoBuilder

SIGNERS = "scoring/trust/allowed_signers"
BEGUN = at("2023-01-01")
START = at("2023-02-01")
NEWS = "units/wanshui/2023/news/2023-02-06-ploughing.yml"

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_FILE = KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
"""The gate's key as it lies in a file."""

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
GATE_LINE = f'gate namespaces="git" {public_line(KEY)}\n'


@cache
def registry() -> dict[str, bytes]:
    """The product's registry, with `<unit>-clerk` as the submitter of every unit."""
    return {
        path: content.replace(
            b"submitters: []", f"submitters: [{path.split('/')[1]}-clerk]".encode()
        )
        for path, content in registry_files().items()
    }


def begin(folder: Path, *, sealed: bool = True, bare: bool = False) -> RepoBuilder:
    """Begin a repository that has the registry and, where ``sealed``, trusts the gate's key."""
    files: dict[str | bytes, Content] = dict(registry())
    if sealed:
        files[SIGNERS] = GATE_LINE
    return RepoBuilder(folder, bare=bare).first(files, at=BEGUN)


class Clock:
    """Tells the time it was set to, a second later each time it is asked."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def gate(folder: Path, *, now: datetime = START, key: object = KEY, dry: bool = False) -> Gate:
    """A gate on the repository in ``folder``."""
    private = key if isinstance(key, Ed25519PrivateKey) else None
    return Gate(folder, ROOT, GateKey(private), Clock(now), dry)


def send(
    folder: Path,
    ref: str = "refs/heads/submit/wanshui/1",
    who: str = "wanshui-clerk",
    *,
    unit: str | None = None,
    now: datetime = START,
    received: datetime | None = None,
    key: object = KEY,
    dry: bool = False,
) -> Answer:
    """Send a branch through the gate."""
    sent = Submission(ref, who, unit, received)
    return receive(gate(folder, now=now, key=key, dry=dry), sent)


def codes(answer: Answer) -> list[str]:
    """The codes of all errors, sorted; warnings keep nobody out."""
    return sorted({each.code for each in answer.problems if level(each.code) != "warning"})


def news(**changes: object) -> bytes:
    """The text of a piece of news."""
    return text("news", **changes)

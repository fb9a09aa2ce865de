"""Three tiny counties with signed checkpoints, and the list of them that a prefecture writes.

jia has the product's rulebooks and annual reports; yi a scheme of its own that assesses only
departments; bing little more than a registry.
"""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from scoring.assessment import Assessment
from scoring.history.sshsig import public_line
from scoring.history.tree import TreeFile
from scripts.checkpoints.making import make_checkpoint
from scripts.checkpoints.store import Kept
from scripts.gate.writing import Writer
from tests.support.annual_report import report, with_figures
from tests.support.files import docx_bytes
from tests.support.forge import CHECKPOINT
from tests.support.git import git
from tests.support.records import ROOT, as_yaml, at, registry_files, text
from tests.support.repo import RepoBuilder

AS_OF = at("2024-03-01", "00:00:00")
COUNTIES = {"jia": "甲县", "yi": "乙县", "bing": "丙<b>县"}
KEY = public_line(CHECKPOINT)
HELD = "theme: {name: material}\nextra: {gongkai: {unconfirmed: internal}}\n"
"""The configuration of a county that tells the public no score before it is confirmed."""

_UNITS = ("wanshui", "xining", "geyi", "tongji", "fagaiwei", "zhengfuban")
_RECEIVED = ("requests", "received", "natural_persons")
_REFUSED = ("requests", "results", "refused", "state_secret", "natural_persons")
_FEES = ("proactive", "fees")


def pem(key: Ed25519PrivateKey) -> bytes:
    """Return ``key`` as OpenSSH keeps it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def checkpoint(
    folder: Path, day: str = "2024-02-01", key: Ed25519PrivateKey | None = CHECKPOINT
) -> Kept:
    """Publish what the county in ``folder`` is on ``day``, and sign it."""
    assessment = Assessment.open(folder, product=ROOT)
    ledgers = [assessment.ledger(2023, at(day))]
    return make_checkpoint(assessment, ledgers, at(day), None if key is None else pem(key))


def counties(folder: Path) -> Path:
    """Make the three counties below ``folder`` and return the file that lists them."""
    jia = _begun(folder / "jia")
    jia.merge({_news("wanshui", 1): text("news")}, at=at("2023-02-06"), unit="wanshui")
    jia.merge(filed("wanshui", "final", 7, "0.35"), at=at("2024-01-20"), unit="wanshui")
    jia.merge(filed("tongji", "final", 2, "12.5"), at=at("2024-01-21"), unit="tongji")
    jia.merge(filed("geyi", "assessment", 90, "1"), at=at("2023-10-20"), unit="geyi")
    jia.finish()
    scheme = (ROOT / "tests" / "scenarios" / "rulebooks" / "invented.yml").read_bytes()
    yi = _begun(folder / "yi", {"scoring/rulebooks/invented.yml": scheme})
    yi.merge(filed("tongji", "final", 1, "0.15"), at=at("2024-01-20"), unit="tongji")
    yi.finish()
    bing = _begun(folder / "bing", units=("xining", "tongji"))
    bing.merge({_news("xining", 1): text("news")}, at=at("2023-05-06"), unit="xining").finish()
    for county in COUNTIES:
        checkpoint(folder / county)
    return listed(folder / "counties.yml", COUNTIES)


def listed(file: Path, ids: Iterable[str], **changes: Any) -> Path:
    """Write the list of the counties ``ids``; ``changes`` are made to every entry."""
    entries = [
        {"id": each, "name": COUNTIES.get(each, each), "repository": each, "keys": [KEY]} | changes
        for each in ids
    ]
    file.write_bytes(as_yaml({"title": "示例市 <i>对比</i>", "years": [2023], "counties": entries}))
    return file


def copied(source: Path, target: Path) -> Path:
    """Copy the counties so that one of them may be spoilt; return the list."""
    shutil.copytree(source.parent, target)
    return target / source.name


def filed(unit: str, edition: str, refused: int, fees: str) -> dict[str, bytes]:
    """Return the files of a report of ``unit`` that refused so many requests."""
    last = "12-31" if edition == "final" else "09-30"
    data = with_figures(report(), {_RECEIVED: refused + 2, _REFUSED: refused, _FEES: fees})
    data |= {"title": "某单位2023年政府信息公开工作年度报告", "edition": edition}
    data["period"] = {"from": "2023-01-01", "to": f"2023-{last}"}
    content = docx_bytes("年度报告")
    digest = hashlib.sha256(content).hexdigest()
    data["attachments"] = [{"file": "report.docx", "sha256": digest, "title": "年度报告"}]
    stem = f"units/{unit}/2023/annual-report/2023-10-20-{edition}"
    return {f"{stem}.yml": as_yaml(data), f"{stem}/report.docx": content}


def grown(folder: Path, files: dict[str, str | bytes]) -> None:
    """Commit ``files`` to the main line of a county that is there already."""
    writer = Writer(folder / ".git")
    blobs = {
        path: TreeFile("100644", writer.blob(told.encode() if isinstance(told, str) else told))
        for path, told in files.items()
    }
    tree = writer.tree("main", blobs)
    person = ("-c", "user.name=a", "-c", "user.email=a@localhost")
    made = git(folder, *person, "commit-tree", tree, "-p", "main", "-m", "direct")
    git(folder, "update-ref", "refs/heads/main", made)


def news(unit: str, number: int) -> dict[str, bytes]:
    """Return one more piece of news."""
    return {_news(unit, number): text("news", title=f"动态{number}", body=f"正文{number}")}


def _news(unit: str, number: int) -> str:
    return f"units/{unit}/2023/news/2023-02-06-n{number}.yml"


def _begun(
    folder: Path, more: dict[str, bytes] | None = None, units: tuple[str, ...] = _UNITS
) -> RepoBuilder:
    files = {
        path: content for path, content in registry_files().items() if path.split("/")[1] in units
    }
    return RepoBuilder(folder).first({**files, **(more or {})}, at=at("2022-12-01"))

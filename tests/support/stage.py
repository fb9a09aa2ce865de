"""The stage of every attack: a bare repository that the gate has filled honestly, and an audit.

What stands there when the curtain rises: keys for gate, maintainer and checkpoints, trusted from
the first commit; three receipts made by the real gate, with their attempts in the log; two signed
checkpoints, the first of them saved by the auditor. An audit of it finds nothing.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scoring.assessment import Assessment
from scoring.history.sshsig import sign
from scripts.auditing.audit import Question, audit
from scripts.auditing.comparing import Published
from scripts.auditing.report import Report
from scripts.checkpoints.making import checkpoint_of
from scripts.checkpoints.store import Kept, keep, newest
from scripts.gate.answer import Answer
from scripts.gate.receiving import Gate, Submission, receive
from scripts.gate.sealing import GateKey
from tests.support.forge import CHECKPOINT, GATE, SIGNERS, TRUST, Forge, Given
from tests.support.records import ROOT, at, registry_files, text
from tests.support.repo import RepoBuilder
from tests.support.submissions import guide_files

UNITS = ("wanshui", "xining", "fagaiwei", "zhengfuban", "xinxigongkaizhongxin", "xinfang")
OLD = "units/wanshui/2023/news/2023-02-06-ploughing.yml"
OTHER = "units/xining/2023/news/2023-02-06-market.yml"
NEW = "units/wanshui/2023/news/2023-03-06-road.yml"
GUIDE = "units/wanshui/2023/guide/2023-10-12-guide.yml"
WORD = "units/wanshui/2023/guide/2023-10-12-guide/guide.docx"

SEEN = at("2023-02-10")
"""When the first checkpoint was made."""

NOW = at("2023-03-20")
"""When attacks are mounted; the auditor comes a day later."""

LATER = at("2023-03-21")


def news(title: str = "宛水街道召开春耕生产工作推进会", **more: object) -> bytes:
    """A piece of news."""
    return text("news", title=title, **more)


@dataclass(frozen=True)
class Stage:
    """One repository to be attacked."""

    path: Path
    forge: Forge
    saved: Kept

    def copy(self, folder: Path) -> "Stage":
        """Return a stage of its own in ``folder``."""
        shutil.copytree(self.path, folder)
        return Stage(folder, Forge(folder), self.saved)

    def send(
        self,
        ref: str,
        who: str = "wanshui-clerk",
        *,
        unit: str | None = None,
        now: datetime = NOW,
        received: datetime | None = None,
    ) -> Answer:
        """Send a branch through the gate; what it refuses leaves main as it was."""
        gate = Gate(self.path, ROOT, GateKey(GATE), lambda: now)
        before = self.forge.head
        answer = receive(gate, Submission(ref, who, unit, received))
        assert answer.accepted or self.forge.head == before
        return answer

    def submit(
        self, files: Mapping[str, Given], who: str = "wanshui-clerk", *, now: datetime = NOW
    ) -> Answer:
        """Send ``files``, a commit on top of main, through the gate."""
        self.forge.branch(files, at=now, name="submit/a")
        return self.send("refs/heads/submit/a", who, now=now)

    def checkpoint(self, when: datetime) -> Kept:
        """Make a checkpoint, as a publication at ``when`` does."""
        assessment = Assessment.open(self.path, product=ROOT)
        ledgers = [assessment.ledger(year, when) for year in assessment.years()]
        before = newest(assessment.repository)
        last = before.checkpoint if before is not None else None
        made = checkpoint_of(assessment, ledgers, when, last.sha256 if last else None)
        signature = sign(CHECKPOINT, made.text.encode(), "gongkai-checkpoint")
        keep(self.path, made, signature, before.commit if before else None)
        return Kept(made.text.encode(), signature)

    def audit(
        self,
        *,
        saved: bool = False,
        published: tuple[tuple[str, Published], ...] = (),
        path: Path | None = None,
    ) -> Report:
        """Audit the repository, with the saved checkpoint where asked for."""
        own = (("saved.json", self.saved),) if saved else ()
        return audit(path or self.path, Question(ROOT, LATER, saved=own, published=published))


def raise_curtain(folder: Path) -> Stage:
    """Make the stage in ``folder``."""
    files: dict[str | bytes, bytes | str] = {TRUST: SIGNERS, "README.md": "报送仓库\n"}
    for path, content in registry_files().items():
        unit = path.split("/")[1]
        if unit in UNITS:
            clerk = f"submitters: [{unit}-clerk]".encode()
            files[path] = content.replace(b"submitters: []", clerk)
    RepoBuilder(folder, bare=True).first(files, at=at("2023-01-01")).finish()
    stage = Stage(folder, Forge(folder), Kept(b"", None))
    _accepted(stage.submit({OLD: news()}, now=at("2023-02-07")))
    _accepted(stage.submit({OTHER: news("西宁街道集市")}, "xining-clerk", now=at("2023-02-08")))
    saved = stage.checkpoint(SEEN)
    _accepted(stage.submit(guide_files(), now=at("2023-02-20")))
    stage.checkpoint(at("2023-03-01"))
    return Stage(folder, stage.forge, saved)


def _accepted(answer: Answer) -> None:
    assert answer.accepted, [problem.code for problem in answer.problems]

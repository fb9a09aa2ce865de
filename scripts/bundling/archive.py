"""The archive: named files in one zip, the same bytes for the same content."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from scoring.assessment import Assessment
from scoring.history.tree import RULEBOOKS
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_json
from scripts.bundling.history import bundle_refs, history_bundle
from scripts.bundling.summary import summary_page
from scripts.checkpoints.making import make_checkpoint
from scripts.checkpoints.store import FILE, SIGNATURE, Kept, newest
from scripts.product import product_path
from scripts.scoreboard.ranking import boards, titles_in_order
from scripts.zipping import stored

_README = """{year}年度政务公开考核存档

history.bundle   全部历史：主线、检查点、收件记录
                 取出：git clone --mirror history.bundle gongkai.git
ledger.json      台账：每个单位、每一项的得分和扣分
checkpoint.json  检查点{signed}
rulebooks/       本年度的考核细则
summary.html     供打印的结果
SHA256SUMS       各文件的校验值：sha256sum -c SHA256SUMS

重新核验：gongkai --repo gongkai.git audit --checkpoint checkpoint.json --ledger ledger.json
"""


def year_files(assessment: Assessment, ledger: Ledger, as_of: datetime) -> dict[str, bytes]:
    """Return the files of the archive of ``ledger``'s year, by name.

    Raises GongkaiError where git fails.
    """
    repository = assessment.repository
    checkpoint = _checkpoint(assessment, ledger, as_of)
    shown = boards(ledger, titles_in_order(assessment.rulebooks_of(ledger.year)))
    files = {
        "history.bundle": history_bundle(repository, bundle_refs(repository, assessment.head)),
        "ledger.json": ledger_json(ledger).encode(),
        FILE: checkpoint.text,
        "summary.html": summary_page(ledger, shown).encode(),
        **_rulebooks(assessment, ledger),
    }
    if checkpoint.signature is not None:
        files[SIGNATURE] = checkpoint.signature
    signed = "，签名在 checkpoint.json.sig" if checkpoint.signature is not None else ""
    files["README.txt"] = _README.format(year=ledger.year, signed=signed).encode()
    sums = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return {**files, "SHA256SUMS": "".join(sums).encode()}


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return a zip of ``files`` below ``folder``: stored, in order of names, without dates."""
    named = {f"{folder}/{name}": files[name] for name in sorted(files)}
    return stored(named, mode=0o644)


def _checkpoint(assessment: Assessment, ledger: Ledger, as_of: datetime) -> Kept:
    """Return the newest checkpoint kept if it is of this very state, else one made for it."""
    made = make_checkpoint(assessment, [ledger], as_of, keeping=False)
    kept = newest(assessment.repository)
    found = kept.checkpoint if kept is not None else None
    if kept is None or found is None or made.checkpoint is None:
        return made
    same = (found.head, found.as_of) == (made.checkpoint.head, made.checkpoint.as_of)
    return kept if same and set(made.checkpoint.ledgers) <= set(found.ledgers) else made


def _rulebooks(assessment: Assessment, ledger: Ledger) -> dict[str, bytes]:
    """Return the year's rulebooks word for word; the product's where the repository has none."""
    own = assessment.repository.tree_files(assessment.head, (RULEBOOKS,))
    files: dict[str, bytes] = {}
    with assessment.repository.objects() as objects:
        for book in ledger.rulebooks:
            path = f"{RULEBOOKS}{book.id}.yml"
            if path in own:
                content = objects.read(own[path].blob, 1 << 24) or b""
            else:
                content = product_path(path).read_bytes()
            files[f"rulebooks/{book.id}.yml"] = content
    return files

"""What the content checks cost on a year of records, measured against schema validation alone.

Records, files and schemas are read beforehand, so that only checking is timed; the fastest of
several rounds counts. Times differ from machine to machine, the ratios hardly do.

    python -m scripts.bench.content [--repo DIR] [--rounds N]

Without ``--repo`` the demo year is made in a temporary folder. The validator is compiled to machine
code and needs some twenty microseconds a record, so that anything done in Python is many times as
much; ``per record`` says what it is in time.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.admission.situation import ATTACHMENT_LIMIT, Situation
from scoring.assessment import Assessment
from scoring.records.record import Record
from scoring.records.yamltext import MAX_BYTES
from scripts.content.others import Others
from scripts.content.record import check_record
from scripts.content.words import product_words
from scripts.product import product_root


@dataclass(frozen=True, slots=True)
class Case:
    """A record with its text and its files, as a check is given them."""

    record: Record
    text: bytes
    files: dict[str, bytes]


def cases_of(assessment: Assessment) -> list[Case]:
    """Return every record of ``assessment``, its files read."""
    found = []
    with assessment.repository.objects() as objects:
        for record in assessment.admission.records:
            file = assessment.admission.tree.file(record.path)
            text = objects.read(file.blob, MAX_BYTES) if file is not None else None
            names = (each["file"] for each in record.data.get("attachments", ()))
            blobs = ((name, assessment.admission.attachments[record.id, name]) for name in names)
            files = {name: objects.read(blob, ATTACHMENT_LIMIT) or b"" for name, blob in blobs}
            found.append(Case(record, text or b"", files))
    return found


def validate(cases: Sequence[Case], situation: Situation) -> None:
    """Validate every record by its schema, as a check does before all else."""
    kinds = situation.schemas.kinds
    for case in cases:
        kinds[case.record.kind].is_valid(case.record.data)


def check(cases: Sequence[Case], situation: Situation, *, files: bool) -> None:
    """Check what every record holds; with ``files`` its attachments too."""
    others = Others()
    words = product_words()
    for case in cases:
        record = case.record
        check_record(
            record.path,
            record.data,
            case.text,
            case.files if files else {},
            situation,
            words=words,
            others=others,
        )
        others.admit(record)


def fastest(rounds: int, job: Callable[[], None]) -> float:
    """Return the seconds of processor time of the fastest of ``rounds``."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        job()
        times.append(time.process_time() - begun)
    return min(times)


def report(assessment: Assessment, rounds: int) -> str:
    """Return the measurement in words."""
    cases = cases_of(assessment)
    situation = assessment.situation()
    validate(cases, situation)  # compiles the schemas
    alone = fastest(rounds, lambda: validate(cases, situation))
    texts = fastest(rounds, lambda: check(cases, situation, files=False))
    whole = fastest(rounds, lambda: check(cases, situation, files=True))
    count, files = len(cases), sum(len(case.files) for case in cases)
    lines = [f"{count} records, {files} files"]
    for name, seconds in (
        ("schema validation alone", alone),
        ("content, texts and relations", texts),
        ("content, files too", whole),
    ):
        micro = 1e6 * seconds / count
        lines.append(f"{name:<30}{seconds:8.3f} s {micro:8.0f} us/record {seconds / alone:8.1f} x")
    return "".join(f"{line}\n" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.content", description=__doc__)
    parser.add_argument("--repo", type=Path, help="a repository; default: a demo year made for it")
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args(arguments)
    if told.repo is not None:
        sys.stdout.write(report(Assessment.open(told.repo, product=product_root()), told.rounds))
        return 0
    from scripts.demo.making import make_demo

    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        place = Path(folder) / "demo"
        make_demo(place)
        sys.stdout.write(report(Assessment.open(place, product=product_root()), told.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A worked example: ten demo counties, each with a signed checkpoint, and the list of them.

``python -m scripts.federating.example DIR`` makes them in DIR and says what to run; ``make
federation-demo`` does both. Names are made up, and so is everything in the counties.
"""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError
from scoring.history.repository import open_repository
from scoring.history.sshsig import load_private_key, public_line
from scoring.messages import sentence
from scripts.checkpoints.making import make_checkpoint
from scripts.checkpoints.store import newest
from scripts.demo.making import is_demo, make_demo
from scripts.demo.sealing import CHECKPOINT_KEY_FILE
from scripts.product import product_root
from scripts.yaml_writer import yaml_text

NAMES = (
    "示例一县", "示例二县", "示例三县", "示例四县", "示例五县",
    "示例六市", "示例七市", "示例八区", "示例九区", "示例十区",
)  # fmt: skip
LISTING = "counties.yml"
_FIRST_SEED = 2024


def make_example(folder: Path, count: int = len(NAMES)) -> Path:
    """Make ``count`` demo counties in ``folder``, and return the file that lists them.

    A demo that stands there already is taken as it is. The same product makes the same counties.
    """
    entries = []
    for number, name in enumerate(NAMES[:count]):
        county = f"county-{number + 1:02d}"
        place = folder / county
        if not is_demo(place):
            make_demo(place, _FIRST_SEED + number)
        key = (place / ".git" / CHECKPOINT_KEY_FILE).read_bytes()
        if newest(open_repository(place)) is None:
            _publish(place, key)
        entries.append(
            {
                "id": county,
                "name": name,
                "repository": county,
                "keys": [public_line(load_private_key(key))],
            }
        )
    listing = folder / LISTING
    document = {"title": "示例市政务公开考核联合对比（演示）", "years": [2023], "counties": entries}
    listing.write_text(yaml_text(document), "utf-8")
    return listing


def _publish(place: Path, key: bytes) -> None:
    """Note what the demo year came to, a day after its last merge, signed by the demo's key."""
    repository = open_repository(place)
    last = repository.first_parent_chain(repository.head())[-1].committed.astimezone(SHANGHAI)
    as_of = last + timedelta(days=1)
    assessment = Assessment.open(place, product=product_root())
    ledgers = [assessment.ledger(year, as_of) for year in assessment.years()]
    make_checkpoint(assessment, ledgers, as_of, key)


def main(arguments: Sequence[str]) -> int:
    """Make the example in the folder that ``arguments`` name; return the exit status."""
    if len(arguments) != 1:
        print("python -m scripts.federating.example DIR", file=sys.stderr)
        return 2
    try:
        listing = make_example(Path(arguments[0]))
    except GongkaiError as error:
        print(sentence(error.code, error.values), file=sys.stderr)
        return error.exit_status
    print(f"gongkai federation {listing} --as-of 2024-03-31")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

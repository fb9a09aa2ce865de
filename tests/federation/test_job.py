"""Run after run: what was seen before is held against what comes now."""

import json
from pathlib import Path

from scripts.federating.job import Done, run_federation
from scripts.federating.listing import read_listing
from scripts.federating.running import run_here
from tests.support.counties import AS_OF, HELD, checkpoint, grown, listed
from tests.support.git import git


def run(listing: Path, out: Path) -> Done:
    found = read_listing(listing)
    work = out.with_name("work")
    return run_federation(found, AS_OF, out, work, 600, lambda tasks: run_here(tasks, 1))


def told(out: Path) -> list[tuple[str, str | None]]:
    document = json.loads((out / "data" / "federation.json").read_bytes())
    rows = document["years"][0]["counties"]
    return [(row["told"], row["reason"] and row["reason"]["code"]) for row in rows]


def test_a_county_that_takes_its_newest_checkpoint_back_is_found_out_in_the_next_run(
    spoilt: Path, tmp_path: Path
) -> None:
    listing = listed(spoilt / "one.yml", ("jia",))
    checkpoint(spoilt / "jia", "2024-02-20")
    assert run(listing, tmp_path / "out").complete
    ref = "refs/gongkai/checkpoints"
    git(spoilt / "jia", "update-ref", ref, f"{ref}~1")
    seen = sorted((tmp_path / "work" / "seen").iterdir())
    before = [path.read_bytes() for path in seen]
    for _ in range(2):  # and it does not come to be believed by asking often
        assert not run(listing, tmp_path / "out").complete
        assert told(tmp_path / "out") == [("未能核验", "checkpoint-left")]
    assert [path.read_bytes() for path in seen] == before


def test_scores_held_back_are_on_no_page_and_in_no_file(spoilt: Path, tmp_path: Path) -> None:
    grown(spoilt / "jia", {"mkdocs.yml": HELD})
    done = run(listed(spoilt / "two.yml", ("jia", "bing")), tmp_path / "out")
    assert done.complete
    assert told(tmp_path / "out") == [("待核定后公布", None), ("已比较", None)]
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "该县市的得分核定以后公布" in page
    row = done.boards[0].rows[0]
    assert (row.units, row.spread.mean, row.worst) == (0, None, None)


def test_the_order_of_the_list_is_that_of_the_rows_and_nothing_else(
    listing: Path, tmp_path: Path
) -> None:
    documents, tables = [], []
    for place, ids in enumerate((("jia", "bing"), ("bing", "jia"))):
        out = tmp_path / str(place)
        run(listed(listing.parent / f"order-{place}.yml", ids), out)
        document = json.loads((out / "data" / "federation.json").read_bytes())
        rows = document["years"][0]["counties"]
        assert tuple(row["county"] for row in rows) == ids
        rows.sort(key=lambda row: row["county"])
        documents.append(document)
        tables.append({path.name: path.read_bytes() for path in (out / "data").glob("*.parquet")})
    assert documents[0] == documents[1]
    differing = {name for name, content in tables[0].items() if tables[1][name] != content}
    assert differing == {"counties.parquet"}

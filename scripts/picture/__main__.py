"""Draws ``docs/images/scoreboard.svg`` from the demo year: ``python -m scripts.picture``."""

import tempfile
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import end_of
from scripts.demo.making import make_demo
from scripts.picture.drawing import svg
from scripts.product import product_root
from scripts.scoreboard.ranking import titles_in_order

PLACE = Path(__file__).resolve().parents[2] / "docs" / "images" / "scoreboard.svg"
_NOTE = "演示数据，截至{day.year}年{day.month}月{day.day}日"


def demo_picture(demo: Path) -> str:
    """Return the picture of the demo repository ``demo``: its newest year on its closing day."""
    assessment = Assessment.open(demo, product=product_root())
    year = max(assessment.years())
    books = {book.id: book for book in assessment.rulebooks_of(year)}
    closing = max(book.closes_on for book in books.values())
    unit = assessment.schemas.unit
    kinds = unit.document["properties"]["kind"]["x-labels"] if unit is not None else {}
    titles = {
        rulebook: kinds.get(books[rulebook].assesses.get("kind"), title)
        for rulebook, title in titles_in_order(books.values()).items()
    }
    return svg(assessment.ledger(year, end_of(closing)), titles, _NOTE.format(day=closing))


def main() -> None:
    """Make the demo year in a folder of its own, draw it, write the picture."""
    with tempfile.TemporaryDirectory(prefix="gongkai-picture-") as name:
        demo = Path(name) / "demo"
        make_demo(demo)
        PLACE.write_text(demo_picture(demo), encoding="utf-8", newline="\n")
    print(f"docs/images/{PLACE.name}")


if __name__ == "__main__":
    main()

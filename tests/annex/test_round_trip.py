"""What is printed is read back: the same tree, the same points, word for word."""

from pathlib import Path

import pytest

from scoring.rulebook.model import Rulebook
from scripts.annex.drawing import annex_document
from scripts.annex.skeleton import Given
from scripts.annex.workbook import annex_workbook
from tests.support.annex import ROOT, codes, made, odd, read_back, rulebook, shipped, tree

BOTH = pytest.mark.parametrize("name", ["2023-township", "2023-department"])
MAKERS = pytest.mark.parametrize(
    ("make", "file"), [(annex_document, "附件.docx"), (annex_workbook, "附件.xlsx")]
)
POINTS = pytest.mark.parametrize("points_column", [False, True], ids=["behind", "column"])
SCHEMES = sorted((ROOT / "tests" / "scenarios" / "rulebooks").glob("*.yml"))


@BOTH
@MAKERS
@POINTS
@pytest.mark.parametrize("readings", [False, True], ids=["bare", "readings"])
def test_both_annexes_come_back_as_they_were(
    name: str, make: object, file: str, points_column: bool, readings: bool
) -> None:
    book = shipped(name)
    content = make(book, points_column=points_column, readings=readings)  # type: ignore[operator]
    back = read_back(made(content, file))
    assert tree(back.nodes) == tree(book.nodes)
    assert (back.title, back.year, back.points) == (book.title, book.year, book.points)
    assert back.assesses == book.assesses
    assert back.source["annex"] == book.source["annex"]


@BOTH
@MAKERS
def test_nothing_is_odd_about_them(name: str, make: object, file: str) -> None:
    drawn = made(make(shipped(name)), file)  # type: ignore[operator]
    assert odd(drawn) == []
    assert codes(drawn).count("annex-fill-rules") == len(list(shipped(name).leaves()))


@MAKERS
@POINTS
@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_other_schemes_keep_their_titles_points_bonuses_and_folds(
    path: Path, make: object, file: str, points_column: bool
) -> None:
    book = rulebook(path)
    back = read_back(made(make(book, points_column=points_column), file))  # type: ignore[operator]
    assert tree(back.nodes) == tree(book.nodes)


@BOTH
def test_ids_are_kept_from_an_earlier_rulebook(name: str) -> None:
    book = shipped(name)
    back = read_back(made(annex_document(book), given=Given(earlier=book)))
    assert [node.path for node in back.walk()] == [node.path for node in book.walk()]


def test_ids_without_one_follow_the_place() -> None:
    back = read_back(made(annex_document(shipped("2023-township"))))
    paths = [node.path for node in back.walk()]
    assert paths[:3] == ["n1", "n1/n1-1", "n1/n1-2"]
    assert paths[-1] == "n3/n3-2"


@BOTH
@MAKERS
def test_the_same_rulebook_makes_the_same_bytes(name: str, make: object, file: str) -> None:
    book: Rulebook = shipped(name)
    assert make(book) == make(book)  # type: ignore[operator]


@MAKERS
def test_words_of_a_category_s_own_come_back_to_it(make: object, file: str, tmp_path: Path) -> None:
    text = (ROOT / "tests/scenarios/rulebooks/invented.yml").read_text(encoding="utf-8")
    assert "    points: 12\n" in text
    path = tmp_path / "invented.yml"
    own = "    points: 12\n    requirement: 总的要求。\n    standard: 总的标准。\n"
    path.write_text(text.replace("    points: 12\n", own), encoding="utf-8")
    book = rulebook(path)
    assert tree(read_back(made(make(book), file)).nodes) == tree(book.nodes)  # type: ignore[operator]

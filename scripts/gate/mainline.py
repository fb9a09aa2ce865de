"""What ``main`` holds as it stands: the judge's side of every submission."""

from scoring.assessment import Assessment
from scoring.history.objects import Objects
from scoring.history.tree import UNITS, TreeFile
from scripts.checking.rules import Rules
from scripts.content.words import MAX_BYTES as WORD_LIST_BYTES
from scripts.content.words import PLACE as WORD_LIST
from scripts.content.words import WordList, product_words, word_list
from scripts.gate.verdict import Main


def main_of(assessment: Assessment, objects: Objects) -> Main:
    """Return rules, records, chain and files of the assessment's head."""
    admission = assessment.admission
    files = dict(admission.tree.select(lambda path: path.startswith(UNITS)))
    rules = Rules(
        schemas=assessment.schemas,
        registry=assessment.registry,
        rulebooks=assessment.rulebooks,
        problems=(),
        words=_words(admission.tree.file(WORD_LIST), objects),
    )
    chain = assessment.repository.first_parent_chain(assessment.head)
    return Main(rules, admission, chain, files)


def _words(file: TreeFile | None, objects: Objects) -> WordList:
    """Return the word list on ``main``; the product's where it has none that can be used."""
    if file is None or not file.is_regular:
        return product_words()
    words, _ = word_list(objects.read(file.blob, WORD_LIST_BYTES + 1) or b"")
    return words

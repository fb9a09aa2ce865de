"""Whatever the scheme: the figures of its sentences alone, added up as told, give the score."""

import re
from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from scoring.composition.compose import composed
from scoring.ledger.model import Status, UnitScore
from scoring.records.registry import Unit
from scoring.rulebook.numbers import rounded
from scoring.rulebook.terms import Rounding
from scripts.explaining.sentences import sentences
from tests.support.trees import Scheme, schemes

UNIT = Unit("one", "一镇", "一镇", "township")
HOW = {"四舍五入": "half-up", "舍去": "down", "进位": "up"}
FIRST = re.compile(r"\(*(−?[0-9.]+)(?: ÷ ([0-9.]+)\))?")
COUNTS_AS = re.compile(r"(?:(?:不适用，保留分值|各项中最.的)，按 )?(−?[0-9.]+) 分计?")
FIGURE = re.compile(r"\(?(−?[0-9.]+)\)?（([^）]*)）")


class Pencil:
    """A clerk with a pencil, who knows nothing but the sentences."""

    def __init__(self) -> None:
        self.values: dict[str, Fraction] = {}

    def read(self, sentence: str) -> None:
        title, _, told = sentence.partition("：")
        if found := re.fullmatch(r"(.*) = ([−0-9.]+)", told):
            assert self.work_out(title, found[1]) == figure(found[2]), sentence
            self.values[title] = figure(found[2])
        elif found := re.fullmatch(r"(.*) ≈ ([−0-9.]+)（保留 (\d) 位小数，(.*)）", told):
            rounding = Rounding(int(found[3]), HOW[found[4]])
            value = rounded(self.work_out(title, found[1]), rounding)
            assert value == figure(found[2]), sentence
            self.values[title] = figure(found[2])
        elif found := re.fullmatch(r"(.*) (高于|低于)\S+ (.*)，按 (.*) 分计", told):
            value, bound = self.work_out(title, found[1]), self.work_out("", found[3])
            assert value > bound if found[2] == "高于" else value < bound, sentence
            assert self.work_out("", found[4]) == bound
            self.values[title] = bound
        elif found := re.fullmatch(r"加分项没有开启（要求.*，而“.*”是 (.*) 分），按 0 分计", told):
            self.values[title] = Fraction(0)
        elif found := COUNTS_AS.fullmatch(told):
            self.values[title] = figure(found[1])
        else:
            assert re.fullmatch("等次为“.*”|不适用，(分值摊给其余各项|不计)", told), sentence

    def work_out(self, title: str, told: str) -> Fraction:
        """Reckon a sum; what it takes from elsewhere must be what was reckoned there."""
        for written, remark in FIGURE.findall(told):
            if remark in self.values:
                assert figure(written) == self.values[remark], (told, remark)
        bare = re.sub("（[^）]*）", "", told)
        if title in self.values:
            first = FIRST.match(bare)
            assert first, told
            assert figure(first[1]) / figure(first[2] or "1") == self.values[title], (title, told)
        python = bare.replace("−", "-").replace("×", "*").replace("÷", "/")
        exact = re.sub(r"[0-9.]+", lambda number: f"Fraction('{number[0]}')", python)
        return Fraction(eval(exact, {"Fraction": Fraction}))


def figure(written: str) -> Fraction:
    return Fraction(written.replace("−", "-"))


def scored(scheme: Scheme) -> UnitScore:
    leaves = list(scheme.book.leaves())
    charges = {
        leaf.path: sorted(
            (charge for charge in scheme.charges if charge.leaf.path == leaf.path),
            key=lambda charge: charge.order,
        )
        for leaf in leaves
    }
    statuses = {leaf.path: Status.JUDGED for leaf in leaves}
    return composed(scheme.book, UNIT, charges, statuses, scheme.absent)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(schemes())
def test_the_sentences_give_the_score(scheme: Scheme) -> None:
    unit = scored(scheme)
    pencil = Pencil()
    for sentence in sentences(unit, scheme.book, "zh"):
        pencil.read(sentence)
    assert pencil.values["总分"] == Fraction(unit.score)
    for path, node in _nodes(unit):
        if node.score is not None and node.absent is None:
            assert pencil.values[path] == Fraction(node.score)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(schemes())
def test_there_is_a_sentence_in_english_for_each_in_chinese(scheme: Scheme) -> None:
    unit = scored(scheme)
    chinese, english = (sentences(unit, scheme.book, language) for language in ("zh", "en"))
    assert len(chinese) == len(english)
    assert not any(re.search("[\u4e00-\u9fff]", each.replace("总分", "")) for each in _own(english))


def _own(told: tuple[str, ...]) -> list[str]:
    """The sentences without the names that a scheme has given."""
    return [each.replace("良好", "").replace("差", "") for each in told]


def _nodes(unit: UnitScore):  # type: ignore[no-untyped-def]
    def walk(nodes, above):  # type: ignore[no-untyped-def]
        for node in nodes:
            yield f"{above}{node.id}", node
            if node.absent is None:  # below what does not apply nothing is told
                yield from walk(node.nodes, f"{above}{node.id}/")

    yield from walk(unit.nodes, "")

"""What ``gongkai check`` teaches about rulebooks: where, what is odd, what to write instead."""

from pathlib import Path

import pytest

from scoring.admission.loading import rulebook_from
from scoring.messages import fix, level, sentence
from scoring.problem import Problem
from scoring.records.registry import Unit
from scoring.records.yamltext import load_yaml
from scripts.checking.rulebooks.linting import rulebook_problems
from tests.support.scenario import FOLDER
from tests.support.schemas import ROOT, SET

BOOKS = sorted((ROOT / "scoring" / "rulebooks").glob("*.yml"))
FIT = """\
id: fit
title: 示例
year: 2023
assesses: {kind: township}
points: 10
closes_on: "2024-02-15"
calendar: china
source: {document_number: 示政办发〔2023〕1号}
grades: [{id: good, title: 好, at_least: 8}, {id: poor, title: 差}]
nodes:
  - id: a
    title: 甲
    points: 6
    standard: 照抄的原文。
    rules:
      - {id: one, kind: incident, record: criticism, where: {subject: privacy}, points: 1}
      - {id: two, kind: deadline, record: guide, due: "2023-10-31", points: 2}
  - id: b
    title: 乙
    points: 4
    standard: 照抄的原文。
    applies_to: {duties: mailbox}
    rules:
      - {id: three, kind: quota, record: news, every: month, at_least: 1, points_per_missing: 0.1}
"""


def found(text: str, name: str = "fit") -> list[Problem]:
    return rulebook_problems(f"{name}.yml", text.encode(), SET, frozenset({"china"}))


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_nothing_is_said_of_the_rulebooks_shipped(path: Path) -> None:
    assert found(path.read_text(encoding="utf-8"), path.stem) == []


def test_nothing_is_said_of_what_fits() -> None:
    assert found(FIT) == []


@pytest.mark.parametrize("path", sorted((FOLDER / "rulebooks").glob("*.yml")), ids=lambda p: p.stem)
def test_the_schemes_of_the_scenarios_have_no_error(path: Path) -> None:
    from tests.test_rulebook_manual import schemas

    text = path.read_bytes()
    problems = rulebook_problems(path.name, text, schemas(), frozenset({"china"}))
    assert [each.code for each in problems if level(each.code) == "error"] == []


@pytest.mark.parametrize(
    ("right", "wrong", "code", "told"),
    [
        ("points: 2}", "pionts: 2}", "rulebook-unknown-key", "points"),
        ("points: 2}", "points: 2, xx: 1}", "rulebook-no-such-key", "requires"),
        ("every: month,", "evry: month,", "rulebook-unknown-key", "every"),
        ("    points: 4", "    wieght: 1\n    points: 4", "rulebook-unknown-key", "weight"),
        ("closes_on:", "close_on:", "rulebook-unknown-key", "closes_on"),
        ("    points: 4", "    points: 5", "rulebook-sums", "11"),
        ("{subject: privacy}", "{subject: privcy}", "rulebook-where-value", "privacy"),
        ("where: {subject: privacy}", "where: {issuer: 省}", "rulebook-where-value", "province"),
        ("record: criticism, where: {subject: privacy}, points: 1",
         "record: finding, points_by: {code: {错别字: 1}}", "rulebook-where-slug", "错别字"),
        ("kind: incident, record: criticism, where: {subject: privacy}, points: 1",
         "kind: mark, record: mark, level: level, losing: true, levels: {good: 1, 差: 2}",
         "rulebook-where-slug", "差"),
        ("kind: incident, record: criticism, where: {subject: privacy}, points: 1",
         "kind: band, record: guide, figure: {in_time_ratio: {to: opinion-notice, "
         "match: {title: id}, starts: [received], within: 5}}, "
         "bands: [{at_least: 90, points: 0}, {points: 1}]", "rulebook-ratio-high", "9000"),
        ("every: month, at_least: 1, points_per_missing",
         "every: month, each: {key: category, of: column}, at_least: 1, points_per_missing",
         "rulebook-unknown-unit-field", "columns"),
        ("due: \"2023-10-31\"", "due: \"2022-10-31\"", "rulebook-due-outside", "2022-10-31"),
        ("due: \"2023-10-31\"", "due: \"2024-10-31\"", "rulebook-due-outside", "2024-10-31"),
        ("calendar: china", "calendar: china\nfrom: \"2022-05-01\"", "rulebook-from-outside",
         "2022-05-01"),
        ("points: 1}", "points: 7}", "rulebook-cap", "6"),
        ("points: 1}", "points: {by: unit, is: {geyi: 7}, else: 1}}", "rulebook-cap", "7"),
        ("points: 1}", "points: 0}", "rulebook-free", "one"),
        ("at_least: 8", "at_least: 12", "rulebook-grade-high", "10"),
        ("{duties: mailbox}", "{dutys: mailbox}", "rulebook-unknown-unit-field", "duties"),
        ("points: 1}", "points: {by: knd, is: {geyi: 3}, else: 1}}",
         "rulebook-unknown-unit-field", "kind"),
        ("record: guide", "record: disclosure", "rulebook-not-theirs", "disclosure"),
        ("    standard: 照抄的原文。\n    applies_to", "    applies_to", "rulebook-no-text", "乙"),
        ("      - {id: two,", "      - {id: again, kind: incident, record: criticism, points: 1}\n"
         "      - {id: two,", "rulebook-twice", "one"),
        ("kind: quota, record: news, every: month, at_least: 1, points_per_missing: 0.1",
         "kind: tally, record: news, field: title, every: month, points_each: 0.1",
         "rulebook-no-period", "news"),
        ("at_least: 1, points", "at_least: 1, during: news, points", "rulebook-no-span", "news"),
        ("kind: incident, record: criticism, where: {subject: privacy}, points: 1",
         "kind: streak, record: criticism, period: quarter, every: quarter, consecutive: 5, "
         "points: 1", "rulebook-streak-long", "4"),
        ("    points: 4", "    points: 4\n    begins: zero", "rulebook-nothing-earned", "乙"),
        ("points_per_missing: 0.1", "earns: 0.1", "rulebook-earned-over", "three"),
        ("    points: 4", "    points: 4\n    combine: average", "schema-forbidden", "combine"),
        ("title: 示例", "title: 示例\ncombine: average", "rulebook-round", "average"),
        ("points: 10\n", "points: 10\nout_of: 30\n", "rulebook-round", "out_of"),
        ("applies_to: {duties: mailbox}", "absent: spread", "rulebook-round", "spread"),
        ("    points: 4", "    bonus: true\n    opens: {node: parent, above: 12}\n    points: 4",
         "rulebook-opens-high", "12"),
        ("    points: 4", "    opens: {node: parent, above: 2}\n    points: 4",
         "rulebook-opens-bonus", "乙"),
        ("    points: 4", "    bonus: true\n    opens: {node: c, above: 2}\n    points: 4",
         "rulebook-opens-node", "c"),
        ("    points: 4", "    begins: zero", "rulebook-needs-points", "begins"),
        ("    points: 4", "    least: 0", "rulebook-least-negative", "乙"),
        ("{subject: privacy}", "{quarter: 2022Q1}", "rulebook-period-outside", "2022Q1"),
        ("    points: 4\n    standard: 照抄的原文。\n    applies_to: {duties: mailbox}\n"
         "    rules:\n      - {id: three",
         "    nodes:\n      - {id: c, title: 丙, points: 4, bonus: true, rules: []}\n"
         "      - id: d\n        title: 丁\n        rules:\n          - {id: three",
         "rulebook-above-points", "乙"),
        ("    points: 4", "    bonus: true\n    least: -1\n    points: 4",
         "rulebook-bonus-least", "乙"),
        ("points: 1}", "fixes: {node: total, grade: bad}}", "rulebook-fixes-grade", "good、poor"),
        ("points: 1}", "sets: {node: b, score: 0}}", "rulebook-above", "b"),
        ("{id: poor, title: 差}", "{id: poor, title: 差, at_least: 9}", "rulebook-grades", "差"),
    ],
)  # fmt: skip
def test_what_is_odd_is_told_with_its_place_and_what_to_write(
    right: str, wrong: str, code: str, told: str
) -> None:
    assert right in FIT
    text = FIT.replace(right, wrong, 1)
    problems = [each for each in found(text) if each.code == code]
    assert problems, [each.code for each in found(text)]
    problem = problems[0]
    assert told in sentence(problem.code, problem.values), problem.values
    assert fix(problem.code)
    assert problem.line > 0 and problem.column > 0
    changed = {n for n, line in enumerate(text.splitlines(), 1) if line not in FIT.splitlines()}
    assert not changed or problem.line <= max(changed) or len(changed) > 3


def test_a_name_written_wrong_is_one_mistake_and_not_two() -> None:
    (problem,) = found(FIT.replace("record: guide", "recrod: guide", 1))
    assert (problem.code, problem.values["nearest"]) == ("rulebook-unknown-key", "record")


def test_what_is_due_before_the_first_day_is_never_judged() -> None:
    text = FIT.replace("calendar: china", 'calendar: china\nfrom: "2023-11-01"', 1)
    (problem,) = found(text.replace('due: "2023-10-31"', 'due: "10-31"'))
    assert (problem.code, problem.values["begin"]) == ("rulebook-due-outside", "2023-11-01")


def test_what_the_source_declares_is_not_told() -> None:
    declared = "source: {document_number: 示政办发〔2023〕1号, sums: declared, reason: 原文如此}"
    text = FIT.replace("    points: 4", "    points: 5", 1)
    text = text.replace("source: {document_number: 示政办发〔2023〕1号}", declared)
    assert found(text) == []
    assert found(text.replace(", reason: 原文如此", "")) != []


def test_rules_joined_are_not_charged_twice() -> None:
    more = "{id: again, kind: incident, record: criticism, points: 1, once_with: one}"
    assert found(FIT.replace("      - {id: two,", f"      - {more}\n      - {{id: two,", 1)) == []


def test_what_stops_a_rulebook_stops_it_everywhere() -> None:
    text = FIT.replace("title: 示例", "title: 示例\ncombine: average").encode()
    book, problems = rulebook_from("fit.yml", text, SET.rulebook)
    assert book is None
    assert [each.code for each in problems] == ["rulebook-round"]
    assert load_yaml(text)


VARIED = FIT.replace("points: 6\n", "points: {by: duties, is: {mailbox: 6}, else: 7}\n", 1)


def test_points_that_differ_by_unit_have_to_add_up_for_every_unit() -> None:
    fits = VARIED.replace("points: 4\n", "points: {by: duties, is: {mailbox: 4}, else: 3}\n", 1)
    assert found(fits) == []
    (odd,) = found(VARIED)
    assert (odd.code, odd.values["sum"]) == ("rulebook-sums", "11")


def test_what_points_differ_by_has_to_be_in_the_registry() -> None:
    (odd,) = found(VARIED.replace("by: duties", "by: dutys", 1).replace("else: 7", "else: 6", 1))
    assert odd.code == "rulebook-unknown-unit-field" and odd.values["nearest"] == "duties"
    assert odd.line == VARIED.split("by: duties")[0].count("\n") + 1


def test_a_fold_has_to_come_out_even_for_every_unit_or_say_how_to_round() -> None:
    uneven = FIT.replace(
        "points: 10\n", "points: 10\nout_of: {by: unit, is: {wanshui: 30}, else: 100}\n", 1
    )
    (odd,) = found(uneven)
    assert (odd.code, odd.values["why"]) == ("rulebook-round", "out_of")


def test_a_bonus_may_cost_nothing_for_any_unit() -> None:
    bonus = FIT.replace(
        "points: 6\n",
        "points: 6\n    bonus: true\n    least: {by: unit, is: {wanshui: -1}, else: 0}\n",
        1,
    )
    assert "rulebook-bonus-least" in {each.code for each in found(bonus)}


BAND = "{id: three, kind: band, record: hotline-report, rows: rows, every: month, "
QUOTA = "{id: three, kind: quota, record: news, every: month, at_least: 1, points_per_missing: 0.1}"


def band(rest: str) -> str:
    """A rulebook whose third rule is a band of the office's monthly figures."""
    assert QUOTA in FIT
    return FIT.replace(QUOTA, BAND + rest)


def test_bands_out_of_order_are_told_as_such() -> None:
    text = band("figure: {sum: due}, bands: [{at_least: 1, points: 1}, {at_least: 2, points: 2}]}")
    (problem,) = found(text)
    assert problem.code == "rulebook-bands-order"
    assert "从高到低" in sentence(problem.code, problem.values)


def test_a_sum_of_what_is_no_number_is_refused_with_those_that_are() -> None:
    text = band("figure: {sum: unit}, bands: [{at_least: 2, points: 1}, {points: 2}]}")
    (problem,) = found(text)
    assert problem.code == "rulebook-no-number"
    assert "completed_on_time" in fix(problem.code, "zh", problem.values)


def test_a_list_is_no_value_to_tell_records_by() -> None:
    each = (
        "{id: three, kind: quota, record: leadership, each: {key: meetings, of: [a]}, every: year"
    )
    (problem,) = found(FIT.replace(QUOTA, each + ", at_least: 1, points_per_missing: 0.1}"))
    assert (problem.code, problem.values["field"]) == ("rulebook-no-value", "meetings")


def test_what_replies_in_time_name_is_held_against_the_schemas() -> None:
    asked = "{to: opinion-notcie, match: {notice: id}, starts: [received], within: 5}"
    rest = "bands: [{at_least: 0.9, points: 0}, {points: 1}]}"
    rule = f"{{id: three, kind: band, record: opinion-response, figure: {{in_time_ratio: {asked}}}"
    (problem,) = found(FIT.replace(QUOTA, f"{rule}, {rest}"))
    assert (problem.code, problem.values["nearest"]) == ("rulebook-unknown-kind", "opinion-notice")
    rule = rule.replace("opinion-notcie", "opinion-notice").replace("[received]", "[issued]")
    (problem,) = found(FIT.replace(QUOTA, f"{rule}, {rest}"))
    assert (problem.code, problem.values["nearest"]) == ("rulebook-unknown-field", "issued_on")


def test_wrong_values_are_told_beside_a_wrong_form() -> None:
    wrong = FIT.replace("{subject: privacy}", "{subject: privcy}").replace(
        "points: 2}", "pionts: 2}"
    )
    assert {each.code for each in found(wrong)} == {"rulebook-unknown-key", "rulebook-where-value"}


def test_values_that_no_unit_has_are_told_with_the_nearest() -> None:
    units = {"geyi": unit("geyi", ["mailbox"]), "wanshui": unit("wanshui", [])}

    def told(text: str) -> list[str]:
        problems = rulebook_problems("fit.yml", text.encode(), SET, frozenset({"china"}), units)
        return [f"{each.code} {each.values.get('nearest')}" for each in problems]

    assert told(FIT) == []
    assert told(FIT.replace("duties: mailbox", "duties: malibox")) == [
        "rulebook-unit-value mailbox"
    ]
    assert told(FIT.replace("{duties: mailbox}", "{not: [geji]}")) == ["rulebook-unit-value geyi"]
    varying = FIT.replace("at_least: 1", "at_least: {by: duties, is: {mail-box: 2}, else: 1}")
    assert told(varying) == ["rulebook-unit-value mailbox"]


def test_bands_that_fall_for_one_unit_and_not_for_another_are_told() -> None:
    units = {"geyi": unit("geyi", ["mailbox"]), "wanshui": unit("wanshui", [])}
    at_least = "{by: duties, is: {mailbox: 1}, else: 3}"
    text = band(f"figure: {{sum: due}}, bands: [{{at_least: {at_least}, points: 1}}, "
                "{at_least: 2, points: 2}]}")  # fmt: skip
    problems = rulebook_problems("fit.yml", text.encode(), SET, frozenset({"china"}), units)
    assert [(each.code, each.values["unit"]) for each in problems] == [
        ("rulebook-bands-order-unit", "geyi")
    ]


def test_a_number_that_cannot_be_is_told_whichever_unit_has_it() -> None:
    text = FIT.replace("at_least: 1", "at_least: {by: duties, is: {mailbox: 1.5}, else: 1}")
    (problem,) = found(text)
    assert (problem.code, problem.values["field"]) == ("rulebook-rule-field", "at_least")


def unit(unit_id: str, duties: list[str]) -> Unit:
    return Unit(unit_id, unit_id, unit_id, "township", entry={"duties": duties})

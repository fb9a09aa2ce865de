"""The table of bad files and broken relations, `cases.yml`: each with its verdict and its words."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from scoring.messages import fix, level, sentence
from scoring.records.record import Record
from scripts.content.files import contents_of
from tests.content.test_files import BAD
from tests.support.content import checked, codes, standing
from tests.support.records import example

CASES = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))
VERDICTS = {"error": "退回", "warning": "提醒"}
FEE = "2023年度本机关未收取信息处理费。"


def changed(kind: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the sound example of `kind` with `changes`, paths joined by dots."""
    data = copy.deepcopy(dict(example(kind)))
    if kind == "annual-report":
        data["other_matters"] = FEE
    for path, value in changes.items():
        *above, last = path.split(".")
        part = data
        for step in above:
            part = part[step]
        part[last] = value
    return {name: data[name] for name in data if name not in ("kind", "attachments")}


def test_the_table_has_every_bad_file_and_many_broken_records() -> None:
    assert [case["file"] for case in CASES["files"]] == list(BAD)
    assert len(CASES["files"]) >= 60 and len(CASES["records"]) >= 25


@pytest.mark.parametrize("case", CASES["files"], ids=lambda case: case["file"])
def test_a_bad_file_gets_its_verdict_and_its_sentence(case: dict[str, str]) -> None:
    make, code = BAD[case["file"]]
    (fault,) = contents_of(case["file"], make(), wants_text=True).faults
    assert (fault.code, case["code"], VERDICTS[level(code)]) == (code, code, case["verdict"])
    assert sentence(code, {"file": case["file"], **fault.values}) == case["says"]
    assert fix(code, "zh", fault.values), "and what to do"


@pytest.mark.parametrize("case", CASES["records"], ids=lambda case: case["case"])
def test_a_broken_record_gets_its_verdict_and_its_sentence(case: dict[str, Any]) -> None:
    kind = case["kind"]
    others: list[Record] = [
        standing(
            kind,
            f"before{place}",
            unit=each.get("unit", "wanshui"),
            year=each.get("year", 2023),
            **changed(kind, each["set"]),
        )
        for place, each in enumerate(case.get("before", ()))
    ]
    told = checked(kind, year=case.get("year", 2023), others=others, **changed(kind, case["set"]))
    if case["verdict"] == "不提":
        assert codes(told) == []
        return
    assert set(codes(told)) == {case["code"]}
    assert VERDICTS[level(case["code"])] == case["verdict"]
    said = [sentence(each.code, each.values) for each in told]
    assert case["says"] in said[0], said
    assert fix(told[0].code, "zh", told[0].values), "and what to do"

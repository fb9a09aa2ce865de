"""The ledger's text: keys, their order, exact numbers, the same bytes."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.ledger.model import (
    LEDGER_2,
    Deduction,
    Ledger,
    NodeScore,
    Reason,
    RulebookRef,
    Status,
    UnitChange,
    UnitScore,
)
from scoring.ledger.text import exact, ledger_document, ledger_json, ledger_sha256, to_json


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("10.0", "10"),
        ("1E+1", "10"),
        ("0.10", "0.1"),
        ("0", "0"),
        ("-0.0", "0"),
        ("9.8", "9.8"),
        ("0.00000001", "0.00000001"),
        ("12345678901234567890.5", "12345678901234567890.5"),
    ],
)
def test_numbers_are_written_in_their_shortest_exact_form(number: str, text: str) -> None:
    assert to_json(exact(Decimal(number))) == f"{text}\n"


def sample() -> Ledger:
    deduction = Deduction(
        points=Decimal("0.20"),
        waived=Decimal(0),
        applied=Decimal("0.2"),
        rule="monthly",
        period="2023-02",
        reason=Reason("quota-short", {"have": 0, "need": 2}),
        records=(),
        commits=(),
        charged_to=None,
        waived_by=None,
    )
    news = NodeScore(
        "news", "乡镇动态", Decimal(1), Decimal("0.8"), Status.PENDING, deductions=(deduction,)
    )
    top = NodeScore("disclosure", "政务公开", Decimal(8), Decimal("7.8"), Status.PENDING, (news,))
    unit = UnitScore(
        "wanshui", "宛水街道", "2023-township", Decimal(10), Decimal("9.80"), Status.PENDING, (top,)
    )
    return Ledger(
        year=2023,
        as_of="2024-01-01T00:00:00+08:00",
        head="a" * 40,
        engine="gongkai 0.1.0",
        final=False,
        rulebooks=(RulebookRef("2023-township", "b" * 64),),
        units=(unit,),
    )


EXPECTED = """{
  "schema": "ledger/1",
  "year": 2023,
  "as_of": "2024-01-01T00:00:00+08:00",
  "head": "HEAD",
  "engine": "gongkai 0.1.0",
  "final": false,
  "rulebooks": [
    {
      "id": "2023-township",
      "sha256": "DIGEST"
    }
  ],
  "units": [
    {
      "unit": "wanshui",
      "name": "宛水街道",
      "rulebook": "2023-township",
      "points": 10,
      "score": 9.8,
      "status": "pending",
      "nodes": [
        {
          "id": "disclosure",
          "title": "政务公开",
          "points": 8,
          "score": 7.8,
          "status": "pending",
          "nodes": [
            {
              "id": "news",
              "title": "乡镇动态",
              "points": 1,
              "score": 0.8,
              "status": "pending",
              "deductions": [
                {
                  "points": 0.2,
                  "waived": 0,
                  "applied": 0.2,
                  "rule": "monthly",
                  "period": "2023-02",
                  "reason": {
                    "code": "quota-short",
                    "values": {
                      "have": 0,
                      "need": 2
                    }
                  },
                  "records": [],
                  "commits": [],
                  "charged_to": null,
                  "waived_by": null
                }
              ]
            }
          ]
        }
      ]
    }
  ]
}
""".replace("HEAD", "a" * 40).replace("DIGEST", "b" * 64)


def test_a_ledger_is_written_key_by_key_as_its_schema_orders() -> None:
    assert ledger_json(sample()) == EXPECTED


def test_a_ledger_is_named_by_the_digest_of_its_text() -> None:
    assert ledger_sha256(sample()) == hashlib.sha256(ledger_json(sample()).encode()).hexdigest()


def told(ledger: Ledger, **unit: Any) -> dict[str, Any]:
    """The text of the ledger's one unit, changed by ``unit``."""
    (only,) = ledger.units
    (document,) = ledger_document(replace(ledger, units=(replace(only, **unit),)))["units"]
    return dict(document)


def test_a_ledger_by_rules_of_a_working_tree_says_so() -> None:
    document = ledger_document(replace(sample(), dirty=True))
    assert document["dirty"] is True
    assert list(document)[-3:] == ["dirty", "rulebooks", "units"]


def test_what_became_of_a_unit_is_told_before_its_nodes() -> None:
    change = UnitChange("2023-03-01", "2023-09-30", ("wanzhi",), (("旧名", "2023-05-31"),))
    document = told(sample(), change=change)
    assert document["change"] == {
        "since": "2023-03-01",
        "until": "2023-09-30",
        "into": ["wanzhi"],
        "formerly": [{"name": "旧名", "until": "2023-05-31"}],
    }
    assert list(document)[-2:] == ["change", "nodes"]


def test_the_second_schema_tells_how_a_score_came_about() -> None:
    second = replace(sample(), schema=LEDGER_2)
    assert told(second)["raw"] is None
    ((top,),) = (unit.nodes for unit in second.units)
    node = replace(top, begins="zero", raw=Decimal("7.80"), absent="spread", opened=False)
    document = told(second, raw=Fraction(250, 3), nodes=(node,))
    assert document["raw"] == "250/3"
    (found,) = document["nodes"]
    assert [found[key] for key in ("begins", "raw", "absent", "opened", "grade")] == [
        "zero", Decimal("7.8"), "spread", False, None,
    ]  # fmt: skip


def test_the_numbers_of_a_reason_are_exact_too() -> None:
    ((_, leaf),) = sample().units[0].leaves()
    (deduction,) = leaf.deductions or ()
    reason = Reason("quota-short", {"have": Decimal("0.50"), "need": "0.50"})
    told_of = replace(leaf, deductions=(replace(deduction, reason=reason),))
    (node,) = told(sample(), nodes=(told_of,))["nodes"]
    assert to_json(node["deductions"][0]["reason"]["values"]).split() == [
        "{", '"have":', "0.5,", '"need":', '"0.50"', "}",
    ]  # fmt: skip


def test_nodes_are_walked_by_their_paths_and_titles() -> None:
    (unit,) = sample().units
    assert [(path, titles) for path, titles, _ in unit.walk()] == [
        ("disclosure", ("政务公开",)),
        ("disclosure/news", ("政务公开", "乡镇动态")),
    ]


def test_a_unit_is_found_by_its_id() -> None:
    ledger = sample()
    assert ledger.unit("wanshui") is ledger.units[0]
    assert ledger.unit("elsewhere") is None

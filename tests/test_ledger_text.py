"""The ledger's text: keys, their order, exact numbers, the same bytes."""

import hashlib
from decimal import Decimal

import pytest

from scoring.ledger.model import (
    Deduction,
    Ledger,
    NodeScore,
    Reason,
    RulebookRef,
    Status,
    UnitScore,
)
from scoring.ledger.text import exact, ledger_json, ledger_sha256, to_json


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

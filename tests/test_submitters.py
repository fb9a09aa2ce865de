"""Who may hand in for a unit."""

import pytest

from scoring.records.registry import Unit
from scoring.records.submitters import submits


@pytest.mark.parametrize(
    ("entry", "who", "may"),
    [
        ("wanshui-clerk", "wanshui-clerk", True),
        ("wanshui-clerk", "Wanshui-CLERK", True),
        ("wanshui-clerk", "wanshui-clerk#42", True),  # more than the registry asks for
        ("wanshui-clerk#42", "Wanshui-clerk#42", True),
        ("wanshui-clerk#42", "wanshui-clerk", False),  # the name alone may have been taken over
        ("wanshui-clerk#42", "wanshui-clerk#43", False),
        ("wanshui-clerk#42", "wanshui-clerk#4", False),
        ("wanshui-clerk#42", "renamed#42", False),
        ("wanshui-clerk", "wanshui", False),
        ("wanshui-clerk", "", False),
        ("wanshui-clerk", "#42", False),
    ],
)
def test_logins_and_accounts(entry: str, who: str, may: bool) -> None:
    unit = Unit("wanshui", "宛水街道办事处", "宛水街道", "township", submitters=("other", entry))
    assert submits(unit, who) is may


def test_a_unit_without_submitters_has_none() -> None:
    assert not submits(Unit("wanshui", "宛水", "宛水", "township"), "anybody")

"""The table of attacks, each really mounted: at the gate, and past it before the audit."""

import pytest

from tests.hostile import bypassing, heavy, submitted, whole
from tests.support.attack import Attack
from tests.support.stage import Stage

ROWS: tuple[Attack, ...] = (*submitted.ROWS, *heavy.ROWS, *bypassing.ROWS)
AT_THE_GATE = [row for row in ROWS if row.knock is not None]
BEFORE_THE_AUDIT = [row for row in ROWS if row.mount is not None]


@pytest.mark.parametrize("row", AT_THE_GATE, ids=lambda row: row.name)
def test_the_gate_refuses(row: Attack, stage: Stage) -> None:
    assert row.knock is not None
    answer = row.knock(stage)
    assert row.gate <= {problem.code for problem in answer.problems}
    assert not answer.accepted
    assert answer.commit is None


@pytest.mark.parametrize("row", BEFORE_THE_AUDIT, ids=lambda row: row.name)
def test_the_audit_names(row: Attack, stage: Stage) -> None:
    assert row.mount is not None
    row.mount(stage)
    report = stage.audit()
    assert row.audit <= {finding.code for finding in report.findings}


def test_the_table_is_whole() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) >= 50
    for row in ROWS:
        assert row.mount or row.knock
        assert (row.mount and row.knock) or row.why, row.name


@pytest.mark.parametrize("row", whole.ROWS, ids=lambda row: row.name)
def test_the_audit_names_what_is_wrong_with_the_whole(row: whole.Whole, stage: Stage) -> None:
    report = row.judge(stage)
    assert row.audit <= {finding.code for finding in report.findings}

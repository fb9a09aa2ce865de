"""Before any attack: the gate's own work passes the audit."""

from tests.support.stage import Stage


def test_the_gates_own_work_is_clean(stage: Stage) -> None:
    report = stage.audit(saved=True)
    assert [(each.code, each.path, each.values) for each in report.findings] == []
    assert report.strengths == {"sealed": 3}
    assert report.checkpoints == 2
    assert [each.same for each in report.ledgers] == [True, True]
    assert {each.code for each in report.statements} == {"audit-no-ledger", "audit-older-ledgers"}

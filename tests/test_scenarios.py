"""Every case of tests/scenarios, replayed in a repository of its own."""

from pathlib import Path

import pytest

from tests.support.scenario import Case, cases, differences, replay


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_the_ledger_is_what_the_case_expects(case: Case, tmp_path: Path) -> None:
    assessment, ledger, names = replay(tmp_path / "repository", case)
    wanted = sorted(names[name] for name in case.data.get("rejected", []))
    assert sorted(item.record_id for item in assessment.rejections) == wanted, [
        (item.record_id, [(p.code, dict(p.values)) for p in item.problems])
        for item in assessment.rejections
    ]
    assert differences(case, ledger, names) == [], str(case)  # pytest escapes Chinese names

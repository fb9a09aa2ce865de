"""One text in a situation: nothing breaks the judge; what a record names must exist."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.admission.judging import judge_text
from scoring.admission.references import reference_problems
from tests.support.admitting import NEWS, situation
from tests.support.records import as_yaml, example, text

SITUATION, KINDS = situation()
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_record_however_odd_breaks_the_judge(data: st.DataObject) -> None:
    """Examples with parts replaced by anything: problems come out, never an exception."""
    kind = data.draw(st.sampled_from(KINDS))
    record = example(kind)
    for _ in range(data.draw(st.integers(0, 3))):
        name = data.draw(st.sampled_from([*record, "supersedes", "attachments", "to", "rows"]))
        record[name] = data.draw(VALUES)
    unit = data.draw(st.sampled_from(["wanshui", "tongji", "zhengfuban", "xinfang", "nobody"]))
    path = f"units/{unit}/2023/{kind}/2023-02-06-01.yml"
    content = as_yaml(record)
    found, problems = judge_text(content, path, SITUATION)
    for problem in problems:
        assert problem.path == path
        assert 0 <= problem.line <= content.count(b"\n") + 1
    if found is not None:
        reference_problems(content, path, found, SITUATION)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=40))
def test_no_bytes_and_no_path_break_the_judge(content: bytes, name: str) -> None:
    for path in (NEWS, f"units/wanshui/2023/news/{name}", f"units/{name}.yml", name):
        judge_text(content, path, SITUATION)


def test_what_a_record_names_must_exist() -> None:
    """Checks of the gate: they find, but they never keep a record on main from counting."""
    path = "units/wanshui/2023/opinion-response/2023-10-07-01.yml"
    content = text("opinion-response")
    data, problems = judge_text(content, path, SITUATION)
    assert data is not None and problems == ()
    found = reference_problems(content, path, data, SITUATION)
    assert [problem.code for problem in found] == ["reference-record"]
    assert (
        found[0].line
        == [
            number
            for number, line in enumerate(content.decode().splitlines(), start=1)
            if line.startswith("notice:")
        ].pop()
    )


def test_units_nodes_and_files_named_must_exist() -> None:
    deadline = text("deadline", to=["geyi", "atlantis"], node="disclosure/parades")
    path = "units/zhengfuban/2023/deadline/2023-10-08-a.yml"
    data, _ = judge_text(deadline, path, SITUATION)
    assert data is not None
    codes = [each.code for each in reference_problems(deadline, path, data, SITUATION)]
    assert sorted(codes) == ["reference-node", "reference-unit"]
    for node, found in (("disclosure/guide", []), ("disclosure/parades", ["reference-node"])):
        deadline = text("deadline", to="all", node=node)
        data, _ = judge_text(deadline, path, SITUATION)
        assert data is not None
        assert [e.code for e in reference_problems(deadline, path, data, SITUATION)] == found

    stem = "units/wanshui/2023/leadership/2023-03-10-a"
    there, _ = situation({f"{stem}/stray.pdf": b"x"})
    leadership = text("leadership")
    data, _ = judge_text(leadership, f"{stem}.yml", there)
    assert data is not None
    codes = [each.code for each in reference_problems(leadership, f"{stem}.yml", data, there)]
    assert sorted(codes) == ["attachment-unlisted", "reference-attachment"]

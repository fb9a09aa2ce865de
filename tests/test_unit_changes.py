"""Units that come, go, are renamed or change kind: scored years stay, the gate asks nothing new."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scoring.assessment import Assessment
from scoring.calendar.zone import end_of
from scoring.history.repository import open_repository
from scoring.ledger.text import ledger_json
from scoring.messages import fix, sentence
from scoring.records.changing import all_names, as_on, heirs, heirs_there, in_year, kinds_in
from scoring.records.registry import Unit, unit_from
from scoring.records.schemas import load_schemas
from scoring.records.yamltext import load_yaml
from scripts.checking.checker import check_worktree
from scripts.checking.unit_changes import change_flaws, same_code
from scripts.checking.watch import Watch
from scripts.unit_change import change_text
from scripts.yaml_writer import yaml_text
from tests.rules.stage import Stage, judge
from tests.support.gate import START, begin, codes, news, registry, send
from tests.support.git import git
from tests.support.records import ROOT, at, text
from tests.support.repo import RepoBuilder

ENTRY: Mapping[str, Any] = {
    "name": "宣威市乡村振兴局",
    "short_name": "市乡村振兴局",
    "kind": "department",
    "roles": [],
    "submitters": [],
    "contact": {"office": "办公室", "phone": "0874-0000032"},
}
VILLAGE = {"code": "530381001004", "name": "学苑居委会"}


def unit(**fields: Any) -> Unit:
    return unit_from("xiangcunzhenxing", {**ENTRY, **fields})


def other(unit_id: str, **fields: Any) -> Unit:
    return unit_from(unit_id, {**ENTRY, "short_name": unit_id, **fields})


def changed(unit_id: str, **fields: Any) -> dict[str | bytes, bytes]:
    """The entry of a unit of the product's registry, with other fields."""
    path = f"units/{unit_id}/unit.yml"
    entry = load_yaml(registry()[path]) if path in registry() else dict(ENTRY)
    return {path: yaml_text({**entry, **fields}).encode()}


# ---- how a unit stood ---------------------------------------------------------------------------


def test_a_unit_is_told_as_it_stood_on_the_day() -> None:
    renamed = unit(
        earlier=[
            {"until": "2021-05-31", "name": "宣威市扶贫办", "short_name": "市扶贫办"},
            {"until": "2023-03-31", "duties": ["mailbox"]},
        ]
    )
    assert as_on(renamed, date(2021, 5, 31)).short_name == "市扶贫办"
    assert as_on(renamed, date(2021, 6, 1)).short_name == "市乡村振兴局"
    assert as_on(renamed, date(2021, 6, 1)).entry["duties"] == ["mailbox"]
    assert "duties" not in as_on(renamed, date(2023, 4, 1)).entry
    assert all_names(renamed)[:2] == ("宣威市乡村振兴局", "市乡村振兴局")
    assert set(all_names(renamed)[2:]) == {"宣威市扶贫办", "市扶贫办"}


def test_what_a_unit_was_in_a_year_decides_what_it_may_hand_in_for_it() -> None:
    turned = unit(kind="office", earlier=[{"until": "2023-06-30", "kind": "department"}])
    assert kinds_in(turned, 2022) == {"department"}
    assert kinds_in(turned, 2023) == {"department", "office"}
    assert kinds_in(turned, 2024) == {"office"}


def test_who_took_over_is_followed_to_the_end_and_never_in_circles() -> None:
    one, two = unit(until="2023-01-31", into=["b", "c"]), other("b", until="2023-06-30", into=["d"])
    registry_ = {each.id: each for each in (one, two, other("c"), other("d", into=["b"]))}
    assert heirs(registry_, one) == ("b", "c", "d")


def test_an_heir_that_is_gone_too_is_not_sent_to() -> None:
    one, two = unit(until="2023-01-31", into=["b", "c"]), other("b", until="2023-06-30", into=["d"])
    registry_ = {each.id: each for each in (one, two, other("c"), other("d"))}
    assert heirs_there(registry_, one, date(2023, 6, 30)) == ("b", "c", "d")
    assert heirs_there(registry_, one, date(2023, 7, 1)) == ("c", "d")
    nobody = {
        each.id: each
        for each in (unit(until="2023-01-31", into=["b"]), other("b", until="2023-06-30"))
    }
    assert heirs_there(nobody, nobody["xiangcunzhenxing"], date(2024, 1, 1)) == ("b",)


def test_a_last_day_that_is_still_to_come_is_not_known_yet() -> None:
    ending = unit(until="2023-08-31", into=["caizheng"])
    before = in_year(ending, 2023, date(2023, 8, 30))
    after = in_year(ending, 2023, date(2023, 8, 31))
    assert before is not None and before.until is None and before.into == ()
    assert after is not None and after.until == date(2023, 8, 31)
    assert in_year(ending, 2024) is None


# ---- scored years stay --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "later",
    [
        changed("caizheng", until="2024-03-31", into=["fagaiwei"]),
        changed(
            "caizheng",
            name="宣威市财政和国资局",
            short_name="市财政国资局",
            earlier=[{"until": "2024-03-31", "name": "宣威市财政局", "short_name": "市财政局"}],
        ),
        changed("caizheng", kind="office", earlier=[{"until": "2024-03-31", "kind": "department"}]),
        changed(
            "wanshui",
            villages=[VILLAGE],
            earlier=[
                {
                    "until": "2024-03-31",
                    "villages": load_yaml(registry()["units/wanshui/unit.yml"])["villages"],
                }
            ],
        ),
        changed("shujuju", name="宣威市数据局", short_name="市数据局", since="2024-03-01"),
    ],
    ids=["dissolved", "renamed", "another kind", "fewer villages", "founded"],
)
def test_a_scored_year_keeps_its_bytes_whatever_becomes_of_a_unit_later(
    tmp_path: Path, later: dict[str | bytes, bytes]
) -> None:
    builder = begin(tmp_path, sealed=False)
    builder.merge({"units/wanshui/2023/news/2023-02-06-a.yml": news()}, at=START, unit="wanshui")
    builder.direct(later, at=at("2024-04-01"))
    builder.finish()
    close = end_of(date(2024, 2, 15))
    after = Assessment.open(tmp_path, product=ROOT)
    before = Assessment.open(tmp_path, head="main~1", product=ROOT)
    assert before.registry != after.registry
    told = [ledger_json(replace(each.ledger(2023, close), head="")) for each in (before, after)]
    assert told[0] == told[1]
    assert '"change"' not in told[1]


def test_a_ledger_says_what_became_of_a_unit_only_where_something_did(tmp_path: Path) -> None:
    builder = begin(tmp_path, sealed=False)
    builder.direct(changed("caizheng", until="2023-06-30", into=["fagaiwei"]), at=at("2023-07-03"))
    builder.finish()
    ledger = Assessment.open(tmp_path, product=ROOT).ledger(2023, end_of(date(2023, 8, 31)))
    units = {each["unit"]: each for each in json.loads(ledger_json(ledger))["units"]}
    told = {"since": None, "until": "2023-06-30", "into": ["fagaiwei"], "formerly": []}
    assert units.pop("caizheng")["change"] == told
    assert all("change" not in each for each in units.values())
    kept = ledger.unit("caizheng")
    assert kept is not None and kept.change is not None
    names = {each.unit: each.name for each in ledger.units}
    assert change_text(kept.change, names, "zh") == (
        "2023年6月30日撤销，此后结束的期间、此后到期的事项不考核，由市发展和改革委员会承接"
    )


# ---- replies of those that took over ------------------------------------------------------------


def test_a_successors_reply_counts_for_the_unit_that_was_asked() -> None:
    stage = Stage()
    asked = stage.receive("order", "2023-08-30", unit="office", to="one", signed_on="2023-08-30")
    stage.receive("answer", "2023-09-01", unit="two", order=asked)
    fields = {
        "kind": "response", "to": "order", "record": "answer", "match": {"order": "id"},
        "starts": ["signed_on"], "within": 3, "points": Decimal(1), "earns": Decimal(2),
    }  # fmt: skip
    asked_unit = unit_from("one", {**ENTRY, "until": "2023-08-31", "into": ["two"]})
    found = judge(fields, stage.seen("2023-12-31", unit=asked_unit))
    assert [(lapse.code, lapse.earns) for lapse in found.lapses] == [("reply-met", True)]
    alone = unit_from("one", {**ENTRY, "until": "2023-08-31"})
    assert judge(fields, stage.seen("2023-12-31", unit=alone)).lapses == ()


@pytest.mark.parametrize("given", [True, False])
def test_a_yearly_mark_counts_for_a_unit_that_went_if_it_was_given(given: bool) -> None:
    stage = Stage()
    if given:
        stage.receive("circular", "2023-09-20", unit="office", to="one", signed_on="2023-07-01",
                      quarter="2023Q3", points=4)  # fmt: skip
    fields = {"kind": "mark", "record": "circular", "value": "points", "missing": "zero"}
    gone = unit_from("one", {**ENTRY, "until": "2023-08-31"})
    found = judge(fields, stage.seen("2023-12-31", unit=gone))
    assert [lapse.points for lapse in found.lapses] == ([4] if given else [])
    assert (str(found.progress) == "not-applicable") is not given


# ---- the gate -----------------------------------------------------------------------------------

ENDED = changed("wanshui", until="2023-01-20", into=["xining"], submitters=["wanshui-clerk"])
BRANCH = "submit/wanshui/1"


def sent(folder: Path, files: dict[str | bytes, bytes], who: str = "wanshui-clerk") -> Any:
    begin(folder, sealed=False).direct(ENDED, at=at("2023-01-21")).branch(
        BRANCH, files, at=START
    ).finish()
    return send(folder, who=who, unit=who.removesuffix("-clerk"))


def test_the_gate_refuses_what_a_unit_that_is_gone_sends_and_names_its_successor(
    tmp_path: Path,
) -> None:
    late = {"units/wanshui/2023/news/2023-02-06-a.yml": news(published_on="2023-02-01")}
    answer = sent(tmp_path, late)
    assert codes(answer) == ["unit-ended"]
    told = next(each for each in answer.problems if each.code == "unit-ended")
    assert sentence("unit-ended", told.values) == (
        "宛水街道已于 2023-01-20 撤销，由西宁街道承接，不再报送或者接受撤销以后的新材料。"
    )
    assert "承接单位" in fix("unit-ended", "zh", told.values)


def test_the_gate_takes_what_a_unit_that_is_gone_published_before(tmp_path: Path) -> None:
    early = {"units/wanshui/2023/news/2023-02-06-a.yml": news(published_on="2023-01-19")}
    assert codes(sent(tmp_path, early)) == []


def test_the_gate_dates_what_has_no_day_of_its_own_by_its_receipt(tmp_path: Path) -> None:
    undated = {"units/wanshui/2023/media-account/2023-02-06-01.yml": text("media-account")}
    assert "unit-ended" not in codes(sent(tmp_path / "a", undated))  # may be said afterwards
    reply = {"units/wanshui/2023/opinion-response/2023-02-06-01.yml": text("opinion-response")}
    assert "unit-ended" in codes(sent(tmp_path / "b", reply))


def test_the_gate_refuses_notices_to_a_unit_that_is_gone(tmp_path: Path) -> None:
    path = "units/zhengfuban/2023/opinion-notice/2023-02-01-01.yml"
    told = {path: text("opinion-notice", to="wanshui", issued_on="2023-02-01")}
    assert "unit-ended" in codes(sent(tmp_path, told, "zhengfuban-clerk"))


def test_what_was_before_a_unit_came_is_not_held_against_it(tmp_path: Path) -> None:
    path = "units/zhengfuban/2023/opinion-notice/2023-02-01-01.yml"
    told = {path: text("opinion-notice", to="wanshui", issued_on="2023-01-02")}
    begin(tmp_path, sealed=False).direct(
        changed("wanshui", since="2023-01-16"), at=at("2023-01-16")
    ).branch(BRANCH, told, at=START).finish()
    assert "unit-not-begun" in codes(send(tmp_path, who="zhengfuban-clerk", unit="zhengfuban"))


REGISTRAR = "xinxigongkaizhongxin-clerk"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (changed("caizheng", until="2023-01-31", into=["fagaiwei"]), ["registry-governed"]),
        (changed("caizheng", since="2023-01-31"), ["registry-governed"]),
        (
            changed("caizheng", assessed_as=[{"year": 2023, "kind": "department"}]),
            ["registry-governed"],
        ),
        (
            changed("caizheng", earlier=[{"until": "2023-01-15", "kind": "office"}]),
            ["registry-governed"],
        ),
        (
            changed(
                "caizheng",
                short_name="市国资局",
                earlier=[{"until": "2023-01-31", "short_name": "市财政局"}],
            ),
            [],
        ),
    ],
)
def test_the_registrar_renames_units_but_a_maintainer_lets_them_come_and_go(
    tmp_path: Path, entry: dict[str | bytes, bytes], code: list[str]
) -> None:
    named = {path: content.replace(b"submitters: []", b"submitters: [caizheng-clerk]")
             for path, content in entry.items()}  # fmt: skip
    begin(tmp_path).branch("submit/r/1", named, at=START).finish()
    assert codes(send(tmp_path, "submit/r/1", REGISTRAR)) == code


def test_a_new_name_without_the_old_one_beside_it_is_remarked(tmp_path: Path) -> None:
    renamed = changed("caizheng", short_name="市国资局", submitters=["caizheng-clerk"])
    begin(tmp_path).branch("submit/r/1", renamed, at=START).finish()
    answer = send(tmp_path, "submit/r/1", REGISTRAR)
    assert answer.accepted
    assert [each.code for each in answer.problems] == ["registry-past-moves"]


def test_the_past_that_has_been_told_is_not_the_registrars_to_rewrite(tmp_path: Path) -> None:
    told = changed("caizheng", earlier=[{"until": "2022-01-15", "short_name": "市财政办"}])
    again = changed("caizheng", earlier=[{"until": "2022-06-15", "short_name": "市财政办"}])
    builder = begin(tmp_path).direct(told, at=at("2023-01-02"))
    builder.branch("submit/r/1", again, at=START).finish()
    assert codes(send(tmp_path, "submit/r/1", REGISTRAR)) == ["registry-governed"]


# ---- the linter ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"since": "2023-05-01", "until": "2023-04-30", "into": ["b"]}, "unit-days-reversed"),
        ({"until": "2023-04-30"}, "unit-into-none"),
        ({"into": ["b"]}, "unit-into-early"),
        ({"until": "2023-04-30", "into": ["nobody"]}, "unit-into-unknown"),
        ({"until": "2023-04-30", "into": ["xiangcunzhenxing"]}, "unit-into-circle"),
        ({"until": "2023-04-30", "into": ["back"]}, "unit-into-circle"),
        ({"until": "2023-04-30", "into": ["young"]}, "unit-into-absent"),
        ({"until": "2023-04-30", "into": ["old"]}, "unit-into-absent"),
        (
            {
                "earlier": [
                    {"until": "2023-03-31", "name": "乙"},
                    {"until": "2023-03-31", "name": "甲"},
                ]
            },
            "unit-earlier-order",
        ),
        (
            {"since": "2023-05-01", "earlier": [{"until": "2023-04-30", "name": "甲"}]},
            "unit-earlier-outside",
        ),
        (
            {
                "until": "2023-05-01",
                "into": ["b"],
                "earlier": [{"until": "2023-05-01", "name": "甲"}],
            },
            "unit-earlier-outside",
        ),
        (
            {"earlier": [{"until": "2023-04-30", "name": "宣威市乡村振兴局"}]},
            "unit-earlier-same",
        ),
        ({"earlier": [{"until": "2023-04-30", "kind": "township"}]}, "schema-required"),
        ({"assessed_as": [{"year": 2023, "kind": "township"}]}, "unit-assessed-never"),
        (
            {"assessed_as": [{"year": 2023, "kind": "department"}] * 2},
            "unit-assessed-twice",
        ),
    ],
)
def test_the_linter_says_what_cannot_be_of_a_units_changes(
    fields: dict[str, Any], code: str
) -> None:
    changing = unit(**fields)
    others = (
        other("b"),
        other("young", since="2023-05-02"),
        other("old", until="2023-04-30", into=["b"]),
        other("back", until="2023-06-30", into=["xiangcunzhenxing"]),
    )
    registry_ = {each.id: each for each in (changing, *others)}
    schema = unit_schema()
    assert {flaw.code for flaw in change_flaws(changing, changing.entry, registry_, schema)} == {
        code
    }


@cache
def unit_schema() -> Any:
    files = {path.name: path.read_bytes() for path in (ROOT / "schemas").glob("*.json")}
    return load_schemas(files).unit


def test_what_is_right_passes_the_linter() -> None:
    changing = unit(
        since="2020-01-01",
        until="2023-08-31",
        into=["b"],
        earlier=[
            {"until": "2021-05-31", "name": "宣威市扶贫办"},
            {"until": "2022-12-31", "kind": "office"},
        ],
        assessed_as=[{"year": 2022, "kind": "office"}, {"year": 2023, "kind": "office"}],
    )
    registry_ = {each.id: each for each in (changing, other("b", since="2023-09-01"))}
    assert [*change_flaws(changing, changing.entry, registry_, unit_schema())] == []


def test_the_same_code_twice_is_told_unless_one_is_gone() -> None:
    a, b = unit(code="530381001"), other("b", code="530381001")
    (flaw,) = same_code({each.id: each for each in (a, b)})["b"]
    assert (flaw.code, flaw.pointer) == ("unit-code-twice", ("code",))
    gone = other("gone", code="530381001", until="2023-04-30", into=["b"])
    assert same_code({each.id: each for each in (gone, b)}) == {}


def test_check_tells_line_and_column(tmp_path: Path) -> None:
    RepoBuilder(tmp_path).first(
        {**registry(), **changed("caizheng", until="2023-06-30", into=["nobody"])},
        at=at("2023-01-01"),
    ).finish()
    git(tmp_path, "reset", "--hard", "-q")
    found = check_worktree(open_repository(tmp_path), ROOT, [], Watch()).problems
    (told,) = [each for each in found if each.code == "unit-into-unknown"]
    assert told.path == "units/caizheng/unit.yml"
    assert told.line > 0 and told.column > 0

"""File by file: what is taken of a new release, what stays the county's, what is never touched."""

import hashlib
from dataclasses import replace

import pytest

from scoring.errors import GongkaiError, WrongUse
from scoring.version import ENGINE
from scripts.engine_pin import parse_engine_pin
from scripts.repository.release import Release, read_release, release_of
from scripts.upgrading.planning import Plan, Standing, plan_of
from scripts.upgrading.steps import Action, Why

PIN = parse_engine_pin(f"gongkai @ git+https://git.example.gov.cn/gongkai@{'a' * 40}")
NEXT = parse_engine_pin(f"gongkai @ git+https://git.example.gov.cn/gongkai@{'b' * 40}")
BOOK = "scoring/rulebooks/2023-township.yml"
SCHEMA = "schemas/news.json"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def standing(
    files: dict[str, str], base: dict[str, str], *, year: int = 2023, engine: str = "gongkai 0.0.9"
) -> Standing:
    """A repository that holds ``files`` and took ``base`` from the release before."""
    release = Release(engine, {path: digest(text) for path, text in base.items()})
    known = {digest(text): text.encode() for text in base.values()}
    return Standing(
        frozenset(files),
        lambda path: files[path].encode(),
        lambda _, sha256: known.get(sha256),
        release,
        year,
    )


def plan(here: Standing, offered: dict[str, str]) -> Plan:
    return plan_of(here, {path: text.encode() for path, text in offered.items()}, None)


def afterwards(made: Plan) -> Release:
    """Return what ``release.json`` says once the plan is carried out."""
    return read_release(made.changes["release.json"] or b"")


def told(made: Plan) -> dict[str, tuple[Action, Why | None]]:
    return {s.path: (s.action, s.why) for s in made.steps if s.path != "release.json"}


def test_a_file_the_county_left_alone_is_replaced() -> None:
    made = plan(standing({"mkdocs.yml": "一"}, {"mkdocs.yml": "一"}), {"mkdocs.yml": "二"})
    assert told(made) == {"mkdocs.yml": (Action.REPLACE, None)}
    assert made.changes["mkdocs.yml"] == "二".encode()


def test_a_file_the_county_changed_stays_and_both_changes_are_known() -> None:
    made = plan(standing({"mkdocs.yml": "自己的"}, {"mkdocs.yml": "一"}), {"mkdocs.yml": "二"})
    (step,) = (each for each in made.steps if each.path == "mkdocs.yml")
    assert (step.action, step.why) == (Action.KEEP, Why.CHANGED)
    assert (step.base, step.ours, step.theirs) == ("一".encode(), "自己的".encode(), "二".encode())
    assert "mkdocs.yml" not in made.changes


def test_a_file_the_county_changed_is_passed_over_where_the_release_has_nothing_new() -> None:
    made = plan(standing({"mkdocs.yml": "自己的"}, {"mkdocs.yml": "一"}), {"mkdocs.yml": "一"})
    assert told(made) == {}


def test_what_was_declined_is_told_once_and_again_when_there_is_something_newer() -> None:
    files, base = {"mkdocs.yml": "自己的"}, {"mkdocs.yml": "一"}
    first = plan(standing(files, base), {"mkdocs.yml": "二"})
    after = afterwards(first)
    assert after.files["mkdocs.yml"] == digest("一") and after.declined["mkdocs.yml"] == digest(
        "二"
    )
    here = standing(files, base)
    later = Standing(here.paths, here.content, here.earlier, after, 2023)
    assert told(plan(later, {"mkdocs.yml": "二"})) == {}
    assert told(plan(later, {"mkdocs.yml": "三"})) == {"mkdocs.yml": (Action.KEEP, Why.CHANGED)}


def test_what_was_taken_by_hand_is_the_releases_again() -> None:
    here = standing({"mkdocs.yml": "二"}, {"mkdocs.yml": "一"})
    made = plan(here, {"mkdocs.yml": "二"})
    assert told(made) == {}
    assert afterwards(made).files["mkdocs.yml"] == digest("二")


def test_a_file_the_county_removed_does_not_come_back() -> None:
    path = ".github/workflows/remind.yml"
    made = plan(standing({}, {path: "一"}), {path: "二"})
    assert told(made) == {path: (Action.KEEP, Why.CHANGED)}


def test_a_new_file_comes_and_one_no_longer_needed_goes_unless_it_was_changed() -> None:
    here = standing({"旧.txt": "一", "改过.txt": "自己的"}, {"旧.txt": "一", "改过.txt": "一"})
    assert told(plan(here, {"新.txt": "一"})) == {
        "新.txt": (Action.ADD, None),
        "旧.txt": (Action.REMOVE, None),
    }


def test_a_schema_no_longer_shipped_stays() -> None:
    made = plan(standing({SCHEMA: "{}"}, {SCHEMA: "{}"}), {})
    assert told(made) == {}


def test_a_schema_that_only_adds_is_taken_one_that_takes_away_is_not() -> None:
    old = '{"properties": {"title": {"maxLength": 60}}}'
    wider = '{"properties": {"title": {"maxLength": 90}, "url": {}}}'
    tighter = '{"properties": {"title": {"maxLength": 30}}, "required": ["title"]}'
    here = standing({SCHEMA: old}, {SCHEMA: old})
    assert told(plan(here, {SCHEMA: wider})) == {SCHEMA: (Action.REPLACE, None)}
    made = plan(here, {SCHEMA: tighter})
    assert told(made) == {SCHEMA: (Action.KEEP, Why.NARROWER)}
    (step,) = (each for each in made.steps if each.path == SCHEMA)
    assert step.places == ("properties/title/maxLength", "required/title")


@pytest.mark.parametrize("path", [BOOK, "scoring/calendars/china-2023.yml"])
def test_what_a_past_year_is_scored_by_is_never_replaced(path: str) -> None:
    base = {path: "一"}
    assert told(plan(standing(base, base, year=2023), {path: "二"})) == {
        path: (Action.REPLACE, None)
    }
    assert told(plan(standing(base, base, year=2024), {path: "二"})) == {
        path: (Action.KEEP, Why.PAST)
    }


def test_a_new_rulebook_comes_to_a_county_that_uses_the_releases_own_only() -> None:
    new = "scoring/rulebooks/2024-township.yml"
    same = standing({BOOK: "一"}, {BOOK: "一"})
    assert told(plan(same, {BOOK: "一", new: "新"})) == {new: (Action.ADD, None)}
    own = standing({"scoring/rulebooks/2023-ours.yml": "自己的"}, {})
    assert told(plan(own, {new: "新"})) == {new: (Action.KEEP, Why.SCHEME)}


def test_a_repository_that_leaves_its_schemas_to_the_program_gets_none() -> None:
    assert told(plan(standing({}, {}), {SCHEMA: "{}"})) == {}


def test_the_registry_is_no_part_of_a_release() -> None:
    path = "units/wanshui/unit.yml"
    assert path not in release_of({path: b"1", "mkdocs.yml": b"1"}).files
    assert told(plan(standing({path: "自己的"}, {}), {path: "二"})) == {}


def test_engine_txt_names_the_new_engine_and_keeps_its_comments() -> None:
    files = {"engine.txt": f"# 说明\n{PIN.requirement}\n"}
    made = plan_of(standing(files, {}), {}, NEXT)
    assert made.changes["engine.txt"] == f"# 说明\n{NEXT.requirement}\n".encode()


def test_an_engine_that_is_named_is_not_left_behind_by_one_that_cannot_be() -> None:
    with pytest.raises(WrongUse) as refused:
        plan_of(standing({"engine.txt": f"{PIN.requirement}\n"}, {}), {}, None)
    assert refused.value.code == "upgrade-engine-unnamed"
    made = plan_of(standing({"engine.txt": "# 还没有写\n"}, {}), {}, None)
    assert "engine.txt" not in made.changes


def test_an_older_program_does_not_take_a_newer_repository_back() -> None:
    with pytest.raises(GongkaiError) as refused:
        plan(standing({}, {}, engine="gongkai 99.0"), {})
    assert refused.value.code == "upgrade-older"


def test_release_json_names_the_release_and_is_read_back() -> None:
    made = plan(standing({}, {}), {"mkdocs.yml": "一"})
    assert afterwards(made) == Release(ENGINE, {"mkdocs.yml": digest("一")})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema": "release/1"}',
        '{"schema": "release/1", "engine": "x", "files": {"a": 1}}',
        '{"schema": "release/1", "engine": "x", "files": []}',
    ],
)
def test_a_damaged_release_json_is_told(text: str) -> None:
    with pytest.raises(GongkaiError) as refused:
        read_release(text.encode())
    assert refused.value.code == "release-unreadable"


@pytest.mark.parametrize(
    ("files", "new"),
    [
        ({"docs": "自己的"}, "docs/guide.md"),
        ({"notes/own.md": "自己的"}, "notes"),
        ({"a/b/c.md": "自己的"}, "a/b"),
    ],
    ids=["a file for a folder", "a folder for a file", "a folder further down"],
)
def test_a_new_file_never_puts_away_what_the_county_has_in_its_place(
    files: dict[str, str], new: str
) -> None:
    made = plan(standing(files, {}), {new: "新"})
    assert told(made) == {new: (Action.KEEP, Why.TAKEN)}
    release = afterwards(made)
    assert new not in release.files
    assert new not in release.declined  # offered again, until its place is free


def test_a_link_of_the_county_is_not_replaced() -> None:
    here = replace(standing({}, {}), others=frozenset(["GUIDE.md"]))
    assert told(plan(here, {"GUIDE.md": "新"})) == {"GUIDE.md": (Action.KEEP, Why.TAKEN)}


def test_release_json_takes_no_entry_of_the_registry_away() -> None:
    entry = {"units/wanshui/unit.yml": "名录"}
    assert told(plan(standing(entry, entry), {})) == {}

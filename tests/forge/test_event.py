"""The event of a pull request: real ones read, others turned away, every field doubted."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError
from scripts.forge.event import (
    MAX_BYTES,
    Handed,
    NotHandedIn,
    parse_event,
    read_event,
    stated,
)
from tests.support.github import EXAMPLES, event, example, examples

pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_file(), reason="npm ci --prefix tests/node has not been run"
)
HEAD = "ec26c3e57ca3a959ca5aad62de7213c562f8c821"


def parsed(told: object) -> Handed:
    return parse_event(json.dumps(told).encode())


def test_real_events_are_read_or_turned_away_by_what_they_did() -> None:
    read, turned = set(), set()
    for told in examples():
        try:
            handed = parsed(told)
        except NotHandedIn as nothing:
            assert nothing.code in {"event-other", "event-draft", "event-closed"}
            turned.add(told["action"])
        else:
            read.add(told["action"])
            assert handed.number == 2 and handed.head == HEAD
            assert handed.repository == "Codertocat/Hello-World"
            assert handed.base == "master"
            assert handed.submitter == "Codertocat#21031067"
    assert read == {"opened", "synchronize", "reopened", "ready_for_review"}
    assert turned >= {"closed", "labeled", "locked", "assigned", "converted_to_draft"}


def test_the_time_is_the_latest_of_the_forges_own() -> None:
    opened = parsed(example("opened"))
    assert opened.at == datetime.fromisoformat("2019-05-15T23:20:33+08:00")
    assert opened.at.tzinfo is SHANGHAI


@pytest.mark.parametrize(
    "place", [("pull_request", "updated_at"), ("pull_request", "head", "repo", "pushed_at")]
)
def test_a_stale_time_makes_no_push_earlier(place: tuple[str, ...]) -> None:
    told = event("synchronize", HEAD, at="2023-02-06T08:00:00Z")
    spot = told
    for name in place[:-1]:
        spot = spot[name]
    spot[place[-1]] = "2023-01-01T00:00:00Z"
    assert parsed(told).at == datetime.fromisoformat("2023-02-06T16:00:00+08:00")


def test_where_the_push_has_no_time_the_gates_own_counts() -> None:
    gone = event("synchronize", HEAD)
    gone["pull_request"]["head"]["repo"] = None
    assert parsed(gone).at is None
    later = event("synchronize", HEAD)
    later["after"] = "0" * 40  # the event was written after a further push
    assert parsed(later).at is None


def test_times_may_be_seconds_and_fractions() -> None:
    told = event("opened", HEAD)
    told["pull_request"]["head"]["repo"]["pushed_at"] = 1675670405
    found = parsed(told).at
    assert found == datetime.fromisoformat("2023-02-06T16:00:05+08:00")
    told["pull_request"]["updated_at"] = "2023-02-06T08:00:07.250Z"
    assert parsed(told).at == found + timedelta(seconds=2)


def test_whoever_pushes_answers_not_whom_the_request_belongs_to() -> None:
    told = event("synchronize", HEAD, who="stranger", account=7)
    told["pull_request"]["user"] = {"login": "wanshui-clerk", "id": 21031067}
    assert parsed(told).submitter == "stranger#7"


Change = Callable[[dict[str, Any]], object]
LACKING: list[tuple[str, Change]] = [
    ("pull_request", lambda told: told.pop("pull_request")),
    ("pull_request", lambda told: told.update(pull_request=[])),
    ("pull_request.head", lambda told: told["pull_request"].update(head="x")),
    ("pull_request.head.sha", lambda told: told["pull_request"]["head"].update(sha="main")),
    ("pull_request.head.sha", lambda told: told["pull_request"]["head"].update(sha=HEAD + "\n")),
    ("pull_request.head.sha", lambda told: told["pull_request"]["head"].update(sha="--upload=x")),
    ("pull_request.base.ref", lambda told: told["pull_request"]["base"].update(ref=None)),
    ("pull_request.base.ref", lambda told: told["pull_request"]["base"].update(ref="x" * 300)),
    ("number", lambda told: told.update(number="2")),
    ("number", lambda told: told.update(number=True)),
    ("number", lambda told: told.update(number=-1)),
    ("number", lambda told: told.update(number=3)),
    ("repository", lambda told: told.pop("repository")),
    ("repository.full_name", lambda told: told["repository"].update(full_name="a/b/../c")),
    ("sender", lambda told: told.update(sender=None)),
    ("sender", lambda told: told["sender"].update(id="1")),
    ("sender.login", lambda told: told["sender"].update(login="<b>x</b>")),
    ("sender.login", lambda told: told["sender"].update(login="a\nUnit: zhengfuban")),
    ("sender.login", lambda told: told["sender"].update(login="clerk#7")),
    ("sender.login", lambda told: told["sender"].update(login="dependabot[bot]")),
    ("sender.login", lambda told: told["sender"].update(id=-5)),
    ("pull_request.updated_at", lambda told: told["pull_request"].update(updated_at="yesterday")),
    ("pull_request.updated_at", lambda told: told["pull_request"].update(updated_at=None)),
    ("pull_request.created_at", lambda told: told["pull_request"].update(created_at="2023-02-06")),
    (
        "pull_request.head.repo.pushed_at",
        lambda told: told["pull_request"]["head"]["repo"].update(pushed_at=10**30),
    ),
    (
        "pull_request.head.repo.pushed_at",
        lambda told: told["pull_request"]["head"]["repo"].update(pushed_at=5),
    ),
]


@pytest.mark.parametrize(("field", "change"), LACKING)
def test_a_field_that_is_not_what_it_should_be_is_named(field: str, change: Change) -> None:
    told = event("opened", HEAD)
    change(told)
    with pytest.raises(GongkaiError) as raised:
        parsed(told)
    assert (raised.value.code, raised.value.values) == ("event-unreadable", {"field": field})


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000, b'{"a": 1' + b" " * MAX_BYTES],
)
def test_what_is_no_event_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(GongkaiError, match="event-unreadable"):
        parse_event(content)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"action": "labeled"}, "event-other"),
        ({"action": ["opened"]}, "event-other"),
        ({"action": "x\n::add-mask::"}, "event-other"),
        ({"state": "closed"}, "event-closed"),
        ({"state": None}, "event-closed"),
        ({"draft": True}, "event-draft"),
        ({"draft": "no"}, "event-draft"),
    ],
)
def test_what_hands_in_nothing_is_nobodys_fault(change: dict[str, Any], code: str) -> None:
    told = event("opened", HEAD)
    (told if "action" in change else told["pull_request"]).update(change)
    with pytest.raises(NotHandedIn) as raised:
        parsed(told)
    assert raised.value.code == code
    assert "\n" not in str(raised.value.values)


def test_nothing_of_what_a_submitter_writes_is_read() -> None:
    """Titles, branch names and texts may be anything: the value has none of them."""
    told = event("opened", HEAD)
    hostile = "$(touch /tmp/x) `id` ${{ secrets.KEY }} <script>\n::error::"
    for field in ("title", "body"):
        told["pull_request"][field] = hostile
    for field in ("ref", "label"):
        told["pull_request"]["head"][field] = hostile
    assert parsed(told) == parsed(event("opened", HEAD))


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="system-refused"):
        read_event(tmp_path / "none.json")


def test_gitea_says_synchronized() -> None:
    told = event("synchronize", HEAD)
    told["action"] = "synchronized"
    del told["pull_request"]["head"]["repo"]["pushed_at"]
    assert parsed(told).at is None


@pytest.mark.parametrize(
    ("number", "commit", "who", "ref"),
    [
        ("0", HEAD, "clerk", None),
        ("7;id", HEAD, "clerk", None),
        ("7", "main", "clerk", None),
        ("7", HEAD, "a b", None),
        ("7", HEAD, "clerk", "--upload-pack=id"),
        ("7", HEAD, "clerk", "refs/heads/../x"),
        ("7", HEAD, "clerk", "refs/x:refs/heads/main"),
    ],
)
def test_what_a_job_says_by_itself_is_doubted_too(
    number: str, commit: str, who: str, ref: str | None
) -> None:
    with pytest.raises(GongkaiError, match="event-unreadable"):
        stated(number, commit, who, "", None, ref)

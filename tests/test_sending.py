"""Where forms may be sent: what ``mkdocs.yml`` says, and nothing that leads people astray."""

from typing import Any

import pytest

from scoring.errors import GongkaiError
from scripts.portal.sending import NOWHERE, Forge, Sending, sending_of


def told(**settings: Any) -> Sending:
    return sending_of({"extra": {"gongkai": settings}})


def test_what_is_not_set_is_not_offered() -> None:
    assert sending_of({}) == sending_of({"extra": None}) == NOWHERE
    assert told(unconfirmed="public") == NOWHERE


def test_the_door_and_the_forges_page_for_a_new_file() -> None:
    assert told(door="/door/") == Sending("/door/", None)
    github = {"type": "github", "address": "https://github.com/o/r", "branch": "main"}
    assert told(forge=github).forge == Forge("github", "https://github.com/o/r/new/main")
    gitea = {"type": "gitea", "address": "https://git.example.gov.cn/o/r/"}
    assert told(forge=gitea).forge == Forge("gitea", "https://git.example.gov.cn/o/r/_new/main/")


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"door": "https://elsewhere.example/door/"}, "extra.gongkai.door"),
        ({"door": "//elsewhere.example/"}, "extra.gongkai.door"),
        ({"door": "/door"}, "extra.gongkai.door"),
        ({"door": 5}, "extra.gongkai.door"),
        ({"forge": "github"}, "extra.gongkai.forge"),
        ({"forge": {"type": "svn", "address": "https://a.cn"}}, "extra.gongkai.forge.type"),
        ({"forge": {"type": "gitea", "address": "javascript:1"}}, "extra.gongkai.forge.address"),
        ({"forge": {"type": "gitea", "address": "https://a.cn/?x"}}, "extra.gongkai.forge.address"),
        (
            {"forge": {"type": "gitea", "address": "https://a.cn", "branch": "a b"}},
            "extra.gongkai.forge.branch",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(settings: dict[str, Any], place: str) -> None:
    with pytest.raises(GongkaiError) as refused:
        told(**settings)
    assert refused.value.values["reason"] == place


def test_a_setting_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(GongkaiError):
        sending_of({"extra": {"gongkai": ["door"]}})

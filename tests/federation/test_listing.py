"""The list of counties: strict, every mistake with its line; nothing in it becomes an option."""

from pathlib import Path

import pytest

from scoring.errors import GongkaiError, WrongUse
from scoring.messages import sentence
from scripts.federating.listing import Listing, read_listing
from tests.support.counties import KEY

GOOD = f"""title: 示例市
years: [2023, 2022]
counties:
  - id: jia
    name: 甲县
    repository: https://git.example/jia/gongkai.git
    checkpoint: https://gongkai.example/data/checkpoint.json
    keys: ["{KEY}"]
"""


def read(folder: Path, text: str) -> Listing:
    file = folder / "counties.yml"
    file.write_text(text, "utf-8")
    return read_listing(file)


def refused(folder: Path, text: str) -> list[tuple[str, int]]:
    with pytest.raises(GongkaiError) as error:
        read(folder, text)
    assert error.value.code == "federation-file-unusable"
    for problem in error.value.problems:
        assert problem.path == "counties.yml" and sentence(problem.code, problem.values)
    return [(problem.code, problem.line) for problem in error.value.problems]


def test_a_good_list(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    (county,) = found.counties
    assert (found.title, found.years) == ("示例市", (2022, 2023))
    assert (county.id, county.name, county.keys) == ("jia", "甲县", (KEY,))
    assert county.repository == "https://git.example/jia/gongkai.git"


@pytest.mark.parametrize(
    "address",
    [
        "https://git.example:8443/jia/gongkai.git",
        "ssh://git@git.example/srv/jia.git",
        "ssh://git.example:2222/srv/jia.git",
        "repositories/jia",
        "/srv/仓库/甲县",
    ],
)
def test_addresses_that_are_taken(tmp_path: Path, address: str) -> None:
    text = GOOD.replace("https://git.example/jia/gongkai.git", address)
    (county,) = read(tmp_path, text).counties
    remote = address.startswith(("https:", "ssh:"))
    assert county.repository == (address if remote else str(tmp_path.resolve() / address))


@pytest.mark.parametrize(
    "address",
    [
        "--upload-pack=touch /tmp/x",
        "-u./x",
        "ext::sh -c touch% /tmp/x",
        "fd::3",
        "http://git.example/jia.git",
        "git://git.example/jia.git",
        "file:///srv/jia.git",
        "git@git.example:jia.git",
        "https://user:password@git.example/jia.git",
        "https://-oProxyCommand=x/jia.git",
        "ssh://-oProxyCommand=x/jia.git",
        "ssh://git@git.example/srv/../../etc",
        "../jia",
        "a/../../jia",
        "~root/jia",
        "jia\\nx",
        "https://git.example/a b",
        "https://git.example/?x=1",
    ],
)
def test_addresses_that_git_could_take_for_something_else(tmp_path: Path, address: str) -> None:
    text = GOOD.replace("https://git.example/jia/gongkai.git", f'"{address}"')
    assert refused(tmp_path, text) == [("federation-address", 6)]
    text = GOOD.replace("https://gongkai.example/data/checkpoint.json", f'"{address}"')
    assert refused(tmp_path, text) == [("federation-address", 7)]


@pytest.mark.parametrize(
    "key",
    [
        "ssh-ed25519 AAAA0000000000000000000000000000000000000000",
        f"cert-authority {KEY}",
        f'namespaces="git" {KEY}',
        f"{KEY}\\ncheckpoint {KEY}",
        "x" * 60,
    ],
)
def test_keys_that_are_none_or_more_than_one(tmp_path: Path, key: str) -> None:
    escaped = key.replace('"namespaces', "namespaces").replace('"git"', '\\"git\\"')
    assert refused(tmp_path, GOOD.replace(KEY, escaped)) == [("federation-key", 8)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: jia", "id: ../jia", "schema-pattern"),
        ("id: jia", "id: Jia", "schema-pattern"),
        ("years: [2023, 2022]", "years: []", "schema-items-min"),
        ("years: [2023, 2022]", "years: ['2023']", "schema-type-integer"),
        ("title: 示例市", "title: 示例市\nhooks: x", "schema-additional"),
        ("    name: 甲县\n", "", "schema-required"),
        ("title: 示例市", "title: &a 示例市", "yaml-anchor"),
    ],
)
def test_other_mistakes(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert code in [each for each, _ in refused(tmp_path, GOOD.replace(old, new))]


def test_a_county_named_twice(tmp_path: Path) -> None:
    entry = GOOD.partition("counties:\n")[2]
    assert refused(tmp_path, GOOD + entry) == [("federation-twice", line) for line in (9, 10, 11)]


def test_a_list_that_is_not_there_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="federation-file-unreadable"):
        read_listing(tmp_path / "none.yml")
    with pytest.raises(WrongUse, match="federation-file-unreadable"):
        read_listing(tmp_path)
    assert refused(tmp_path, GOOD + "#" * 600_000)[0][0] == "file-too-large"

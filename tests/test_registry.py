"""The unit registry holds exactly the units of the rosters and of the notice."""

import csv
from pathlib import Path
from typing import Any

import pytest

from scoring.records.yamltext import load_yaml

ROOT = Path(__file__).parents[1]
ROSTERS = ROOT / "docs" / "sources"


def words(text: str) -> list[str]:
    return text.split()


TOWNSHIPS = words(
    "wanshui xining shuanglong hongqiao fenghua banqiao laibin fenghuang fuxing geyi tianba "
    "yangchang tangtang luoshui wude haidai longchang longtan reshui baoshan dongshan yangliu "
    "puli xize delu shuanghe lefeng wenxing adu"
)  # in the roster's order
DEPARTMENTS = words(
    "fagaiwei ziranziyuan xiangcunzhenxing caizheng yingji tongji shenji renshe wenlv minzheng "
    "jiaoti weijian yibao shengtaihuanjing shichangjianguan xinfang"
)
OFFICES = ["zhengfuban", "xinxigongkaizhongxin"]
ROLES = {
    "zhengfuban": ["assessor"],
    "xinxigongkaizhongxin": ["registrar"],
    "xinfang": ["hotline"],
}
SEATS = {"街道": "街道办事处", "镇": "镇人民政府", "乡": "乡人民政府"}


def roster(name: str) -> list[dict[str, str]]:
    with (ROSTERS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def registry() -> dict[str, dict[str, Any]]:
    files = sorted((ROOT / "units").glob("*/unit.yml"))
    return {path.parent.name: load_yaml(path.read_bytes()) for path in files}


def of_kind(registry: dict[str, dict[str, Any]], kind: str) -> set[str]:
    return {unit for unit, entry in registry.items() if entry["kind"] == kind}


def test_the_units_are_those_of_the_notice(registry: dict[str, dict[str, Any]]) -> None:
    assert of_kind(registry, "township") == set(TOWNSHIPS)
    assert of_kind(registry, "department") == set(DEPARTMENTS)
    assert of_kind(registry, "office") == set(OFFICES)
    assert len(registry) == 29 + 16 + 2


def test_townships_are_those_of_the_roster(registry: dict[str, dict[str, Any]]) -> None:
    listed = {
        unit: (row["code"], row["name"])
        for unit, row in zip(TOWNSHIPS, roster("xuanwei-townships.csv"), strict=True)
    }
    registered = {unit: (registry[unit]["code"], registry[unit]["short_name"]) for unit in listed}
    assert registered == listed


def test_villages_are_those_of_the_roster(registry: dict[str, dict[str, Any]]) -> None:
    listed = sorted(
        (row["code"], row["township_code"], row["name"]) for row in roster("xuanwei-villages.csv")
    )
    registered = sorted(
        (village["code"], registry[unit]["code"], village["name"])
        for unit in TOWNSHIPS
        for village in registry[unit]["villages"]
    )
    assert len(listed) == 375
    assert registered == listed
    assert len({code for code, *_ in registered}) == 375


def test_a_village_lies_in_its_township_by_code(registry: dict[str, dict[str, Any]]) -> None:
    for unit in TOWNSHIPS:
        for village in registry[unit]["villages"]:
            assert village["code"].startswith(registry[unit]["code"]), (unit, village)


def test_only_townships_have_codes_and_villages(registry: dict[str, dict[str, Any]]) -> None:
    for unit in (*DEPARTMENTS, *OFFICES):
        assert not {"code", "villages"} & registry[unit].keys(), unit


def test_full_names_are_those_of_the_organs(registry: dict[str, dict[str, Any]]) -> None:
    for unit in TOWNSHIPS:
        short = registry[unit]["short_name"]
        ending = next(ending for ending in SEATS if short.endswith(ending))
        assert registry[unit]["name"] == short.removesuffix(ending) + SEATS[ending]
    names = [entry["name"] for entry in registry.values()]
    assert len(set(names)) == len(names)


def test_roles_are_held_by_those_the_notice_names(registry: dict[str, dict[str, Any]]) -> None:
    held = {unit: entry["roles"] for unit, entry in registry.items() if entry["roles"]}
    assert held == ROLES


def test_the_shipped_registry_admits_nobody(registry: dict[str, dict[str, Any]]) -> None:
    """Submitters are named by whoever runs the repository; phones shipped are plainly examples."""
    for unit, entry in registry.items():
        assert entry["submitters"] == [], unit
        assert entry["contact"]["phone"].startswith("0874-00000"), unit

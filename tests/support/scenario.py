"""Assessment cases in YAML, replayed in real Git repositories (tests/scenarios/README.md)."""

import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI, end_of
from scoring.ledger.model import Deduction, Ledger
from scoring.records.yamltext import load_yaml
from tests.support.files import docx_bytes, jpeg_bytes, pdf_bytes
from tests.support.repo import RepoBuilder

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "scenarios"
YEAR = 2023
SHARED = ("rulebook", "registry", "kinds", "year")  # what a file may say for all its cases
NEW_UNIT = {  # what a unit of the case's own has where it does not say otherwise
    "kind": "department",
    "roles": [],
    "submitters": [],
    "contact": {"office": "办公室", "phone": "0874-0000099"},
}
DISTINCT = ("body", "summary", "url", "content")  # fields that tell one submission from another


@dataclass(frozen=True)
class Case:
    """One case of a file, with what the file gives to all its cases."""

    file: str
    title: str
    data: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.title}"


def cases() -> Iterator[Case]:
    """Yield every case of every scenario file, and the one that the README explains."""
    (example,) = re.findall(rb"```yaml\n(.*?)```", (FOLDER / "README.md").read_bytes(), re.S)
    yield from _cases("README", example)
    for path in sorted(FOLDER.glob("*.yml")):
        yield from _cases(path.stem, path.read_bytes())


def _cases(name: str, text: bytes) -> Iterator[Case]:
    document = load_yaml(text, max_bytes=512 * 1024)
    for case in document["cases"]:
        shared = {key: document[key] for key in SHARED if key in document}
        given = [*document.get("given", []), *case.get("given", [])]
        yield Case(name, case["title"], {**shared, **case, "given": given})


def moment(text: str) -> datetime:
    """Return the time that ``text`` names; Beijing time where it names no offset."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=SHANGHAI)


def as_of(text: str) -> datetime:
    """Return the as-of time: a date means its end."""
    return end_of(date.fromisoformat(text)) if len(text) == 10 else moment(text)


@cache
def _registry_files() -> Mapping[str, bytes]:
    files = (ROOT / "units").glob("*/unit.yml")
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


@cache
def _example(kind: str) -> Mapping[str, Any]:
    loaded = load_yaml((ROOT / "tests" / "examples" / f"{kind}.yml").read_bytes())
    assert isinstance(loaded, dict)
    return loaded


def _example_of(kind: str) -> Mapping[str, Any]:
    """Return the example that a kind of the scenarios' own carries in its schema."""
    document = json.loads((FOLDER / "kinds" / f"{kind}.json").read_bytes())
    example = document["examples"][0]
    assert isinstance(example, dict)
    return example


def example_data(item: Mapping[str, Any], number: str, *, own: bool) -> dict[str, Any]:
    """Return the kind's example with what ``item`` sets; ``own``: a kind of the scenarios' own."""
    data = copy.deepcopy(dict((_example_of if own else _example)(item["kind"])))
    changes = item.get("set", {})
    for field in DISTINCT:
        if isinstance(data.get(field), str) and field not in changes:
            data[field] = f"{data[field].rstrip()}{'-' if field == 'url' else '第'}{number}"
    for key, value in changes.items():
        if value is None:
            data.pop(key, None)
        else:
            data[key] = value
    return data


class Stage:
    """Builds a case's repository, record by record."""

    def __init__(self, folder: Path, case: Mapping[str, Any]) -> None:
        self.builder = RepoBuilder(folder)
        self.year = case.get("year", YEAR)
        start = datetime(self.year - 2, 12, 1, 9, tzinfo=SHANGHAI)
        self.kinds = frozenset(case.get("kinds", []))
        self.builder.first({**_registry_files(), **_own_files(case)}, at=start)
        self.names: dict[str, str] = {}
        for number, item in enumerate(_grouped(case["given"]), start=1):
            self._receive(number, item)
        self.builder.finish()

    def _receive(self, number: int, group: list[Mapping[str, Any]]) -> None:
        files: dict[str, bytes] = {}
        for index, item in enumerate(group):
            files |= self._files_of(f"{number:03d}{index:02d}", item)
        lead = group[0]
        if lead.get("direct"):
            self.builder.direct(files, at=moment(lead["at"]))
        else:
            self.builder.merge(files, at=moment(lead["at"]), unit=lead["unit"])

    def _files_of(self, number: str, item: Mapping[str, Any]) -> dict[str, bytes]:
        unit, kind, year = item["unit"], item["kind"], item.get("year", self.year)
        stem = item.get("name", f"{moment(item['at']):%Y-%m-%d}-{number}")
        record_id = f"{unit}/{year}/{kind}/{stem}"
        if "as" in item:
            self.names[item["as"]] = record_id
        item = {**item, "set": resolved(item.get("set", {}), self.names)}
        data = example_data(item, number, own=kind in self.kinds)
        folder = f"units/{record_id}"
        attached = _attached(data, item.get("files", {}))
        files = {f"{folder}/{name}": content for name, content in attached.items()}
        return {f"{folder}.yml": _yaml(data), **files}


def resolved(value: Any, names: Mapping[str, str]) -> Any:
    """Return ``value`` with the ids of records in place of the ``{names}`` a case gave them."""
    if isinstance(value, dict):
        return {key: resolved(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, names) for item in value]
    if isinstance(value, str):
        return re.sub(r"\{([a-z0-9-]+)\}", lambda found: names[found[1]], value)
    return value


def _grouped(given: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    groups: list[list[Mapping[str, Any]]] = []
    for item in given:
        if item.get("together"):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _own_files(case: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the rulebook and registry entries that the case brings along."""
    files = {
        f"units/{unit}/unit.yml": _yaml(
            {**load_yaml(_registry_files()[f"units/{unit}/unit.yml"]), **change}
        )
        if f"units/{unit}/unit.yml" in _registry_files()
        else _yaml({**NEW_UNIT, **change})
        for unit, change in case.get("registry", {}).items()
    }
    if case.get("kinds"):
        files |= {
            f"schemas/{path.name}": path.read_bytes() for path in (ROOT / "schemas").glob("*.json")
        }
        files |= {
            f"schemas/{kind}.json": (FOLDER / "kinds" / f"{kind}.json").read_bytes()
            for kind in case["kinds"]
        }
    if case.get("year", YEAR) < YEAR - 1:  # the product's calendars begin with 2022
        files |= {
            f"scoring/calendars/{path.name}": path.read_bytes()
            for folder in (ROOT / "scoring" / "calendars", FOLDER / "calendars")
            for path in folder.glob("*.yml")
        }
    names = case.get("rulebook", [])
    for name in [names] if isinstance(names, str) else names:
        files[f"scoring/rulebooks/{name}.yml"] = (FOLDER / "rulebooks" / f"{name}.yml").read_bytes()
    return files


def _attached(data: dict[str, Any], texts: Mapping[str, str]) -> dict[str, bytes]:
    """Make the attachments that ``data`` lists and write their digests into it."""
    files: dict[str, bytes] = {}
    for item in data.get("attachments", []):
        name = item["file"]
        text = texts.get(name, "示例文件 此件公开发布")
        maker = {"docx": docx_bytes, "pdf": pdf_bytes, "jpg": jpeg_bytes}[name.rpartition(".")[2]]
        files[name] = maker(text)
        item["sha256"] = hashlib.sha256(files[name]).hexdigest()
    return files


def _yaml(data: Mapping[str, Any]) -> bytes:
    from scripts.yaml_writer import yaml_text

    return yaml_text(data).encode()


def replay(folder: Path, case: Case) -> tuple[Assessment, Ledger, Mapping[str, str]]:
    """Build the case's repository in ``folder``; return assessment, ledger, names of records."""
    stage = Stage(folder, case.data)
    assessment = Assessment.open(folder, product=ROOT)
    ledger = assessment.ledger(case.data.get("year", YEAR), as_of(case.data["as_of"]))
    return assessment, ledger, stage.names


def differences(case: Case, ledger: Ledger, names: Mapping[str, str]) -> list[str]:
    """Return, in words, everything in which ``ledger`` is not what ``case`` expects."""
    found: list[str] = []
    for unit_id, expected in case.data["expect"].items():
        unit = ledger.unit(unit_id)
        if expected is None:
            found += [] if unit is None else [f"{unit_id}: assessed"]
            continue
        if unit is None:
            found.append(f"{unit_id}: not assessed")
            continue
        told = {
            "points": unit.points,
            "score": None if unit.fixed else unit.score,
            "status": str(unit.status),
            "grade": unit.grade,
            "rank": unit.rank,
            "name": unit.name,
            "rulebook": unit.rulebook,
            "change": None if unit.change is None else asdict(unit.change),
        }
        if isinstance(expected.get("change"), dict):
            told["change"] = _said(told["change"], expected["change"])
        found += _compared(unit_id, expected, told)
        every = {node.id: node for node in unit.nodes}
        paths = dict(unit.leaves()) | _inner(unit.nodes)
        for path, wanted in expected.get("nodes", {}).items():
            node = paths.get(path) or every.get(path)
            if node is None:
                found.append(f"{unit_id} {path}: no such node")
                continue
            have = {
                "points": node.points,
                "score": node.score,
                "status": str(node.status),
                "raw": node.raw,
                "absent": node.absent,
                "opened": node.opened,
                "grade": node.grade,
            }
            found += _compared(f"{unit_id} {path}", wanted, have)
            if "deductions" in wanted:
                found += _deductions(
                    f"{unit_id} {path}", wanted["deductions"], node.deductions or (), names
                )
    return found


def _said(change: Any, wanted: Mapping[str, Any]) -> Any:
    """Return what ``change`` says of what is ``wanted``, in plain lists."""
    return change and json.loads(json.dumps({key: change[key] for key in wanted}))


def _inner(nodes: Any, above: str = "") -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for node in nodes:
        paths[f"{above}{node.id}"] = node
        paths |= _inner(node.nodes, f"{above}{node.id}/")
    return paths


def _compared(where: str, wanted: Mapping[str, Any], have: Mapping[str, Any]) -> list[str]:
    return [
        f"{where}: {key} is {have[key]}, expected {wanted[key]}"
        for key in have
        if key in wanted and not _same(wanted[key], have[key])
    ]


def _same(wanted: Any, have: Any) -> bool:
    if isinstance(have, Decimal):
        return wanted is not None and Decimal(wanted) == have
    return bool(wanted == have)


def _deductions(
    where: str,
    wanted: list[Mapping[str, Any]],
    have: tuple[Deduction, ...],
    names: Mapping[str, str],
) -> list[str]:
    if len(wanted) != len(have):
        told = [f"{item.rule} {item.period} {item.points} {item.reason.code}" for item in have]
        return [f"{where}: {len(have)} deductions, expected {len(wanted)}: {told}"]
    found: list[str] = []
    for index, (expected, item) in enumerate(zip(wanted, have, strict=True)):
        facts = {
            "points": item.points,
            "waived": item.waived,
            "applied": item.applied,
            "rule": item.rule,
            "period": item.period,
            "reason": item.reason.code,
            "values": dict(item.reason.values),
            "records": list(item.records),
            "charged_to": item.charged_to,
            "waived_by": item.waived_by,
            "effect": item.effect,
        }
        expected = dict(expected)
        for key in ("records", "waived_by"):
            if isinstance(expected.get(key), list):
                expected[key] = [names.get(name, name) for name in expected[key]]
            elif key in expected:
                expected[key] = names.get(expected[key], expected[key])
        if isinstance(expected.get("values"), dict):
            facts["values"] = {key: facts["values"].get(key) for key in expected["values"]}
        found += _compared(f"{where} [{index}]", expected, facts)
    return found

"""The fields of the form, made into what is handed in. Nothing in them says who hands it in.

Three ways: ``package`` (a zip); ``record`` with ``path``; ``workbook`` with ``unit``; the last two
with any number of ``attachment``.
"""

from dataclasses import dataclass
from typing import IO

from scoring.admission.flaws import about_file
from scoring.admission.paths import read_path
from scoring.history.commits import shown
from scoring.records.yamltext import MAX_BYTES
from scripts.content.limits import MAX_REQUEST
from scripts.door.material import Material, Reader, path_problems
from scripts.door.package import read_package
from scripts.door.turning_away import BAD, REFUSED, TurnedAway

_WAYS = ("package", "record", "workbook")
_MANY = frozenset(("attachment",))
_BESIDE = {
    "package": frozenset[str](),
    "record": frozenset(("path", "attachment")),
    "workbook": frozenset(("unit", "attachment")),
}


@dataclass(frozen=True)
class Upload:
    """A file of the form: the name it bears, and its content."""

    name: str
    file: IO[bytes]

    @property
    def size(self) -> int:
        """Its size in bytes."""
        place = self.file.seek(0, 2)
        self.file.seek(0)
        return place

    def read(self) -> bytes:
        """Return its content; the request as a whole has its bound."""
        self.file.seek(0)
        return self.file.read(MAX_REQUEST + 1)


@dataclass(frozen=True)
class Sheets:
    """A filled-in workbook of a unit, with the files that its records name."""

    book: Upload
    unit: str
    attachments: tuple[Upload, ...]


Field = tuple[str, str | Upload]
Told = dict[str, list[str | Upload]]


def read_form(fields: list[Field]) -> Material | Sheets:
    """Return what ``fields`` hand in. Raises TurnedAway where they are no form of the door's."""
    told: Told = {}
    for name, value in fields:
        _check_text(name, value)
        if isinstance(value, str) or value.name or value.size:  # a chooser left empty is nothing
            told.setdefault(name, []).append(value)
    ways = [way for way in _WAYS if told.get(way, [""]) != [""]]
    if len(ways) != 1:
        raise TurnedAway(BAD, "door-nothing" if not ways else "door-several")
    way = ways[0]
    for name, values in told.items():
        if values == [""]:  # a field left empty
            continue
        if name not in {way, *_BESIDE[way]} or (len(values) > 1 and name not in _MANY):
            raise TurnedAway(BAD, "door-field", field=shown(name))
    if way == "package":
        upload = _file(told, "package")
        return read_package(upload.file, upload.size)
    if way == "workbook":
        return Sheets(_file(told, "workbook"), _text(told, "unit").strip(), _attachments(told))
    return _record(told)


def _check_text(name: str, value: str | Upload) -> None:
    """Raise TurnedAway where a name or text was not UTF-8, or holds what no form sends."""
    text = value if isinstance(value, str) else value.name
    if any("\ufffd" in each or "\0" in each for each in (name, text)):
        raise TurnedAway(BAD, "door-encoding", field=shown(name))


def _file(told: Told, name: str) -> Upload:
    value = told[name][0]
    if isinstance(value, str):
        raise TurnedAway(BAD, "door-field", field=name)
    return value


def _text(told: Told, name: str) -> str:
    value = told.get(name, [""])[0]
    if not isinstance(value, str) or not value:
        raise TurnedAway(BAD, "door-field-missing", field=name)
    return value


def _attachments(told: Told) -> tuple[Upload, ...]:
    found: list[Upload] = []
    for each in told.get("attachment", []):
        if isinstance(each, str):
            raise TurnedAway(BAD, "door-field", field="attachment")
        found.append(each)
    return tuple(found)


def _record(told: Told) -> Material:
    path = _text(told, "path").strip()
    place, flaws = read_path(path)
    if place is None:
        problems = about_file(flaws, shown(path))
        raise TurnedAway(REFUSED, "package-refused", problems)
    content = told["record"][0]
    if isinstance(content, Upload):
        record = content.file.read(MAX_BYTES + 1)
    else:
        record = content.replace("\r\n", "\n").encode()  # browsers send text with CR LF
    files: list[tuple[str, Reader]] = [(path, lambda: record)]
    for each in _attachments(told):
        files.append((f"{place.folder}/{each.name.replace(chr(92), '/')}", each.read))
    problems = path_problems(name for name, _ in files)
    if problems:
        raise TurnedAway(REFUSED, "package-refused", problems)
    return Material(dict(files))

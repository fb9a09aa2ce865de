"""The fields of the form, made into what is handed in. Nothing in them says who hands it in.

Three ways: ``package`` (a zip); ``record`` with ``path``; ``workbook`` with ``unit``; the last two
with any number of ``attachment``.
"""

from dataclasses import dataclass
from typing import IO

from scoring.admission.flaws import about_file
from scoring.admission.paths import read_path
from scoring.history.path_text import shown_path
from scoring.records.yamltext import MAX_BYTES
from scripts.content.limits import MAX_REQUEST
from scripts.door.material import Material, Reader, path_problems
from scripts.door.package import read_package
from scripts.door.turning_away import BAD, REFUSED, TurnedAway

_WAYS = ("package", "record", "workbook")
_ATTACHMENT = "attachment"  # the one field that may come more than once
_BESIDE = {
    "package": frozenset[str](),
    "record": frozenset(("path", _ATTACHMENT)),
    "workbook": frozenset(("unit", _ATTACHMENT)),
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
class FilledWorkbook:
    """A filled-in workbook of a unit, with the files that its records name."""

    book: Upload
    unit: str
    attachments: tuple[Upload, ...]


Field = tuple[str, str | Upload]
Values = dict[str, list[str | Upload]]
"""What was sent under each name of a field."""


def read_form(fields: list[Field]) -> Material | FilledWorkbook:
    """Return what ``fields`` hand in. Raises TurnedAway where they are no form of the door's."""
    values: Values = {}
    for name, value in fields:
        _check_text(name, value)
        if isinstance(value, str) or value.name or value.size:  # a chooser left empty is nothing
            values.setdefault(name, []).append(value)
    ways = [way for way in _WAYS if values.get(way, [""]) != [""]]
    if len(ways) != 1:
        raise TurnedAway(BAD, "door-nothing" if not ways else "door-several")
    way = ways[0]
    for name, sent in values.items():
        if sent == [""]:  # a field left empty
            continue
        if name not in {way, *_BESIDE[way]} or (len(sent) > 1 and name != _ATTACHMENT):
            raise TurnedAway(BAD, "door-field", field=shown_path(name))
    if way == "package":
        upload = _file(values, "package")
        return read_package(upload.file, upload.size)
    if way == "workbook":
        unit = _text(values, "unit").strip()
        return FilledWorkbook(_file(values, "workbook"), unit, _attachments(values))
    return _record(values)


def _check_text(name: str, value: str | Upload) -> None:
    """Raise TurnedAway where a name or text was not UTF-8, or holds what no form sends."""
    text = value if isinstance(value, str) else value.name
    if any("\ufffd" in each or "\0" in each for each in (name, text)):
        raise TurnedAway(BAD, "door-encoding", field=shown_path(name))


def _file(values: Values, name: str) -> Upload:
    value = values[name][0]
    if isinstance(value, str):
        raise TurnedAway(BAD, "door-field", field=name)
    return value


def _text(values: Values, name: str) -> str:
    value = values.get(name, [""])[0]
    if not isinstance(value, str) or not value:
        raise TurnedAway(BAD, "door-field-missing", field=name)
    return value


def _attachments(values: Values) -> tuple[Upload, ...]:
    found: list[Upload] = []
    for each in values.get(_ATTACHMENT, []):
        if isinstance(each, str):
            raise TurnedAway(BAD, "door-field", field=_ATTACHMENT)
        found.append(each)
    return tuple(found)


def _record(values: Values) -> Material:
    path = _text(values, "path").strip()
    place, flaws = read_path(path)
    if place is None:
        problems = about_file(flaws, shown_path(path))
        raise TurnedAway(REFUSED, "package-refused", problems)
    content = values["record"][0]
    if isinstance(content, Upload):
        record = content.file.read(MAX_BYTES + 1)
    else:
        record = content.replace("\r\n", "\n").encode()  # browsers send text with CR LF
    files: list[tuple[str, Reader]] = [(path, lambda: record)]
    for each in _attachments(values):
        files.append((f"{place.folder}/{each.name.replace(chr(92), '/')}", each.read))
    problems = path_problems(name for name, _ in files)
    if problems:
        raise TurnedAway(REFUSED, "package-refused", problems)
    return Material(dict(files))

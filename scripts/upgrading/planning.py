"""What the release that runs would do with each file of a data repository."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scoring.errors import GongkaiError, WrongUse
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS
from scoring.version import ENGINE
from scripts.engine_pin import EnginePin, parse_engine_pin
from scripts.repository.release import (
    ENGINE_FILE,
    FILE,
    Release,
    digest,
    is_offered,
    release_of,
    version_of,
)
from scripts.upgrading.narrowing import schema_in, taken_away
from scripts.upgrading.steps import (
    Action,
    Step,
    Why,
    bears_scores,
    folders_of,
    is_in_way,
    is_kind_schema,
    is_over,
    is_rulebook,
    year_of,
)


@dataclass(frozen=True)
class Standing:
    """A data repository as it stands: its files by path, and where they came from.

    ``content`` reads a file of ``main``; ``earlier`` the content with a digest that a path once
    had there, None where it never had. ``release`` is what the files derive from. ``others`` are
    the paths of all else that is there: records, links.
    """

    paths: frozenset[str]
    content: Callable[[str], bytes]
    earlier: Callable[[str, str], bytes | None]
    release: Release
    this_year: int
    others: frozenset[str] = frozenset()

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that something lies in."""
        return folders_of((*self.paths, *self.others))


@dataclass(frozen=True)
class Plan:
    """The steps, in order of path; ``before`` is the engine that the files came from."""

    steps: tuple[Step, ...]
    before: str

    @property
    def changes(self) -> dict[str, bytes | None]:
        """The content of each path that changes, None for one that goes."""
        taken = (step for step in self.steps if step.action is not Action.KEEP)
        return {step.path: None if step.action is Action.REMOVE else step.theirs for step in taken}


def plan_of(standing: Standing, offered: Mapping[str, bytes], pin: EnginePin | None) -> Plan:
    """Return what becomes of each file where this release, ``offered`` by path, is taken.

    Raises WrongUse where the repository names its engine and the running one cannot be named
    (``pin``), GongkaiError where the repository's files are of a newer release.
    """
    known = standing.release
    if version_of(known.engine) > version_of(ENGINE) > ():
        raise GongkaiError("upgrade-older", before=known.engine, after=ENGINE)
    theirs = {path: content for path, content in offered.items() if is_offered(path)}
    steps = [
        step
        for path in sorted({*theirs, *filter(is_offered, known.files)})
        if (step := _step(path, standing, theirs)) is not None
    ]
    release = _afterwards(standing, theirs, steps)
    steps += _engine(standing, pin)
    if release.text != _content(standing, FILE):
        action = Action.REPLACE if FILE in standing.paths else Action.ADD
        steps.append(Step(FILE, action, _content(standing, FILE), release.text))
    return Plan(tuple(sorted(steps, key=lambda step: step.path)), known.engine)


def _step(path: str, standing: Standing, offered: Mapping[str, bytes]) -> Step | None:
    """Return what becomes of ``path``; None where nothing does, or nothing new is to be said."""
    ours, theirs = _content(standing, path), offered.get(path)
    base = standing.release.files.get(path)
    if ours == theirs or (theirs is None and ours is None):
        return None
    if theirs is not None and digest(theirs) in (base, standing.release.declined.get(path)):
        return None  # the release has nothing new
    if ours is None:
        return _new(path, standing, offered, base)
    if base is None or digest(ours) != base:
        if theirs is None:
            return None  # the county's own, which the release no longer has
        before = None if base is None else standing.earlier(path, base)
        return Step(path, Action.KEEP, ours, theirs, before, Why.CHANGED)
    if theirs is None:
        return None if bears_scores(path) else Step(path, Action.REMOVE, ours, None, ours)
    return _replaced(path, standing, ours, theirs)


def _replaced(path: str, standing: Standing, ours: bytes, theirs: bytes) -> Step:
    if is_over(path, standing.this_year):
        return Step(path, Action.KEEP, ours, theirs, ours, Why.PAST)
    if is_kind_schema(path):
        places = taken_away(schema_in(ours), schema_in(theirs))
        if places:
            return Step(path, Action.KEEP, ours, theirs, ours, Why.NARROWER, places)
    return Step(path, Action.REPLACE, ours, theirs, ours)


def _new(
    path: str, standing: Standing, offered: Mapping[str, bytes], base: str | None
) -> Step | None:
    theirs = offered[path]
    if base is not None:
        before = standing.earlier(path, base)
        return Step(path, Action.KEEP, None, theirs, before, Why.CHANGED)  # the county took it away
    for folder in (SCHEMAS, RULEBOOKS, CALENDARS):
        if path.startswith(folder) and not any(each.startswith(folder) for each in standing.paths):
            return None  # it leaves the whole folder to the program
    if is_in_way(path, standing.paths | standing.others, standing.folders):
        return Step(path, Action.KEEP, None, theirs, None, Why.TAKEN)
    if is_rulebook(path):
        if is_over(path, standing.this_year):
            return Step(path, Action.KEEP, None, theirs, None, Why.PAST)
        if not _follows(path, standing):
            return Step(path, Action.KEEP, None, theirs, None, Why.SCHEME)
    return Step(path, Action.ADD, None, theirs)


def _follows(path: str, standing: Standing) -> bool:
    """Tell whether a new rulebook suits the county: it has the release's own, and none of its year.

    A county with a scheme of its own would find two rulebooks claim its units.
    """
    books = [each for each in standing.paths if is_rulebook(each)]
    known = standing.release.files
    unchanged = all(digest(standing.content(each)) == known.get(each) for each in books)
    return unchanged and year_of(path) not in {year_of(each) for each in books}


def _afterwards(standing: Standing, offered: Mapping[str, bytes], steps: list[Step]) -> Release:
    """Return what ``release.json`` says afterwards: of a file kept, where it came from before."""
    told = release_of(offered)
    kept = {step.path: step for step in steps if step.action is Action.KEEP}
    before = standing.release
    files, declined = dict(told.files), dict[str, str]()
    for path, offer in told.files.items():
        if _content(standing, path) == offered[path]:
            continue  # taken by hand, perhaps, since it was last offered
        if path in kept and kept[path].why is Why.TAKEN:
            files.pop(path)  # offered again, until its place is free
        elif path in kept or before.declined.get(path) == offer:
            declined[path] = offer
            files.pop(path)
            if path in before.files:
                files[path] = before.files[path]
    for path in before.files.keys() - told.files.keys():
        if path in standing.paths and bears_scores(path):
            files[path] = before.files[path]
    return Release(told.engine, files, declined)


def _engine(standing: Standing, pin: EnginePin | None) -> Iterator[Step]:
    """Yield the step by which engine.txt names the running engine."""
    text = _content(standing, ENGINE_FILE)
    named = None if text is None else _named(text)
    if pin is None:
        if named is not None:
            raise WrongUse("upgrade-engine-unnamed", file=ENGINE_FILE)
        return
    if text is None or named == pin:
        return
    lines = text.decode("utf-8").splitlines(keepends=True)
    if named is not None:
        lines = [line for line in lines if line.strip() != named.requirement]
    content = f"{''.join(lines).rstrip()}\n{pin.requirement}\n".encode()
    yield Step(ENGINE_FILE, Action.REPLACE, text, content, text)


def _named(text: bytes) -> EnginePin | None:
    try:
        return parse_engine_pin(text.decode("utf-8"))
    except ValueError:
        return None


def _content(standing: Standing, path: str) -> bytes | None:
    return standing.content(path) if path in standing.paths else None

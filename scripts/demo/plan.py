"""The whole year: everything that is handed in, in order of receipt."""

from collections.abc import Mapping

from scoring.admission.loading import calendars_from
from scoring.errors import GongkaiError
from scoring.history.tree import CALENDARS, SCHEMAS
from scoring.records.registry import Registry, unit_from
from scoring.records.schemas import load_schemas
from scoring.records.yamltext import load_yaml
from scripts.demo import (
    disclosures,
    hotline,
    media,
    news,
    opinions,
    policies,
    reports,
    verbatim,
    yearly,
)
from scripts.demo.desk import Desk, Submission
from scripts.demo.dice import Dice
from scripts.demo.hours import Hours
from scripts.demo.material import Material
from scripts.demo.stage import Stage

# In this order: verbatim records take their names first, weekly forms list the news before them.
_PARTS = (verbatim, news, yearly, reports, disclosures, policies, opinions, media, hotline)


def stage_of(files: Mapping[str, bytes], material: Material, seed: int) -> Stage:
    """Set the stage from the ``files`` of the first commit.

    Raises GongkaiError where the material speaks of units that the registry does not have.
    """
    registry = _registry(files)
    missing = sorted(units_named(material) - registry.keys())
    if missing:
        raise GongkaiError("demo-units-missing", units=" ".join(missing))
    year, dice = material["year"], Dice(seed)
    calendars, _ = calendars_from(_below(CALENDARS, files))
    return Stage(
        registry=registry,
        schemas=load_schemas(_below(SCHEMAS, files)),
        hours=Hours(calendars[year["calendar"]], dice),
        material=material,
        dice=dice,
        desk=Desk(year["year"], year["persons"], dice),
    )


def units_named(material: Material) -> set[str]:
    """Return the units that single records, cases, accounts and the like name."""
    listed = (
        *material["cases"]["cases"],
        *material["policies"]["documents"],
        *material["media"]["accounts"],
        *material["disclosures"]["occasional"],
    )
    named = {item["unit"] for item in listed}
    named.update(item["id"].split("/")[0] for item in material["records"]["records"])
    named.update(unit for topic in material["disclosures"]["topics"] for unit in topic["units"])
    return named


def submissions(stage: Stage) -> list[Submission]:
    """Play the year and return what was handed in, in order of receipt."""
    for part in _PARTS:
        part.play(stage)
    return stage.desk.in_order()


def _below(folder: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the files in ``folder`` by their names."""
    return {
        path.removeprefix(folder): content
        for path, content in files.items()
        if path.startswith(folder)
    }


def _registry(files: Mapping[str, bytes]) -> Registry:
    found = (path.split("/") for path in files if path.endswith("/unit.yml"))
    return {
        unit: unit_from(unit, load_yaml(files[f"{folder}/{unit}/{name}"]))
        for folder, unit, name in found
    }

"""What a new data-only repository is made of: which file of the product goes where in it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.product import product_files, product_path

_TEMPLATES = "scripts/templates/data-repository"
# Folders taken as they are; of units/ only the registry, for a fork's records are its own.
_FOLDERS = {
    "schemas": "*.json",
    "scoring/calendars": "*.yml",
    "scoring/rulebooks": "**/*",
    "units": "*/unit.yml",
}
# The check of the engine's pin runs before any engine is installed, so the repository has a copy.
_FILES = {
    "mkdocs.yml": "mkdocs.yml",
    "requirements.lock": "requirements.lock",
    "schemas/wordlist.yml": "schemas/wordlist.yml",
    ".github/engine_pin.py": "scripts/engine_pin.py",
}


def data_repository_files() -> Mapping[str, Path]:
    """Return the files of a new data repository: path in it -> file of the product, by path.

    Raises FileNotFoundError if the product lacks a folder it should have.
    """
    return dict(sorted(_pairs()))


def _pairs() -> Iterator[tuple[str, Path]]:
    for source in product_files(_TEMPLATES):
        yield source.relative_to(product_path(_TEMPLATES)).as_posix(), source
    for folder, pattern in _FOLDERS.items():
        for source in product_files(folder, pattern):
            yield f"{folder}/{source.relative_to(product_path(folder)).as_posix()}", source
    for target, relative in _FILES.items():
        yield target, product_path(relative)

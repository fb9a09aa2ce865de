"""Where the product's own data are: schemas, theme, registry, rulebooks, templates.

In a checkout they lie at the top of the repository. A wheel has no top level of its own, so it
carries them inside the package, under ``scripts/_product`` (``scripts/wheel.py`` puts them there).
The two packages ``scoring`` and ``scripts`` lie side by side in both.
"""

from pathlib import Path, PurePosixPath

_SCRIPTS = Path(__file__).resolve().parent
_PACKAGES = ("scoring", "scripts")


def product_root() -> Path:
    """Return the folder that holds ``schemas/``, ``site_overrides/``, ``units/``, ``mkdocs.yml``.

    It is the repository's top in a checkout and ``scripts/_product`` in an installed wheel.
    """
    carried = _SCRIPTS / "_product"
    return carried if carried.is_dir() else _SCRIPTS.parent


def product_path(relative: str) -> Path:
    """Return where ``relative``, a path as in the repository (``scoring/rulebooks``), lies here.

    The path need not exist. Raises ValueError if it is absolute or climbs with ``..``.
    """
    path = PurePosixPath(relative)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"not a path inside the product: {relative!r}")
    base = _SCRIPTS.parent if path.parts[:1] and path.parts[0] in _PACKAGES else product_root()
    return base / path


def product_files(folder: str, pattern: str = "**/*") -> tuple[Path, ...]:
    """Return the files under ``folder`` of the product that match ``pattern``, in order of path.

    ``product_files("units", "*/unit.yml")`` is the registry. Python's own leftovers are left out.
    Raises FileNotFoundError if the product has no such folder, since then it is broken.
    """
    base = product_path(folder)
    if not base.is_dir():
        raise FileNotFoundError(f"the product lacks {folder}/ (looked in {base})")
    found = (path for path in base.glob(pattern) if path.is_file())
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))

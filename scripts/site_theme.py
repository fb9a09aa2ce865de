"""A site's configuration and theme: the repository's, and the product's where it has none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.assessment import Assessment
from scripts.portal.theme import Theme, read_configuration

_CONFIGURATION = "mkdocs.yml"
_OVERRIDES = "site_overrides"


@contextmanager
def theme_of(assessment: Assessment, product: Path, *, worktree: bool) -> Iterator[Theme]:
    """Give the theme: the product's, with the repository's own files on top."""
    own = product / _OVERRIDES
    if worktree and assessment.repository.worktree is not None:
        folder = assessment.repository.worktree
        yield _theme(folder, product, own, folder / _OVERRIDES)
        return
    with TemporaryDirectory(prefix="gongkai-theme-") as name:
        folder = Path(name)
        _unpack(assessment, folder)
        yield _theme(folder, product, own, folder / _OVERRIDES)


def _theme(folder: Path, product: Path, *overrides: Path) -> Theme:
    configuration = folder / _CONFIGURATION
    if not configuration.is_file():
        configuration = product / _CONFIGURATION
    return Theme(
        read_configuration(configuration.read_bytes()),
        tuple(path for path in dict.fromkeys(overrides) if path.is_dir()),
    )


def _unpack(assessment: Assessment, folder: Path) -> None:
    """Write configuration and theme of the head's tree into ``folder``; ordinary files only."""
    tree = assessment.repository.tree_files(assessment.head, (_CONFIGURATION, f"{_OVERRIDES}/"))
    files = {path: file.blob for path, file in tree.items() if file.is_regular}
    with assessment.repository.objects() as objects:
        for path, blob in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(objects.read(blob, ATTACHMENT_LIMIT) or b"")

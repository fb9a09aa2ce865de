"""Where the objects of a submission lie until it is found good, as git itself does with a push."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.gate.writing import Writer, objects_aside

_PREFIX = "tmp_objdir-door-"  # the name by which `git prune` knows what a stopped process has left

_alone = threading.Lock()


@dataclass(frozen=True)
class Quarantine:
    """A folder for new objects beside those of the repository in ``git_dir``."""

    git_dir: Path
    folder: Path

    @property
    def writer(self) -> Writer:
        """A writer whose objects come to lie in the quarantine."""
        return Writer(self.git_dir, self.folder)

    def keep(self) -> None:
        """Give what lies in the quarantine to the repository; the same once more does nothing."""
        for source in sorted(self.folder.glob("??/*")):
            target = self.git_dir / "objects" / source.parent.name / source.name
            if not target.parent.is_dir():
                target.parent.mkdir(exist_ok=True)
                shutil.copymode(source.parent, target.parent)
            if not target.exists():
                _give(source, target)


def _give(source: Path, target: Path) -> None:
    """Let ``target`` be the same file, so that who reads the quarantine finds it there as well."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        pass  # another gate was quicker: the same name, the same bytes
    except OSError:  # a file system without links
        scratch = target.with_name(f"tmp_obj_{source.name}")
        shutil.copy2(source, scratch)
        scratch.replace(target)


@contextmanager
def quarantine(git_dir: Path) -> Iterator[Quarantine]:
    """Yield a quarantine in which this process reads and writes; after the block it is gone.

    The variables that lead git there are the process's, so one block runs at a time.
    """
    git_dir = git_dir.resolve()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=git_dir / "objects"))
    with _alone:
        variables = objects_aside(git_dir, folder)
        before = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        try:
            yield Quarantine(git_dir, folder)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
            shutil.rmtree(folder, ignore_errors=True)

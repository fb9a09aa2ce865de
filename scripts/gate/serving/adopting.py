"""A bare repository that is there already, made into a gate: nothing of others is overwritten.

Everything is looked at before anything is changed, and everything that is changed is told.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from scoring.errors import GongkaiError, WrongUse
from scoring.history.repository import MAIN, Repository, open_repository
from scoring.history.seals import signers_in
from scoring.history.signers import ALLOWED_SIGNERS, GATE, GIT, Signers
from scoring.history.sshsig import load_private_key, public_blob, public_line
from scoring.problem import Problem
from scripts.gate.sealing import KEY_SETTING, find_key, read_key
from scripts.gate.serving.after_merge import SITE_SETTING
from scripts.gate.serving.installing import (
    HOOK_NOTE,
    HOOKS,
    KEY_FILE,
    SETTINGS,
    begin_main,
    check_git,
    hook,
    install_hooks,
    new_key,
    write_key,
)
from scripts.gate.writing import Writer
from scripts.repository.git import run_git
from scripts.repository.making import FirstCommit

_HOOKS_PATH = "core.hooksPath"
_HOOKS = "hooks"


def is_bare(folder: Path) -> bool:
    """Tell whether ``folder`` is a bare repository itself."""
    if not (folder / "HEAD").is_file() or not (folder / "objects").is_dir():
        return False
    try:
        return run_git(folder, "--git-dir=.", "rev-parse", "--is-bare-repository") == "true"
    except GongkaiError:
        return False


def adopt(
    folder: Path, first: FirstCommit, key: Path | None, site: Path | None
) -> tuple[Problem, ...]:
    """Put the gate into the bare repository ``folder``; tell everything that was done.

    ``key`` is the gate's private key file; without one the key that the repository names stays, or
    a new one is made. ``first`` becomes the beginning of ``main`` where there is nothing yet.
    Raises WrongUse, before anything is changed, for hooks of others, for a repository that has
    something but no ``main``, and where ``main`` trusts a gate key that is not named.
    """
    check_git()
    repository = open_repository(folder)
    git_dir = repository.git_dir
    _check_hooks(git_dir)
    if key is not None:
        load_private_key(read_key(key))
    refs = repository.refs()
    if refs and MAIN not in refs:
        raise WrongUse("server-no-main", path=str(folder))
    named = key is not None or Writer(git_dir).setting(KEY_SETTING) is not None
    if refs and not named and _signers(repository).trusts(GATE):
        raise WrongUse("server-key-wanted", file=ALLOWED_SIGNERS)
    return tuple(_adopted(repository, None if refs else first, key, site))


def _adopted(
    repository: Repository, first: FirstCommit | None, key: Path | None, site: Path | None
) -> Iterator[Problem]:
    git_dir = repository.git_dir
    settings = {**SETTINGS, _HOOKS_PATH: _HOOKS}
    if key is not None:
        settings[KEY_SETTING] = str(key.resolve())
    elif Writer(git_dir).setting(KEY_SETTING) is None:
        write_key(git_dir, new_key())
        settings[KEY_SETTING] = KEY_FILE
        yield Problem("server-key-made", "", 0, 0, {"path": str(git_dir / KEY_FILE)})
    if site is not None:
        settings[SITE_SETTING] = str(site.resolve())
    yield from _set(git_dir, settings)
    for name in HOOKS:
        path = git_dir / _HOOKS / name
        if not path.exists():
            yield Problem("server-hook-made", "", 0, 0, {"path": f"{_HOOKS}/{name}"})
        elif path.read_text(encoding="utf-8") != hook(name) or not os.access(path, os.X_OK):
            yield Problem("server-hook-renewed", "", 0, 0, {"path": f"{_HOOKS}/{name}"})
    install_hooks(git_dir)
    private = find_key(None, Writer(git_dir)).private
    if first is not None:
        assert private is not None
        run_git(git_dir, "symbolic-ref", "HEAD", MAIN)
        begun = begin_main(git_dir, first, _file_of(git_dir).read_bytes())
        yield Problem("server-begun", "", 0, 0, {"commit": begun[:12]})
    elif private is not None and not _knows(_signers(repository), public_blob(private)):
        line = f'{GATE} namespaces="{GIT}" {public_line(private)}'
        yield Problem("server-key-untrusted", "", 0, 0, {"file": ALLOWED_SIGNERS, "line": line})


def _file_of(git_dir: Path) -> Path:
    return git_dir / Path(Writer(git_dir).setting(KEY_SETTING) or KEY_FILE).expanduser()


def _knows(signers: Signers, key: bytes) -> bool:
    return any(line.key == key and line.speaks_for(GATE, GIT) for line in signers.lines)


def _set(git_dir: Path, settings: dict[str, str]) -> Iterator[Problem]:
    writer = Writer(git_dir)
    for name, new in settings.items():
        old = writer.setting(name)
        if old == new:
            continue
        run_git(git_dir, "config", "--replace-all", name, new)
        if old is None:
            yield Problem("server-setting", "", 0, 0, {"name": name, "new": new})
        else:
            values = {"name": name, "new": new, "old": old}
            yield Problem("server-setting-changed", "", 0, 0, values)


def _check_hooks(git_dir: Path) -> None:
    """Raise WrongUse where hooks of somebody else stand where ours belong."""
    elsewhere = Writer(git_dir).setting(_HOOKS_PATH)
    if elsewhere not in (None, _HOOKS):
        raise WrongUse("server-hooks-elsewhere", path=str(elsewhere))
    foreign = [name for name in HOOKS if _is_foreign(git_dir / _HOOKS / name)]
    if foreign:
        raise WrongUse("server-hooks-foreign", names=" ".join(f"hooks/{name}" for name in foreign))


def _is_foreign(hook: Path) -> bool:
    if hook.is_symlink():
        return True
    try:
        return HOOK_NOTE.encode() not in hook.read_bytes()
    except FileNotFoundError:
        return False


def _signers(repository: Repository) -> Signers:
    files = repository.tree_files(repository.head(MAIN), (ALLOWED_SIGNERS,))
    with repository.objects() as objects:
        return signers_in(files.get(ALLOWED_SIGNERS), objects)

"""Attacks by weight: a few objects that git, or who reads after it, would never be done with."""

from collections.abc import Callable

from scripts.gate.answer import Answer
from scripts.gate.unfolding import MOST_COMMITS
from tests.support.attack import Attack
from tests.support.forge import MAIN
from tests.support.stage import NEW, NOW, Stage, news

AT_THE_GATE = "whoever writes to the disk can fill it too; the gate keeps it from ever being merged"


def _unfolding(stage: Stage, wide: int, deep: int) -> str:
    """A commit with ``wide`` to the power of ``deep`` files, made of ``deep`` trees."""
    forge = stage.forge
    tree = forge.git("mktree", stdin=f"100644 blob {forge.blob('x')}\tf\n".encode())
    for _ in range(deep):
        lines = "".join(f"040000 tree {tree}\t{name}\n" for name in range(wide))
        tree = forge.git("mktree", stdin=lines.encode())
    whole = forge.raw("ls-tree", MAIN) + f"040000 tree {tree}\tbomb\n".encode()
    return forge.commit(forge.git("mktree", stdin=whole), (forge.head,), NOW, "submission\n")


def _sent(stage: Stage, tip: str) -> Answer:
    stage.forge.move("refs/heads/submit/a", tip)
    return stage.send("refs/heads/submit/a")


def _taken_back(stage: Stage, held: str) -> Answer:
    """Send a good record on top of ``held``, and nothing else."""
    tree = stage.forge.tree(MAIN, {NEW: news()})
    return _sent(stage, stage.forge.commit(tree, (held,), NOW, "submission\n"))


def _many_commits(stage: Stage) -> Answer:
    tree = stage.forge.git("rev-parse", f"{MAIN}^{{tree}}")
    parent = stage.forge.head
    lines = []
    for number in range(1, MOST_COMMITS + 1):
        lines.append(f"commit refs/heads/many\nmark :{number}\ncommitter a <a@b> 1 +0000\n")
        lines.append(f"data 0\nfrom {parent}\nM 040000 {tree} \n")
        parent = f":{number}"
    stage.forge.git("fast-import", "--quiet", stdin="".join(lines).encode())
    return _taken_back(stage, stage.forge.git("rev-parse", "refs/heads/many"))


def _heavy(name: str, knock: Callable[[Stage], Answer]) -> Attack:
    codes = frozenset(["history-too-large"])
    return Attack(name, frozenset(), codes, None, knock, AT_THE_GATE)


ROWS: tuple[Attack, ...] = (
    _heavy("a tree that unfolds for ever", lambda stage: _sent(stage, _unfolding(stage, 10, 12))),
    _heavy(
        "a tree that unfolds for ever, taken back",
        lambda stage: _taken_back(stage, _unfolding(stage, 10, 12)),
    ),
    _heavy(
        "folders deeper than any path, taken back",
        lambda stage: _taken_back(stage, _unfolding(stage, 1, 100)),
    ),
    _heavy("commits without end", _many_commits),
)

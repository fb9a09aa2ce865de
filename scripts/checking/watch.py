"""Who watches a check at work: nobody, unless a terminal shows how far it is."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext


class Watch:
    """Watches without a word; others show something."""

    def reading(self) -> AbstractContextManager[None]:
        """Return a context that holds while the history is read."""
        return nullcontext()

    def through(self, paths: Sequence[str]) -> Iterable[str]:
        """Return ``paths``, each to be checked when it is taken."""
        return paths

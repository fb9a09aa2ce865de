"""What can be wrong with a repository as a whole."""

from scoring.errors import GongkaiError, WrongUse


class NoRepository(WrongUse):
    """The folder is in no Git repository, or the repository has no such head."""


class RepositoryUnusable(GongkaiError):
    """The repository is there but cannot bear evidence: shallow, incomplete, damaged, no git."""

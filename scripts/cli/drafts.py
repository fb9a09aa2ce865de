"""Records that a command has drafted, put into the working tree for somebody to look at."""

from collections.abc import Mapping

import click

from scoring.errors import GongkaiError
from scoring.history.repository import Repository
from scoring.messages import sentence
from scripts.cli.context import Settings


def write_drafts(
    repository: Repository, files: Mapping[str, bytes], settings: Settings, *, refused: str
) -> None:
    """Check ``files`` as a push would be checked, then write them and say where: all or none.

    ``files`` are records and attachments, repository path → content. Raises GongkaiError with the
    code ``refused`` where one of them has an error.
    """
    from scripts.checking.proposed import check_proposed
    from scripts.checking.reporters import errors_in, text_report
    from scripts.exchange.writing import write_new
    from scripts.product import product_root

    problems = check_proposed(repository, product_root(), files)
    if errors_in(problems):
        raise GongkaiError(refused, problems)
    if problems:
        click.echo(text_report(problems, settings.language), err=True, nl=False)
    assert repository.worktree is not None  # a bare repository has been refused
    write_new(repository.worktree, files)
    for path in files:
        told = {"path": str(repository.worktree / path)}
        click.echo(sentence("draft-written", told, settings.language))

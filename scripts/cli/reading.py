"""Reading the files that options and arguments name: no more of each than it may have."""

from pathlib import Path

from scoring.errors import WrongUse


def attachment_content(path: Path) -> bytes:
    """Return the bytes of the file at ``path``, which is to be, or to hold, an attachment.

    Raises WrongUse where it cannot be read or is larger than an attachment may be.
    """
    from scoring.admission.situation import ATTACHMENT_LIMIT

    content = _beginning(path, ATTACHMENT_LIMIT + 1)
    if len(content) > ATTACHMENT_LIMIT:
        raise WrongUse("import-too-large", file=path.name[:60], limit=ATTACHMENT_LIMIT // 1024**2)
    return content


def rulebook_content(path: Path) -> bytes:
    """Return the bytes of the rulebook at ``path``; of a larger one enough to be told as such.

    Raises WrongUse where it cannot be read.
    """
    from scoring.admission.loading import RULE_FILE_BYTES

    return _beginning(path, RULE_FILE_BYTES + 1)


def record_content(path: Path) -> bytes:
    """Return the bytes of the record at ``path``; of a larger one enough to be told as such.

    Raises WrongUse where it cannot be read.
    """
    from scoring.records.yamltext import MAX_BYTES

    return _beginning(path, MAX_BYTES + 1)


def _beginning(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except FileNotFoundError:
        raise WrongUse("path-unknown", path=str(path)[:120]) from None
    except OSError as error:
        reason = error.strerror or ""
        raise WrongUse("system-refused", path=str(path)[:120], reason=reason) from None

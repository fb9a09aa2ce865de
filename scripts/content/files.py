"""One attachment looked into: is it what its name says, is it safe, what does it tell."""

from scripts.content.fault import Contents, FileFault
from scripts.content.kinds_of_file import BY_NAME, JPG, OLE, PNG, ZIP, is_protected, kind_of
from scripts.content.office import office_contents
from scripts.content.pdf import pdf_contents
from scripts.content.photo import photo_contents


def _ending(name: str) -> str:
    """Return what a file's name says it is: ``docx``."""
    return name.rpartition(".")[2].lower()


def contents_of(name: str, content: bytes, *, wants_text: bool) -> Contents:
    """Return what is in the file ``name``; its text where wanted, which takes longest.

    Whatever the bytes are, this returns: what cannot be read is a fault like others. A name of
    another kind than attachments have is the schema's to refuse.
    """
    ending = _ending(name)
    wanted, real = BY_NAME.get(ending), kind_of(content)
    if wanted is None:
        return Contents()
    try:
        if real != wanted:
            raise _other(content, ending, real)
        if wanted == ZIP:
            return office_contents(content, ending)
        if wanted in (JPG, PNG):
            return photo_contents(content, ending)
        return pdf_contents(content, wants_text=wants_text)
    except FileFault as fault:
        return Contents([fault])
    except (MemoryError, RecursionError):
        return Contents([FileFault("attachment-bomb")])


def _other(content: bytes, ending: str, real: str) -> FileFault:
    if real == OLE and is_protected(content):
        return FileFault("attachment-encrypted")
    if not real:
        return FileFault("attachment-type", {"type": ending})
    told = {OLE: "doc/xls/wps", ZIP: "docx/xlsx/zip"}.get(real, real)
    return FileFault("attachment-type-other", {"type": ending, "real": told})

"""Elements of a Word file's XML, known by their names whatever their namespace's prefix is."""

from typing import Any


def tag(element: Any) -> str:
    """Return the name of ``element`` without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Any, name: str) -> Any:
    """Return the first element called ``name`` in ``element``; None where it, or that, is not."""
    if element is None:
        return None
    return next((each for each in element if tag(each) == name), None)


def attribute(element: Any, name: str) -> str:
    """Return the attribute ``name`` of ``element``, empty where there is none."""
    if element is None:
        return ""
    found = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name)
    return str(next(found, ""))

"""The examples that stand under every help page."""

from scripts.language import both


def examples(*lines: str) -> str:
    """Return the end of a help page: ``lines`` as examples, kept as they are."""
    shown = "".join(f"\n  {line}" for line in lines)
    return both(f"\b\n例：{shown}", f"\b\nExamples:{shown}")

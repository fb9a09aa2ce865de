"""The result kept: in ``docs/performance.md``, between two marks, with date and machine."""

import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path("docs", "performance.md")
BEGIN, END = "<!-- bench: begin -->\n", "<!-- bench: end -->\n"
_PACKAGES = ("PyYAML", "jsonschema-rs", "cryptography", "check-jsonschema", "GitPython")


def keep(root: Path, lines: Iterable[str], at: datetime) -> None:
    """Put ``lines`` between the marks of the page. Raises ValueError where it has none."""
    page = root / PAGE
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE}: no marks")
    told = "\n".join((f"{at:%Y-%m-%d}, {machine()}.", "", *lines))
    page.write_text(f"{before}{BEGIN}\n{told}\n\n{END}{after}", encoding="utf-8")


def machine() -> str:
    """Return in words what the benchmark runs on, and how busy that is."""
    git = subprocess.run(["git", "--version"], check=True, capture_output=True, text=True).stdout
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load not known"
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.machine()}, "
        f"{load} at the end of the run; Python {platform.python_version()}, {git.strip()}, "
        f"{packages}"
    )


def _processor() -> str:
    """Return what the processor calls itself, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unnamed")

"""The figures as a table of ratios, and what is held against the targets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.bench import jobs
from scripts.bench.measuring import Figure

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """``part`` in units of ``whole``; ``most``: what it may be, ``least``: what it must be."""

    part: str
    whole: str
    most: float | None = None
    least: float | None = None

    @property
    def told(self) -> str:
        """The target in words."""
        return f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}"

    def is_met(self, value: float) -> bool:
        """Tell whether ``value`` is within the target."""
        if self.most is not None and value > self.most:
            return False
        return self.least is None or value >= self.least


TARGETS = (
    Target(jobs.COLD, jobs.FLOOR, most=3),
    Target(jobs.WARM, jobs.COLD, most=0.2),
    Target(jobs.SCHEMA, jobs.CHECK, least=8),
    Target(jobs.SCHEMA, jobs.CHECK_WARM, least=8),
)
HELP_SECONDS = 0.2
MEMORY = 1024 * _MIB


def table(count: int, figures: Mapping[str, Figure]) -> Iterator[str]:
    """Yield the table of one repository, in Markdown."""
    floor, cold = figures[jobs.FLOOR].seconds, figures[jobs.COLD].seconds
    yield f"| {count:,} submissions | runs | × floor | × cold | seconds | processor | MiB |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, figure in figures.items():
        scaled = " (scaled from a sample)" if figure.job.scaled else ""
        yield (
            f"| {name}{scaled} | {figure.job.times} | {figure.seconds / floor:.2f} "
            f"| {figure.seconds / cold:.2f} | {figure.seconds:.2f} | {figure.processor:.2f} "
            f"| {figure.memory / _MIB:.0f} |"
        )


def verdicts(figures: Mapping[str, Figure]) -> Iterator[str]:
    """Yield each target with what was measured, as rows of a table, in Markdown."""
    yield "| target | wanted | measured | |"
    yield "|---|--:|--:|---|"
    for target in TARGETS:
        if target.part in figures and target.whole in figures:
            value = figures[target.part].seconds / figures[target.whole].seconds
            what = f"{target.part} / {target.whole}"
            yield _row(what, target.told, f"{value:.2f}", target.is_met(value))
    seconds = figures[jobs.HELP].seconds
    told = f"< {HELP_SECONDS} s"
    yield _row(jobs.HELP, told, f"{seconds:.2f} s", seconds < HELP_SECONDS)
    memory = max(figures[name].memory for name in (jobs.COLD, jobs.WARM, jobs.CHECK))
    yield _row("memory", "< 1024 MiB", f"{memory / _MIB:.0f} MiB", memory < MEMORY)


def growth(small: Mapping[str, Figure], large: Mapping[str, Figure]) -> Iterator[str]:
    """Yield how costs grew from a smaller to a larger repository, in Markdown."""
    yield "| growth | × at the smaller | × at the larger | |"
    yield "|---|--:|--:|---|"
    for name in (jobs.COLD, jobs.WARM, jobs.CHECK):
        one = small[name].seconds / small[jobs.FLOOR].seconds
        ten = large[name].seconds / large[jobs.FLOOR].seconds
        yield f"| {name} / floor | {one:.2f} | {ten:.2f} | {_mark(ten <= one * 1.05)} |"
    for name in (jobs.FLOOR, jobs.COLD, jobs.WARM):
        yield f"| {name}, seconds | {small[name].seconds:.2f} | {large[name].seconds:.2f} | |"


def _row(what: str, wanted: str, measured: str, good: bool) -> str:
    return f"| {what} | {wanted} | {measured} | {_mark(good)} |"


def _mark(good: bool) -> str:
    return "✓" if good else "✗"

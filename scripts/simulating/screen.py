"""A simulation as text for a terminal: what is changed, who wins and loses, on which clauses."""

from collections.abc import Iterator

from scripts.language import Language, both, pick
from scripts.scoreboard import columns
from scripts.simulating import telling
from scripts.simulating.result import Board, ClauseMove, Simulation, UnitMove
from scripts.times import told_moment
from scripts.wide import indented, table

_MOST_CHANGES = 40

_FACTS = both(
    "{trial}：{year}年度的材料，截至{as_of}，历史末端 {head}",
    "{trial}: the records of {year} as of {as_of}, history up to {head}",
)
_CHANGES = both("改动", "Changes")
_MORE = both("……另有{count}处，见 --format json", "… {count} more: --format json")
_MOVED = both("为试算移动的日期", "Dates moved for the trial")
_CLAUSES = both("变在哪里", "Where it changes")
_IN_FULL = both(
    "每个单位变在哪里、为什么：加 --unit 单位，或者 --format page --out 试算.html。",
    "What changes for each unit, and why: add --unit UNIT, or --format page --out trial.html.",
)
_PATH = both("路径", "Path")


def simulation_text(simulation: Simulation, language: Language) -> str:
    """Return ``simulation`` as text; units are told in full where they were asked for."""
    ledger = simulation.after
    lines = [
        pick(_FACTS, language).format(
            trial=pick(telling.TRIAL, language),
            year=ledger.year,
            as_of=told_moment(ledger.as_of),
            head=ledger.head[:12],
        ),
        "",
        *_changes(simulation, language),
    ]
    for board in simulation.boards:
        lines += ["", *_board(board, simulation.only is not None, language)]
    if simulation.only is None and any(board.clauses for board in simulation.boards):
        lines += ["", pick(_IN_FULL, language)]
    return "\n".join(lines) + "\n"


def _changes(simulation: Simulation, language: Language) -> Iterator[str]:
    if not simulation.changes:
        yield pick(telling.NOTHING_CHANGED, language)
        return
    yield pick(_CHANGES, language)
    for change in simulation.changes[:_MOST_CHANGES]:
        place = telling.told_place(change, language)
        what = telling.told_change(change, language)
        yield from indented(f"{change.rulebook} {place} {what}", 2)
    left = len(simulation.changes) - _MOST_CHANGES
    if left > 0:
        yield "  " + pick(_MORE, language).format(count=left)
    if simulation.moved:
        yield pick(_MOVED, language)
    for rulebook, moved in simulation.moved[:_MOST_CHANGES]:
        yield f"  {rulebook} {telling.told_moved(moved, language)}"


def _board(board: Board, full: bool, language: Language) -> Iterator[str]:
    yield telling.told_board(board, language)
    yield from indented(telling.told_counts(board, language), 2)
    if board.is_still and not full:
        return
    yield ""
    yield from _lines(_spreads(board, language), (1, 2, 3, 4))
    yield ""
    yield from _lines(_units(board, language), (2, 3, 4))
    if board.clauses:
        yield ""
        yield "  " + pick(_CLAUSES, language)
        yield from _lines(_clauses(board, language), (1, 2))
    for unit in board.units if full else ():
        yield ""
        yield from _unit(unit, language)


def _lines(rows: list[list[str]], right: tuple[int, ...]) -> Iterator[str]:
    for line in table(rows, right=right):
        yield f"  {line}"


def _spreads(board: Board, language: Language) -> list[list[str]]:
    heads = (telling.MEAN, telling.MEDIAN, telling.GREATEST, telling.LEAST)
    return [
        ["", *(pick(head, language) for head in heads)],
        [pick(telling.BEFORE, language), *telling.told_spread(board.spread_before)],
        [pick(telling.AFTER, language), *telling.told_spread(board.spread_after)],
    ]


def _units(board: Board, language: Language) -> list[list[str]]:
    heads = [columns.UNIT, columns.ID, telling.BEFORE, telling.AFTER, telling.DIFFERENCE]
    heads += [columns.RANK, columns.GRADE] if board.has_grades else [columns.RANK]
    rows = [[pick(head, language) for head in heads]]
    for unit in board.units:
        row = [
            unit.name,
            unit.unit,
            telling.score_of(unit.before),
            telling.score_of(unit.after),
            telling.signed(unit.difference),
            telling.told_ranks(unit),
        ]
        rows.append([*row, telling.told_grades(unit)] if board.has_grades else row)
    return rows


def _clauses(board: Board, language: Language) -> list[list[str]]:
    heads = (telling.CLAUSE, telling.TOUCHED, telling.SUM, _PATH)
    rows = [[pick(head, language) for head in heads]]
    for clause in board.clauses:
        title = telling.told_clause(clause.titles, clause.part, language)
        rows.append([title, str(clause.units), telling.signed(clause.difference), clause.path])
    return rows


def _unit(unit: UnitMove, language: Language) -> Iterator[str]:
    scores = telling.arrow(telling.score_of(unit.before), telling.score_of(unit.after))
    yield f"■ {unit.name}  {scores}  {telling.signed(unit.difference)}"
    for clause in unit.clauses:
        yield from _clause(clause, unit, language)


def _clause(clause: ClauseMove, unit: UnitMove, language: Language) -> Iterator[str]:
    title = telling.told_clause(clause.titles, clause.part, language)
    scores = telling.arrow(telling.scored(clause.before), telling.scored(clause.after))
    yield f"  {title}  {scores}  {telling.signed(clause.difference)}"
    for finding in clause.findings:
        amounts = telling.told_amounts(finding, language)
        yield f"    - {telling.told_when(finding, language)}  {amounts}"
        before, after = telling.told_reasons(finding, unit, language)
        for told in dict.fromkeys((after or before, before or after)):
            yield from indented(told, 6)

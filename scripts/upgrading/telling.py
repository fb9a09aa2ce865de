"""An upgrade told before it happens: every file, every score; in words for a terminal."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scoring.history.path_text import shown_path
from scoring.ledger.model import Reason
from scripts.language import COLON, JOINED, LISTED, Language, both, pick
from scripts.reasons import told_reason
from scripts.times import told_moment
from scripts.upgrading.differing import FindingChange, NodeChange, UnitChange, Value
from scripts.upgrading.steps import Action, Step, Why
from scripts.upgrading.weighing import Against, Weighing

MOST_LINES = 20
"""Lines of a difference that are shown of one file."""

_FROM = both("引擎：{before} → {after}", "Engine: {before} → {after}")
_UNKNOWN = both("（没有记载）", "(not recorded)")
_FILES = {
    Action.ADD: both("新增的文件（{count}个）：", "Files that come ({count}):"),
    Action.REPLACE: both(
        "替换的文件（{count}个，你们没有改过）：",
        "Files replaced, which you had not changed ({count}):",
    ),
    Action.REMOVE: both(
        "去掉的文件（{count}个，新版不再需要）：", "Files that go, no longer needed ({count}):"
    ),
    Action.KEEP: both(
        "保留不动的文件（{count}个，新版另有写法）：",
        "Files kept as they are, though the release has others ({count}):",
    ),
}
_WHY = {
    Why.CHANGED: both(
        "你们改过，新版也改了；保留你们的",
        "you have changed it, and so has the release; yours stays",
    ),
    Why.PAST: both(
        "往年的细则和日历不再变动", "rulebooks and calendars of past years are left alone"
    ),
    Why.NARROWER: both("新版收窄了这几处：{places}", "the release takes away here: {places}"),
    Why.SCHEME: both(
        "你们有自己的考核细则，没有放入", "you have a scheme of your own; not taken in"
    ),
    Why.REGISTRY: both("名录由你们自己管", "the registry is your own"),
    Why.TAKEN: both(
        "那里有你们自己的文件、文件夹或者链接，没有放入；要用新版的，先把自己的挪开",
        "a file, folder or link of your own is there; not taken in. Move yours to have it",
    ),
}
_UNSURE = both(
    "与新版不同，原来的写法查不到；保留你们的",
    "unlike the release's, and what it came from is not known; yours stays",
)
_GONE = both("你们已经删去", "you have removed it")
_THEIRS = both("      新版的改动：", "      What the release changes:")
_OURS = both("      你们的改动：", "      What you have changed:")
_BETWEEN = both("      你们的（-）和新版的（+）：", "      Yours (-) beside the release's (+):")
_MORE = both("      ……还有{count}行", "      … {count} more lines")
_NO_FILES = both("文件没有要改的。", "No file changes.")
_BINARY = both("      （不是文本）", "      (not text)")

_SCORES = both("得分（截至{as_of}，{years}年度）：", "Scores (as of {as_of}, years {years}):")
_SAME = both("  每个单位、每一条、每个数都不变。", "  No unit, no clause, no number changes.")
_LATER = both(
    "眼下不变、到结账时会变的（按现有的材料，此后没有新材料的话）：",
    "Not changed yet, but at the close of the year (with the records there are, and no more):",
)
_UNIT = both("  {year} {name}（{unit}）{values}", "  {year} {name} ({unit}) {values}")
_VALUE = "{name} {before} → {after}"
_NODE = both("    {title}（{path}）{values}", "    {title} ({path}) {values}")
_FINDING = both(
    "      {rule} {period}：{before} → {after}　{reason}",
    "      {rule} {period}: {before} → {after}  {reason}",
)
_SUM = both(
    "  合计：{units}个单位有变化，其中得分上升{up}个，下降{down}个。",
    "  In all: {units} units differ; {up} scores go up, {down} go down.",
)
_NAMES = {
    "points": both("满分", "points"),
    "score": both("得分", "score"),
    "status": both("状态", "status"),
    "grade": both("等次", "grade"),
    "rank": both("名次", "rank"),
    "absent": both("不适用", "absent"),
    "opened": both("开启", "opened"),
}
_AGAINST = {
    Against.ENGINE: both(
        "比较的是：原来的引擎按原来的文件算出的得分，与新引擎按新文件算出的得分。",
        "Compared: the scores by the engine and files before with those by the new ones.",
    ),
    Against.CHECKPOINT: both(
        "比较的是：同一个（新）引擎按原来的文件和按新文件算出的得分；另外用新引擎重算了最近一个检查点"
        "（{published}）里的台账，结果如下。",
        "Compared: the scores by the same (new) engine under the files before and the new ones; "
        "and the new engine has reckoned the ledgers of the newest checkpoint ({published}) again:",
    ),
    Against.NOTHING: both(
        "比较的是：同一个（新）引擎按原来的文件和按新文件算出的得分。仓库里没有检查点，引擎程序本身的"
        "改动没有比较；要比较，用 --old-engine 指明原来的 gongkai。",
        "Compared: the scores by the same (new) engine under the files before and the new ones. "
        "There is no checkpoint to hold the engine itself against; to do so, name the old one by "
        "--old-engine.",
    ),
}
_REPRODUCED = {
    True: both(
        "  {year}年度：逐字相同，引擎没有改变得分。",
        "  {year}: the same to the byte; the engine moves no score.",
    ),
    False: both(
        "  {year}年度：不一样，引擎本身改变了台账。改在哪里，用 --old-engine 指明原来的 gongkai "
        "来看。",
        "  {year}: not the same; the engine itself changes the ledger. Name the old one by "
        "--old-engine to see where.",
    ),
    None: both("  {year}年度：算不出来。", "  {year}: cannot be reckoned."),
}
_NOTHING = "—"


def told_files(before: str, after: str, steps: Sequence[Step], language: Language) -> str:
    """Return what becomes of every file, kept ones with what both sides have changed in them."""
    known = before if before != "?" else pick(_UNKNOWN, language)
    lines = [pick(_FROM, language).format(before=known, after=after)]
    if not steps:
        lines.append(pick(_NO_FILES, language))
    for action in Action:
        chosen = [step for step in steps if step.action is action]
        if chosen:
            lines += ["", pick(_FILES[action], language).format(count=len(chosen))]
            lines += (line for step in chosen for line in _step(step, language))
    return "\n".join(lines) + "\n"


def _step(step: Step, language: Language) -> Iterator[str]:
    if step.why is None:
        yield f"  {shown_path(step.path)}"
        return
    words = _WHY[step.why]
    if step.why is Why.CHANGED and step.base is None:
        words = _UNSURE
    why = pick(_GONE if step.ours is None and step.base is not None else words, language)
    places = pick(LISTED, language).join(map(shown_path, step.places[:10]))
    yield f"  {shown_path(step.path)}{pick(COLON, language)}{why.format(places=places)}"
    if step.why not in (Why.CHANGED, Why.NARROWER, Why.PAST) or step.ours is None:
        return
    if step.base is None:
        yield pick(_BETWEEN, language)
        yield from _difference(step.ours, step.theirs, language)
        return
    yield pick(_THEIRS, language)
    yield from _difference(step.base, step.theirs, language)
    if step.why is Why.CHANGED:
        yield pick(_OURS, language)
        yield from _difference(step.base, step.ours, language)


def _difference(old: bytes, new: bytes | None, language: Language) -> Iterator[str]:
    try:
        was, now = ((each or b"").decode("utf-8").splitlines() for each in (old, new))
    except UnicodeDecodeError:
        yield pick(_BINARY, language)
        return
    lines = list(difflib.unified_diff(was, now, lineterm="", n=1))[2:]
    for line in lines[:MOST_LINES]:
        yield f"        {shown_path(line)}"
    if len(lines) > MOST_LINES:
        yield pick(_MORE, language).format(count=len(lines) - MOST_LINES)


def told_scores(weighing: Weighing, language: Language) -> str:
    """Return every unit, clause and number that differs, and what was compared with what."""
    years = pick(LISTED, language).join(map(str, weighing.years))
    as_of = told_moment(weighing.as_of)
    lines = [pick(_SCORES, language).format(as_of=as_of, years=years)]
    for change in weighing.changes:
        lines += _unit(change, language)
    lines.append(_sum(weighing.changes, language) if weighing.changes else pick(_SAME, language))
    if weighing.later:
        lines += ["", pick(_LATER, language)]
        for change in weighing.later:
            lines += _unit(change, language)
        lines.append(_sum(weighing.later, language))
    published = told_moment(weighing.published) if weighing.published else ""
    lines += ["", pick(_AGAINST[weighing.against], language).format(published=published)]
    for each in weighing.reproduced:
        lines.append(pick(_REPRODUCED[each.same], language).format(year=each.year))
    return "\n".join(lines) + "\n"


def _unit(change: UnitChange, language: Language) -> Iterator[str]:
    values = _values(change.values, language)
    told = {"year": change.year, "name": change.name, "unit": change.unit, "values": values}
    yield pick(_UNIT, language).format(**told)
    for node in change.nodes:
        yield from _node(node, language)


def _node(node: NodeChange, language: Language) -> Iterator[str]:
    values = _values(node.values, language)
    yield pick(_NODE, language).format(
        title=shown_path(node.title), path=shown_path(node.path), values=values
    )
    for finding in node.findings:
        yield _finding(finding, language)


def _finding(change: FindingChange, language: Language) -> str:
    found = change.finding
    reason = Reason(str(found["reason"]["code"]), found["reason"]["values"])
    return pick(_FINDING, language).format(
        rule=found["rule"],
        period=found["period"],
        before=_said(change.before),
        after=_said(change.after),
        reason=shown_path(told_reason(reason, None, None, language)),
    )


def _values(values: Iterable[Value], language: Language) -> str:
    told = (
        _VALUE.format(
            name=pick(_NAMES[each.name], language),
            before=_said(each.before),
            after=_said(each.after),
        )
        for each in values
    )
    return pick(JOINED, language).join(told)


def _sum(changes: Sequence[UnitChange], language: Language) -> str:
    moves = [
        (each.score.before, each.score.after)
        for each in changes
        if each.score is not None and None not in (each.score.before, each.score.after)
    ]
    return pick(_SUM, language).format(
        units=len(changes),
        up=sum(before < after for before, after in moves),
        down=sum(before > after for before, after in moves),
    )


def _said(value: Any) -> str:
    return _NOTHING if value is None else shown_path(str(value))

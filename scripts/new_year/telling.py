"""The opening of a year in words: what was written, what to look at, what to do next."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from scripts.calendars import CHINA
from scripts.language import LISTED, Language, both, pick
from scripts.new_year.moving import Moved, Place
from scripts.new_year.opening import Closing, Opening
from scripts.new_year.pending import OpenMatter
from scripts.times import told_day

_WRITTEN = both("已写入（还没有提交）：", "Written, not committed yet:")
_PLANNED = both("将要写入：", "Would write:")
_MOVES = both("{path}：改了年度和日期的地方", "{path}: years and dates that were moved")
_MOVE = both(
    "  第{line}行 {field}：{before} → {after}", "  line {line} {field}: {before} → {after}"
)
_UNMOVED = both(
    "{path}：提到年份、没有改动，请逐处核对",
    "{path}: names a year and was left as it is; look at each",
)
_UNMOVED_PLACE = both("  第{line}行 {field}：{text}", "  line {line} {field}: {text}")
_SOURCE = both(
    "  第{line}行 仍引用上一年文件（{text}），新通知印发后请更换，并照新附件核对原文",
    "  line {line}: still cites last year's document ({text}); replace it once the new notice is "
    "out, and check the quotations",
)
_MISSING = both(
    "缺工作日历 {path}：国务院办公厅公布放假安排以后，升级程序，再运行 gongkai calendar {year}；"
    "期限落在那一年以前不影响算分。",
    "The calendar {path} cannot be made yet: once the State Council has published the days off, "
    "upgrade and run gongkai calendar {year}; until a term ends in that year no score needs it.",
)
_FOREIGN = both(
    "缺工作日历 {path}：请照 {calendar} 的其他年份编写。",
    "The calendar {path} is missing: write it as those of other years of {calendar}.",
)
_ABSENT = both(
    "细则 {rulebook} 的适用单位（applies_to）里有已经撤销的单位：{units}，请改为承接单位。",
    "The rulebook {rulebook} applies to units that are gone: {units}; name their successors.",
)
_REGISTRY = both(
    "单位名录照旧，共{count}个单位参加{year}年考核。",
    "The registry stays; {count} units are assessed in {year}.",
)
_NOTICES = both("{year}年还没有答复的：", "Of {year}, not answered:")
_APPEALS = both(
    "{year}年还没有复核的申诉（结账日 {closes} 以前作出的复核决定才改变得分）：",
    "Appeals of {year} without a ruling (only one made by {closes} changes a score):",
)
_ACCOUNTS = both(
    "继续考核的政务新媒体账号（不用重新备案）：",
    "Media accounts that go on (they need no new registration):",
)
_OPEN = both("  {unit} {title}（{record}）", "  {unit} {title} ({record})")
_DUE = both("，{due}到期", ", due {due}")
_LATE = both("，{due}已经到期，已计入得分", ", was due {due}, counted already")
_ORPHAN = both("，单位已撤销，请改发给承接单位{heirs}", ", the unit is gone; pass it on to {heirs}")
_NONE = both("  没有", "  none")
_OLD = both("{year}年：", "The year {year}:")
_NOT_FINAL = both(
    "  还没有结账（{closes}结账），此前收到的材料仍影响得分；两个年度同时进行，互不影响。",
    "  not final before {closes}; what comes in until then still counts. Both years go on "
    "side by side.",
)
_FINAL = both("  已经结账（{closes}）。", "  final since {closes}.")
_UNCONFIRMED = both(
    "  结果还没有核定：结账以后由市政府办报一份“结果核定”（confirmation）。",
    "  not confirmed: after the close the office sends a confirmation.",
)
_CONFIRMED = both("  结果已经核定。", "  confirmed.")
_CHECKPOINT_KEPT = both("  结账后的检查点已经存下。", "  a checkpoint of the close is kept.")
_NO_CHECKPOINT = both(
    "  结账后的检查点还没有存：结账以后运行 gongkai checkpoint（或者 gongkai new-year {new} "
    "--checkpoint）。",
    "  no checkpoint of the close is kept: after it run gongkai checkpoint (or gongkai new-year "
    "{new} --checkpoint).",
)
_NEXT = both("接下来（维护人员）：", "Next (a maintainer):")
_STEPS = (
    both("  gongkai check", "  gongkai check"),
    both("  gongkai score --worktree --year {new}", "  gongkai score --worktree --year {new}"),
    both("  git switch -c {new}", "  git switch -c {new}"),
    both("  git add {folders}", "  git add {folders}"),
    both('  git commit -m "开始{new}年度考核"', '  git commit -m "Open the year {new}"'),
    both("  git switch main", "  git switch main"),
    both("  git merge --no-ff -S {new}", "  git merge --no-ff -S {new}"),
)


def told_opening(
    opening: Opening, names: Mapping[str, str], language: Language, *, written: bool
) -> str:
    """Return ``opening`` in words; ``names`` are the short names of units by id."""
    lines = [pick(_WRITTEN if written else _PLANNED, language)]
    lines += [f"  {path}" for path in opening.files]
    for each in opening.rulebooks:
        lines += _rulebook(each, language)
    lines += ["", *_attention(opening, language)]
    lines += ["", *_pending(opening, names, language)]
    lines += ["", *_closing(opening, opening.closing, language)]
    if written:
        folders = sorted({path.rpartition("/")[0] for path in opening.files})
        values = {"new": opening.new, "folders": " ".join(folders)}
        lines += ["", pick(_NEXT, language)]
        lines += [pick(step, language).format(**values) for step in _STEPS]
    return "\n".join(lines) + "\n"


def _rulebook(each: Moved, language: Language) -> Iterator[str]:
    yield ""
    yield pick(_MOVES, language).format(path=each.path)
    for move in each.moves:
        yield pick(_MOVE, language).format(
            line=move.place.line,
            field=move.place.field,
            before=_day(move.place.text, language),
            after=_day(move.now, language),
        )
    if each.unmoved:
        yield pick(_UNMOVED, language).format(path=each.path)
    for place in each.unmoved:
        yield _unmoved(place, language)


def _unmoved(place: Place, language: Language) -> str:
    told = _SOURCE if place.field.endswith("document_number") else _UNMOVED_PLACE
    return pick(told, language).format(line=place.line, field=place.field, text=place.text)


def _day(text: str, language: Language) -> str:
    try:
        return told_day(date.fromisoformat(text), language) if len(text) == 10 else text
    except ValueError:
        return text


def _attention(opening: Opening, language: Language) -> Iterator[str]:
    for path in opening.missing:
        name, _, year = path.rpartition("/")[2].removesuffix(".yml").rpartition("-")
        told = _MISSING if name == CHINA else _FOREIGN
        yield pick(told, language).format(path=path, year=year, calendar=name)
    for rulebook, units in opening.absent.items():
        listed = " ".join(units)
        yield pick(_ABSENT, language).format(rulebook=rulebook, units=listed)
    yield pick(_REGISTRY, language).format(count=opening.assessed, year=opening.new)


def _pending(opening: Opening, names: Mapping[str, str], language: Language) -> Iterator[str]:
    found = opening.pending
    closes = opening.closing.closes
    for head, listed in (
        (_NOTICES, found.notices),
        (_APPEALS, found.appeals),
        (_ACCOUNTS, found.accounts),
    ):
        yield pick(head, language).format(year=opening.old, closes=closes)
        yield from _listed(listed, names, language)


def _listed(
    listed: Iterable[OpenMatter], names: Mapping[str, str], language: Language
) -> Iterator[str]:
    told = [_open(each, names, language) for each in listed]
    yield from told or [pick(_NONE, language)]


def _open(each: OpenMatter, names: Mapping[str, str], language: Language) -> str:
    unit = names.get(each.unit, each.unit)
    text = pick(_OPEN, language).format(unit=unit, title=each.title, record=each.record)
    if each.heirs is not None:
        heirs = pick(LISTED, language).join(names.get(heir, heir) for heir in each.heirs)
        return text + pick(_ORPHAN, language).format(heirs=heirs)
    if each.due is None:
        return text
    due = told_day(each.due, language)
    return text + pick(_LATE if each.late else _DUE, language).format(due=due)


def _closing(opening: Opening, closing: Closing, language: Language) -> Iterator[str]:
    yield pick(_OLD, language).format(year=opening.old)
    yield pick(_FINAL if closing.final else _NOT_FINAL, language).format(closes=closing.closes)
    yield pick(_CONFIRMED if closing.confirmed else _UNCONFIRMED, language)
    yield pick(_CHECKPOINT_KEPT if closing.kept else _NO_CHECKPOINT, language).format(
        new=opening.new
    )

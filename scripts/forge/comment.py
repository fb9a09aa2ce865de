"""The verdict as a comment below a pull request: one, at most a screen, nothing in it alive.

What the gate says repeats names and texts of the branch. It stands in a fenced block, whose fence
is longer than any within: no link, picture, mention or markup of a submitter's comes to life.
"""

import re
from collections.abc import Iterator

from scripts.forge.event import Handed
from scripts.forge.receiving import Outcome
from scripts.language import Language, both, pick
from scripts.printable import one_line

MARKER = "<!-- gongkai receive -->"
"""The first line, by which the comment is found again."""

_MOST_LINES = 40
_MOST_CHARACTERS = 16_000

_HEADS = {
    Outcome.RECEIVED: both("**已接收，回执如下。**", "**Accepted; this is the receipt.**"),
    Outcome.REFUSED: both(
        "**没有接收。**请按下面的说明改好，再推送到同一个分支。",
        "**Refused.** Mend what is said below and push to the same branch.",
    ),
    Outcome.OVERTAKEN: both(
        "这次推送以后又有新的推送，审核以新的为准；这次的内容已经留痕，不变的材料仍按这个时间计。",
        "A newer push has come and is judged by itself. What this one held has been noted: "
        "records that stay the same keep its time.",
    ),
    Outcome.KNOWN: both(
        "这个分支的内容已经在 main 上，不重复接收。", "main has all of this branch already."
    ),
}
_FAILED = both(
    "**没有审核完。**不是材料的问题，请联系管理员；收到的时间不受影响。",
    "**Not judged.** It is not the submission's fault; please tell the operator. "
    "The time of receipt is kept.",
)
_PUSH = both("推送 `{head}`，报送人 `{who}`。", "Push `{head}` by `{who}`.")
_MORE = both("……还有 {count} 行，", "… {count} more lines ")
_WHERE = both("全文见[本次审核的记录]({url})。", "in full in [the log of this run]({url}).")
_ELSEWHERE = both("全文见本次审核的记录。", "in full in the log of this run.")
_FENCES = re.compile("`{3,}")


def comment(
    handed: Handed, outcome: Outcome | None, text: str, url: str, language: Language
) -> str:
    """Return the comment: what became of the head, and ``text``, what the gate says.

    ``outcome`` None: something failed, and ``text`` says what. ``url`` leads to the run's log,
    empty where there is none.
    """
    head = _FAILED if outcome is None else _HEADS[outcome]
    about = pick(_PUSH, language).format(head=handed.head[:12], who=handed.submitter)
    parts = [MARKER, f"{pick(head, language)}\n{about}", *_body(text, url, language)]
    return "\n\n".join(parts) + "\n"


def _body(text: str, url: str, language: Language) -> Iterator[str]:
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    if not lines:
        return
    kept: list[str] = []
    length = 0
    for line in lines[:_MOST_LINES]:
        length += len(line) + 1
        if length > _MOST_CHARACTERS:
            break
        kept.append(one_line(line))
    fence = "`" * max(3, 1 + max((len(run) for run in _FENCES.findall("\n".join(kept))), default=0))
    yield "\n".join((f"{fence}text", *kept, fence))
    if len(kept) < len(lines):
        where = pick(_WHERE, language).format(url=url) if url else pick(_ELSEWHERE, language)
        yield pick(_MORE, language).format(count=len(lines) - len(kept)) + where

"""What git calls on the server. Everything said goes to the person who pushes, in Chinese.

``pre-receive`` runs when the pushed objects are complete, before any ref moves: that moment is the
time of receipt. It judges; what it refuses leaves no objects behind. ``proc-receive`` then merges
submissions, once their objects are in the repository; no branch of theirs is ever kept.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError
from scoring.history.repository import MAIN, open_repository
from scoring.problem import Problem
from scripts.checking.reporters import error_report, text_report
from scripts.gate.attempts import read_log
from scripts.gate.receiving import Gate, Submission, receive
from scripts.gate.sealing import find_key
from scripts.gate.serving.after_merge import ask_for_site, ask_to_tell
from scripts.gate.serving.installing import check_git
from scripts.gate.serving.maintaining import main_problems
from scripts.gate.serving.packets import flush_packets, read_packets, write_packet
from scripts.gate.serving.pushes import Push, read_pushes, ref_problems
from scripts.gate.serving.who import pusher
from scripts.gate.telling import MOST_PROBLEMS, answer_text
from scripts.gate.writing import Writer
from scripts.product import product_root

MAINTAINER_SETTING = "gongkai.maintainer"


def main(hook: str) -> None:
    """Run ``hook`` in the repository git stands in, and exit as git expects."""
    started = _now()
    run: dict[str, Callable[[datetime], int]] = {
        "pre-receive": pre_receive,
        "proc-receive": proc_receive,
        "post-receive": post_receive,
    }
    try:
        status = run[hook](started)
    except GongkaiError as error:
        _say(error_report(error, "zh"))
        status = 1
    except EOFError:
        status = 1
    except Exception as error:  # whoever pushes shall see a sentence, never a traceback
        what = f"{type(error).__name__}: {error}"[:300]
        _say(error_report(GongkaiError("unforeseen", error=what, place=hook), "zh"))
        status = 1
    sys.exit(status)


def pre_receive(started: datetime) -> int:
    """Judge every ref of a push; 1 where one of them is refused, and then none is taken."""
    check_git()
    who = pusher(os.environ)
    refused = False
    for push in read_pushes(sys.stdin):
        problems = ref_problems(push)
        if not problems and push.ref == MAIN:
            problems = _of_main(push, who)
        if problems:
            refused = True
            _say(text_report(problems, "zh"))
        elif push.unit is not None:
            answer = receive(_gate(merging=False), _sent(push, who, started))
            if not answer.accepted:
                refused = True
                _say(answer_text(answer, "zh", MOST_PROBLEMS))
    return 1 if refused else 0


def proc_receive(started: datetime) -> int:
    """Merge the submissions of a push, and tell git what became of each."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    list(read_packets(source))  # what the other side can do; we need none of it
    write_packet(target, "version=1")
    flush_packets(target)
    pushes = read_pushes(read_packets(source))
    results = [_merged(push, started) for push in pushes]
    for line in results:
        write_packet(target, line)
    flush_packets(target)
    return 0


def _merged(push: Push, started: datetime) -> str:
    """Merge one submission, say how it went, and return the line that tells git."""
    try:
        who = pusher(os.environ)
        answer = receive(_gate(merging=True), _sent(push, who, _seen(push, who, started)))
    except GongkaiError as error:
        _say(error_report(error, "zh"))
        return f"ng {push.ref} {error.code}"
    _say(answer_text(answer, "zh", MOST_PROBLEMS))
    if not answer.accepted:
        return f"ng {push.ref} 没有接收"
    ask_to_tell(Path.cwd())
    _ask_for_site()
    return f"ok {push.ref}"


def _seen(push: Push, who: str, started: datetime) -> datetime:
    """Return when ``pre-receive`` saw this push, as it has noted in the log; else ``started``."""
    log = read_log(open_repository(Path.cwd()))
    times = [each.at for each in log if (each.tip, each.submitted_by) == (push.new, who)]
    return max(times, default=started)


def post_receive(started: datetime) -> int:
    """After a maintainer's push to ``main`` the portal is rebuilt too."""
    if any(push.ref == MAIN for push in read_pushes(sys.stdin)):
        _ask_for_site()
    return 0


def _of_main(push: Push, who: str) -> tuple[Problem, ...]:
    repository = open_repository(Path.cwd())
    maintainers = Writer(repository.git_dir).settings(MAINTAINER_SETTING)
    return main_problems(push, who, maintainers, repository, product_root())


def _gate(*, merging: bool) -> Gate:
    here = Path.cwd()
    key = find_key(None, Writer(here))
    return Gate(here, product_root(), key, _now, merging=merging)


def _sent(push: Push, who: str, started: datetime) -> Submission:
    return Submission(push.new, who, push.unit, started, name=push.ref)


def _ask_for_site() -> None:
    _say("".join(f"{line}\n" for line in ask_for_site(Path.cwd())))


def _say(text: str) -> None:
    """Tell whoever pushes; git passes our standard error on."""
    sys.stderr.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stderr.buffer.flush()


def _now() -> datetime:
    return datetime.now(SHANGHAI)

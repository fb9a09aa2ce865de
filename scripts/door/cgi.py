"""What the web server calls: one request, one process (RFC 3875)."""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from wsgiref.handlers import BaseCGIHandler, read_environ

from scoring.calendar.zone import SHANGHAI
from scripts.door.body import Environment, take_body


def main(repository: str) -> None:
    """Answer the request that the environment and standard input tell of."""
    environ: Environment = dict(read_environ())
    # A header becomes a variable of the process; none of them is anybody's setting.
    for name in [name for name in os.environ if name.startswith("HTTP_")]:
        del os.environ[name]
    environ["wsgi.input"] = sys.stdin.buffer
    take_body(environ, _now)
    # What is handed in goes its way, though the browser be closed while the gate is at work. (Not
    # SIG_IGN: the build of the portal would inherit it, and nobody could end that.)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    from scripts.door.application import application  # after the body: it takes time to load
    from scripts.door.place import Door

    handler = BaseCGIHandler(
        environ["wsgi.input"],
        sys.stdout.buffer,
        sys.stderr,
        environ,
        multithread=False,
        multiprocess=True,
    )
    handler.run(application(Door(Path(repository), _now)))


def _now() -> datetime:
    return datetime.now(SHANGHAI)

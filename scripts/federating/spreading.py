"""All counties done on many machines: the same tasks, handed to a Dask scheduler.

Dask sends code and values as pickles, so whoever can reach a scheduler can run anything on its
workers, and they on us. Beyond this machine only TLS with keys on both sides is spoken.
"""

import ipaddress
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.errors import GongkaiError, WrongUse
from scripts.federating.harvest import Harvest, State, Task, Why, failed
from scripts.federating.release import own_release
from scripts.federating.task import OtherRelease, harvest

PATIENCE = 60
"""Seconds to wait for a scheduler, and for a first worker where there is none (any more)."""

_ADDRESS = re.compile(
    r"(?P<scheme>tcp|tls)://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}"
)


@dataclass(frozen=True, slots=True)
class Tls:
    """The files with which both sides prove who they are; PEM."""

    ca: Path
    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Where the scheduler listens. Made by ``scheduler_at``, which refuses what is not safe."""

    address: str
    tls: Tls | None


def scheduler_at(address: str, tls: Tls | None) -> Scheduler:
    """Return the scheduler at ``address`` (``tcp://127.0.0.1:8786``, ``tls://host:8786``).

    Raises WrongUse for other addresses, for ``tcp`` beyond this machine, and for ``tls`` without
    keys.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise WrongUse("federation-scheduler-address", address=address[:100])
    if found["scheme"] == "tcp" and not _is_here(found["host"].strip("[]")):
        raise WrongUse("federation-scheduler-open", address=address)
    if found["scheme"] == "tls" and tls is None:
        raise WrongUse("federation-scheduler-keys", address=address)
    return Scheduler(address, tls)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def run_on(
    scheduler: Scheduler, tasks: Sequence[Task], patience: int = PATIENCE
) -> Iterator[Harvest]:
    """Yield the harvests of ``tasks`` as they come from the workers of ``scheduler``.

    A task whose worker dies is given to another one by the scheduler; one that takes down worker
    after worker is told as not scored. Raises WrongUse where Dask is not installed, GongkaiError
    where the scheduler is not reached or lost, where it has no workers, or where one of them runs
    another program than we do.
    """
    distributed = _load()
    _hush()
    try:
        client = distributed.Client(
            scheduler.address, timeout=patience, security=_security(distributed, scheduler.tls)
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise _gone(scheduler, error) from None
    try:
        with client:
            _check_workers(distributed, client, scheduler, patience)
            yield from _gathered(distributed, client, tasks, scheduler, patience)
    except OSError as error:
        raise _gone(scheduler, error) from None
    except _lost(distributed):
        raise _gone(scheduler, ConnectionError("connection lost")) from None


def _load() -> Any:
    try:
        import distributed
        import distributed.client
    except ImportError:
        raise WrongUse("federation-extra-missing", package="distributed") from None
    return distributed


def _lost(distributed: Any) -> tuple[type[Exception], ...]:
    """Return what Dask raises for tasks that went with their scheduler: for one, and for many."""
    return (distributed.client.FutureCancelledError, distributed.client.FuturesCancelledError)


def _hush() -> None:
    """Let Dask log nothing, for we tell it; some of its loggers have levels of their own."""
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _security(distributed: Any, tls: Tls | None) -> Any:
    if tls is None:
        return None
    return distributed.Security(
        tls_ca_file=str(tls.ca),
        tls_client_cert=str(tls.certificate),
        tls_client_key=str(tls.key),
        require_encryption=True,
    )


def _check_workers(distributed: Any, client: Any, scheduler: Scheduler, patience: int) -> None:
    """Raise GongkaiError where there is no worker, or one that runs another program."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except (TimeoutError, distributed.TimeoutError):
        raise _no_workers(scheduler, patience) from None
    try:
        releases = client.run(own_release, on_error="return")
    except Exception as error:  # whatever a foreign program answers
        raise GongkaiError("federation-worker-foreign", reason=type(error).__name__) from None
    for release in releases.values():
        if isinstance(release, Exception):
            raise GongkaiError("federation-worker-foreign", reason=type(release).__name__)
        if release != own_release():
            raise _other(release)


def _gathered(
    distributed: Any, client: Any, tasks: Sequence[Task], scheduler: Scheduler, patience: int
) -> Iterator[Harvest]:
    pending = {client.submit(harvest, each, pure=False): each for each in tasks}
    while pending:
        try:
            done, _ = distributed.wait(
                list(pending), timeout=patience, return_when="FIRST_COMPLETED"
            )
        except (TimeoutError, distributed.TimeoutError):
            if not client.scheduler_info()["workers"]:
                raise _no_workers(scheduler, patience) from None
            continue
        for future in done:
            yield _result(distributed, future, pending.pop(future))


def _result(distributed: Any, future: Any, task: Task) -> Harvest:
    error = future.exception()
    if error is None:
        found = future.result()
        assert isinstance(found, Harvest)
        return found
    if isinstance(error, OtherRelease):
        raise _other(error.args[1])
    if isinstance(error, distributed.scheduler.KilledWorker):
        return failed(task, State.NOT_SCORED, Why("federation-process-lost"))
    raise GongkaiError("federation-worker-foreign", reason=type(error).__name__)


def _other(release: str) -> GongkaiError:
    return GongkaiError("federation-other-release", own=own_release(), other=str(release)[:100])


def _no_workers(scheduler: Scheduler, patience: int) -> GongkaiError:
    return GongkaiError("federation-no-workers", address=scheduler.address, seconds=patience)


def _gone(scheduler: Scheduler, error: Exception) -> GongkaiError:
    reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return GongkaiError("federation-scheduler-gone", address=scheduler.address, reason=reason)

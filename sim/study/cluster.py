"""Other machines for a sweep: an executor whose workers are those of a Dask cluster, on this machine or elsewhere.

A scenario is sent once, as the result of a task of its own that the parts depend on: Dask keeps it on each worker that needs it, and makes
it again where a worker is lost. What goes with each part is what differs from part to part.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from importlib.metadata import version
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from sim import __version__
from sim.errors import ClusterError
from sim.model.scenario import Scenario
from sim.study.parts import Part

PATIENCE = 15.0
"""Seconds within which a scheduler must answer and have a worker."""

_LOOK = 5.0
"""Seconds between two looks whether any worker is left."""

_LOCAL = {
    "threads_per_worker": 1,
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "scheduler_kwargs": {"dashboard": False},
    "silence_logs": logging.CRITICAL,
    "preload": ["import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"],  # a terminal sends Ctrl-C to them too
}
"""A cluster on this machine: processes that nobody elsewhere can reach, without pages that show what they do."""

_SHOWN = 3
"""So many workers are named where they are refused."""

_KEPT = 8
"""So many scenarios are kept on the workers at a time; parts with the same one come one after the other."""


@contextmanager
def cluster(where: str, jobs: int, waiting: Callable[[str], None]) -> Iterator[tuple[Executor, int]]:
    """Yield an executor of parts, and the number of its threads over all workers.

    Parameters
    ----------
    where : str
        `local`, or the address of a scheduler: `tcp://host:port` or `tls://host:port`.
    jobs : int, at least 1
        Processes of a local cluster, each with one thread. A scheduler's cluster has the workers that it has.
    waiting : callable
        Told `where`, in a thread of its own, whenever no worker is left: parts then wait until one joins.

    Raises
    ------
    ClusterError
        If the extra is not installed, the address is malformed, nobody answers there, or its workers are missing or of other versions.
    """
    if where != "local":
        _check_address(where)
    try:
        import distributed
    except ImportError:
        raise ClusterError(f"{_at(where)} [S607] it needs an extra: pip install 'backlog-projection-simulator[cluster]'") from None
    if where.startswith("tls:") and not distributed.Security().tls_ca_file:
        raise ClusterError(f"{_at(where)} [S609] Dask's configuration names no certificates for TLS")
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it would show as a traceback is said by our errors
    with ExitStack() as stack:
        address = stack.enter_context(distributed.LocalCluster(n_workers=jobs, **_LOCAL)) if where == "local" else where
        try:
            client = stack.enter_context(distributed.Client(address, timeout=PATIENCE, set_as_default=False))
            threads = _threads(client, where)
        except (OSError, ValueError) as error:
            raise ClusterError(f"{_at(where)} [S609] no scheduler answers there within {PATIENCE:g} s: {error}") from None
        with _watched(client, partial(waiting, where)):
            yield _Workers(client, where), threads


@contextmanager
def _watched(client: Any, waiting: Callable[[], None]) -> Iterator[None]:
    """Tell, each time all workers are lost, that everything waits."""
    over = Event()

    def look() -> None:
        some = True
        while not over.wait(_LOOK):
            try:
                before, some = some, bool(client.nthreads())
            except Exception:
                return  # the scheduler is gone, and who waits for a part hears of it
            if before and not some:
                waiting()

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join(timeout=1.0)  # it may be asking a scheduler that does not answer


def _at(where: str) -> str:
    return f"--cluster {where}:"


def _check_address(where: str) -> None:
    try:
        parts = urlsplit(where)
        good = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port and parts.netloc == where.partition("://")[2]
    except ValueError:
        good = False
    if not good:
        raise ClusterError(f"{_at(where)} [S608] not the address of a scheduler; write `local` or `tcp://host:port`")


def _threads(client: Any, where: str) -> int:
    """Return the threads of all workers, once there are any and all of them have the versions that this process has."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise ClusterError(f"{_at(where)} [S609] the scheduler has no worker; start one with `dask worker {where}`") from None
    found = {"the scheduler": _on_scheduler(client), **client.run(software, on_error="return")}
    others = [f"{name}: {_difference(software(), there)}" for name, there in sorted(found.items()) if there != software()]
    if others:
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        raise ClusterError(f"{_at(where)} [S610] not the versions of this process: {'; '.join(others[:_SHOWN])}{more}")
    return sum(client.nthreads().values())


def _on_scheduler(client: Any) -> Mapping[str, str] | Exception:
    """Return the versions on the scheduler, which computes nothing but reads what it passes on."""
    try:
        found: Mapping[str, str] = client.run_on_scheduler(software)
        return found
    except Exception as error:
        return error


@lru_cache
def software() -> Mapping[str, str]:
    """Return the versions that the numbers of a part depend on."""
    return {"sim": __version__} | {name: version(name) for name in ("numpy", "scipy")}


def _difference(here: Mapping[str, str], there: Mapping[str, str] | Exception) -> str:
    if isinstance(there, Exception):
        return f"cannot import sim ({there})"
    return ", ".join(f"{name} {there.get(name)} instead of {wanted}" for name, wanted in here.items() if there.get(name) != wanted)


class _Workers(Executor):
    """Runs parts on the workers of a cluster."""

    def __init__(self, client: Any, where: str) -> None:
        self._client, self._where = client, where
        self._sent: dict[int, tuple[Scenario, Any]] = {}

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Submit work on a part, the first of what is given."""
        part, *rest = given
        told: Future[Any] = Future()
        laid = part.index, part.points, dict(part.laid)
        try:
            task = self._client.submit(_run, software(), work, self._there(part.scenario), laid, *rest, **named, pure=False)
        except Exception as error:
            raise _lost(self._where) if self._client.status == "closed" or isinstance(error, OSError) else error from None
        told.add_done_callback(lambda done: task.cancel() if done.cancelled() else None)
        task.add_done_callback(partial(_hand_on, self._where, told))
        return told

    def _there(self, scenario: Scenario) -> Any:
        """Return a scenario as the workers have it."""
        if id(scenario) not in self._sent:
            if len(self._sent) == _KEPT:
                del self._sent[next(iter(self._sent))]
            self._sent[id(scenario)] = (scenario, self._client.submit(_same, scenario, pure=False))
        return self._sent[id(scenario)][1]


def _same(scenario: Scenario) -> Scenario:
    return scenario


def _run(wanted: Mapping[str, str], work: Callable[..., Any], scenario: Scenario, laid: tuple[Any, ...], *rest: Any) -> Any:
    """Run on a worker what was asked for, unless the worker came later than the others and has other versions."""
    if software() != wanted:
        raise ClusterError(f"[S610] a worker that joined would compute other numbers: {_difference(wanted, software())}")
    return work(Part(laid[0], scenario, *laid[1:]), *rest)


def _hand_on(where: str, told: Future[Any], task: Any) -> None:
    """Tell a waiting process what became of a task."""
    from distributed import KilledWorker

    if not told.set_running_or_notify_cancel():
        return
    try:
        told.set_result(task.result())
    except (CancelledError, OSError):
        told.set_exception(_lost(where))
    except KilledWorker as error:
        told.set_exception(ClusterError(f"{_at(where)} [S611] {error.allowed_failures + 1} workers died over the same part"))
    except BaseException as error:
        told.set_exception(error)


def _lost(where: str) -> ClusterError:
    return ClusterError(f"{_at(where)} [S611] the scheduler is gone")

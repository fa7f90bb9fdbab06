"""Threads that give up what they are doing once nobody waits for it any more: whoever stops a run does not wait for its blocks."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event, local
from types import TracebackType
from typing import TypeVar

import numpy as np

from sim.engine.streams import Streams

Given = TypeVar("Given")

_LOOK = 0.2
"""Seconds after which who waits looks whether there was a signal: one that another thread has caught wakes nobody."""


class _Worker(local):
    """What this thread looks at: set once the pool that it belongs to, or one around that, is left early."""

    left: tuple[Event, ...] = ()


_here = _Worker()


class Threads(ThreadPoolExecutor):
    """A pool of threads; where an error or an interruption leaves its `with`, work not begun is dropped, and work begun is given up.

    Work is given up where it opens a stream (`StoppingStreams`): in every step of a block. A pool made inside a thread of another one is
    left with it.

    Examples
    --------
    >>> with Threads(2) as pool:
    ...     list(pool.map(abs, [-1, -2]))
    [1, 2]
    """

    def __init__(self, jobs: int) -> None:
        self._left = Event()
        super().__init__(max_workers=jobs, initializer=_begin, initargs=((*_here.left, self._left),))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._left.set()
            self.shutdown(wait=False, cancel_futures=True)
        super().__exit__(kind, error, trace)


def first_done(futures: Iterable[Future[Given]]) -> set[Future[Given]]:
    """Wait until one or more of some futures are done, and return those."""
    some = list(futures)
    while not (done := wait(some, timeout=_LOOK, return_when=FIRST_COMPLETED).done):
        pass
    return done


def awaited(future: Future[Given]) -> Given:
    """Wait for what a future gives."""
    first_done([future])
    return future.result()


class StoppingStreams(Streams):
    """Streams that give no more draws once the pool of the thread that made them is left."""

    def __init__(self, seed: int, block: int, part: str = "") -> None:
        super().__init__(seed, block, part)
        self._left = _here.left

    def open(self, name: str, step: int = 0) -> np.random.Generator:
        """Return a generator at the beginning of the stream `name` of a step; valid until the next call.

        Raises
        ------
        _LeftError
            If nobody waits for this thread any more, who could see it.
        """
        for left in self._left:
            if left.is_set():
                raise _LeftError
        return super().open(name, step)


class _LeftError(Exception):
    """Nobody waits for what this thread was doing."""


def _begin(left: tuple[Event, ...]) -> None:
    _here.left = left

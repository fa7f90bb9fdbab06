"""Other orders for the blocks of a run: pools that stand in for the threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np

import sim.ensemble.blocks as blocks


class Waiting:
    """Blocks run one after the other in an order of one's own, when the first result is asked for."""

    def __init__(self, order: Callable[[int], list[int]]) -> None:
        self._order, self._work, self._done = order, [], {}

    def __call__(self, jobs: int) -> Waiting:
        return self

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, *problem: object) -> None: ...

    def submit(self, function, *arguments):
        index = len(self._work)
        self._work.append(lambda: function(*arguments))
        return _Result(lambda: self._result(index))

    def _result(self, index: int):
        if not self._done:
            self._done = {which: self._work[which]() for which in self._order(len(self._work))}
        return self._done[index]


class Alone(Waiting):
    """One block alone: it fills its own place in the run, and what stands elsewhere means nothing."""

    def __init__(self, only: int) -> None:
        super().__init__(lambda count: [only])
        self._only = only

    def _result(self, index: int):
        return super()._result(self._only)


class _Result(Future):
    """Done at once for who waits, and computed for who asks."""

    def __init__(self, result: Callable[[], object]) -> None:
        super().__init__()
        self.set_result(None)
        self.result = result


def backwards(count: int) -> list[int]:
    """The last block first."""
    return list(range(count))[::-1]


def shuffled(count: int) -> list[int]:
    """Any order."""
    return np.random.default_rng(count).permutation(count).tolist()


@contextmanager
def pool(stand_in: Waiting) -> Iterator[None]:
    """Run blocks through a pool of one's own."""
    with patch.object(blocks, "Threads", stand_in):
        yield

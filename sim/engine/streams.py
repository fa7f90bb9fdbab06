"""Named streams of randomness: one per name, step and block, none of them aware of the others.

The state of an SFC64 generator is hashed from the root seed, the block, the name and the step. Nothing depends on the order of
calls, so a claim, a metric or a flow elsewhere that is added to a scenario changes no number that it does not touch. What has the same
name has the same draws, everywhere, and what has not is independent (assumption A31).
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

BLOCK = 2_000
"""Replicates per block; part of a result's identity."""


class Streams:
    """The streams of one block of replicates.

    Parameters
    ----------
    seed : int, 0 <= seed < 2**64
    block : int
        Index of the block, from 0.
    part : str
        Keeps the streams of several parts of a block apart.

    Examples
    --------
    >>> streams = Streams(seed=1, block=0)
    >>> first = streams.open("flows.filed", 3).random()
    >>> _ = streams.open("flows.heard", 3).random()
    >>> first == streams.open("flows.filed", 3).random()
    True
    """

    def __init__(self, seed: int, block: int, part: str = "") -> None:
        self._root = blake2b(f"{seed}/{block}/{part}".encode(), digest_size=24)
        self._bits = np.random.SFC64(0)
        self._generator = np.random.Generator(self._bits)

    def open(self, name: str, step: int = 0) -> np.random.Generator:
        """Return a generator at the beginning of the stream `name` of a step; valid until the next call."""
        key = self._root.copy()
        key.update(f"{name}/{step}".encode())
        words = np.frombuffer(key.digest(), dtype="<u8")
        state = np.array([*words, 1], dtype=np.uint64)
        self._bits.state = {
            "bit_generator": "SFC64",
            "state": {"state": state},
            "has_uint32": 0,
            "uinteger": 0,
        }
        return self._generator


class MonthsApart(Streams):
    """Streams whose first steps come from one place and all others from another: what is drawn once, and what is drawn by month.

    Examples
    --------
    >>> kept, other = Streams(1, 0), Streams(1, 0, "redrawn/")
    >>> both = MonthsApart(kept, other)
    >>> both.open("pace").random() == kept.open("pace").random(), both.open("pace", 24_265).random() == kept.open("pace", 24_265).random()
    (True, False)
    """

    def __init__(self, once: Streams, by_month: Streams) -> None:
        self._once, self._by_month = once, by_month

    def open(self, name: str, step: int = 0) -> np.random.Generator:
        """Return a generator at the beginning of the stream `name` of a step; valid until the next call."""
        return (self._by_month if step else self._once).open(name, step)

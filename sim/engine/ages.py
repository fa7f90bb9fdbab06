"""Ages, cheaply: a queue of arrivals by step that is thinned as a whole and looked into only when someone needs to know.

Who leaves by chance is anyone, so those who stay are a random part of those who came: how they divide among arrival steps is a
hypergeometric draw that can wait. All who arrive in a step arrive in its middle (assumption A12). Each cell keeps four parts, oldest first:

* `HEAD`: one arrival step, its number known;
* `OLD`: arrival steps whose numbers were once known together, and how many of all of them are left;
* `NEW`: later arrivals as a chain: at each step, so many came to so many that were there;
* `FRESH`: the arrivals of the step that is going on.

Service by age eats the head; then one draw reveals the next arrival step of `OLD`, and when that is spent the chain of `NEW` is
unwrapped, newest first, once in the life of each arrival step, and becomes `OLD`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Counts, Draws, Source
from sim.engine.split import choose
from sim.engine.system import Ages, Classes, Indices

HEAD, OLD, NEW, FRESH = range(4)
_NEVER = np.iinfo(np.intp).max

Lanes = slice | NDArray[np.intp]


class Taken(NamedTuple):
    """Cases of known arrival steps that left: `cases` has shape (cell, lane); `arrived` is one arrival step, or one per lane."""

    lanes: Lanes
    arrived: int | NDArray[np.intp]
    cases: Counts


class Book(Protocol):
    """What keeps the ages of a run. A *row* is one class of one stage with ages."""

    def arrive(self, stage: int, classes: Classes, cases: Counts) -> None:
        """Let cases arrive in the step that is going on."""

    def leave(self, rows: Indices, cases: Counts, source: Source) -> list[Taken]:
        """Take anyone; tells whom only where every arrival step is known."""

    def oldest(self, rows: Indices, wanted: Counts, source: Source) -> list[Taken]:
        """Take the `wanted` cases, (replicate,), that arrived first in any of the rows; ties at random."""

    def newest(self, rows: Indices, wanted: Counts, source: Source) -> list[Taken]:
        """Take the `wanted` cases that arrived last."""

    def close(self, step: int) -> None:
        """End a step."""

    def reveal(self, rows: Indices, source: Source) -> Counts:
        """Return the cases by arrival step, (arrival step, row, replicate), and change nothing."""

    def totals(self) -> Counts:
        """Return the cases of every row, shape (row, replicate)."""


def total(taken: list[Taken], like: Counts) -> Counts:
    """Sum what was taken, shape of `like`: (cell, replicate)."""
    found = np.zeros_like(like)
    for part in taken:
        found[:, part.lanes] += part.cases
    return found


class Queue:
    """The ages of all stages that keep them, revealed when they are needed.

    A *cell* is one row in one replicate; inside, cells lie in one flat axis.
    """

    def __init__(self, ages: Ages, steps: int, draws: Draws, replicates: int) -> None:
        self.ages, self.shape = ages, (ages.rows, replicates)
        cells = ages.rows * replicates
        initial = np.broadcast_to(ages.initial, (len(ages.initial), *self.shape)).reshape(-1, cells)
        self.sizes: Counts = np.zeros((len(ages.arrived), cells), draws.dtype)
        self.sizes[: len(initial)] = initial
        self.parts: Counts = np.zeros((4, cells), draws.dtype)
        self.parts[OLD] = self.sizes.sum(axis=0)
        self.rest = self.parts[OLD].copy()
        self.head_at, self.next = np.zeros((2, cells), np.intp)
        self.begin = np.full(cells, len(initial), np.intp)
        self.before, self.came = np.zeros((2, steps, cells), draws.dtype)
        self.now = len(initial)

    def _shelved(self, parts: Counts) -> Counts:
        return parts.reshape(*parts.shape[:-1], *self.shape)

    def arrive(self, stage: int, classes: Classes, cases: Counts) -> None:
        """Let cases arrive in the step that is going on."""
        self._shelved(self.parts)[FRESH, self.ages.of(stage, classes)] += cases

    def leave(self, rows: Indices, cases: Counts, source: Source) -> list[Taken]:
        """Take anyone: which of the four parts they come from is drawn, and no more."""
        parts = self._shelved(self.parts)
        parts[:, rows] -= choose(parts[:, rows], cases, source)
        return []

    def oldest(self, rows: Indices, wanted: Counts, source: Source) -> list[Taken]:
        """Take the `wanted` cases that arrived first in any of the rows; of those that arrived together, anyone."""
        taken: list[Taken] = []
        lanes = np.flatnonzero(wanted > 0)
        wanted = wanted[lanes]
        while lanes.size:
            cells = rows[:, np.newaxis] * self.shape[1] + lanes
            self._advance(cells.ravel(), source)
            heads = self.parts[HEAD, cells]
            at = np.where(heads > 0, self.head_at[cells], _NEVER)
            first = at.min(axis=0)
            cases = np.where((at == first) & (heads > 0), heads, 0)  # what rounding leaves, in expected mode, is nobody
            there = cases.sum(axis=0)
            part = np.flatnonzero(wanted < there)
            cases[:, part] = choose(cases[:, part], wanted[part], source)
            self.parts[HEAD, cells] = heads - cases
            some = np.flatnonzero(there)
            taken.append(Taken(lanes[some], first[some], cases[:, some]))
            more = (wanted > there) & (there > 0)
            lanes, wanted = lanes[more], (wanted - there)[more]
        return taken

    def newest(self, rows: Indices, wanted: Counts, source: Source) -> list[Taken]:
        """Not offered: last come, first served keeps every arrival step known."""
        raise NotImplementedError

    def _advance(self, cells: Indices, source: Source) -> None:
        """Reveal arrival steps until every cell that holds a case has a head."""
        while True:
            parts = self.parts[:, cells]
            empty = (parts[HEAD] <= 0) & (parts[OLD:] > 0).any(axis=0)  # below 0 by rounding, in expected mode
            if not empty.any():
                return
            cells, parts = cells[empty], parts[:, empty]
            spent = parts[OLD] == 0
            chained = spent & (parts[NEW] > 0)
            self._unwrap(cells[chained], source)
            self._take_fresh(cells[spent & ~chained])
            self._reveal_next(cells[~spent | chained], source)

    def _reveal_next(self, cells: Indices, source: Source) -> None:
        """Make the next arrival step of `OLD` the head."""
        at = self.next[cells]
        size, rest, old = self.sizes[at, cells], self.rest[cells], self.parts[OLD, cells]
        drawn = source.hypergeometric(size, rest - size, np.minimum(old, rest))
        head = np.where(at + 1 == self.begin[cells], old, drawn)
        self.parts[HEAD, cells], self.parts[OLD, cells] = head, old - head
        self.head_at[cells], self.rest[cells], self.next[cells] = at, rest - size, at + 1

    def _take_fresh(self, cells: Indices) -> None:
        self.parts[HEAD, cells], self.parts[FRESH, cells] = self.parts[FRESH, cells], 0
        self.head_at[cells] = self.now

    def _unwrap(self, cells: Indices, source: Source) -> None:
        """Turn the chain of `NEW` into known numbers by arrival step, newest first, and begin a new chain."""
        left, begin = self.parts[NEW, cells], self.begin[cells]
        self.parts[OLD, cells] = self.rest[cells] = left
        self.parts[NEW, cells] = 0
        for at in range(self.now - 1, int(begin.min(initial=self.now)) - 1, -1):
            inside = np.flatnonzero(begin <= at)
            found = self._of_link(at, cells[inside], left[inside], source)
            self.sizes[at, cells[inside]] = found
            left[inside] -= found
        self.next[cells], self.begin[cells] = begin, self.now

    def _of_link(self, at: int, cells: Indices, left: Counts, source: Source) -> Counts:
        """Draw how many of those left of a link of the chain arrived with it; of its first link, all."""
        link = at - len(self.ages.initial)
        came, before = self.came[link, cells], self.before[link, cells]
        drawn = source.hypergeometric(came, before, np.minimum(left, came + before))
        return np.where(at == self.begin[cells], left, drawn)

    def close(self, step: int) -> None:
        """Wrap the arrivals of the step round what stood before."""
        self.before[step], self.came[step] = self.parts[NEW], self.parts[FRESH]
        self.parts[NEW] += self.parts[FRESH]
        self.parts[FRESH] = 0
        self.now += 1

    def reveal(self, rows: Indices, source: Source) -> Counts:
        """Return the cases by arrival step, (arrival step, row, replicate): drawn on a copy, between steps."""
        cells = (rows[:, np.newaxis] * self.shape[1] + np.arange(self.shape[1])).ravel()
        found = np.zeros((len(self.sizes), len(cells)), self.parts.dtype)
        found[self.head_at[cells], np.arange(len(cells))] = self.parts[HEAD, cells]
        self._reveal_old(found, cells, source)
        left, begin = self.parts[NEW, cells], self.begin[cells]
        for at in range(self.now - 1, int(begin.min()) - 1, -1):
            inside = np.flatnonzero((begin <= at) & (left > 0))
            part = self._of_link(at, cells[inside], left[inside], source)
            found[at, inside] += part
            left[inside] -= part
        return found.reshape(len(found), len(rows), -1)

    def _reveal_old(self, found: Counts, cells: Indices, source: Source) -> None:
        old, rest, following, begin = self.parts[OLD, cells], self.rest[cells], self.next[cells], self.begin[cells]
        for at in range(int(following.min()), int(begin.max())):
            size = self.sizes[at, cells]
            inside = np.flatnonzero((following <= at) & (at < begin) & (size > 0) & (old > 0))
            good, bad, sample = size[inside], (rest - size)[inside], np.minimum(old, rest)[inside]
            part = np.where(at + 1 == begin[inside], old[inside], source.hypergeometric(good, bad, sample))
            found[at, inside] += part
            old[inside] -= part
            rest[inside] -= good

    def totals(self) -> Counts:
        """Return the cases of every row, shape (row, replicate)."""
        return self._shelved(self.parts.sum(axis=0))

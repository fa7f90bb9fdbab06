"""Disciplines: who is served first when there are more cases than hands.

Anyone of those who are equal: in a cell, in a tier, and among those who arrived in the same step (assumption A8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.engine.ages import Book, Taken, total
from sim.engine.draws import Counts, Source
from sim.engine.split import choose
from sim.engine.system import Ages, Exits, Indices, Pulse, Service


@dataclass(frozen=True)
class Shelf:
    """Where a flow finds the ages of its cells: the book, those of the cells that have a row in it, and these rows."""

    book: Book
    cells: Indices
    rows: Indices

    def spread(self, taken: list[Taken], count: int, tier: Indices | slice = slice(None)) -> list[Taken]:
        """Return what was taken from the rows (or some of them) as cases of all `count` cells of the flow."""
        found: list[Taken] = []
        for lanes, arrived, cases in taken:
            spread = np.zeros((count, *cases.shape[1:]), cases.dtype)
            spread[self.cells[tier]] = cases
            found.append(Taken(lanes, arrived, spread))
        return found


def shelf(book: Book | None, ages: Ages | None, flow: Exits | Service | Pulse, classes: int) -> Shelf | None:
    """Return the shelf of a flow's cells, stages first; None where none of its stages keeps ages."""
    if book is None or ages is None or not any(stage in ages.first for stage in flow.origins):
        return None
    cells = [(stage, class_) for stage in flow.origins for class_ in np.arange(classes)[flow.classes]]
    kept = [(index, ages.first[stage] + class_) for index, (stage, class_) in enumerate(cells) if stage in ages.first]
    return Shelf(book, *np.array(kept, dtype=np.intp).T)


def at_random(service: Service, stock: Counts, served: Counts, source: Source) -> Counts:
    """Choose the `served`, (replicate,), of the eligible, (cell, replicate): tier by tier, anyone within a tier."""
    if len(service.tiers) == 1:
        return choose(stock, served, source)
    chosen = np.zeros_like(stock)
    for tier, wanted in _by_tier(service, stock, served):
        chosen[tier] = choose(stock[tier], wanted, source)
    return chosen


def by_age(service: Service, stock: Counts, served: Counts, found: Shelf, source: Source) -> tuple[Counts, list[Taken]]:
    """Take the `served`, (replicate,), off the ages of the eligible, (cell, replicate): tier by tier, by age within a tier.

    Returns
    -------
    ndarray, shape (cell, replicate), and the same by arrival step
    """
    take = found.book.newest if service.order == "lifo" else found.book.oldest
    taken: list[Taken] = []
    for tier, wanted in _by_tier(service, stock, served):
        taken += found.spread(take(found.rows[tier], wanted, source), len(stock), tier)
    return total(taken, stock), taken


def _by_tier(service: Service, stock: Counts, served: Counts) -> Iterator[tuple[Indices, Counts]]:
    for tier in service.tiers:
        wanted = np.minimum(served, stock[tier].sum(axis=0))
        yield tier, wanted
        served = served - wanted

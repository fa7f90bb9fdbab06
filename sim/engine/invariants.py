"""The invariants that are cheap enough to be checked in every step of every run."""

from __future__ import annotations

import numpy as np

from sim.engine.ages import Book
from sim.engine.draws import Counts
from sim.engine.system import OUTSIDE, Ages, System
from sim.errors import EngineError

_TOLERANCE = 1e-9


class Ledger:
    """Keeps the books of a run: nothing is lost, nothing comes from nowhere, nobody leaves who was not there.

    Checks, by stage and class: counts are at least 0 (I1, I5), and their change is what went in less what went out, the
    adjustment included (I2, I3); ages sum to the stock (I9). Real-valued counts may be off by the rounding of the largest there ever was.
    """

    def __init__(self, system: System, stock: Counts) -> None:
        self.system = system
        self.before = stock.copy()
        self.exact = np.issubdtype(stock.dtype, np.integer)
        self.most = float(stock.max(initial=0))

    def check(self, step: int, stock: Counts, moved: Counts, added: Counts | None) -> None:
        """Compare the stock at the end of a step with the books.

        Raises
        ------
        EngineError
            Naming the step and what broke.
        """
        expected = self.before if added is None else self.before + added
        for route, way in enumerate(self.system.routes):
            if way.origin != OUTSIDE:
                expected[way.origin, way.classes] -= moved[route, way.classes]
            if way.to != OUTSIDE:
                expected[way.to, way.classes] += moved[route, way.classes]
        self.most = max(self.most, float(stock.max(initial=0)))
        scale = self._slack
        if stock.min(initial=0) < -scale or moved.min(initial=0) < -scale:
            raise EngineError(f"step {step}: a count is negative (invariants I1, I5)")
        if not np.allclose(expected, stock, rtol=0, atol=scale) if scale else not np.array_equal(expected, stock):
            raise EngineError(f"step {step}: the change of a stock is not what went in less what went out (invariant I2)")
        self.before = expected

    def check_ages(self, step: int, stock: Counts, ages: Ages, book: Book) -> None:
        """Compare the ages at the end of a step with the stock.

        Raises
        ------
        EngineError
            If the ages of a stage do not sum to its stock.
        """
        kept = np.concatenate([stock[stage] for stage in ages.first])
        if np.abs(book.totals() - kept).max(initial=0) > self._slack:
            raise EngineError(f"step {step}: the ages do not sum to the stock (invariant I9)")

    @property
    def _slack(self) -> float:
        return 0.0 if self.exact else _TOLERANCE * (1.0 + self.most)

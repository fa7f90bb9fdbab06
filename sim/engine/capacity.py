"""Capacity: how many are served when there are more cases than hands, and what that costs."""

from __future__ import annotations

import numpy as np

from sim.engine.draws import Counts, Draws
from sim.engine.system import Resource, Service, at

_SLACK = 1e-9
"""Relative slack when work is turned into cases, so that 5,000 cases at a price of 0.1 fit into 500 units."""


class Workload:
    """One resource during a run: what it has in each step, what hazards have used of it, and what is in progress.

    A case that is begun but not finished when the capacity of a step ends is finished in the next: what is left of the
    capacity, less than the price of one case, is carried over while cases wait. So nothing is lost to rounding; what finds nobody to
    serve is (assumption A6).
    """

    def __init__(self, resource: Resource, draws: Draws, replicates: int) -> None:
        self.budget = draws.whole(f"resources.{resource.name}.rounding", resource.work, replicates)
        self.owed, self.left, self.carried, self.unused, self.shortfall = np.zeros((5, replicates))
        self.waiting = np.zeros(replicates, dtype=bool)

    def open(self, step: int) -> None:
        """Take the step's capacity, less what hazards have used since the last service (assumption A7)."""
        work = self.budget[step] + self.carried - self.owed
        self.shortfall = self.shortfall + np.maximum(-work, 0.0)
        self.left = np.maximum(work, 0.0)
        self.owed = np.zeros_like(self.owed)
        self.waiting = np.zeros_like(self.waiting)

    def close(self, whole: bool) -> None:
        """Carry over what was begun, and count the rest as unused."""
        self.carried = np.where(self.waiting & whole, self.left, 0.0)
        self.unused = self.unused + self.left - self.carried


def serve(service: Service, waiting: Counts, step: int, workload: Workload, whole: bool) -> Counts:
    """Return how many cases are served: as many as wait, as far as the capacity goes.

    Parameters
    ----------
    service : Service
    waiting : ndarray, shape (replicate,), unit: cases
        Eligible cases.
    step : int
    workload : Workload
        Of the service's resource; what is used is taken off.
    whole : bool
        Whether only whole cases are served (random mode).

    Returns
    -------
    ndarray, shape (replicate,), unit: cases
    """
    price = at(service.price, step)
    with np.errstate(divide="ignore"):
        room = np.where(price > 0, workload.left / np.where(price > 0, price, 1.0), np.inf)
    if whole:
        room = np.floor(room * (1 + _SLACK))
    served = np.minimum(waiting, room).astype(waiting.dtype)
    workload.waiting |= served < waiting
    workload.left = np.maximum(workload.left - served * price, 0.0)
    return served

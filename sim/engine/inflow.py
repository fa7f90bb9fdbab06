"""Arrivals: how many come in a step, and of which class; nothing in the system keeps them away (assumption A20)."""

from __future__ import annotations

import numpy as np

from sim.engine.draws import Counts, Draws
from sim.engine.split import split
from sim.engine.system import Inflow, at


def plan(inflow: Inflow, draws: Draws, replicates: int) -> Counts | None:
    """Return the arrivals of a flow without noise, rounded over the whole run, shape (step, replicate); None with noise."""
    if inflow.dispersion > 0:
        return None
    cumulative = np.concatenate([np.zeros((1, inflow.mean.shape[1])), np.cumsum(inflow.mean, axis=0)])
    return draws.whole(f"{inflow.name}.rounding", cumulative, replicates)


def arrivals(inflow: Inflow, planned: Counts | None, step: int, exposure: float, replicates: int, draws: Draws) -> Counts:
    """Draw the arrivals of one step by class, shape (class, replicate), unit: cases.

    The negative binomial has mean mu f and shape k f in a step of exposure f, so that a month split in two keeps its law.
    """
    source = draws.at(inflow.name, step)
    if planned is None:
        mean = np.broadcast_to(at(inflow.mean, step), (replicates,))
        total = source.arrivals(mean, inflow.dispersion * exposure)
    else:
        total = planned[step]
    return np.stack(split(total, at(inflow.chances, step), source))

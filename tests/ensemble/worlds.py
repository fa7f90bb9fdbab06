"""One block's parameters from the text of a scenario."""

import numpy as np

from sim.engine.streams import BLOCK, Streams
from sim.ensemble.lanes import Lanes
from sim.ensemble.world import World
from sim.timeline import Calendar
from tests.statistical.runs import scenario

SYSTEM = """
    end: %s
    stages: {open: {kind: active, initial: 10_000}, gone: {kind: closed}}
    flows:
      filed: {kind: inflow, to: open, rate: %s}
      leave: {kind: hazard, from: open, to: gone, rate: 0.05}
    metrics: {filed: {flow: [filed]}, leave: {flow: [leave]}, open: {stock: [open]}}
"""


def system(rate="100", more="", end="2023-01-01"):
    """A stage with arrivals at some rate, and what else there is, as lines at the left margin."""
    return SYSTEM.replace("\n    ", "\n") % (end, rate) + more


def world(text, *overrides, blocks=1, mode="random"):
    """Return the parameters of a block, or of expected mode."""
    read = scenario(text, *overrides)
    calendar = Calendar(read.start, read.end, read.step)
    if mode == "expected":
        return World(read, calendar, None, Lanes(1))
    return World(read, calendar, Streams(read.seed, 0), Lanes(blocks * BLOCK))


def rates(text, *overrides, path="flows.filed.rate", **options):
    """Return what a number is in each step, (step, replicate or 1)."""
    found = world(text, *overrides, **options)
    values = found.by_step(found.value(path))
    return np.broadcast_to(values, (found.calendar.steps, values.shape[1]))

"""Which cells can ever hold a case: nothing is drawn for the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.twins import Kinds, arrivals, inflow_shares
from sim.ensemble.world import World
from sim.model.flow import Inflow, destinations, names, origins

Cells = NDArray[np.bool_]


def reachable(world: World, kinds: Kinds) -> Cells:
    """Return, for each (stage, kind), whether a case can be there at the start, arrive, or be moved there by some flow.

    Examples
    --------
    >>> import sim
    >>> from sim.ensemble.lanes import Lanes
    >>> from sim.timeline import Calendar
    >>> court = sim.load("scenarios/base/immigration-court-2022.yaml").scenario
    >>> cells = reachable(World(court, Calendar(court.start, court.end), None, Lanes(1)), Kinds.in_scenario(court))
    >>> dict(zip(court.stages, cells.sum(axis=1).tolist(), strict=True))["motion"]
    1
    """
    scenario = world.scenario
    stages = {name: index for index, name in enumerate(scenario.stages)}
    found = np.zeros((len(stages), len(kinds.all)), dtype=bool)
    for stage, row in stages.items():
        found[row, : len(scenario.classes)] = [values.any() for values in world.initial(stage).values()]
    for name, flow in scenario.flows.items():
        if isinstance(flow, Inflow):
            classes, shares = arrivals(world, kinds, inflow_shares(world, name, flow))
            found[stages[flow.to], np.arange(len(kinds.all))[classes][[bool(share.any()) for share in shares]]] = True
    if scenario.adjustment:
        found[next(index for index, stage in enumerate(scenario.stages.values()) if stage.kind == "active"), 0] = True
    for _ in stages:
        for flow in scenario.flows.values():
            moved = kinds.of(names(getattr(flow, "classes", None) or scenario.classes))
            for origin in origins(flow):
                for to in destinations(flow).values():
                    found[stages[to], moved] |= found[stages[origin], moved]
    return found

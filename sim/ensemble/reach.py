"""Which cells can ever hold a case: nothing is drawn for the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.world import World
from sim.model.flow import Inflow, destinations, names, origins

Cells = NDArray[np.bool_]


def reachable(world: World) -> Cells:
    """Return, for each (stage, class), whether a case can be there at the start, arrive, or be moved there by some flow.

    Examples
    --------
    >>> import sim
    >>> from sim.timeline import Calendar
    >>> court = sim.load("scenarios/base/immigration-court-2022.yaml").scenario
    >>> cells = reachable(World(court, Calendar(court.start, court.end), None, 1))
    >>> dict(zip(court.stages, cells.sum(axis=1).tolist(), strict=True))["motion"]
    1
    """
    scenario = world.scenario
    stages = {name: index for index, name in enumerate(scenario.stages)}
    classes = {name: index for index, name in enumerate(scenario.classes)}
    found = np.array([[values.any() for values in world.initial(stage).values()] for stage in scenario.stages])
    for name, flow in scenario.flows.items():
        if isinstance(flow, Inflow):
            shares = world.shares(f"flows.{name}.shares") if flow.shares else dict.fromkeys(classes, np.ones(1))
            found[stages[flow.to], [classes[class_] for class_, share in shares.items() if share.any()]] = True
    if scenario.adjustment:
        found[next(index for index, stage in enumerate(scenario.stages.values()) if stage.kind == "active"), 0] = True
    for _ in stages:
        for flow in scenario.flows.values():
            moved = [classes[class_] for class_ in names(getattr(flow, "classes", None) or scenario.classes)]
            for origin in origins(flow):
                for to in destinations(flow).values():
                    found[stages[to], moved] |= found[stages[origin], moved]
    return found

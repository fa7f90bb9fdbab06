"""Routes: one for each flow, outcome and origin, in file order, with what a case on it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.engine.system import OUTSIDE, Classes, Route, some
from sim.ensemble.reach import Cells
from sim.ensemble.twins import Kinds
from sim.model.flow import Capacity, Mover, Uses, destinations, names, origins
from sim.model.scenario import Scenario


class Routes:
    """The ways cases can go in a scenario whose `cells` (stage, kind) can hold any.

    `price` and `charge` answer what a case costs: a capacity flow is limited by its own resource at a price, and charged for
    every other resource it uses, as a hazard is.
    """

    def __init__(self, scenario: Scenario, kinds: Kinds, cells: Cells) -> None:
        self.scenario, self.kinds, self.cells = scenario, kinds, cells
        self.stages = list(scenario.stages)
        self.all: list[Route] = []
        self._index: dict[tuple[str, str | None, int], int] = {}
        for name, flow in scenario.flows.items():
            for outcome, to in destinations(flow).items():
                for origin in self.origins(flow) or (OUTSIDE,):
                    self._index[name, outcome, origin] = len(self.all)
                    self.all.append(Route(origin, self.stage(to), some(self._found(flow, [origin]))))

    def stage(self, name: str) -> int:
        """Return the index of a stage."""
        return self.stages.index(name)

    def index(self, flow: str, outcome: str | None, origin: int | None) -> int:
        """Return the index of a flow's route by outcome and origin stage."""
        return self._index[flow, outcome, OUTSIDE if origin is None else origin]

    def of(self, name: str) -> list[int]:
        """Return the routes of `FLOW` (all its outcomes) or `FLOW.OUTCOME`."""
        return [index for (flow, outcome, _), index in self._index.items() if name in (flow, f"{flow}.{outcome}")]

    def origins(self, flow: Any) -> tuple[int, ...]:
        """Return the stages a flow takes cases from, as listed."""
        return tuple(map(self.stage, origins(flow)))

    def find(self, flow: Any) -> bool:
        """Tell whether a flow can ever find a case."""
        return bool(self._found(flow, self.origins(flow)))

    def classes_on(self, route: int) -> list[int]:
        """Return the kinds that go along a route."""
        return [int(class_) for class_ in np.arange(len(self.kinds.all))[self.all[route].classes]]

    def classes_of(self, flow: Any) -> Classes:
        """Return the kinds of which a flow finds cases in any of its stages."""
        return some(self._found(flow, self.origins(flow)))

    def _found(self, flow: Any, stages: Sequence[int]) -> list[int]:
        asked = self.kinds.of(names(getattr(flow, "classes", None) or self.scenario.classes))
        return [class_ for class_ in asked if any(stage == OUTSIDE or self.cells[stage, class_] for stage in stages)]

    @staticmethod
    def own(flow: str) -> str:
        """Return the name of the resource that a capacity flow with a capacity of its own has to itself."""
        return f"flows.{flow}.capacity"

    def limiting(self, flow: Any) -> str | None:
        """Return the resource that limits a capacity flow: the one it names, or its own; None for other flows."""
        if not isinstance(flow, Capacity):
            return None
        return flow.resource or self.own(next(name for name, other in self.scenario.flows.items() if other is flow))

    def price(self, flow: Any, outcome: str | None, resource: str) -> float:
        """Return the units of a resource that one case of a flow and outcome takes.

        A number stands for units of the limiting resource, which costs 1 where nothing is said of it.
        """
        limiting = self.limiting(flow)
        own: Uses | None = flow.outcomes[outcome].uses if flow.outcomes and outcome else None
        uses: Uses | None = flow.uses if own is None else own
        if isinstance(uses, dict):
            return uses.get(resource, 1.0 if resource == limiting else 0.0)
        return (1.0 if uses is None else uses) if resource == limiting else 0.0

    def charged(self) -> Iterator[tuple[str, int, float]]:
        """Yield resource, route and units for what cases are charged of resources that do not limit their flow."""
        for resource in self.scenario.resources:
            for (name, outcome, _), route in self._index.items():
                flow = self.scenario.flows[name]
                units = self.price(flow, outcome, resource) if isinstance(flow, Mover) and resource != self.limiting(flow) else 0.0
                if units:
                    yield resource, route, units

"""A court of hazards and inflows as plain numbers, and its exact means in continuous time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.linalg import expm

from sim.model.flow import Hazard, Inflow
from sim.reading.load import Loaded
from sim.timeline import Calendar


@dataclass(frozen=True)
class Move:
    """Arrivals into a stage, cases per month, where `origin` is None; else a hazard per case and month."""

    name: str
    origin: str | None
    to: str
    rate: float


@dataclass(frozen=True)
class Network:
    """Stages with the cases they begin with, the moves between them and the horizon."""

    initial: dict[str, float]
    moves: tuple[Move, ...]
    months: float

    def scaled(self, scale: float) -> Network:
        """Return the same court with this share of its cases and arrivals."""
        moves = tuple(Move(m.name, m.origin, m.to, m.rate * (1.0 if m.origin else scale)) for m in self.moves)
        return Network({stage: round(cases * scale) for stage, cases in self.initial.items()}, moves, self.months)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    def limit(self) -> dict[str, float]:
        """Return the exact mean of every stage at the end, and of all moves up to there under `moves`."""
        found = expm(self._generator() * self.months) @ np.array([*self.initial.values(), 0.0, 1.0])
        return dict(zip([*self.initial, "moves"], found.tolist()[:-1], strict=True))

    def _generator(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the generator of the means, with a row that counts moves and a last one that stays at 1."""
        place = {stage: i for i, stage in enumerate(self.initial)}
        moves, one = len(place), len(place) + 1
        generator = np.zeros((one + 1, one + 1))
        for move in self.moves:
            origin = one if move.origin is None else place[move.origin]
            generator[place[move.to], origin] += move.rate
            generator[moves, origin] += move.rate
            if move.origin is not None:
                generator[origin, origin] -= move.rate
        return generator


def network(loaded: Loaded) -> Network:
    """Read a network from a scenario of inflows and hazards of one class with one destination each."""
    scenario = loaded.scenario
    moves = []
    for name, flow in scenario.flows.items():
        assert isinstance(flow, Hazard | Inflow), f"{name} is no hazard and no inflow"
        origin = flow.from_ if isinstance(flow, Hazard) else None
        assert isinstance(flow.rate, float), f"the rate of {name} is no plain number"
        assert isinstance(flow.to, str), f"{name} has several destinations"
        assert not isinstance(origin, list), f"{name} has several origins"
        moves.append(Move(name, origin, flow.to, flow.rate))
    initial = {stage: float(found.initial or 0) for stage, found in scenario.stages.items()}
    return Network(initial, tuple(moves), float(Calendar(scenario.start, scenario.end, scenario.step).exposure.sum()))

"""Recording what metrics ask for: paths are kept for metrics, never for cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.capacity import Workload
from sim.engine.clocks import Clock
from sim.engine.draws import Counts
from sim.engine.system import Floats, Probe, System, Trajectories


class Recorder:
    """Keeps, for each probe, one number per bound and replicate: 8 bytes and nothing else."""

    def __init__(self, system: System, dtype: type[np.generic], replicates: int) -> None:
        self.system = system
        self.paths = {probe.name: np.zeros((system.steps + 1, replicates), dtype) for probe in system.probes}

    def start(self, stock: Counts) -> None:
        """Record the stocks at the start."""
        for probe in self.system.probes:
            if probe.kind == "stock":
                self.paths[probe.name][0] = _summed(stock, probe)

    def record(self, step: int, stock: Counts, moved: Counts) -> None:
        """Record stocks at the end of a step, and flows up to there."""
        for probe in self.system.probes:
            path = self.paths[probe.name]
            if probe.kind == "stock":
                path[step + 1] = _summed(stock, probe)
            else:
                path[step + 1] = path[step] + _summed(moved, probe)

    def trajectories(
        self, workloads: Sequence[Workload], adjustment: Floats, pulses: dict[str, Floats], clocks: Sequence[Clock]
    ) -> Trajectories:
        """Return everything recorded."""
        names = [resource.name for resource in self.system.resources]
        return Trajectories(
            paths=self.paths | {clock.timer.name: clock.path for clock in clocks},
            windows={clock.timer.name: clock.windows() for clock in clocks if clock.timer.kind == "wait"},
            unused={name: workload.unused for name, workload in zip(names, workloads, strict=True)},
            shortfall={name: workload.shortfall for name, workload in zip(names, workloads, strict=True)}
            | pulses
            | {"adjustment": adjustment},
        )


def _summed(values: Counts, probe: Probe) -> Counts:
    """Sum (item, class, replicate) over a probe's cells."""
    total: Counts = np.zeros(values.shape[-1], values.dtype)
    for cell in probe.cells:
        total += values[cell]
    return total

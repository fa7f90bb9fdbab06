"""A court in SimPy, a process per case; run by `benchmarks.peers` with the peers' own Python. One JSON request per line in, one answer out."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import simpy


class Court:
    """Cases that wait in stages; those of the stage that judges serve, if there is one, stand in a queue as well."""

    def __init__(self, court: dict[str, Any], judges: dict[str, Any] | None, seed: int) -> None:
        self.env, self.random, self.stock = simpy.Environment(), random.Random(seed), Counter(court["initial"])
        self.exits: dict[str, tuple[list[str], list[float]]] = {stage: ([], []) for stage in court["initial"]}
        self.judges, self.bench = judges, simpy.Resource(self.env, judges["number"]) if judges else None
        for move in court["moves"]:
            if move["origin"]:
                self.exits[move["origin"]][0].append(move["to"])
                self.exits[move["origin"]][1].append(move["rate"])
            else:
                self.env.process(self.arrivals(move))
        for stage, cases in court["initial"].items():
            for _ in range(int(cases)):
                self.env.process(self.case(stage))

    def arrivals(self, move: dict[str, Any]) -> Iterator[simpy.Event]:
        """Let cases arrive as a Poisson process."""
        while True:
            yield self.env.timeout(self.random.expovariate(move["rate"]))
            self.stock[move["to"]] += 1
            self.env.process(self.case(move["to"]))

    def case(self, stage: str) -> Iterator[simpy.Event]:
        """Follow one case until it is in a stage that nothing leaves."""
        while True:
            destinations, rates = self.exits[stage]
            served = self.judges is not None and stage == self.judges["stage"]
            if not rates:
                return
            leaves = self.env.timeout(self.random.expovariate(sum(rates)))
            heard = False
            if served:
                with self.bench.request() as turn:
                    heard = turn in (yield turn | leaves)
                    if heard:
                        yield self.env.timeout(self.random.expovariate(self.judges["rate"]))
            else:
                yield leaves
            self.stock[stage] -= 1
            stage = self.judges["to"] if heard else self.random.choices(destinations, rates)[0]
            self.stock[stage] += 1


def main() -> None:
    """Answer each request with times and the stocks at the end."""
    for line in sys.stdin:
        request = json.loads(line)
        ends: dict[str, list[float]] = {stage: [] for stage in request["court"]["initial"]}
        begun, used = time.perf_counter(), time.process_time()
        for trajectory in range(request["trajectories"]):
            court = Court(request["court"], request["judges"], request["seed"] + trajectory)
            court.env.run(until=request["court"]["months"])
            for stage, cases in ends.items():
                cases.append(court.stock[stage])
        print(json.dumps({"wall": time.perf_counter() - begun, "cpu": time.process_time() - used, "ends": ends}), flush=True)


if __name__ == "__main__":
    main()

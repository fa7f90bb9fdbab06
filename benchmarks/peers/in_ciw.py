"""A court in Ciw; run by `benchmarks.peers` with the peers' own Python. One JSON request per line in, one answer out."""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any

import ciw

NEVER = 1e9
"""Months until a second batch of the cases that are there at the start: after the end of any run."""


def stations(court: dict[str, Any]) -> list[str]:
    """Return the stages that something leaves: the nodes of the network. What nothing leaves is Ciw's exit."""
    return [stage for stage in court["initial"] if any(move["origin"] == stage for move in court["moves"])]


def network(court: dict[str, Any], judges: dict[str, Any] | None) -> ciw.network.Network:
    """Build the court: a stage is a node with a server per case, whose service is the wait for the first hazard.

    Where judges serve, the node has that many servers and the hazards of the stage are reneging, which leads to the exit.
    Ciw starts empty; the cases at the start come as one batch at time 0, as customers of another class.
    """
    nodes = stations(court)
    leaving = {node: {m["to"]: m["rate"] for m in court["moves"] if m["origin"] == node} for node in nodes}
    arriving = {m["to"]: m["rate"] for m in court["moves"] if m["origin"] is None}
    bench = judges["stage"] if judges else None
    routes = {node: {judges["to"]: 1.0} if judges and node == bench else leaving[node] for node in nodes}
    totals = {node: judges["rate"] if judges and node == bench else sum(leaving[node].values()) for node in nodes}
    known = {
        "first": [ciw.dists.Sequential([0.0, NEVER]) if court["initial"][node] else None for node in nodes],
        "later": [ciw.dists.Exponential(arriving[node]) if node in arriving else None for node in nodes],
    }
    batches = {
        "first": [ciw.dists.Deterministic(int(court["initial"][node])) for node in nodes],
        "later": [ciw.dists.Deterministic(1) for _ in nodes],
    }
    matrix = [[routes[a].get(b, 0.0) / sum(routes[a].values()) for b in nodes] for a in nodes]
    reneging = [ciw.dists.Exponential(sum(leaving[node].values())) if node == bench else None for node in nodes]
    return ciw.create_network(
        arrival_distributions=known,
        batching_distributions=batches,
        service_distributions={kind: [ciw.dists.Exponential(totals[node]) for node in nodes] for kind in known},
        routing=dict.fromkeys(known, matrix),
        number_of_servers=[judges["number"] if judges and node == bench else math.inf for node in nodes],
        **({"reneging_time_distributions": dict.fromkeys(known, reneging)} if judges else {}),
    )


def ends(court: dict[str, Any], simulation: ciw.Simulation) -> dict[str, float]:
    """Return the stocks at the end; cases in the exit are in the one stage that nothing leaves."""
    nodes = stations(court)
    (gone,) = [stage for stage in court["initial"] if stage not in nodes]
    found = {stage: float(node.number_of_individuals) for stage, node in zip(nodes, simulation.transitive_nodes, strict=True)}
    return found | {gone: court["initial"][gone] + len(simulation.nodes[-1].all_individuals)}


def main() -> None:
    """Answer each request with times and the stocks at the end."""
    for line in sys.stdin:
        request = json.loads(line)
        court, found = request["court"], []
        begun, used = time.perf_counter(), time.process_time()
        for trajectory in range(request["trajectories"]):
            ciw.seed(request["seed"] + trajectory)
            simulation = ciw.Simulation(network(court, request["judges"]))
            simulation.simulate_until_max_time(court["months"])
            found.append(ends(court, simulation))
        answer = {stage: [each[stage] for each in found] for stage in court["initial"]}
        print(json.dumps({"wall": time.perf_counter() - begun, "cpu": time.process_time() - used, "ends": answer}), flush=True)


if __name__ == "__main__":
    main()

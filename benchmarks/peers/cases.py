"""Simulators of single cases, SimPy and Ciw, on small copies of the court, and what its true size would cost them."""

from __future__ import annotations

import statistics
from typing import Any

import sim
from benchmarks.peers.ask import HERE, Peer, worst_error
from benchmarks.peers.leaping import ours
from benchmarks.peers.network import Move, Network, network

ROUNDS = 3
SIZES = {("SimPy", "in_simpy.py"): ((1e-3, 20), (1e-2, 2)), ("Ciw", "in_ciw.py"): ((2.5e-4, 8), (1e-3, 3))}
"""For each peer two sizes, as a share of the court, and how many trajectories a round has."""


def queue() -> tuple[Network, dict[str, Any], dict[str, float]]:
    """Return the court with judges: its moves without hearings, its judges, and this engine's means at the end."""
    loaded = sim.load(HERE / "queue.yaml")
    scenario = loaded.scenario
    flows: dict[str, Any] = {name: flow for name, flow in scenario.flows.items() if name != "heard"}
    moves = tuple(Move(name, getattr(flow, "from_", None), flow.to, flow.rate) for name, flow in flows.items())
    initial = {stage: float(found.initial or 0) for stage, found in scenario.stages.items()}
    judges: Any = scenario.resources["judges"]
    bench = {"stage": "docket", "to": "ordered", "number": judges.headcount, "rate": judges.productivity}
    means = {name: float(path[-1].mean()) for name, path in sim.run(loaded, jobs=1).result.paths.items()}
    return Network(initial, moves, 27.0), bench, means


def main() -> None:
    """Print what a case's move costs each peer, and the trajectory of the true court that follows from it if cost grows with cases."""
    hazards = network(sim.load(HERE / "court.yaml"))
    line, bench, means = queue()
    base = statistics.median(ours(20_000, "month", seed).cpu for seed in range(1, ROUNDS + 1))
    print("\nCase by case, small copies; the last columns extrapolate in proportion to the moves of the court at its true size")
    print(
        f"{'peer':8} {'court':8} {'size':>8} {'n':>4} {'s/trajectory':>13} {'us/move':>9} "
        f"{'error':>8} {'(s.e.)':>8} {'s, full size':>13} {'x engine':>12}"
    )
    for (name, script), sizes in SIZES.items():
        peer = Peer(script)
        for scale, trajectories in sizes:
            for kind, court, judges, limit in (("hazards", hazards, None, hazards.limit()), ("judges", line, bench, means)):
                served = judges and {**judges, "number": max(1, round(judges["number"] * scale))}
                if judges and served:  # one judge at least, whose hearings make up for the rounding
                    served["rate"] = judges["rate"] * judges["number"] * scale / served["number"]
                plain = court.scaled(scale).plain()
                answers = [peer.ask(trajectories, court=plain, judges=served, seed=1 + i * trajectories) for i in range(ROUNDS)]
                cost = statistics.median(answer.cpu for answer in answers)
                moves = limit["moves"]
                error, chance = worst_error(answers, {name: mean * scale for name, mean in limit.items()}, court.initial)
                per_move, full = cost / moves / scale, cost / scale
                print(
                    f"{name:8} {kind:8} {f'1/{1 / scale:.0f}':>8} {ROUNDS * trajectories:4} {cost:13.3f} {per_move * 1e6:9.1f} "
                    f"{error:8.1e} {chance:8.0e} {full:13,.0f} {full / base:12,.0f}"
                )
        peer.close()

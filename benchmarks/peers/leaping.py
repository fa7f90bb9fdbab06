"""Tau-leaping and exact simulation in GillesPy2 against this engine: the court at its true size, all sides in turn."""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sim
from benchmarks.peers.ask import HERE, Answer, Peer, optimising, worst_error
from benchmarks.peers.network import Network, network

GOAL = 25.0
"""GillesPy2's tau-leaping, as installed and with the steps it chooses, should cost at least this many times this engine.

In processor time: GillesPy2's compiled solvers work beside a process that reads what they print, this engine is held to one thread.
"""

ROUNDS = 3


@dataclass
class Side:
    """A solver, what to ask of it, and what it answered round by round."""

    name: str
    trajectories: int
    request: dict[str, Any]
    scale: float = 1.0
    optimised: bool = False
    judged: bool = False
    answers: list[Answer] = field(default_factory=list)


def _leaper(name: str, solver: str, trajectories: int, fixed: float | None = None, **more: Any) -> Side:
    return Side(name, trajectories, {"solver": solver, "fixed_step": fixed}, **more)


def sides() -> list[Side]:
    """Return this engine by months and by weeks, then GillesPy2's solvers."""
    return [
        Side("this engine, steps of a month", 20_000, {"step": "month"}),
        Side("this engine, steps of a week", 10_000, {"step": "week"}),
        _leaper("TauLeapingSolver", "TauLeapingSolver", 1_000, judged=True),
        _leaper("TauHybridSolver", "TauHybridSolver", 200),
        _leaper("TauLeapingCSolver", "TauLeapingCSolver", 4_000, judged=True),
        _leaper("TauHybridCSolver", "TauHybridCSolver", 3_000, judged=True),
        _leaper("TauLeapingCSolver, fixed month", "TauLeapingCSolver", 10_000, 1.0),
        _leaper("TauLeapingCSolver, fixed 1/16 month", "TauLeapingCSolver", 1_000, 1 / 16),
        _leaper("TauLeapingCSolver, built with -O3", "TauLeapingCSolver", 10_000, optimised=True),
        _leaper("TauHybridCSolver, built with -O3", "TauHybridCSolver", 10_000, optimised=True),
        _leaper("TauLeapingCSolver, fixed month, -O3", "TauLeapingCSolver", 10_000, 1.0, optimised=True),
        _leaper("TauLeapingCSolver, fixed 1/16 month, -O3", "TauLeapingCSolver", 2_000, 1 / 16, optimised=True),
        _leaper("SSACSolver (exact)", "SSACSolver", 4),
        _leaper("SSACSolver (exact), built with -O3", "SSACSolver", 10, optimised=True),
        _leaper("NumPySSASolver (exact), 1/1000 of the court", "NumPySSASolver", 20, scale=1e-3),
    ]


def ours(trajectories: int, step: str, seed: int) -> Answer:
    """Run this engine on one processor."""
    loaded = sim.load(HERE / "court.yaml", {"step": step})
    wall, cpu = time.perf_counter(), time.process_time()
    paths = sim.run(loaded, replicates=trajectories, seed=seed, jobs=1).result.paths
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Answer(cpu / trajectories, wall / trajectories, {stage: path[-1].astype(float) for stage, path in paths.items()})


def measure(court: Network) -> list[Side]:
    """Ask every side in turn, `ROUNDS` times."""
    found = sides()
    with tempfile.TemporaryDirectory() as folder:
        peers = {False: Peer("in_gillespy2.py"), True: Peer("in_gillespy2.py", optimising(Path(folder)))}
        for round_ in range(1, ROUNDS + 1):
            for side in found:
                if "step" in side.request:
                    answer = ours(side.trajectories, side.request["step"], round_)
                else:
                    plain = court.scaled(side.scale).plain()
                    answer = peers[side.optimised].ask(side.trajectories, seed=round_, court=plain, **side.request)
                side.answers.append(answer)
        for peer in peers.values():
            peer.close()
    return found


def errors(side: Side, court: Network) -> tuple[float, float]:
    """Return the worst relative error of a side's means, and its standard error."""
    return worst_error(side.answers, court.scaled(side.scale).limit(), court.initial)


def ratio(side: Side, base: Side, clock: str) -> float:
    """Return the median over rounds of what a trajectory costs, for the court at its true size, against a base."""
    pairs = zip(side.answers, base.answers, strict=True)
    return statistics.median(getattr(a, clock) / side.scale / getattr(b, clock) for a, b in pairs)


def main() -> list[str]:
    """Print the table; return what fell short of the goal."""
    court = network(sim.load(HERE / "court.yaml"))
    moves = court.limit()["moves"]
    found = measure(court)
    base, missed = found[0], []
    print(f"Hazards and arrivals only: {sum(court.initial.values()):,.0f} cases, {moves:,.0f} moves in {court.months:.0f} months.")
    print("Per trajectory, in units of the first row; error: of the means at the end against the matrix exponential, worst stage")
    print(f"{'solver':44} {'n':>7} {'us cpu':>12} {'x cpu':>9} {'x wall':>9} {'ns/move':>9} {'error':>9} {'(s.e.)':>9} {'x error':>8}")
    for side in found:
        cpu = statistics.median(answer.cpu for answer in side.answers)
        (error, chance), by_cpu, by_wall = errors(side, court), ratio(side, base, "cpu"), ratio(side, base, "wall")
        print(
            f"{side.name:44} {ROUNDS * side.trajectories:7,} {cpu * 1e6:12,.1f} {by_cpu:9,.1f} {by_wall:9,.1f} "
            f"{cpu / side.scale / moves * 1e9:9.2f} {error:9.1e} {chance:9.0e} {error / errors(base, court)[0]:8.1f}"
        )
        if side.judged and (by_cpu < GOAL or error <= errors(base, court)[0]):
            missed.append(f"{side.name}: {by_cpu:.1f} times the cost, error {error:.1e}")
    return missed

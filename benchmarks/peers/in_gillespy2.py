"""A court in GillesPy2; run by `benchmarks.peers` with the peers' own Python. One JSON request per line in, one answer out."""

from __future__ import annotations

import json
import os
import resource
import sys
import sysconfig
import time
from typing import Any

# GillesPy2 starts SCons with the interpreter that the environment was made from, which does not see the environment.
os.environ["PYTHONPATH"] = sysconfig.get_paths()["purelib"]

import gillespy2
import numpy as np


def model(court: dict[str, Any]) -> gillespy2.Model:
    """Build the court: stages are species, moves are reactions of order 1 (hazards) or 0 (arrivals)."""
    made = gillespy2.Model(name="court")
    for stage, cases in court["initial"].items():
        made.add_species(gillespy2.Species(name=stage, initial_value=int(cases), mode="discrete"))
    for move in court["moves"]:
        rate = gillespy2.Parameter(name=f"rate_of_{move['name']}", expression=repr(move["rate"]))
        made.add_parameter(rate)
        reactants = {move["origin"]: 1} if move["origin"] else {}
        made.add_reaction(gillespy2.Reaction(name=move["name"], reactants=reactants, products={move["to"]: 1}, rate=rate))
    made.timespan(gillespy2.TimeSpan.linspace(t=court["months"], num_points=round(court["months"]) + 1))
    return made


def processor_time() -> float:
    """Return the processor time of this process and of those it has started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Build each solver once, and compile it, outside the time that is measured."""
    solvers: dict[str, Any] = {}
    for line in sys.stdin:
        request = json.loads(line)
        kind, fixed = request["solver"], request["fixed_step"]
        key = json.dumps([kind, fixed, request["court"]])
        options = {} if fixed is None else {"constant_tau_stepsize": fixed}
        if key not in solvers:
            solvers[key] = getattr(gillespy2, kind)(model=model(request["court"]), **options)
            solvers[key].run(number_of_trajectories=1, seed=1)
        run_options = options if kind == "TauLeapingCSolver" else {}
        begun, used = time.perf_counter(), processor_time()
        found = solvers[key].run(number_of_trajectories=request["trajectories"], seed=request["seed"], **run_options)
        wall, cpu = time.perf_counter() - begun, processor_time() - used
        ends = {stage: np.array([path[stage][-1] for path in found], dtype=float).tolist() for stage in request["court"]["initial"]}
        print(json.dumps({"wall": wall, "cpu": cpu, "ends": ends}), flush=True)


if __name__ == "__main__":
    main()

"""A user's program: type checkers know what everything in it is. It is checked, not run."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import pandas as pd
from matplotlib.axes import Axes

import sim


def runs(file: Path, ax: Axes) -> None:
    """Read, run and look."""
    loaded = sim.load(file, set={"stages.eligible.initial": 700_000})
    assert_type(loaded, sim.Loaded)
    assert_type(loaded.scenario, sim.Scenario)
    assert_type(loaded.scenario.title, str)
    assert_type(loaded.assumptions, pd.DataFrame)
    assert_type(loaded.again(["seed=2"]), sim.Loaded)
    run = sim.run(loaded, replicates=200, seed=1, set=["seed=3"], precision=0.01, progress=lambda done, of: None)
    assert_type(run, sim.Run)
    assert_type(run.claims, pd.DataFrame)
    assert_type(run.metrics, pd.DataFrame)
    assert_type(run.replicates, pd.DataFrame)
    assert_type(run.quantiles("pending"), pd.DataFrame)
    assert_type(run.plot("fan", metric="pending", ax=ax), Axes)
    assert_type(run.record.title, str)
    assert_type(run.record.claims[0].probability, float | None)
    assert_type(run.loaded, sim.Loaded)
    assert_type(run.result.replicates, int)
    assert_type(run.save(), Path)
    opened = sim.open_run("runs/one")
    assert_type(opened, sim.RunResults)
    assert_type(opened.claims, pd.DataFrame)
    assert_type(opened.plot("distribution"), Axes)


def studies(file: str, ax: Axes) -> None:
    """Sweep, compare, solve, read the record."""
    sweep = sim.sweep(file, ["a=0:1:3"], design="grid", replicates=100, out="sweeps/one", resume=True)
    assert_type(sweep, sim.Sweep)
    assert_type(sweep.points, pd.DataFrame)
    assert_type(sweep.details, pd.DataFrame)
    assert_type(sweep.plot("tornado", "claim/reading", ax=ax), Axes)
    comparison = sim.compare(file, sim.load(file), of="pending")
    assert_type(comparison, sim.Comparison)
    assert_type(comparison.claims, pd.DataFrame)
    assert_type(comparison.attribution, pd.DataFrame)
    assert_type(comparison.plot(0, ax=ax), Axes)
    solved = sim.solve(file, "claim", "flows.leave.rate", between=(0.0, 1.0))
    assert_type(solved, sim.Solved)
    assert_type(solved.value, float | None)
    assert_type(solved.curve, pd.DataFrame)
    assert_type(solved.solution.crossings[0].low, float)
    assert_type(solved.plot(ax=ax), Axes)
    record = sim.claims(systems=["passports"], kind="forecast", horizon=(6, 18))
    assert_type(record, sim.PublishedClaims)
    assert_type(record.frame(), pd.DataFrame)
    assert_type(record.main[0].probability, float | None)
    assert_type(record.plot(), Axes)


def mistakes(file: str) -> list[str]:
    """Name every mistake, twice."""
    found = [str(problem) for problem in sim.check(file)]
    try:
        sim.run(file)
    except sim.InputError as error:
        assert_type(error.problems[0].path, str)
        return [*found, *map(str, error.problems)]
    except (sim.RunFolderError, sim.EngineError) as failure:
        raise sim.SimError from failure
    return found

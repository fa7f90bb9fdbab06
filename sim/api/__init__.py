"""What `import sim` shows: read a scenario, run it, look at what came out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.differences import Differences, differences
from sim.analysis.record import Record, record
from sim.analysis.step_check import StepCheck
from sim.analysis.step_check import step_check as compare_steps
from sim.analysis.variance import Split, by_level
from sim.ensemble.blocks import Mode
from sim.ensemble.blocks import run as run_ensemble
from sim.ensemble.halves import half_steps
from sim.ensemble.result import Result
from sim.errors import InputError, Problem
from sim.model.scenario import Scenario
from sim.reading.load import Loaded
from sim.reading.load import load as load_file
from sim.study.precision import Reached, lengthened

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Overrides = Mapping[str, Any] | Iterable[str]

MOST = 200_000
"""Replicates at which a precision is given up where nobody says otherwise."""


def load(file: str | Path, set: Overrides = ()) -> Loaded:
    """Read and check a scenario file.

    Parameters
    ----------
    file : path of a YAML file
    set : mapping of path to value, or texts `path=value`
        Overrides, laid over what the file and its parents say.

    Raises
    ------
    InputError
        With every mistake found.

    Examples
    --------
    >>> load("scenarios/pd-2022/depletion.yaml").scenario.start
    datetime.date(2022, 4, 25)
    """
    return load_file(file, overrides(set))


def overrides(given: Overrides) -> list[str]:
    """Return overrides as texts `path=value`; a text in a mapping is read as it would be on the command line.

    Examples
    --------
    >>> overrides({"seed": 7, "flows.leave.rate": {"uniform": [0.1, 0.2], "level": "month"}, "step": "week"})
    ['seed=7', 'flows.leave.rate={"uniform": [0.1, 0.2], "level": "month"}', 'step=week']
    """
    if isinstance(given, Mapping):
        return [f"{path}={value if isinstance(value, str) else json.dumps(value, default=str)}" for path, value in given.items()]
    return list(given)


def check(file: str | Path, set: Overrides = ()) -> list[Problem]:
    """Return every mistake that reading a scenario file can find; what drawn values make impossible shows when it is run.

    Examples
    --------
    >>> check("scenarios/pd-2022/depletion.yaml")
    []
    """
    try:
        load(file, set)
    except InputError as error:
        return list(error.problems)
    return []


def run(
    file: str | Path | Loaded,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    set: Overrides = (),
    jobs: int | None = None,
    mode: Mode = "random",
    progress: Callable[[int, int], None] | None = None,
    step_check: bool = False,
    variance: bool = False,
    precision: float | None = None,
    max_replicates: int = MOST,
) -> Run:
    """Run a scenario; nothing is written before `Run.save`.

    Parameters
    ----------
    file : path of a YAML file, or what `load` returned
    replicates, seed : int, optional
        In place of the scenario's own.
    set : mapping of path to value, or texts `path=value`
    jobs : int, optional
        Threads; all processors by default. The numbers do not depend on it.
    mode : "random" or "expected"
        Expected mode returns means of all draws, in one lane.
    progress : callable, optional
        Told how many replicates are done, and of how many.
    step_check : bool
        Run once more with half the step: `Run.step_check` then tells how far each number moves.
    variance : bool
        Run twice more with months and cases, and with cases alone, drawn anew: `Run.variance` then splits the variance of each reading.
    precision : float, optional
        Add whole blocks of replicates until the 95% interval of every probability is this narrow, from end to end, up to
        `max_replicates`: `Run.precision` then tells what was reached.

    Returns
    -------
    Run
        Where the scenario names a `baseline`, with its differences from that on the same random numbers.

    Raises
    ------
    InputError
        With every mistake found in the file or its baseline, what makes drawn values impossible, or a step that cannot be halved.
    """
    own = {"replicates": replicates, "seed": seed}
    given = [*overrides(set), *(f"{key}={value}" for key, value in own.items() if value is not None)]
    loaded = file.again(given) if isinstance(file, Loaded) else load_file(file, given)
    baseline = loaded.baseline
    with loaded.placing():
        halves = half_steps(loaded.scenario) if step_check else None
        simulated = partial(run_ensemble, mode=mode, jobs=jobs or processors(), progress=progress)
        result, reached = simulated(loaded.scenario), None
        if precision is not None and mode == "random":
            result, reached = lengthened(result, precision, max_replicates, lambda n, known: simulated(_with(loaded, n), known=known))
            loaded = loaded.again([f"replicates={result.replicates}"])
        moves = compare_steps(result, simulated(result.scenario, calendar=halves)) if halves else None
        split = by_level(result, lambda redraw: simulated(result.scenario, redraw=redraw)) if variance and mode == "random" else []
    if reached is not None:
        baseline = loaded.baseline
    if baseline is None:
        return Run(loaded, result, moves, reached, split)
    with baseline.placing():
        other = simulated(baseline.scenario)
    return Run(loaded, result, moves, reached, split, differences(other, result, (baseline.stem, loaded.stem)))


def _with(loaded: Loaded, replicates: int) -> Scenario:
    return loaded.again([f"replicates={replicates}"]).scenario


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_run(folder: str | Path) -> Record:
    """Read a run from its folder.

    Raises
    ------
    RunFolderError
        If there is no readable run in it.
    """
    from sim.report.folder import read

    return read(Path(folder))


class Run:
    """One scenario, run: its claims, metrics and quantiles as tables, its plots and its report.

    Examples
    --------
    >>> import sim
    >>> done = sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=2_000)
    >>> float(done.claims.set_index("reading").loc["by-25-april-2023", "probability"])
    1.0
    """

    def __init__(
        self,
        loaded: Loaded,
        result: Result,
        step_check: StepCheck | None = None,
        precision: Reached | None = None,
        variance: Sequence[Split] = (),
        baseline: Differences | None = None,
    ) -> None:
        self.loaded, self.result, self.step_check = loaded, result, step_check
        self.precision, self.variance, self.baseline = precision, tuple(variance), baseline

    @cached_property
    def record(self) -> Record:
        """The run as plain numbers: what reports are made from."""
        return record(self.loaded, self.result, self.baseline)

    @property
    def claims(self) -> pd.DataFrame:
        """One row per claim and reading."""
        from sim.analysis.frames import claims_frame

        return claims_frame(self.record.claims)

    @property
    def metrics(self) -> pd.DataFrame:
        """Mean, sd and quantiles of every metric: stocks and ages at the end, everything else over the run."""
        from sim.analysis.frames import metrics_frame

        return metrics_frame(self.result)

    def quantiles(self, metric: str) -> pd.DataFrame:
        """Return quantiles of a metric by date; a flow is cumulated from the start, a wait is that of the step before the date.

        `clearance`, `relief` and `filed` are those of the window from the start to the date. Rows are NaN where there is no value: where
        nobody left, or nobody looked at an age.

        Raises
        ------
        KeyError
            If the scenario has no such metric.
        """
        from sim.analysis.frames import quantiles_frame

        return quantiles_frame(self.result, metric)

    @property
    def replicates(self) -> pd.DataFrame:
        """One row per replicate: parameters drawn by replicate, and each reading's value."""
        from sim.analysis.frames import replicates_frame

        return replicates_frame(self.result)

    def plot(
        self, kind: Literal["fan", "distribution", "multiples"] = "fan", metric: str | None = None, reading: str | None = None
    ) -> Figure:
        """Draw one of the run's figures; by default of its first claim's metric."""
        from sim.plots.figures import figure

        return figure(self.record, kind, metric=metric, reading=reading)

    def save(self, out: str | Path | None = None, command: str | None = None) -> Path:
        """Write the run's folder with data, plots and report; return its absolute path.

        Raises
        ------
        RunFolderError
            If `out` holds anything already, or cannot be written.
        """
        from sim.report.folder import write

        return write(Path(out) if out is not None else None, self.record, self.loaded, command or f"sim run {self.loaded.file}")

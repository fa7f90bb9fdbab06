"""What `import sim` shows: read a scenario, run it, look at what came out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.differences import Differences, differences
from sim.analysis.record import Record, record
from sim.analysis.step_check import StepCheck
from sim.analysis.step_check import step_check as compare_steps
from sim.analysis.variance import Split, by_level, of_a_block
from sim.api.asked import refining
from sim.api.command import command_of_run
from sim.api.given import Overrides, overrides
from sim.api.loaded import Loaded, as_shown
from sim.api.results import RunResults
from sim.ensemble.blocks import Mode
from sim.ensemble.blocks import run as run_ensemble
from sim.ensemble.halves import half_steps
from sim.ensemble.result import Result
from sim.errors import InputError, Problem
from sim.reading.load import Loaded as Read
from sim.reading.load import load as load_file
from sim.study.precision import Reached, lengthened

if TYPE_CHECKING:
    from sim.report.kept import Kept


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
    return as_shown(load_file(file, overrides(set)))


def check(file: str | Path, set: Overrides = ()) -> list[Problem]:
    """Return every mistake that reading a scenario file can find; what drawn values make impossible shows when it is run.

    Parameters
    ----------
    file : path of a YAML file
    set : mapping of path to value, or texts `path=value`

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
    max_replicates: int | None = None,
    keep: str | Path | None = None,
) -> Run:
    """Run a scenario; nothing is written before `Run.save`, but for what is finished of a long run with `keep`.

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
        `max_replicates`, 200,000 by default: `Run.precision` then tells what was reached.
    keep : path, optional
        A folder in which finished blocks are kept: every 30 seconds, and when something stops the run. Called again with it, the run
        takes over what is there; the same scenario and versions are needed, replicates may be more. It stays until it is deleted.

    Returns
    -------
    Run
        Where the scenario names a `baseline`, with its differences from that on the same random numbers.

    Raises
    ------
    InputError
        With every mistake found in the file or its baseline, what makes drawn values impossible, or a step that cannot be halved.
    RunFolderError
        If `keep` holds anything else, or cannot be read.
    ValueError
        If `precision`, `variance` or `keep` is asked for in expected mode, or `max_replicates` without `precision`.

    Examples
    --------
    >>> import sim
    >>> done = sim.run("scenarios/pd-2022/depletion.yaml", replicates=2_000, set={"stages.eligible.initial": 700_000})
    >>> done.claims.set_index("reading").loc["by-25-april-2023", "words"]
    'almost no chance'
    """
    limit = refining(mode, precision, max_replicates, variance=variance, keep=keep)
    own = {"replicates": replicates, "seed": seed}
    given = [*overrides(set), *(f"{key}={value}" for key, value in own.items() if value is not None)]
    loaded = as_shown(file.again(given) if isinstance(file, Read) else load_file(file, given))
    baseline = loaded.baseline
    simulated = partial(run_ensemble, mode=mode, jobs=jobs or processors(), progress=progress)
    kept = _kept(keep, loaded) if keep is not None else None
    first = partial(kept.run, simulated) if kept else simulated
    with kept or nullcontext():
        with loaded.placing():
            halves = half_steps(loaded.scenario) if step_check else None
            result, reached = first(loaded.scenario), None
            if precision is not None:
                result, reached = lengthened(result, precision, limit, partial(_longer, first, loaded))
                loaded = loaded.again([f"replicates={result.replicates}"])
            moves = compare_steps(result, simulated(result.scenario, calendar=halves)) if halves else None
            split = by_level(result, lambda redraw: simulated(result.scenario, redraw=redraw)) if variance else []
        if reached is not None:
            baseline = loaded.baseline
        if baseline is None:
            return Run(loaded, result, moves, reached, split)
        with baseline.placing():
            other = simulated(baseline.scenario)
    return Run(loaded, result, moves, reached, split, differences(other, result, (baseline.stem, loaded.stem)))


def _kept(folder: str | Path, loaded: Read) -> Kept:
    from sim.report.kept import Kept

    return Kept(Path(folder), loaded)


def _longer(simulated: Callable[..., Result], loaded: Read, replicates: int, known: Result) -> Result:
    return simulated(loaded.again([f"replicates={replicates}"]).scenario, known=known)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_run(folder: str | Path) -> RunResults:
    """Read a run from its folder.

    Parameters
    ----------
    folder : path, as `Run.save` returned it

    Raises
    ------
    RunFolderError
        If there is no readable run in it.

    Examples
    --------
    >>> import sim, tempfile
    >>> done = sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=100)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kept = sim.open_run(done.save(folder))
    >>> kept.claims.equals(done.claims)
    True
    """
    from sim.report.folder import read

    return RunResults(read(Path(folder)))


class Run(RunResults):
    """One scenario, run: what came out of it, what it was made from, and its report.

    Attributes
    ----------
    loaded : Loaded
        The scenario, with the files and figures it was read from.
    result : Result
        Every metric of every replicate on the bounds of all steps.
    step_check, precision, variance
        What was asked for beside the run: how far each number moves with half the step (None unless asked), which precision was
        reached (None unless asked), and the split of each reading's variance (empty unless asked).

    Examples
    --------
    >>> import sim
    >>> done = sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=2_000)
    >>> float(done.claims.set_index("reading").loc["by-25-april-2023", "probability"])
    1.0
    """

    loaded: Loaded
    result: Result
    step_check: StepCheck | None
    precision: Reached | None
    variance: tuple[Split, ...]

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
        self.precision, self.variance, self._baseline = precision, tuple(variance), baseline

    @cached_property
    def record(self) -> Record:
        """The run as plain numbers: what tables, pictures and reports are made from.

        Examples
        --------
        >>> import sim
        >>> sim.run("scenarios/pd-2022/depletion.yaml", replicates=100).record.scenario
        'depletion'
        """
        return record(self.loaded, self.result, self._baseline)

    def save(self, out: str | Path | None = None, command: str | None = None) -> Path:
        """Write the run's folder with data, plots and report; return its absolute path.

        The report splits each reading's variance by level: over all replicates where that was asked for, or over the first block of them.

        Parameters
        ----------
        out : path, optional
            A folder of its own; by default one below `runs/`, named by scenario, time and hash.
        command : str, optional
            What the report says makes the same run again; by default a command with everything its numbers depend on.

        Raises
        ------
        RunFolderError
            If `out` holds anything already, or cannot be written.

        Examples
        --------
        >>> import sim, tempfile
        >>> done = sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=100)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     sorted(path.name for path in done.save(folder).iterdir())[:3]
        ['claims.csv', 'manifest.json', 'plots']
        """
        from sim.report.folder import write

        kept = replace(self.record, variance=self.variance or of_a_block(self.result))
        return write(Path(out) if out is not None else None, kept, self.loaded, command or command_of_run(self))

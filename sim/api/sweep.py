"""What `import sim` shows of sweeps: run the points of a design, go on with those that are missing, look at what they say."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.api import processors
from sim.api.asked import refining
from sim.api.given import Overrides, Varied, overrides, varied
from sim.api.shown import Shown
from sim.ensemble.blocks import Mode
from sim.ensemble.threads import Threads
from sim.errors import InputError, Place, Problem
from sim.reading.load import Loaded
from sim.reading.swept import load_swept
from sim.study.design import design as design_of
from sim.study.store import Store
from sim.study.sweep import Plan, Precision, run_sweep
from sim.study.swept import Swept, swept

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.report.notebook import Leaf


def sweep(
    file: str | Path | Loaded,
    vary: Varied = (),
    *,
    design: Literal["grid", "lhs", "sobol", "saltelli"] | None = None,
    points: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    set: Overrides = (),
    mode: Mode = "random",
    precision: float | None = None,
    max_replicates: int | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    out: str | Path | None = None,
    resume: bool = False,
) -> Sweep:
    """Run a scenario at the points of a design.

    Parameters
    ----------
    file : path of a YAML file, or what `load` returned
    vary : iterable of texts, or mapping of path to values
        `path=a:b:n`, `path=a:b`, `path=a,b,c` or `path`; in a mapping a list of values, `{"from": a, "to": b, "points": n}`, or None for the
        number's own law. In place of the axes of the file's own `sweep`.
    design : "grid", "lhs", "sobol" or "saltelli", optional
    points, replicates, seed : int, optional
        Points of the design (a grid has those of its axes), replicates of each point, and the random seed.
    set : mapping of path to value, or texts `path=value`
    mode : "random" or "expected"
    precision : float, optional
        Add blocks to a point until the 95% interval of each of its probabilities is this narrow, up to `max_replicates`, 200,000 by default.
    jobs : int, optional
        Threads; all processors by default. The numbers do not depend on it.
    progress : callable, optional
        Told how many points are done, and of how many.
    out : path, optional
        The sweep's own folder, where every finished part is committed; without it nothing is written.
    resume : bool
        Go on with the sweep in `out`.

    Raises
    ------
    InputError
        With every mistake found, before anything is run; or what makes drawn values impossible.
    RunFolderError
        If the folder cannot be used, or holds another sweep than the one to be resumed.
    ValueError
        If `precision` is asked for in expected mode, or `max_replicates` without it.

    Examples
    --------
    >>> found = sweep("scenarios/pd-2022/depletion.yaml", ["stages.eligible.initial=0.7e6:1.8e6:3"], replicates=500)
    >>> found.points.columns[0], len(found.points)
    ('stages.eligible.initial', 3)
    """
    limit = refining(mode, precision, max_replicates)
    loaded = load_swept(file, varied(vary), design=design, points=points, replicates=replicates, given=[*overrides(set), *_seeded(seed)])
    plan = Plan(loaded, design_of(loaded.scenario), mode, Precision(precision, limit) if precision else None)
    folder = Path(out) if out is not None else None
    new = None if resume else folder
    with opened(plan, folder, resume=resume) as store, begun_well(new, store), threads(jobs) as pool:
        run(plan, store, pool, jobs or processors(), progress)
        return Sweep(swept(plan, store))


def run(plan: Plan, store: Store, pool: Executor, workers: int, progress: Callable[[int, int], None] | None) -> None:
    """Run what is missing; problems are placed at the axis whose values make them, or else in the scenario's file."""
    try:
        run_sweep(plan, store, pool, workers, progress)
    except InputError as error:
        raise InputError(_placed(plan.loaded, problem) for problem in error.problems) from None


def _placed(loaded: Loaded, problem: Problem) -> Problem:
    """Return a problem of some point with the place of the axis at whose path it is; one at no path is that of all axes."""
    axes = loaded.tree.value["sweep"].value["vary"].keys
    if problem.place != Place("scenario") or problem.path not in ("", *axes):
        return loaded.placed(problem)
    places = [axes[problem.path]] if problem.path else list(dict.fromkeys(axes.values()))
    written = any(place.line for place in places)
    return replace(problem, place=places[0] if written else Place(" ".join(place.file for place in places)))


@contextmanager
def begun_well(folder: Path | None, store: Store) -> Iterator[None]:
    """Leave nothing in a new folder where drawn values prove impossible before any point is done; None is a folder that stays.

    Raises
    ------
    InputError
        As what is under way does.
    """
    try:
        yield
    except InputError:
        if folder is not None and not store.count(1):
            store.close()
            shutil.rmtree(folder, ignore_errors=True)
        raise


def opened(plan: Plan, out: Path | None, *, resume: bool) -> AbstractContextManager[Store]:
    """Open the store of a plan: in memory, or in a folder of its own."""
    from sim.report import sweeps

    if out is None:
        return Store.create(Path(":memory:"), {}, plan.design.points)
    return sweeps.resume(out, plan)[1] if resume else sweeps.begin(out, plan, {})[1]


def _seeded(seed: int | None) -> list[str]:
    return [] if seed is None else [f"seed={seed}"]


def threads(jobs: int | None) -> Threads:
    """Return a pool of threads, one for each processor unless `jobs` says otherwise."""
    return Threads(jobs or processors())


@contextmanager
def workers(jobs: int | None, cluster: str | None, waiting: Callable[[str], None]) -> Iterator[tuple[Executor, int]]:
    """Yield a pool and how many it runs at a time: threads, or the workers of a cluster, `local` or by its scheduler's address.

    `waiting` is told the cluster whenever no worker of it is left.

    Raises
    ------
    ClusterError
        If the cluster cannot be used.
    """
    number = jobs or processors()
    if cluster is None:
        with threads(number) as pool:
            yield pool, number
        return
    from sim.study.cluster import cluster as of

    with of(cluster, number, waiting) as found:
        yield found


class Sweep(Shown):
    """The points of a sweep that are done, as tables and pictures; in a notebook it shows itself as a table of points.

    Attributes
    ----------
    swept : Swept
        Design, tallies and what is known of each point: what tables and pictures are made from.

    Examples
    --------
    >>> import sim
    >>> found = sim.sweep("scenarios/pd-2022/depletion.yaml", ["stages.eligible.initial=0.7e6:1.8e6:3"], replicates=500)
    >>> found.points.index.name, found.points["stages.eligible.initial"].tolist()
    ('point', [700000.0, 1250000.0, 1800000.0])
    """

    swept: Swept

    def __init__(self, found: Swept) -> None:
        self.swept = found

    @property
    def points(self) -> pd.DataFrame:
        """One row per point that is done: the varied paths, then each reading's probability as `claim/reading` (in expected mode its value).

        The index is the point's number in the design. A path has the type of its values: `float64` or `int64`, `datetime64[us]`, `boolean`,
        or categories in the order of the design; answers are `float64`, NaN where a reading has no value.

        Examples
        --------
        >>> import sim
        >>> found = sim.sweep("scenarios/pd-2022/depletion.yaml", ["stages.eligible.initial=0.7e6:1.8e6:3"], replicates=500)
        >>> found.points.dtypes.astype(str).unique().tolist()
        ['float64']
        """
        from sim.study.frames import points_frame

        return points_frame(self.swept)

    @property
    def details(self) -> pd.DataFrame:
        """One row per point that is done and reading or metric: everything that is known of it.

        The index is the point's number, as in `points`. Columns: the varied paths; `name`, the `claim/reading` or metric, a category; `n`,
        its replicates (`Int64`); `probability` with its 95% interval `probability_low` to `probability_high`, `below`, `above`, and `mean`
        and `sd` in its unit (`float64`, NaN where there is none, as a metric has no probability).

        Examples
        --------
        >>> import sim
        >>> found = sim.sweep("scenarios/pd-2022/depletion.yaml", ["stages.eligible.initial=0.7e6:1.8e6:3"], replicates=500)
        >>> found.details.loc[0, "name"].tolist()[:1]
        ['pd-by-april-2023/by-1-april-2023']
        """
        from sim.study.frames import details_frame

        return details_frame(self.swept)

    def plot(
        self,
        kind: Literal["curve", "heatmap", "multiples", "parallel", "tornado", "indices"] | None = None,
        reading: str | None = None,
        *,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw one of the sweep's pictures, and return its Axes.

        Parameters
        ----------
        kind : optional
            By default the most telling one: a `curve` over one axis, a `heatmap` over two, `multiples` over more; `parallel` coordinates and a
            `tornado` where there are several axes, Sobol' `indices` of a saltelli design.
        reading : str, optional
            `claim/reading`; by default the first, of a curve all of its claim.
        ax : Axes, optional
            Drawn into, with title and legend; without it the picture is a sheet of its own with its key, `plot(...).figure`.

        Returns
        -------
        Axes
            `ax`, or that of the sheet; of multiples the first, all being `plot(...).figure.axes[1:]`.

        Raises
        ------
        RunFolderError
            If the sweep has no such picture or reading, or no point with a value.
        ValueError
            If `multiples` are to be drawn into one Axes.

        Examples
        --------
        >>> import sim
        >>> found = sim.sweep("scenarios/pd-2022/depletion.yaml", ["stages.eligible.initial=0.7e6:1.8e6:3"], replicates=500)
        >>> found.plot().get_ylabel()
        'probability'
        """
        from sim.plots.sweep_figures import sweep_plot

        return sweep_plot(self.swept, kind, reading, ax=ax)

    def _leaf(self) -> Leaf:
        from sim.report.leaves import sweep_leaf

        return sweep_leaf(self.swept)

"""What `import sim` shows of comparisons: scenarios side by side on the same random numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.api import processors
from sim.api.command import command_of
from sim.api.given import Overrides, overrides
from sim.api.shown import Shown
from sim.errors import RunFolderError
from sim.reading.load import Loaded, load_all
from sim.study.compare import Compared, same_numbers
from sim.study.compare import compare as compare_loaded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.report.notebook import Leaf


def compare(
    first: str | Path | Loaded,
    second: str | Path | Loaded,
    *others: str | Path | Loaded,
    of: str | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    set: Overrides = (),
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare scenarios with the first of them, and attribute the difference to the assumptions that changed.

    Parameters
    ----------
    first, second, *others : path of a YAML file, or what `load` returned
        Each is held against the first.
    of : str, optional
        The metric (its mean) or `claim/reading` (its probability) whose difference is attributed. By default the first reading that both
        have, or its metric where that has the same probability in both.
    replicates, seed : int, optional
        The same for all; by default the smallest among the scenarios.
    set : mapping of path to value, or texts `path=value`
        Laid over every scenario.
    jobs : int, optional
        Threads; all processors by default. The numbers do not depend on it.
    progress : callable, optional
        Told how many scenarios have been run for a pair, and of how many.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        With every mistake found in the files, what makes drawn values impossible, or where there is no such `of`.

    Examples
    --------
    >>> import sim
    >>> folder = "scenarios/pd-2022/"
    >>> found = sim.compare(folder + "constant-rate.yaml", folder + "depletion.yaml", replicates=500)
    >>> found.attribution["share"].round(1)
    group
    flows.dismissal   -0.3
    stages.eligible   -0.2
    Name: share, dtype: float64
    >>> bool(found.attribution["share"].sum() == found.claims["difference"].iloc[0])
    True
    """
    loaded = same_numbers(load_all([first, second, *others], overrides(set)), replicates, seed)
    called = names([one.file for one in loaded])
    return Comparison(compare_loaded(loaded, called, of=of, jobs=jobs or processors(), progress=progress), of)


def names(files: list[Path]) -> list[str]:
    """Return what to call files: their names without ending; with their folders and a number where that does not tell them apart.

    Examples
    --------
    >>> names([Path("a/x.yaml"), Path("b/y.yaml")]), names([Path("a/x.yaml"), Path("b/x.yaml"), Path("b/x.yaml")])
    (['x', 'y'], ['a/x.yaml', 'b/x.yaml', 'b/x.yaml (3)'])
    """
    stems = [file.stem for file in files]
    if len({*stems}) == len(stems):
        return stems
    paths = [str(file) for file in files]
    return [path if path not in paths[:index] else f"{path} ({index + 1})" for index, path in enumerate(paths)]


class Comparison(Shown):
    """Scenarios compared with the first of them: every difference with its interval, and what the headline's is made of.

    In a notebook it shows itself as tables of differences and shares.

    Attributes
    ----------
    compared : Compared
        The scenarios, and of each pair everything that differs: what tables and pictures are made from.
    of : str or None
        What was to be attributed, where that was said.

    Examples
    --------
    >>> import sim
    >>> found = sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500)
    >>> found.metrics.columns.tolist()
    ['scenario', 'difference', 'low', 'high', 'from', 'to', 'n']
    """

    compared: Compared
    of: str | None

    def __init__(self, compared: Compared, of: str | None = None) -> None:
        self.compared, self.of = compared, of

    @property
    def metrics(self) -> pd.DataFrame:
        """Differences of the means of all metrics, in their units; the index is the metric.

        Columns: `scenario`, a text, is the one held against the first; `difference` with its 95% interval `low` to `high` (simulation
        error only); `from` and `to` the mean of the first and of `scenario` (all `float64`); `n` how many replicates count (`Int64`).

        Examples
        --------
        >>> import sim
        >>> found = sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500)
        >>> found.metrics.loc["pd_dismissals", ["from", "to"]].round(-3).tolist()
        [920000.0, 649000.0]
        """
        return self._differences("metrics")

    @property
    def claims(self) -> pd.DataFrame:
        """Differences of all probabilities; the index is `claim/reading`, the columns are those of `metrics`.

        Examples
        --------
        >>> import sim
        >>> found = sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500)
        >>> float(found.claims.loc["pd-by-april-2023/by-25-april-2023", "from"])
        1.0
        """
        return self._differences("claims")

    @property
    def given(self) -> pd.DataFrame:
        """Differences of the probabilities given that a claim's events came; index and columns are those of `claims`.

        Examples
        --------
        >>> import sim
        >>> sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500).given.empty
        True
        """
        return self._differences("given")

    @property
    def attribution(self) -> pd.DataFrame:
        """The shares of the headline's difference; the index is the group of assumptions.

        Columns: `scenario`, a text, is the one held against the first; `of` names the number taken apart; `share` with its 95% interval
        `low` to `high`, in the unit of that number; `order_error` the standard error from drawing orders at random, 0 where all were looked at.

        Examples
        --------
        >>> import sim
        >>> found = sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500)
        >>> found.attribution["of"].unique().tolist()
        ['pd-by-april-2023/by-1-april-2023']
        """
        from sim.study.frames import attribution_frame

        return attribution_frame(self.compared)

    def _differences(self, table: str) -> pd.DataFrame:
        from sim.study.frames import differences_frame

        return differences_frame(self.compared, table)

    def plot(self, pair: int = 0, *, ax: Axes | None = None) -> Axes:
        """Draw the attribution of a pair as a waterfall, and return its Axes.

        Parameters
        ----------
        pair : int
            0 is the second file against the first.
        ax : Axes, optional
            Drawn into, with title and legend; without it the picture is a sheet of its own with its key, `plot(...).figure`.

        Raises
        ------
        RunFolderError
            If nothing could be attributed.

        Examples
        --------
        >>> import sim
        >>> found = sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500)
        >>> found.plot().figure.savefig("difference.png")  # doctest: +SKIP
        """
        from sim.plots.waterfall import waterfall_plot

        found = self.compared.pairs[pair]
        if found.attribution is None:
            raise RunFolderError("[S701] nothing to draw: the scenarios have no number in common that could be attributed")
        return waterfall_plot(found.attribution, (found.differences.reference, found.differences.other), self.compared.seed, ax=ax)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, as `sim compare --json` prints it.

        Examples
        --------
        >>> import sim
        >>> found = sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500)
        >>> found.as_dict()["files"]
        ['constant-rate', 'depletion']
        """
        return self.compared.as_dict()

    def save(self, out: str | Path | None = None, command: str | None = None) -> Path:
        """Write the comparison's folder with tables and pictures; return its absolute path.

        Parameters
        ----------
        out : path, optional
            A folder of its own; by default one below `runs/`.
        command : str, optional
            What its manifest says makes the same comparison again; by default a command with everything its numbers depend on.

        Raises
        ------
        RunFolderError
            If `out` holds anything already, or cannot be written.

        Examples
        --------
        >>> import sim, tempfile
        >>> found = sim.compare("scenarios/pd-2022/constant-rate.yaml", "scenarios/pd-2022/depletion.yaml", replicates=500)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     (found.save(folder) / "differences.csv").is_file()
        True
        """
        from sim.report.comparison import write

        again = command or command_of("compare", self.compared.loaded, {"of": self.of})
        return write(Path(out) if out is not None else None, self.compared, again)

    def _leaf(self) -> Leaf:
        from sim.report.leaves import comparison_leaf

        return comparison_leaf(self.compared)

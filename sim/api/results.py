"""What `import sim` shows of a run, whether it has just been made or is read from its folder: tables, pictures, a short page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.api.shown import Shown

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.analysis.differences import Differences
    from sim.analysis.record import Record
    from sim.report.notebook import Leaf


class RunResults(Shown):
    """What came out of a run: its claims, metrics, quantiles and replicates as tables, and its pictures.

    In a notebook it shows itself as a table of claims. Every table is made anew when it is asked for, so that changing one changes nothing
    else; its columns have types of their own (texts `string`, truth values `boolean`, counts `Int64`, numbers `float64`, dates
    `datetime64[us]`, words from a fixed list categories), and what does not exist is missing.

    Attributes
    ----------
    record : Record
        The run as plain numbers, with what its scenario says: what tables, pictures and reports are made from.

    Examples
    --------
    >>> import sim
    >>> done = sim.run("scenarios/pd-2022/depletion.yaml", replicates=500)
    >>> print(done)
    The claim's two months, with a pool that empties
    ...
    """

    def __init__(self, record: Record) -> None:
        self._record = record

    @property
    def record(self) -> Record:
        """The run as plain numbers: what tables, pictures and reports are made from.

        Examples
        --------
        >>> import sim
        >>> sim.run("scenarios/pd-2022/depletion.yaml", replicates=100).record.replicates
        100
        """
        return self._record

    @property
    def baseline(self) -> Differences | None:
        """The run minus that of its scenario's `baseline` on the same random numbers; None where it names none.

        Examples
        --------
        >>> import sim
        >>> sim.run("scenarios/pd-2022/depletion.yaml", replicates=100).baseline is None
        True
        """
        return self.record.baseline

    @property
    def claims(self) -> pd.DataFrame:
        """One row per claim and reading, in file order, with the columns of `claims.csv`; the index counts rows.

        `id`, `reading`, `metric`, `definition`, `given` and `outcome_source` are texts; `window_from` and `window_to` midnights;
        `probability` the share of `n` replicates within [`low`, `high`], with its 95% interval `probability_low` to `probability_high`
        (simulation error only), `below` and `above` the shares on either side, `words` the probability in words; `low`, `high`, `median`,
        `outcome_low`, `outcome_high` and `distance` are in the unit of the metric, `implied_low` and `implied_high` in that unit per month,
        and `reach_*` months from the beginning of the window.

        Examples
        --------
        >>> import sim
        >>> done = sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=500)
        >>> done.claims.loc[1, ["reading", "words", "outcome_status"]].tolist()
        ['by-25-april-2023', 'follows from the assumption', 'missed']
        """
        from sim.analysis.frames import claims_frame

        return claims_frame(self.record)

    @property
    def metrics(self) -> pd.DataFrame:
        """One row per metric: `mean`, `sd` and quantiles `q025` to `q975`, in the metric's unit; the index is the metric.

        Stocks and ages are those at the end, everything else is over the run. NaN stands for what does not exist or has no limit.

        Examples
        --------
        >>> import sim
        >>> sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=500).metrics["mean"].round(-3)
        metric
        pd_dismissals    920000.0
        Name: mean, dtype: float64
        """
        from sim.analysis.frames import metrics_frame

        return metrics_frame(self.record)

    def quantiles(self, metric: str) -> pd.DataFrame:
        """Return quantiles of a metric by date, `q025` to `q975` in its unit; a flow is cumulated from the start.

        The index has the midnights that bound the steps, with their frequency where they have one. A wait is that of the step before the
        date; `clearance`, `relief` and `filed` are those of the window from the start to the date. Rows are NaN where there is no value:
        where nobody left, or nobody looked at an age.

        Raises
        ------
        KeyError
            If the scenario has no such metric.

        Examples
        --------
        >>> import sim
        >>> table = sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=500).quantiles("pd_dismissals")
        >>> table.loc["2022-06-01", "q50"].round(1).item()
        42343.5
        """
        from sim.analysis.frames import quantiles_frame

        return quantiles_frame(self.record, metric)

    @property
    def replicates(self) -> pd.DataFrame:
        """One row per replicate: parameters drawn by replicate, by their paths, and each reading's value as `claim/reading`.

        Numbers are `float64`, NaN where a reading has no value in a replicate; the index counts replicates from 0.

        Examples
        --------
        >>> import sim
        >>> sim.run("scenarios/pd-2022/depletion.yaml", replicates=500).replicates.columns[0]
        'flows.dismissal.rate.count'
        """
        from sim.analysis.frames import replicates_frame

        return replicates_frame(self.record)

    def plot(
        self,
        kind: Literal["fan", "distribution", "distributions", "multiples"] = "fan",
        metric: str | None = None,
        reading: str | None = None,
        *,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw one of the run's pictures, and return its Axes.

        Parameters
        ----------
        kind : "fan", "distribution", "distributions" or "multiples"
            A metric over time, the values of a reading, those of several readings, or several metrics side by side.
        metric : str, optional
            Of a fan, by default that of the first claim; of multiples several as `a,b,c`, by default all.
        reading : str, optional
            `claim/reading` of a distribution, by default the first, and several as `a,b,c` of distributions, by default those of the first
            claim; of a fan, to count from the beginning of its window.
        ax : Axes, optional
            Drawn into, with title and legend; it needs about 5 by 3 inches, and has room for its legend below it in a figure with
            `layout="constrained"`. Without it the picture is a sheet of its own with its key, `plot(...).figure`.

        Returns
        -------
        Axes
            `ax`, or that of the sheet; of several panels the first, all being `plot(...).figure.axes[1:]`.

        Raises
        ------
        RunFolderError
            If the run has no such kind, metric or reading.
        ValueError
            If several panels are to be drawn into one Axes.

        Examples
        --------
        >>> import sim
        >>> done = sim.run("scenarios/pd-2022/depletion.yaml", replicates=500)
        >>> done.plot("fan").figure.savefig("fan.png")  # doctest: +SKIP
        >>> done.plot("distribution").get_xlabel()
        'cases'
        """
        from sim.plots.figures import plot

        return plot(self.record, kind, metric=metric, reading=reading, ax=ax)

    def _leaf(self) -> Leaf:
        from sim.report.leaves import run_leaf

        return run_leaf(self.record)

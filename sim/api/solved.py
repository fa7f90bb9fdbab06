"""What `import sim` shows of a solution: the value, how believable it is, and the curve it was read from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.plausibility import PlausibilityRow
from sim.api.loaded import Loaded
from sim.api.shown import Shown
from sim.study.solve import Solution

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.report.notebook import Leaf


@dataclass(frozen=True, repr=False)
class Solved(Shown):
    """What was asked, what was found, and how believable it is; in a notebook it shows itself in a few sentences.

    Attributes
    ----------
    loaded : Loaded
        The scenario.
    claim, reading, path : str
        What was asked about, and the path of the number that was moved.
    solution : Solution
        Its `status` is "found", "none", "several", "jump" or "touching"; its `crossings` are the values, each with its 95% interval.
    own : float or None
        Share of the number's own distribution that lies below the value, None where it has none.
    plausibility : list
        The scenario's published bounds against what it gives at the value.
    replicates : int

    Examples
    --------
    >>> import sim
    >>> found = sim.solve("scenarios/pd-2022/depletion.yaml", "pd-by-april-2023", "stages.eligible.initial", reading="by-25-april-2023", replicates=500)
    >>> found.solution.status, found.curve.columns.tolist()
    ('found', ['value', 'probability', 'low', 'high', 'below', 'above', 'n', 'mean'])
    """

    loaded: Loaded
    claim: str
    reading: str
    path: str
    solution: Solution
    own: float | None
    plausibility: list[PlausibilityRow]
    replicates: int

    @property
    def value(self) -> float | None:
        """The value found, None where there is none or more than one.

        Examples
        --------
        >>> import sim
        >>> found = sim.solve("scenarios/pd-2022/depletion.yaml", "pd-by-april-2023", "stages.eligible.initial", reading="by-25-april-2023", replicates=500)
        >>> 1e6 < (found.value or 0) < 1.4e6
        True
        """
        return self.solution.value

    @property
    def curve(self) -> pd.DataFrame:
        """The probability along the whole range that was looked at, one row per value, in order.

        Columns: `value` of the number; `probability` with its 95% interval `low` to `high` (simulation error only); the shares `below`
        and `above` what was claimed; `mean` of what is claimed about, in its unit (all `float64`); `n`, the replicates that count (`Int64`).

        Examples
        --------
        >>> import sim
        >>> found = sim.solve("scenarios/pd-2022/depletion.yaml", "pd-by-april-2023", "stages.eligible.initial", reading="by-25-april-2023", replicates=500)
        >>> len(found.curve), bool(found.curve["value"].is_monotonic_increasing)
        (25, True)
        """
        from sim.study.frames import curve_frame

        return curve_frame(self.solution.curve)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the probability along the range that was looked at, with the values found, and return its Axes.

        Parameters
        ----------
        ax : Axes, optional
            Drawn into, with title and legend; without it the picture is a sheet of its own with its key, `plot(...).figure`.

        Raises
        ------
        RunFolderError
            If the claim's metric has no value anywhere in the range.

        Examples
        --------
        >>> import sim
        >>> found = sim.solve("scenarios/pd-2022/depletion.yaml", "pd-by-april-2023", "stages.eligible.initial", reading="by-25-april-2023", replicates=500)
        >>> found.plot().get_xlabel()
        'stages.eligible.initial'
        """
        from sim.plots.solution import solution_plot

        scenario = self.loaded.scenario
        return solution_plot(self.solution, f"{self.claim}/{self.reading}", self.path, (scenario.title, scenario.assumption), ax=ax)

    def _leaf(self) -> Leaf:
        from sim.report.leaves import solution_leaf

        return solution_leaf(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON, as `sim solve --json` prints it.

        Examples
        --------
        >>> import sim
        >>> sim.solve("scenarios/pd-2022/depletion.yaml", "pd-by-april-2023", "stages.eligible.initial", reading="by-25-april-2023", replicates=500).as_dict()["status"]
        'found'
        """
        one = self.solution.crossings[0] if self.value is not None else None
        return {
            "scenario": self.loaded.stem,
            "title": self.loaded.scenario.title,
            "assumption": self.loaded.scenario.assumption,
            "claim": self.claim,
            "reading": self.reading,
            "path": self.path,
            "value": self.value,
            "low": one.low if one and np.isfinite(one.low) else None,
            "high": one.high if one and np.isfinite(one.high) else None,
            "status": self.solution.status,
            "probability": self.solution.probability,
            "between": list(self.solution.between),
            "crossings": [_plain(asdict(crossing)) for crossing in self.solution.crossings],
            "curve": [_plain(asdict(place)) for place in self.solution.curve],
            "own": self.own,
            "plausibility": [asdict(row) | {"verdict": row.verdict} for row in self.plausibility],
            "replicates": self.replicates,
            "seed": self.loaded.scenario.seed,
        }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in values.items()}

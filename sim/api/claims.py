"""What `import sim` shows of the record of published claims."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.api import processors
from sim.api.shown import Shown
from sim.reading.seeds import find, open_seeds
from sim.study.record import REPLICATES, Chosen, Kind, RecordOfClaims, record_of_claims

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.report.notebook import Leaf


def claims(
    *,
    systems: Iterable[str] = (),
    kind: Kind | None = None,
    horizon: tuple[float, float] | None = None,
    replicates: int = REPLICATES,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    seeds: str | Path | None = None,
) -> PublishedClaims:
    """Read the record of published claims, and run the scenarios that test them.

    Parameters
    ----------
    systems : iterable of str
        Only claims about these backlogs; by default all.
    kind : "forecast" or "target", optional
    horizon : (from, to), optional
        Only readings whose window ends so many months after the claim was made: `from` included, `to` not.
    replicates : int, 0 or more
        Of every scenario, with its own seed; 0 runs none.
    jobs : int, optional
        Threads; all processors by default. The numbers do not depend on it.
    progress : callable, optional
        Told how many scenarios are done, and of how many.
    seeds : path, optional
        The folder of the record; by default `seeds/` here or in a folder above, or else what is shipped.

    Raises
    ------
    InputError
        With every mistake in the record, or where it has no such system.

    Examples
    --------
    >>> record = claims(replicates=0)
    >>> [(row.id, row.status) for row in record.main][:1]
    [('pd-by-april-2023', 'missed')]
    """
    folder = find(Path.cwd() / "record", Path(seeds) if seeds is not None else None)
    low, high = horizon or (-math.inf, math.inf)
    chosen = Chosen(tuple(systems), kind, low, high)
    found = record_of_claims(open_seeds(folder), chosen, replicates=replicates, jobs=jobs or processors(), progress=progress)
    return PublishedClaims(found.rows, found.rule, found.replicates, found.warnings)


@dataclass(frozen=True, repr=False)
class PublishedClaims(Shown, RecordOfClaims):
    """The record of published claims; in a notebook it shows itself as a table of first readings.

    Attributes
    ----------
    rows : list of Entry
        One per claim and reading, by system and in the order of the seeds.
    rule : str or None
        Which claims are included.
    replicates : int
        Of each version; 0 where none was run.
    warnings : list of Problem
        Of versions that could not be run.

    Examples
    --------
    >>> import sim
    >>> record = sim.claims(replicates=0)
    >>> record.base_rates["target"].determined > 10
    True
    """

    def frame(self) -> pd.DataFrame:
        """Return the record as a table with one row per claim and reading; the index counts rows.

        Texts: `id`, `reading`, `statement`, `publisher`, `source`, `definition`, `scenario` (the version), `not_simulated` (why there is
        none), `outcome_source`. Categories: `system`, `kind`, `unit`, `status`, `outcome_quality`, `straight_line_quality`. Truth
        values: `main` (the first reading of a claim), `premise`. Dates: `made_on`, `window_from`, `window_to`. Numbers: `horizon` in months from claim to
        the end of the window; `low`, `high`, `straight_line`, `median`, `outcome_low`, `outcome_high` and `distance` in `unit`;
        `probability` with its 95% interval over `n` replicates; scores, of which the CRPS is in `unit`.

        Examples
        --------
        >>> import sim
        >>> table = sim.claims(replicates=0).frame()
        >>> table.loc[0, ["id", "status"]].tolist()
        ['pd-by-april-2023', 'missed']
        """
        return super().frame()

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw how far outcomes fell from claims by horizon, and return its Axes.

        Parameters
        ----------
        ax : Axes, optional
            Drawn into, with title and legend; without it the picture is a sheet of its own with its key, `plot(...).figure`.

        Examples
        --------
        >>> import sim
        >>> sim.claims(replicates=0).plot().get_xlabel()
        'months from the claim to the end of its window'
        """
        from sim.plots.horizons import horizons_plot

        return horizons_plot(self.main, ax=ax)

    def _leaf(self) -> Leaf:
        from sim.report.leaves import claims_leaf

        return claims_leaf(self)

"""What `import sim` shows of a scenario before it is run: what it asks, and what it assumes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.api.shown import Shown
from sim.reading.load import Loaded as Read

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.notebook import Leaf


class Loaded(Shown, Read):
    """A scenario that was read and checked, with the file and line of every value and the figures it refers to.

    In a notebook it shows itself as its question and its assumptions.

    Attributes
    ----------
    scenario : Scenario
        What is run.
    file : Path
        Where it was read.
    overrides : tuple of str
        What was laid over the file, as `path=value`.

    Examples
    --------
    >>> import sim
    >>> print(sim.load("scenarios/pd-2022/depletion.yaml"))
    The claim's two months, with a pool that empties
    ...
    """

    def again(self, overrides: Sequence[str]) -> Loaded:
        """Return the same scenario with further overrides, laid over those it has.

        Examples
        --------
        >>> import sim
        >>> sim.load("scenarios/pd-2022/depletion.yaml").again(["seed=3"]).scenario.seed
        3
        """
        return as_shown(super().again(overrides))

    @property
    def assumptions(self) -> pd.DataFrame:
        """Every number and date somebody had to choose, in file order; the index is its path, which `set` takes.

        Columns, all texts: `value` in words, `source` (a citation, or "assumption"), `quality` of a published figure, missing for others,
        and `place`, file and line.

        Examples
        --------
        >>> import sim
        >>> sim.load("scenarios/pd-2022/depletion.yaml").assumptions.loc["stages.eligible.initial", "source"]
        'assumption'
        """
        from sim.analysis.frames import assumptions_frame
        from sim.reading.assumptions import assumptions

        return assumptions_frame(assumptions(self))

    def _leaf(self) -> Leaf:
        from sim.report.leaves import loaded_leaf

        return loaded_leaf(self)


def as_shown(read: Read) -> Loaded:
    """Return what was read as users see it."""
    return read if isinstance(read, Loaded) else Loaded(read.file, read.overrides, read.scenario, read.tree, read.seeds)

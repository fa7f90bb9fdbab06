"""Several metrics side by side: small fans that share one key."""

from __future__ import annotations

from matplotlib.axes import Axes

from sim.analysis.record import Record
from sim.plots.fan import draw_fan


def draw_multiples(axes: list[Axes], record: Record, metrics: list[str]) -> list[Axes]:
    """Draw a small fan for each metric into its Axes, with thinner marks and fewer dates, and return the same Axes.

    Raises
    ------
    ValueError
        If there are more or fewer Axes than metrics.
    """
    return [draw_fan(ax, record, metric, small=True) for ax, metric in zip(axes, metrics, strict=True)]

"""Arguments that go with others, or exclude them: nothing that is asked for is passed over in silence."""

from __future__ import annotations

from typing import Any

from sim.ensemble.blocks import Mode

MOST = 200_000
"""Replicates at which a precision is given up where nobody says otherwise."""


def refining(mode: Mode, precision: float | None, max_replicates: int | None, **others: Any) -> int:
    """Return at how many replicates a precision is given up, once nothing is asked for that could not be had.

    Raises
    ------
    ValueError
        If a precision or any of the others is given in expected mode, where there is one lane and no chance, or a limit without a precision.

    Examples
    --------
    >>> refining("random", 0.01, None), refining("random", 0.01, 5_000)
    (200000, 5000)
    >>> refining("expected", None, None, variance=True)
    Traceback (most recent call last):
    ValueError: variance needs mode="random": in expected mode there is one lane and no chance
    """
    names = [name for name, value in {**others, "precision": precision}.items() if value not in (None, False)]
    if mode == "expected" and names:
        verb = "needs" if len(names) == 1 else "need"
        raise ValueError(f'{" and ".join(names)} {verb} mode="random": in expected mode there is one lane and no chance')
    if precision is None and max_replicates is not None:
        raise ValueError("max_replicates needs precision: it is where a precision is given up")
    return max_replicates or MOST

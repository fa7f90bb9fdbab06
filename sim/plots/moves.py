"""Differences as a reader sees them, in pictures, on the page and in the terminal: signed, with the digits their error allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from sim.analysis.differences import Difference
from sim.analysis.intervals import Z_95
from sim.plots.say import number, significant
from sim.study.attribution import Attribution, Share

Say = Callable[[float, float], str]
"""Writes a number, given its standard error."""


def mean(value: float, error: float) -> str:
    """Write a mean with no digit smaller than its standard error, or six digits of an exact one.

    Examples
    --------
    >>> mean(12_345.6, 20.0), mean(12_345.6, 0.0)
    ('12,350', '12,345.6')
    """
    return number(value, error) if error else significant(value, 6)


def probability(value: float, error: float) -> str:
    """Write a probability with the decimals that its standard error allows, three where it has none.

    Examples
    --------
    >>> probability(0.78612, 0.003), probability(0.0, 0.0)
    ('0.786', '0.000')
    """
    return f"{value:.{max(2, math.ceil(-math.log10(error))) if error else 3}f}"


def signed(value: float, error: float, say: Say) -> str:
    """Write a difference with its sign."""
    text = "0" if value == 0 else say(value, error)
    return f"+{text}" if value > 0 else text


def interval(low: float | None, high: float | None, say: Say) -> str:
    """Write the interval of a difference; nothing where it has none, and "exact" where it has no width."""
    if low is None or high is None:
        return ""
    error = (high - low) / 20
    return "exact" if low == high else f"{signed(low, error, say)} to {signed(high, error, say)}"


def cells(row: Difference, say: Say) -> list[str]:
    """Write a row of differences: both numbers, the difference, its interval."""
    if row.difference is None or row.from_ is None or row.to is None:
        return ["none", "none", "no value", ""]
    error = half(row) / Z_95
    return [say(row.from_, error), say(row.to, error), signed(row.difference, error, say), interval(row.low, row.high, say)]


def half(row: Difference | Share) -> float:
    """Return half the width of an interval, 0 where there is none."""
    return (row.high - row.low) / 2 if row.low is not None and row.high is not None else 0.0


def finest(rows: Sequence[Share]) -> float:
    """Return the smallest standard error of several shares that is not 0: with its digits the shares shown add up."""
    return min((width for row in rows if (width := half(row))), default=0.0) / Z_95


def say_of(found: Attribution) -> Say:
    """Return how the numbers of an attribution are written."""
    return probability if found.of.kind == "probability" else mean

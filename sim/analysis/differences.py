"""How far two runs on the same random numbers differ: every metric and every probability, replicate by replicate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import meeting, values_of
from sim.analysis.intervals import Z_95, half_width, paired_shares
from sim.ensemble.result import Result
from sim.model.asked import metric_of
from sim.model.claim import Claim, Reading

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Difference:
    """A number of the second run minus that of the first, with its 95% interval: simulation error only.

    `n` replicates count: those in which both runs have the number (for a mean, a finite one; given an event, those in which it came in
    either). A field is None where the number does not exist; an interval needs two replicates.
    """

    difference: float | None
    low: float | None
    high: float | None
    from_: float | None
    to: float | None
    n: int

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the row as plain values, with `from` for the first run and `to` for the second."""
        return {"difference": self.difference, "low": self.low, "high": self.high, "from": self.from_, "to": self.to, "n": self.n}


@dataclass(frozen=True)
class Differences:
    """Every number that two runs have in common, the second minus the first, and what could not be compared, with the reason.

    `metrics` by name (means), `claims` by `claim/reading` (probabilities), `given` the same among the replicates in which the claim's events
    came. `notes` say what a reader must know of a row.
    """

    reference: str
    other: str
    replicates: int
    metrics: dict[str, Difference]
    claims: dict[str, Difference]
    given: dict[str, Difference]
    not_comparable: dict[str, str]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON."""
        tables = {key: {name: row.as_dict() for name, row in getattr(self, key).items()} for key in ("metrics", "claims", "given")}
        names = {"reference": self.reference, "other": self.other}
        return names | tables | {"not_comparable": self.not_comparable, "notes": list(self.notes)}


NOTHING = Difference(None, None, None, None, None, 0)


def differences(first: Result, second: Result, names: tuple[str, str]) -> Differences:
    """Compare two runs of the same seed, mode and number of replicates; `names` are what they are called.

    Metrics are compared over the time that both runs cover: a stock at its end, everything else over it.
    """
    found = Differences(*names, first.replicates, {}, {}, {}, {}, ())
    notes = [*_metrics(first, second, found), *_claims(first, second, found)]
    return Differences(**{**vars(found), "notes": tuple(notes)})


def shared_window(first: Result, second: Result) -> tuple[date, date] | None:
    """Return the time that both runs cover, from midnight to midnight; None where there is none."""
    begin, end = max(first.calendar.start, second.calendar.start), min(first.calendar.end, second.calendar.end)
    return (begin, end) if begin < end else None


def mean_difference(first: Floats, second: Floats) -> Difference:
    """Return the difference of two means over the replicates in which both values are finite; shapes (replicate,).

    Examples
    --------
    >>> row = mean_difference(np.array([1.0, 2.0, np.inf]), np.array([2.0, 4.0, 5.0]))
    >>> row.difference, row.from_, row.to, row.n
    (1.5, 1.5, 3.0, 2)
    """
    both = np.isfinite(first) & np.isfinite(second)
    n = int(both.sum())
    if not n:
        return NOTHING
    a, b = total(first[both]), total(second[both])
    found, half = float((b - a) / n), half_width(second[both] - first[both])
    if np.array_equal(first[both], second[both]):
        half = 0.0
    low, high = (None, None) if half is None else (found - half, found + half)
    return Difference(found, low, high, float(a / n), float(b / n), n)


def share_difference(first: Floats, second: Floats, inside: tuple[Flags, Flags]) -> Difference:
    """Return the difference of two probabilities over the replicates in which both values exist.

    Parameters
    ----------
    first, second : ndarray, shape (replicate,)
        NaN where there is no value; what has no limit is infinite and counts.
    inside : two ndarrays of bool, shape (replicate,)
        Which of them lie within the claimed range.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    n, a, b = int(both.sum()), inside[0] & both, inside[1] & both
    if not n:
        return NOTHING
    same = np.array_equal(first[both], second[both]) and np.array_equal(a, b)
    low, high = (0.0, 0.0) if same else paired_shares(int((b & ~a).sum()), int((a & ~b).sum()), n)
    found = (int(b.sum()) - int(a.sum())) / n
    return Difference(found, min(low, found), max(high, found), float(a.sum() / n), float(b.sum() / n), n)


def share_difference_given(counts: tuple[Flags, Flags], inside: tuple[Flags, Flags]) -> Difference:
    """Return the difference of two conditional probabilities, each over the replicates that count in its own run.

    An event may come in other replicates of the second run than of the first, so what is paired is not the values but what each replicate
    adds to each ratio: the interval is that of a difference of two ratio estimates (delta method).
    """
    n = int((counts[0] | counts[1]).sum())
    if not (counts[0].any() and counts[1].any()):
        return Difference(None, None, None, None, None, n)
    shares = [float((flags & met).sum() / met.sum()) for met, flags in zip(counts, inside, strict=True)]
    if np.array_equal(counts[0], counts[1]) and np.array_equal(inside[0] & counts[0], inside[1] & counts[1]):
        return Difference(0.0, 0.0, 0.0, shares[0], shares[1], n)
    moves = [met * (flags - share) / met.mean() for met, flags, share in zip(counts, inside, shares, strict=True)]
    half = Z_95 * float(np.std(moves[1] - moves[0])) / math.sqrt(len(counts[0]))
    found = shares[1] - shares[0]
    return Difference(found, max(found - half, -1.0), min(found + half, 1.0), shares[0], shares[1], n)


def within(claim: Claim, values: Floats) -> Flags:
    """Tell which values exist and lie within a claim's range, its bounds included; shape (replicate,)."""
    low, high = (-np.inf if claim.low is None else claim.low), (np.inf if claim.high is None else claim.high)
    found: Flags = (values >= low) & (values <= high)
    return found


def total(values: Floats) -> Fraction:
    """Return a sum rounded once, as a fraction that can be divided exactly."""
    return Fraction(math.fsum(values.tolist()))


def _metrics(first: Result, second: Result, found: Differences) -> Iterator[str]:
    window = shared_window(first, second)
    ours, theirs = first.scenario.metrics, second.scenario.metrics
    if window and (window != (first.calendar.start, first.calendar.end) or window != (second.calendar.start, second.calendar.end)):
        yield f"the runs cover different times; metrics are compared from {window[0]} to {window[1]}, which both cover"
    for name in dict.fromkeys([*ours, *theirs]):
        if name not in ours or name not in theirs:
            found.not_comparable[name] = f"only {found.reference if name in ours else found.other} has it"
            continue
        if (ours[name].kind, ours[name].statistic) != (theirs[name].kind, theirs[name].statistic):
            found.not_comparable[name] = "it is of another kind in each"
            continue
        values = [metric_values(result, name, window) for result in (first, second)]
        if window is None or values[0] is None or values[1] is None:
            found.not_comparable[name] = (
                "the runs cover no time in common" if window is None else "it is not asked for over the time in common"
            )
            continue
        found.metrics[name] = mean_difference(values[0], values[1])
        if ours[name].model_copy(update={"quantity": None}) != theirs[name].model_copy(update={"quantity": None}):
            yield f"{name} is defined differently in each"
        yield from _counted(name, found.metrics[name], first.replicates, "a finite value")


def metric_values(result: Result, name: str, window: tuple[date, date] | None) -> Floats | None:
    """Return a metric over a window, shape (replicate,); None where the run did not look at it there."""
    try:
        return result.over(name, *window) if window else None
    except ValueError:
        return None


def _claims(first: Result, second: Result, found: Differences) -> Iterator[str]:
    ours, theirs = readings(first), readings(second)
    for name in dict.fromkeys([*ours, *theirs]):
        if name not in ours or name not in theirs:
            found.not_comparable[name] = f"only {found.reference if name in ours else found.other} has it"
            continue
        (claim, reading), (other, other_reading) = ours[name], theirs[name]
        values, others = values_of(first, claim, reading), values_of(second, other, other_reading)
        if values is None or others is None:
            without = [n for n, v in ((found.reference, values), (found.other, others)) if v is None]
            found.not_comparable[name] = f"{' and '.join(without)} {'has' if len(without) == 1 else 'have'} no metric of its quantity"
            continue
        if first.mode != "random":
            continue
        inside = within(claim, values), within(other, others)
        found.claims[name] = share_difference(values, others, inside)
        if (claim.low, claim.high, reading.begin, reading.end) != (other.low, other.high, other_reading.begin, other_reading.end):
            yield f"{name} has another range or window in each"
        yield from _counted(name, found.claims[name], first.replicates, "a value")
        if claim.given and claim.given == other.given:
            counts = meeting(first, claim.given) & ~np.isnan(values), meeting(second, other.given) & ~np.isnan(others)
            found.given[name] = share_difference_given(counts, inside)
        elif claim.given or other.given:
            found.not_comparable[f"{name}, given"] = "the conditions differ"


def readings(result: Result) -> dict[str, tuple[Claim, Reading]]:
    """Return every reading of a run by `claim/reading`, with its claim."""
    return {f"{claim.id}/{name}": (claim, reading) for claim in result.scenario.claims for name, reading in claim.readings.items()}


def metric_name(result: Result, reading: str) -> str | None:
    """Return the metric that a reading, by its name `claim/reading`, is about."""
    return metric_of(result.scenario, *readings(result)[reading])


def _counted(name: str, row: Difference, replicates: int, what: str) -> Iterator[str]:
    if row.n < replicates:
        yield f"{name}: {row.n:,} of {replicates:,} replicates count, those with {what} in both"

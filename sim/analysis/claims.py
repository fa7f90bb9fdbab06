"""Claims by reading: how probable each is under the scenario's assumptions, and what is known to have happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.existing import existing, finite
from sim.analysis.intervals import wilson
from sim.analysis.words import FOLLOWS, words
from sim.calendar import months_between
from sim.ensemble.result import Result
from sim.model.asked import metric_of
from sim.model.claim import Claim, ClaimOutcome, Reading

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OutcomeOfClaim:
    """What happened, as an interval, against the claim's range: met, missed or undetermined."""

    status: Literal["met", "missed", "undetermined"]
    low: float | None
    high: float | None
    source: str


@dataclass(frozen=True)
class Reach:
    """Months from the window's beginning until a bound is reached: quantiles over replicates, and the share that never does.

    A quantile is None where that many replicates do not reach the bound before the run ends.
    """

    bound: float
    q10: float | None
    q50: float | None
    q90: float | None
    never: float


@dataclass(frozen=True)
class ClaimRow:
    """One reading of one claim; a field is None where it does not exist or could not be computed.

    `probability` is the share within [low, high] of the `n` replicates in which the metric exists; with `below` and `above` it sums to 1.
    `probability_low` and `probability_high` are its 95% Wilson interval: simulation error only. What has no limit counts as above; the
    `median` is None where it has none, or where n is 0. `implied_low` and `implied_high` are the constant rates per month at which a
    flow would just reach the bounds over the window.
    """

    id: str
    reading: str
    metric: str | None
    window: dict[str, str | None]
    low: float | None
    high: float | None
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    n: int | None
    below: float | None
    above: float | None
    median: float | None
    premise: bool
    outcome: OutcomeOfClaim | None
    definition: str | None
    given: dict[str, bool] | None
    words: str | None
    distance: float | None
    implied_low: float | None
    implied_high: float | None
    reach_low: Reach | None
    reach_high: Reach | None

    @property
    def name(self) -> str:
        """`claim/reading`, as files and plots call it."""
        return f"{self.id}/{self.reading}"

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values, ready for JSON."""
        return asdict(self)


def claim_rows(result: Result) -> list[ClaimRow]:
    """Evaluate every reading of every claim of a result's scenario, in file order.

    A claim with `given` adds, after its readings, one row per reading that looks only at the replicates in which the named events
    happened (or did not). In expected mode nothing happens or does not, so there are no such rows.
    """
    rows: list[ClaimRow] = []
    for claim in result.scenario.claims:
        for given in [None, claim.given] if claim.given and result.mode == "random" else [None]:
            rows += [_row(result, claim, name, reading, given) for name, reading in claim.readings.items()]
    return rows


def flat(row: ClaimRow) -> dict[str, Any]:
    """Return a claim row without nesting: `window_from`, `outcome_status`, `reach_low_q50` and so on."""
    flattened: dict[str, Any] = {}
    empty = {"outcome": OutcomeOfClaim, "reach_low": Reach, "reach_high": Reach}
    for key, value in asdict(row).items():
        if key == "given":
            flattened[key] = "; ".join(f"{event}={str(happened).lower()}" for event, happened in (value or {}).items()) or None
        elif isinstance(value, dict) or key in empty:
            inner = value if value is not None else dict.fromkeys(part.name for part in fields(empty[key]))
            flattened |= {f"{key}_{name}": part for name, part in inner.items()}
        else:
            flattened[key] = value
    return flattened


def values_of(result: Result, claim: Claim, reading: Reading) -> Floats | None:
    """Return a reading's value in every replicate, shape (replicate,), or None where the scenario has no such metric."""
    metric = metric_of(result.scenario, claim, reading)
    return None if metric is None else result.over(metric, reading.begin, reading.end)


def every_value(result: Result) -> Iterator[tuple[str, Floats]]:
    """Yield `claim/reading` and its values for every reading that could be computed."""
    for claim in result.scenario.claims:
        for name, reading in claim.readings.items():
            values = values_of(result, claim, reading)
            if values is not None:
                yield f"{claim.id}/{name}", values


def _row(result: Result, claim: Claim, name: str, reading: Reading, given: dict[str, bool] | None) -> ClaimRow:
    metric = metric_of(result.scenario, claim, reading)
    begin = None if metric is not None and result.at_a_date(metric) else reading.begin
    values = values_of(result, claim, reading)
    kept = meeting(result, given)
    drawn = result.mode == "random"
    outcome = outcome_of(claim, name, reading)
    kind = result.scenario.metrics[metric].kind if metric is not None else None
    months = months_between(begin, reading.end) if begin and kind == "flow" else None
    reached = drawn and kind in ("stock", "flow")
    return ClaimRow(
        id=claim.id,
        reading=name,
        metric=metric,
        window={"from": begin.isoformat() if begin else None, "to": reading.end.isoformat()},
        low=claim.low,
        high=claim.high,
        **_chances(claim, values if values is None else values[kept], claim.id in result.scenario.arithmetic_of, drawn),
        outcome=outcome,
        definition=claim.counts(reading),
        given=given,
        distance=distance(claim, outcome),
        implied_low=claim.low / months if months and claim.low is not None else None,
        implied_high=claim.high / months if months and claim.high is not None else None,
        reach_low=_reach(result, metric, begin, claim.low, kept) if reached else None,
        reach_high=_reach(result, metric, begin, claim.high, kept) if reached else None,
    )


def meeting(result: Result, given: dict[str, bool] | None) -> NDArray[np.bool_]:
    """Tell in which replicates events happened, or did not, as a claim's `given` asks; shape (replicate,)."""
    kept = np.ones(result.replicates, dtype=bool)
    for event, happened in (given or {}).items():
        kept &= result.happened[event].astype(bool) == happened
    return kept


def _chances(claim: Claim, values: Floats | None, arithmetic: bool, drawn: bool) -> dict[str, Any]:
    """Return the probability fields of a row; in expected mode there is a value and no probability."""
    empty = dict.fromkeys(("probability", "probability_low", "probability_high", "below", "above", "median", "words"))
    values = None if values is None else existing(values)
    if values is None or len(values) == 0:
        return {**empty, "n": None if values is None else 0, "premise": False}
    if not drawn:
        return {**empty, "median": finite(values[0]), "n": None, "premise": False}
    n = len(values)
    below = int((values < claim.low).sum()) if claim.low is not None else 0
    above = int((values > claim.high).sum()) if claim.high is not None else 0
    inside = n - below - above
    low, high = wilson(inside, n)
    premise = arithmetic and inside in (0, n)
    return {
        "probability": inside / n,
        "probability_low": low,
        "probability_high": high,
        "n": n,
        "below": below / n,
        "above": above / n,
        "median": finite(np.median(values)),
        "premise": premise,
        "words": FOLLOWS if premise else words(inside / n),
    }


def recorded_outcome(claim: Claim, name: str, reading: Reading) -> ClaimOutcome | None:
    """Return the outcome that settles a reading: the one that names it, or that of its definition; None where there is none."""
    definition = claim.counts(reading)
    for found in claim.outcomes if isinstance(claim.outcomes, tuple) else ():
        if name in found.readings if found.readings else found.definition == definition:
            return found
    return None


def outcome_of(claim: Claim, name: str, reading: Reading) -> OutcomeOfClaim | None:
    """Return what happened under a reading's definition, against the claim's range."""
    found = recorded_outcome(claim, name, reading)
    return OutcomeOfClaim(_status(claim, found), found.low, found.high, found.source) if found else None


def _status(claim: Claim, found: ClaimOutcome) -> Literal["met", "missed", "undetermined"]:
    low, high = _edges(claim.low, claim.high)
    least, most = _edges(found.low, found.high)
    if most < low or least > high:
        return "missed"
    return "met" if low <= least and most <= high else "undetermined"


def _edges(low: float | None, high: float | None) -> tuple[float, float]:
    return -np.inf if low is None else low, np.inf if high is None else high


def distance(claim: Claim, outcome: OutcomeOfClaim | None) -> float | None:
    """Return how far the outcome lies from the claim's range: below it negative, above it positive, 0 where met."""
    if outcome is None or outcome.status == "undetermined":
        return None
    if outcome.status == "met":
        return 0.0
    if claim.low is not None and outcome.high is not None and outcome.high < claim.low:
        return outcome.high - claim.low
    assert outcome.low is not None
    assert claim.high is not None
    return outcome.low - claim.high


def _reach(result: Result, metric: str | None, begin: date | None, bound: float | None, kept: NDArray[np.bool_]) -> Reach | None:
    if metric is None or bound is None or not kept.any():
        return None
    times = first_passage(result, metric, begin, bound)[kept]
    quantiles = np.quantile(times, [0.1, 0.5, 0.9], method="inverted_cdf")
    q10, q50, q90 = (float(q) if np.isfinite(q) else None for q in quantiles)
    return Reach(bound, q10, q50, q90, float(np.isinf(times).mean()))


def first_passage(result: Result, metric: str, begin: date | None, bound: float) -> Floats:
    """Return when each replicate first reaches a bound, linear between bounds of steps; infinite where it never does.

    For stocks and flows only. Flows count from `begin`; a stock reaches its bound from the side on which it starts.

    Returns
    -------
    ndarray, shape (replicate,), unit: months from `begin` (for a stock from the start of the run)
    """
    times = result.calendar.times
    origin = result.calendar.time(begin) if begin else 0.0
    base = result.at(metric, begin) if begin else np.zeros(result.replicates)
    path = result.paths[metric] - base
    rising = path[0] < bound
    beyond = np.where(rising, path >= bound, path <= bound) & (times[:, np.newaxis] >= origin)
    step = np.argmax(beyond, axis=0)
    lanes = np.arange(result.replicates)
    after, before = path[step, lanes], path[np.maximum(step - 1, 0), lanes]
    gain = np.where(after == before, 1.0, after - before)
    share = np.clip((bound - before) / gain, 0.0, 1.0)
    found = times[np.maximum(step - 1, 0)] + share * (times[step] - times[np.maximum(step - 1, 0)])
    found = np.where(step == 0, times[0], found)
    return np.where(beyond.any(axis=0), np.maximum(found - origin, 0.0), np.inf)

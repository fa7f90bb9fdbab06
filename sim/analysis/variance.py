"""The variance of what claims are about, split by when it is drawn: by replicate (not known), by month (fluctuates), by case (chance)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import every_value
from sim.analysis.intervals import Z_95
from sim.engine.streams import BLOCK
from sim.ensemble.blocks import Redraw, run
from sim.ensemble.result import Result

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """A share of a variance with its 95% interval (simulation error); estimated, it may fall below 0 where it is not told from none."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Split:
    """The shares of one reading's variance by level, over `n` replicates; they sum to 1."""

    name: str
    n: int
    sd: float
    replicate: Share
    month: Share
    case: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the split as plain values, ready for JSON."""
        return {key: value for key, value in asdict(self).items() if key != "name"}


def by_level(result: Result, again: Callable[[Redraw], Result]) -> list[Split]:
    r"""Split the variance of every reading's value.

    Two runs that share some draws and not the others covary by the variance of what is expected given the draws they share:

    .. math:: \mathrm{Cov}(Y, Y') = \mathrm{Var}\,E[Y \mid \text{shared}]

    so with months and cases drawn anew it is the part of the replicates, with cases alone drawn anew that of replicates and months.

    Parameters
    ----------
    result : Result
        At random.
    again : callable
        Runs the same scenario with "cases" or "months and cases" drawn anew.

    Returns
    -------
    list of Split
        Of readings whose value varies and exists in every replicate.
    """
    return _by_level(dict(every_value(result)), again)


def _by_level(known: Mapping[str, Floats], again: Callable[[Redraw], Result]) -> list[Split]:
    cases, both = (dict(every_value(again(redraw))) for redraw in ("cases", "months and cases"))
    rows = []
    for name, values in known.items():
        of_all = np.stack([values, cases[name], both[name]])
        if np.isfinite(of_all).all() and values.std() > 0:
            rows.append(_split(name, *of_all))
    return rows


def of_a_block(result: Result) -> tuple[Split, ...]:
    """Split the variance of every reading's value over the first block of replicates, as many as cost little; nothing in expected mode."""
    if result.mode == "expected":
        return ()
    n = min(result.replicates, BLOCK)
    simulated = partial(run, result.scenario.model_copy(update={"replicates": n}), calendar=result.calendar)
    return tuple(_by_level({name: values[:n] for name, values in every_value(result)}, lambda redraw: simulated(redraw=redraw)))


def _split(name: str, values: Floats, cases: Floats, both: Floats) -> Split:
    total = values - values.mean()
    variance = (values.var() + cases.var() + both.var()) / 3
    kept, known = total * (both - both.mean()), total * (cases - cases.mean())
    square = total**2
    parts = {"replicate": kept, "month": known - kept, "case": square - known}
    shares = {level: _share(part, square, variance) for level, part in parts.items()}
    return Split(name, len(values), float(np.sqrt(variance)), **shares)


def _share(part: Floats, square: Floats, variance: float) -> Share:
    """Return the mean of a part as a share of the variance, with the error that the replicates leave in both."""
    share = float(part.mean() / square.mean())
    error = float((part - share * square).std() / (variance * np.sqrt(len(part))))
    return Share(share, share - Z_95 * error, share + Z_95 * error)

"""How far an outcome fell from a claim, as a ratio to the bound of the claim that is nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.study.entry import Entry


@dataclass(frozen=True)
class Ratio:
    """An outcome over the bound it missed: from `low` to `high`, None where the interval is open or reaches zero; 1 and 1 where met."""

    row: Entry
    low: float | None
    high: float | None

    @property
    def near(self) -> float:
        """The end nearest to the claim: the outcome fell at least so far from it."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return min(ends) if min(ends) >= 1 else max(ends)


def ratio(row: Entry) -> Ratio | None:
    """Return the ratio of a determined row; None where it is not determined, or where bound and outcome are not both positive.

    A miss of "at most 0" has no ratio, and neither has one of "at least 10" that came out at 0.
    """
    if not row.determined or row.distance is None:
        return None
    if row.distance == 0:
        return Ratio(row, 1.0, 1.0)
    bound, nearest = (row.high, row.outcome_low) if row.distance > 0 else (row.low, row.outcome_high)
    if bound is None or nearest is None or bound <= 0 or nearest <= 0:
        return None
    ends = (end / bound if end is not None and end > 0 else None for end in (row.outcome_low, row.outcome_high))
    return Ratio(row, *ends)

"""What a difference between two scenarios is made of: the part of it that each changed assumption brings, in whatever order they change."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.differences import total
from sim.analysis.intervals import Z_95, half_width
from sim.ensemble.blocks import run
from sim.ensemble.result import Result
from sim.errors import InputError
from sim.reading.load import Loaded
from sim.study.headline import Headline
from sim.study.hybrid import Between
from sim.study.shapley import EXACT, Step, contributions, every_order, sampled_orders, settled, shares

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Share:
    """What one group of assumptions brings, with its 95% interval; `order_error` is the standard error from sampling orders, 0 where exact.

    `parts` are the places that differ and were taken over together.
    """

    group: str
    parts: tuple[str, ...]
    share: float
    low: float | None
    high: float | None
    order_error: float


@dataclass(frozen=True)
class Attribution:
    """A headline's difference, and its shares: their sum is the difference to the last bit, in whatever order they are added.

    `runs` scenarios were run in all, `orders` orders looked at (None: all of them). `notes` say which parts could not be told apart.
    """

    of: Headline
    difference: float
    from_: float
    to: float
    n: int
    shares: tuple[Share, ...]
    runs: int
    orders: int | None
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return shares by group, under the keys that `sim compare --json` prints."""
        return {row.group: {"share": row.share, "low": row.low, "high": row.high} for row in self.shares}

    def about(self) -> dict[str, Any]:
        """Return what the shares are of, and how they were found, as plain values."""
        told = {"name": self.of.name, "kind": self.of.kind, "difference": self.difference, "from": self.from_, "to": self.to, "n": self.n}
        parts = {row.group: list(row.parts) for row in self.shares}
        errors = {row.group: row.order_error for row in self.shares} if self.orders else {}
        return told | {"runs": self.runs, "orders": self.orders, "order_error": errors, "parts": parts, "notes": list(self.notes)}


def attribution(
    first: Loaded, second: Loaded, runs: tuple[Result, Result], of: Headline, jobs: int, progress: Progress | None = None
) -> Attribution | None:
    """Attribute the difference of a headline to what differs between two scenarios; None where a scenario between them has no such number.

    Parameters
    ----------
    first, second : Loaded
        With the same seed and number of replicates.
    runs : two Result
        Theirs.
    of : Headline
    jobs : int, at least 1
        Threads; the numbers do not depend on them.
    progress : callable, optional
        Told how many scenarios have been run, and of how many.

    Notes
    -----
    Everything is computed in one order of the two files, whichever comes first, so that exchanging them turns all signs and changes
    nothing else.
    """
    turned = _identity(first) > _identity(second)
    pair = Between(second, first, runs[::-1], of) if turned else Between(first, second, runs, of)
    hybrids = _Hybrids(pair, runs[::-1] if turned else runs, jobs, progress)
    groups, together = pair.groups(), set[tuple[str, ...]]()
    while True:
        orders = sampled_orders(len(groups), first.scenario.seed) if len(groups) > EXACT else [every_order(len(groups))]
        try:
            values = hybrids.values(groups, [step for steps in orders for step in steps])
            break
        except InputError:
            groups, joined = hybrids.told_apart(groups)
            together.add(joined)
    notes = [
        f"{_listed(group)} cannot be told apart: one without the others gives no scenario that can be run"
        for group in groups
        if group in together
    ]
    found = _Averages.of(values)
    return _attributed(of, groups, orders, found, hybrids.count, notes, -1 if turned else 1) if found else None


def _identity(loaded: Loaded) -> tuple[str, tuple[str, ...]]:
    return str(loaded.file.resolve()), loaded.overrides


class _Hybrids:
    """The headline's values in scenarios between two, each run once."""

    def __init__(self, pair: Between, runs: tuple[Result, Result], jobs: int, progress: Progress | None) -> None:
        self._pair, self._jobs, self._progress = pair, jobs, progress
        none: frozenset[str] = frozenset()
        self._found: dict[frozenset[str], Floats] = {none: pair.of.values(runs[0]), frozenset(pair.parts): pair.of.values(runs[1])}
        self._loaded: dict[frozenset[str], Loaded] = {}
        self._wrong: dict[frozenset[str], InputError] = {}
        self._late: set[frozenset[str]] = set()

    @property
    def count(self) -> int:
        """How many scenarios were run, the two included."""
        return len(self._found)

    def values(self, groups: Sequence[tuple[str, ...]], steps: Sequence[Step]) -> dict[int, Floats]:
        """Return the headline's values by set of groups; raise InputError if one of them is no scenario that can be run."""
        sets = sorted({0, *(step.before for step in steps), *(step.after for step in steps)})
        taken = {number: _taken(groups, number) for number in sets}
        for parts in taken.values():
            self._load(parts)
        for done, parts in enumerate(taken.values(), start=1):
            self._run(parts)
            if self._progress:
                self._progress(done, len(sets))
        return {number: self._found[parts] for number, parts in taken.items()}

    def _load(self, parts: frozenset[str]) -> None:
        if parts in self._wrong:
            raise self._wrong[parts]
        if parts in self._found or parts in self._loaded:
            return
        try:
            self._loaded[parts] = self._pair.load(parts)
        except InputError as error:
            self._wrong[parts] = error
            raise

    def _run(self, parts: frozenset[str]) -> None:
        if parts in self._found:
            return
        try:
            self._found[parts] = self._pair.values(run(self._loaded.pop(parts).scenario, jobs=self._jobs))
        except InputError as error:
            self._wrong[parts] = error
            self._late.add(parts)
            raise

    def told_apart(self, groups: Sequence[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
        """Return the groups with two of them joined that do not make sense one without the other, and what these are joined to.

        Groups are taken over one by one until a set is no scenario, and further until it is one again: the last taken is needed by the one
        that broke it.
        """
        wrong = next(parts for parts in self._wrong if all(parts.issuperset(group) or parts.isdisjoint(group) for group in groups))
        inside = [group for group in groups if wrong.issuperset(group)]
        ran = wrong in self._late
        broke = next(n for n in range(1, len(inside) + 1) if not self._sound(inside[:n], ran))
        order = [*inside[:broke], *(group for group in groups if group not in inside[:broke])]
        mended = next(n for n in range(broke + 1, len(order) + 1) if self._sound(order[:n], ran))
        pair = order[broke - 1], order[mended - 1]
        joined = tuple(sorted(pair[0] + pair[1]))
        return sorted([*(group for group in groups if group not in pair), joined]), joined

    def _sound(self, groups: Sequence[tuple[str, ...]], ran: bool) -> bool:
        """Tell whether a set of groups gives a scenario that can be read and, where that is the question, run."""
        parts = frozenset(part for group in groups for part in group)
        try:
            self._load(parts)
            if ran:
                self._run(parts)
        except InputError:
            return False
        return True


def _taken(groups: Sequence[tuple[str, ...]], number: int) -> frozenset[str]:
    return frozenset(part for index, group in enumerate(groups) if number >> index & 1 for part in group)


@dataclass(frozen=True)
class _Averages:
    """What is averaged, by set of groups: exact means, and values of shape (replicate,) over the `n` replicates that count."""

    exact: dict[int, Fraction]
    values: dict[int, Floats]
    n: int

    @classmethod
    def of(cls, values: dict[int, Floats]) -> _Averages | None:
        """Take the mean of each scenario over the replicates that count in the two compared and in itself; None where it has none.

        What a replicate adds to a mean over fewer of them is scaled up to all, so that contributions can be paired (a ratio estimate).
        """
        counts = ~(np.isnan(values[0]) | np.isnan(values[max(values)]))
        exact, scaled = {}, {}
        for number, every in values.items():
            own = every[counts]
            there = ~np.isnan(own)
            if not there.any():
                return None
            exact[number] = total(own[there]) / int(there.sum())
            mean = float(exact[number])
            scaled[number] = own if there.all() else np.where(there, mean + (own - mean) / there.mean(), mean)
        return cls(exact, scaled, int(counts.sum()))


def _attributed(
    of: Headline, groups: Sequence[tuple[str, ...]], orders: list[list[Step]], found: _Averages, runs: int, notes: list[str], sign: int
) -> Attribution:
    """Return the shares of all groups, largest first; `sign` is -1 where the files were taken in the other order."""
    count, weight = len(groups), Fraction(1, len(orders))
    steps = [step._replace(weight=step.weight * weight) for order in orders for step in order]
    exact, difference = settled([sign * share for share in shares(steps, found.exact, count)])
    single = [shares(order, found.exact, count) for order in orders]
    moves = contributions(steps, found.values, count)
    rows = []
    for index, group in enumerate(groups):
        error = float(np.std([float(one[index]) for one in single], ddof=1)) / math.sqrt(len(orders)) if len(orders) > 1 else 0.0
        half = _half(moves[index], error)
        low, high = (None, None) if half is None else (exact[index] - half, exact[index] + half)
        rows.append(Share(_name(group), group, exact[index], low, high, error))
    ends = [float(found.exact[number]) for number in (0, max(found.exact))][::sign]
    ordered = tuple(sorted(rows, key=lambda row: (-abs(row.share), row.group)))
    return Attribution(of, difference, ends[0], ends[1], found.n, ordered, runs, 2 * len(orders) if len(orders) > 1 else None, tuple(notes))


def _half(moves: Floats, error: float) -> float | None:
    """Return half the width of a share's interval: chance of replicates and of the orders drawn."""
    if not moves.any() and not error:
        return 0.0
    half = half_width(moves)
    return None if half is None else math.hypot(half, Z_95 * error)


def _listed(group: tuple[str, ...]) -> str:
    return " and ".join([", ".join(group[:-1]), group[-1]]) if len(group) <= 6 else f"{', '.join(group[:4])} and {len(group) - 4} more"


def _name(group: tuple[str, ...]) -> str:
    """Name a group by its parts, or by the first of many."""
    return " + ".join(group) if len(group) <= 4 else f"{' + '.join(group[:3])} + {len(group) - 3} more"

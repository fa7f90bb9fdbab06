"""The only difference between the two modes: whether chance throws a coin for each case, or divides a mass by its mean."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from sim.engine.reference import laws
from sim.model.distribution import Dirichlet, Distribution


class Chance(Protocol):
    """What the model asks of chance; numbers of cases are whole in random mode and real in expected mode."""

    whole: bool

    def value(self, law: Distribution) -> float:
        """Return a value of a distribution."""

    def shares(self, law: Dirichlet) -> dict[str, float]:
        """Return shares that sum to 1."""

    def normal(self) -> float:
        """Return a standard normal value."""

    def arrivals(self, mean: float, size: float) -> float:
        """Return a number of arrivals: Poisson for an infinite `size`, else of variance mean + mean^2 / size."""

    def rounded(self, value: float) -> float:
        """Return a number of whole cases of the same mean."""

    def increments(self, amounts: Sequence[float]) -> list[float]:
        """Return whole numbers for amounts that follow each other: of the same mean, and never off by more than 1 in total."""

    def meet(self, cases: float, chance: float) -> float:
        """Return how many of some cases meet a chance, each by itself."""

    def divide(self, cases: float, shares: Sequence[float]) -> list[float]:
        """Send each case one of several ways."""

    def sample(self, groups: Sequence[float], number: float) -> list[float]:
        """Take so many cases of all groups, anyone with the same chance."""


class Means:
    """Expected mode: every draw is its mean.

    Examples
    --------
    >>> Means().meet(10.0, 0.25), Means().sample([30.0, 10.0], 8.0)
    (2.5, [6.0, 2.0])
    """

    whole = False

    def __init__(self) -> None:
        self.known: dict[int, float] = {}

    def value(self, law: Distribution) -> float:
        """Return the mean."""
        if id(law) not in self.known:
            self.known[id(law)] = laws.mean(law)
        return self.known[id(law)]

    def shares(self, law: Dirichlet) -> dict[str, float]:
        """Return the mean shares."""
        return dict(law.dirichlet.mean)

    def normal(self) -> float:
        """Refuse: nothing that is asked for in expected mode depends on it."""
        raise NotImplementedError("a normal value in expected mode")

    def arrivals(self, mean: float, size: float) -> float:
        """Return the mean."""
        return mean

    def rounded(self, value: float) -> float:
        """Return the value."""
        return value

    def increments(self, amounts: Sequence[float]) -> list[float]:
        """Return the amounts."""
        return list(amounts)

    def meet(self, cases: float, chance: float) -> float:
        """Return cases times chance."""
        return cases * chance

    def divide(self, cases: float, shares: Sequence[float]) -> list[float]:
        """Return cases times share."""
        return [cases * share / sum(shares) for share in shares]

    def sample(self, groups: Sequence[float], number: float) -> list[float]:
        """Return the number in proportion to the groups."""
        total = sum(groups)
        return [number * group / total if total else 0.0 for group in groups]


class Coins:
    """Random mode: each case throws its own coin.

    Examples
    --------
    >>> Coins(random.Random(1)).meet(10, 1.0), sum(Coins(random.Random(1)).sample([30, 10], 8))
    (10, 8)
    """

    whole = True

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def value(self, law: Distribution) -> float:
        """Draw a value."""
        return laws.draw(law, self.rng)

    def shares(self, law: Dirichlet) -> dict[str, float]:
        """Draw shares: gamma variables over their sum."""
        parts = {name: self.rng.gammavariate(mean * law.dirichlet.n, 1.0) for name, mean in law.dirichlet.mean.items()}
        return {name: part / sum(parts.values()) for name, part in parts.items()}

    def normal(self) -> float:
        """Draw a standard normal value."""
        return self.rng.gauss(0.0, 1.0)

    def arrivals(self, mean: float, size: float) -> float:
        """Draw a number of arrivals."""
        return laws.poisson(mean, self.rng) if math.isinf(size) else laws.negbin(mean, size, self.rng)

    def rounded(self, value: float) -> float:
        """Round up with the chance of the fraction."""
        return math.floor(value + self.rng.random())

    def increments(self, amounts: Sequence[float]) -> list[float]:
        """Round the cumulated amounts with one uniform for all of them."""
        begun = self.rng.random()
        bounds, total = [0], 0.0
        for amount in amounts:
            total += amount
            bounds.append(math.floor(total + begun))
        return [after - before for before, after in pairwise(bounds)]

    def meet(self, cases: float, chance: float) -> float:
        """Throw a coin for each case."""
        return sum(self.rng.random() < chance for _ in range(int(cases)))

    def divide(self, cases: float, shares: Sequence[float]) -> list[float]:
        """Choose a way for each case."""
        ways = self.rng.choices(range(len(shares)), shares, k=int(cases))
        return [ways.count(way) for way in range(len(shares))]

    def sample(self, groups: Sequence[float], number: float) -> list[float]:
        """Draw cases without putting them back."""
        chosen = self.rng.sample(range(len(groups)), int(number), counts=[int(group) for group in groups]) if number else []
        return [chosen.count(group) for group in range(len(groups))]

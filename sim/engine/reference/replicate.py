"""One replicate: the numbers a scenario gives to each of its parts, step by step."""

from __future__ import annotations

import math
from typing import Any

from sim.calendar import PER_MONTH, day_after, months_between
from sim.engine.reference.numbers import NONE, Later, Numbers
from sim.errors import InputError, Place, Problem
from sim.model.distribution import Dirichlet
from sim.model.flow import Capacity, Hazard, Inflow, destinations, names, origins
from sim.model.number import Count
from sim.model.paths import REST

Way = tuple[str, str | None]
"""A flow and one of its outcomes, None where it has none."""


class Replicate(Numbers):
    """The numbers of one replicate; lists are by step."""

    def initial(self, stage: str) -> dict[str, float]:
        """Return the cases at the start by class, whole in random mode."""
        given, path = self.scenario.stages[stage].at_start, f"stages.{stage}.initial"
        if not isinstance(given, dict):
            return {self.scenario.classes[0]: self._whole(self.once(path))}
        found = {name: self._whole(self.once(f"{path}.{name}")) for name, number in given.items() if number != REST}
        total = found.pop("total", 0.0)
        left = total - sum(found.values())
        found |= {name: left for name, number in given.items() if number == REST}
        if min(found.values(), default=0.0) < 0:
            raise _impossible(path, "the classes sum to more than `total`")
        return found

    def _whole(self, value: float) -> float:
        return round(value) if self.chance.whole else value

    def shares(self, path: str, written: dict[str, Any], together: Any, later: Later = NONE) -> dict[str, list[float]]:
        """Return shares that sum to 1, in each piece of time, of what stands under a path: `{}` in it is filled by the name."""
        if isinstance(together, Dirichlet):
            section = ".".join([*path.split(".")[:2], "shares"])
            drawn = self.at_level(section, together.level, together, _means if together.level == "case" else self.chance.shares)
            return {name: [each[name] for each in drawn] for name in together.dirichlet.mean}
        if len(written) == 1:
            return {name: [1.0] * len(self.pieces) for name in written}
        found = {name: self.value(path.format(name), later) for name, share in written.items() if share != REST}
        sums = [sum(each) for each in zip(*found.values(), strict=True)]
        found |= {name: [max(1.0 - total, 0.0) for total in sums] for name, share in written.items() if share == REST}
        if any(abs(sum(each) - 1) > 1e-6 for each in zip(*found.values(), strict=True)):
            raise _impossible(path, "the shares do not sum to 1")
        return {name: found[name] for name in written}

    def outcomes(self, flow: str, later: Later = NONE) -> dict[str | None, list[float]]:
        """Return the shares of a flow's outcomes in each piece of time; all of it under None where there are none."""
        written = self.scenario.flows[flow]
        assert not isinstance(written, Inflow)
        if not (given := getattr(written, "outcomes", None)):
            return {None: [1.0] * len(self.pieces)}
        shares = {name: outcome.share for name, outcome in given.items()}
        found = self.shares(f"flows.{flow}.outcomes.{{}}.share", shares, getattr(written, "shares", None), later)
        return {outcome: found[outcome] for outcome in given}

    def hazards(self, stage: str, class_: str, later: Later = NONE) -> dict[Way, list[float]]:
        """Return the rates per month, by step, at which cases of one class leave a stage, by the ways they can go."""
        found: dict[Way, list[float]] = {}
        acting = {name: flow for name, flow in self.scenario.flows.items() if isinstance(flow, Hazard) and self._takes(flow, stage, class_)}
        chances = {name: self.by_step(self.value(f"flows.{name}.probability", later)) for name, flow in acting.items() if flow.rate is None}
        together = [sum(each) for each in zip(*chances.values(), strict=True)]
        if any(chance >= 1 for chance in together):
            raise _impossible(f"stages.{stage}", "the chances to leave sum to 1 or more")
        for name, flow in acting.items():
            for outcome, shares in self.outcomes(name, later).items():
                if flow.rate is None:
                    found[name, outcome] = [
                        self._rate_of_chance(step, chances[name][step], together[step]) * share
                        for step, share in enumerate(self.by_step(shares))
                    ]
                else:
                    rates = self.value(f"flows.{name}.rate", later)
                    rates = [PER_MONTH[flow.per] * rate * share for rate, share in zip(rates, shares, strict=True)]
                    found[name, outcome] = self.by_step(rates)
        return found

    def _takes(self, flow: Any, stage: str, class_: str) -> bool:
        return stage in origins(flow) and class_ in names(flow.classes or self.scenario.classes)

    def _rate_of_chance(self, step: int, chance: float, together: float) -> float:
        """Return the rate per month of a chance per whole step that competes with others."""
        return -math.log1p(-together) * chance / together / self.periods.whole(step) if together else 0.0

    def arrivals(self, name: str, flow: Inflow) -> list[float]:
        """Return the mean arrivals of each step."""
        factors = self.value(f"flows.{name}.rate"), self.value(f"flows.{name}.drift"), self._ar1(name, flow)
        rates = []
        for piece, rate, drift, noise in zip(self.pieces, *factors, strict=True):
            season = flow.season[piece.month % 12] if flow.season else 1.0
            rates.append(PER_MONTH[flow.per] * rate * season * noise * _growth(drift / 12, piece.begin, piece.end))
        return self.over_steps(rates)

    def over_steps(self, rates: list[float]) -> list[float]:
        """Integrate rates per month over the steps."""
        return [rate * length for rate, length in zip(self.by_step(rates), self.periods.lengths, strict=True)]

    def _ar1(self, name: str, flow: Inflow) -> list[float]:
        """Return the noise of each piece of time: exp(z - sigma^2 / 2), with z autoregressive by month, and stationary."""
        if flow.ar1 is None or not self.chance.whole:
            return [1.0] * len(self.pieces)
        rho, sigma = flow.ar1.rho, flow.ar1.sigma
        found: dict[int, float] = {}
        z = 0.0
        for month in sorted({piece.month for piece in self.pieces}):
            fresh = self.draw_once((name, "ar1", month), self.chance.normal)
            z = rho * z + sigma * math.sqrt(1 - rho**2) * fresh if found else sigma * fresh
            found[month] = math.exp(z - sigma**2 / 2)
        return [found[piece.month] for piece in self.pieces]

    def arriving(self, name: str, flow: Inflow) -> dict[tuple[str, Later], list[float]]:
        """Return the share, by step, of each class among arrivals, and of each set of events for later cases that act on them."""
        shares: dict[str, list[float]] = {self.scenario.classes[0]: [1.0] * len(self.pieces)}
        if flow.shares is not None:
            written = {} if isinstance(flow.shares, Dirichlet) else dict(flow.shares)
            shares = self.shares(f"flows.{name}.shares.{{}}", written, flow.shares)
        found = {(class_, NONE): each for class_, each in shares.items()}
        for event in [event for event, written in self.scenario.events.items() if written.applies_to == "later"]:
            force = self.strength(event)
            under = {(class_, later | {event}): _product(each, force) for (class_, later), each in found.items()}
            found = {kind: _product(each, [1.0 - f for f in force]) for kind, each in found.items()} | under
        return {kind: self.by_step(each) for kind, each in found.items()}

    def adjustment(self) -> list[float]:
        """Return the adjustment of each step: a share of the stock, or a number of cases."""
        given = self.scenario.adjustment
        assert given is not None
        rates = self.value(f"adjustment.{'count' if given.rate is None else 'rate'}")
        return self.over_steps([PER_MONTH[given.per] * rate for rate in rates])

    def _rate_of_count(self, path: str, count: Count) -> list[float]:
        """Return cases per month, or for a hazard the rate that solves E (1 - exp(-h T)) = count."""
        name = path.split(".")[1]
        flow = self.scenario.flows[name]
        last = count.by or day_after(count.through or count.from_)
        months = months_between(count.from_, last)
        cases = self.once(f"{path}.count")
        if count.of is not None:
            cases /= self._share_counted(name, count.of, self.periods.time(count.from_), self.periods.time(last))
        if not isinstance(flow, Hazard):
            return [cases / months] * len(self.pieces)
        classes = names(flow.classes or self.scenario.classes)
        eligible = sum(self.initial(stage).get(class_, 0.0) for stage in names(flow.from_) for class_ in classes)
        if cases >= eligible:
            raise _impossible(path, f"a count of {cases:,.0f} is not below the {eligible:,.0f} eligible cases at the start")
        return [-math.log1p(-cases / eligible) / months] * len(self.pieces)

    def _share_counted(self, flow: str, outcome: str, begin: float, end: float) -> float:
        """Return the mean share of an outcome over a window, before any event; over the whole run where the window lies outside."""
        calm = Replicate(self.scenario, self.chance, self)
        shares = calm.outcomes(flow)[outcome]
        within = [max(min(piece.end, end) - max(piece.begin, begin), 0.0) for piece in calm.pieces]
        weights = within if any(within) else [piece.length for piece in calm.pieces]
        return sum(weight * share for weight, share in zip(weights, shares, strict=True)) / sum(weights)

    def limit(self, name: str, flow: Capacity) -> str:
        """Return the resource that limits a capacity flow: the one it names, or one of its own."""
        return flow.resource or f"flows.{name}.capacity"

    def capacity(self, name: str, flow: Capacity) -> list[float]:
        """Return the cases that a flow with a capacity of its own can take in each step."""
        return self.over_steps([PER_MONTH[flow.per] * rate for rate in self.value(f"flows.{name}.capacity")])

    def uses(self, name: str, outcome: str | None, resource: str) -> float:
        """Return the units of a resource that a case takes which goes one way."""
        flow: Any = self.scenario.flows[name]
        given = flow.outcomes[outcome].uses if getattr(flow, "outcomes", None) and outcome else None
        given = getattr(flow, "uses", None) if given is None else given
        limiting = isinstance(flow, Capacity) and resource == self.limit(name, flow)
        if isinstance(given, dict):
            return float(given.get(resource, 1.0 if limiting else 0.0))
        return (1.0 if given is None else given) if limiting else 0.0

    def price(self, name: str, flow: Capacity, later: Later = NONE) -> list[float]:
        """Return the units of the limiting resource that a case takes on average, by step."""
        resource = self.limit(name, flow)
        parts = [
            [self.uses(name, outcome, resource) * share for share in self.by_step(shares)]
            for outcome, shares in self.outcomes(name, later).items()
        ]
        return [sum(each) for each in zip(*parts, strict=True)]

    def to(self, way: Way) -> str:
        """Return the stage that a way leads to."""
        return destinations(self.scenario.flows[way[0]])[way[1]]


def _product(values: list[float], factors: list[float]) -> list[float]:
    return [value * factor for value, factor in zip(values, factors, strict=True)]


def _means(law: Dirichlet) -> dict[str, float]:
    return dict(law.dirichlet.mean)


def _growth(g: float, begin: float, end: float) -> float:
    """Return the mean of exp(g t) over a piece of time."""
    return math.exp(g * begin) * math.expm1(g * (end - begin)) / (g * (end - begin)) if g else 1.0


def _impossible(path: str, message: str) -> InputError:
    return InputError([Problem(Place("scenario"), "S202", path, message)])

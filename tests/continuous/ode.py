"""A scenario in continuous time: the ordinary differential equations that the engine's steps approximate.

Written from the scenario's words alone. Nothing of `sim.engine` or `sim.ensemble` is used: numbers, events, seasons and queues are
evaluated here anew, at an instant and not as means of a step. Every number must be fixed (`tests.continuous.median` sees to that).

Stocks $x$ (stage, class) follow $x' = \\text{inflow} - \\text{hazards} - \\text{services} + \\text{adjustment}$. A service takes from its cells in
proportion to what they hold, at the rate its resource allows after what hazards use of it. A queue that is empty is served as fast as
it fills: below `EMPTY` cases the rate falls in proportion to the queue, so that it settles at a stock that no total feels.
"""

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.integrate import solve_ivp

from sim.model.distribution import Dirichlet
from sim.model.flow import Capacity, Hazard, Inflow
from sim.model.number import Cited, FigureValue, ParameterValue, Product, Series
from sim.model.scenario import Scenario

EMPTY = 0.01
"""Cases below which a queue counts as empty."""

PER_MONTH = {"month": 1.0, "year": 1 / 12, "day": 365.2425 / 12, "week": 365.2425 / 84}


def listed(names):
    return [names] if isinstance(names, str) else list(names)


def months(day: date) -> float:
    """Calendar months since year 0."""
    return 12 * day.year + day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]


@dataclass
class Instant:
    """A time in months from the start, and one inside the piece around it in which nothing jumps: it decides between steps."""

    t: float
    inside: float


class Continuous:
    """The equations of one scenario whose numbers are all fixed."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.stages, self.classes = list(scenario.stages), list(scenario.classes)
        self.origin = months(scenario.start)
        self.end = self.time(scenario.end)
        # a way is (flow, outcome or None, stage it leaves or None)
        self.ways = [
            (name, outcome, origin)
            for name, flow in scenario.flows.items()
            for outcome in (getattr(flow, "outcomes", None) or [None])
            for origin in (listed(flow.from_) if not isinstance(flow, Inflow) else [None])
        ]

    def time(self, day: date) -> float:
        return months(day) - self.origin

    # Numbers

    def value(self, path, number, at: Instant) -> float:
        """A number of the scenario at an instant, after the events that change it in order of their dates."""
        found = self.written(path, number, at)
        for _, verb, amount, strength in sorted(self.changes(path, at), key=lambda change: change[0]):
            found += strength * (amount - found) if verb == "set" else strength * (amount - 1) * found
        return found

    def written(self, path, number, at: Instant) -> float:
        match number:
            case int() | float():
                return float(number)
            case Cited():
                return number.value
            case FigureValue():
                return self.scenario.figures[number.figure].value
            case ParameterValue():
                return self.value(f"parameters.{number.parameter}", self.scenario.parameters[number.parameter], at)
            case Product():
                return float(np.prod([self.value(f"{path}.product.{i}", factor, at) for i, factor in enumerate(number.product)]))
            case Series():
                times = [self.time(day) for day in number.series]
                values = [self.value(f"{path}.series.{day}", value, at) for day, value in number.series.items()]
                if number.between == "linear":
                    return float(np.interp(at.t, times, values))
                return values[max(bisect_right(times, at.inside) - 1, 0)]
        raise NotImplementedError(f"{path}: {number}")

    def changes(self, path, at: Instant):
        for name, event in self.scenario.events.items():
            begin, ramp = self.time(event.on), float(event.ramp)
            end = self.time(event.until) if event.until else np.inf
            assert event.probability == 1
            strength = 0.0 if at.inside < begin or at.inside > end else 1.0 if ramp == 0 else min((at.t - begin) / ramp, 1.0)
            for verb in ("set", "multiply"):
                if strength and path in getattr(event, verb):
                    yield begin, verb, self.value(f"events.{name}.{verb}.{path}", getattr(event, verb)[path], at), strength

    def shares(self, path, given, at: Instant) -> dict:
        """Shares that sum to 1 by name; what is written `rest`, or not at all, takes what is left."""
        found = {name: self.value(f"{path}.{name}", share, at) for name, share in given.items() if share not in ("rest", None)}
        return {name: found.get(name, 1 - sum(found.values())) for name in given}

    def outcomes(self, name, flow, at: Instant) -> dict:
        if not flow.outcomes:
            return {None: 1.0}
        if isinstance(flow.shares, Dirichlet):
            return dict(flow.shares.dirichlet.mean)
        written = {outcome: given.share for outcome, given in flow.outcomes.items()}
        path = f"flows.{name}.outcomes"
        values = self.shares(path, {f"{outcome}.share": share for outcome, share in written.items()}, at)
        return {outcome: values[f"{outcome}.share"] for outcome in written}

    def initial(self) -> np.ndarray:
        x = np.zeros((len(self.stages), len(self.classes)))
        for s, stage in enumerate(self.scenario.stages.values()):
            given = stage.initial if isinstance(stage.initial, dict) else {self.classes[0]: stage.initial}
            numbers = {name: self.value("", number, Instant(0, 0)) for name, number in given.items() if number != "rest"}
            total = numbers.pop("total", None)
            for k, class_ in enumerate(self.classes):
                x[s, k] = total - sum(numbers.values()) if given.get(class_) == "rest" else numbers.get(class_, 0.0)
        return x

    # Flows

    def rates(self, x: np.ndarray, at: Instant) -> dict:
        """Cases per month and class along every way."""
        scenario, found = self.scenario, {}
        left = {
            name: PER_MONTH[resource.per]
            * np.prod([self.value(f"resources.{name}.{key}", getattr(resource, key), at) for key in ("headcount", "productivity", "noise")])
            for name, resource in scenario.resources.items()
        }
        for name, flow in scenario.flows.items():
            if isinstance(flow, Inflow):
                found[name, None, None] = self.arrivals(name, flow, at)
            elif isinstance(flow, Hazard):
                assert flow.probability is None
                rate = self.value(f"flows.{name}.rate", flow.rate, at) * PER_MONTH[flow.per]
                for outcome, share in self.outcomes(name, flow, at).items():
                    for origin in listed(flow.from_):
                        leaving = rate * share * np.maximum(x[self.stages.index(origin)], 0) * self.acts_on(flow)
                        found[name, outcome, origin] = leaving
                        for resource in left:
                            left[resource] -= self.units(flow, outcome, resource, None) * leaving.sum()
        for name, flow in scenario.flows.items():
            if isinstance(flow, Capacity):
                self.serve(name, flow, x, left, found, at)
        return found

    def arrivals(self, name, flow, at: Instant) -> np.ndarray:
        rate = self.value(f"flows.{name}.rate", flow.rate, at) * PER_MONTH[flow.per]
        rate *= np.exp(self.value("", flow.drift, at) / 12 * at.t)
        if flow.season:
            rate *= flow.season[int(self.origin + at.inside) % 12]
        assert not isinstance(flow.shares, Dirichlet)
        shares = self.shares(f"flows.{name}.shares", flow.shares, at) if flow.shares else {self.classes[0]: 1.0}
        return rate * np.array([shares.get(class_, 0.0) for class_ in self.classes])

    def serve(self, name, flow, x, left, found, at: Instant) -> None:
        shares, own = self.outcomes(name, flow, at), flow.resource or name
        if flow.capacity is not None:
            left[own] = self.value(f"flows.{name}.capacity", flow.capacity, at) * PER_MONTH[flow.per]
        price = sum(share * self.units(flow, outcome, own, own) for outcome, share in shares.items())
        cells = {origin: np.maximum(x[self.stages.index(origin)], 0) * self.acts_on(flow) for origin in listed(flow.from_)}
        queue = sum(cell.sum() for cell in cells.values())
        served = max(left[own], 0.0) / price * min(queue / EMPTY, 1.0)
        left[own] -= served * price
        for outcome, share in shares.items():
            for origin, cell in cells.items():
                found[name, outcome, origin] = served * share * cell / max(queue, 1e-300)

    def acts_on(self, flow) -> np.ndarray:
        return np.array([class_ in listed(flow.classes or self.classes) for class_ in self.classes], dtype=float)

    @staticmethod
    def units(flow, outcome, resource, limiting) -> float:
        """Units of a resource that a case takes; a plain number means the resource that limits the flow."""
        given = flow.outcomes[outcome].uses if outcome else None
        given = flow.uses if given is None else given
        if isinstance(given, dict):
            return given.get(resource, 1.0 if resource == limiting else 0.0)
        return 0.0 if resource != limiting else 1.0 if given is None else given

    def slope(self, t, y, inside) -> np.ndarray:
        """What changes at an instant: stocks, then cases cumulated along each way."""
        shape = len(self.stages), len(self.classes)
        x, at = y[: shape[0] * shape[1]].reshape(shape), Instant(t, inside)
        dx, rates = np.zeros(shape), self.rates(x, at)
        for (name, outcome, origin), rate in rates.items():
            flow = self.scenario.flows[name]
            to = flow.outcomes[outcome].to if outcome else flow.to
            dx[self.stages.index(to)] += rate
            if origin is not None:
                dx[self.stages.index(origin)] -= rate
        given = self.scenario.adjustment
        if given:
            assert given.count is None
            rate = self.value("adjustment.rate", given.rate, at) * PER_MONTH[given.per]
            dx += rate * x * np.array([[stage.kind == "active"] for stage in self.scenario.stages.values()])
        return np.concatenate([dx.ravel(), *(rates[way] for way in self.ways)])

    # The run

    def cuts(self) -> list[float]:
        """Times at which something jumps or bends: pieces are solved between them."""
        scenario = self.scenario
        assert not any(flow.kind == "pulse" for flow in scenario.flows.values())
        found = {0.0, self.end}
        found |= {month - self.origin for month in range(int(self.origin) + 1, int(self.origin + self.end) + 1)}
        for event in scenario.events.values():
            found |= {self.time(event.on), self.time(event.on) + event.ramp}
            found |= {self.time(event.until)} if event.until else set()
        for holder in [*scenario.flows.values(), *scenario.resources.values()]:
            for _, number in holder:
                found |= {self.time(day) for day in number.series} if isinstance(number, Series) else set()
        return sorted(t for t in found if 0 <= t <= self.end)

    def metrics(self, method: str = "LSODA") -> dict[str, float]:
        """Every metric of the scenario: stocks at the end, flows over the run. Without an empty queue nothing is stiff."""
        x = self.initial()
        y = np.concatenate([x.ravel(), np.zeros(len(self.ways) * len(self.classes))])
        cuts = self.cuts()
        for begin, end in zip(cuts, cuts[1:], strict=False):
            solved = solve_ivp(self.slope, (begin, end), y, method, [end], args=((begin + end) / 2,), rtol=1e-7, atol=1e-4)
            assert solved.success, solved.message
            y = solved.y[:, -1]
        stocks = dict(zip(self.stages, y[: x.size].reshape(x.shape), strict=True))
        flows = dict(zip(self.ways, y[x.size :].reshape(-1, len(self.classes)), strict=True))
        return {name: self.metric(metric, stocks, flows) for name, metric in self.scenario.metrics.items()}

    def metric(self, metric, stocks, flows) -> float:
        of = self.acts_on(metric)
        if metric.stock is not None:
            return float(sum(stocks[stage] @ of for stage in listed(metric.stock)))
        wanted = listed(metric.flow)
        return float(sum(cases @ of for (name, outcome, _), cases in flows.items() if name in wanted or f"{name}.{outcome}" in wanted))

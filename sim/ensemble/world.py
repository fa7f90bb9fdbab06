"""What holds in each replicate of a block: every number of a scenario, drawn at its level and changed by events.

A number becomes an array (segment, replicate) in which either axis has length 1 where nothing varies along it. The streams are
named by the paths of the numbers, so a number keeps its draws whatever else a scenario holds.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import Calendar, day_after, months_between
from sim.engine.streams import Streams
from sim.ensemble.events import Events, cuts
from sim.ensemble.laws import law
from sim.errors import InputError, Place, Problem
from sim.model.distribution import Dirichlet, Distribution
from sim.model.flow import Hazard, names
from sim.model.number import Cited, Count, FigureValue, ParameterValue, Product, Series
from sim.model.paths import REST, numbers
from sim.model.scenario import Scenario
from sim.model.support import allowed_range

Floats = NDArray[np.float64]

_LEAST = 2.0**-54
"""Stands for a uniform draw of exactly 0, at which many quantile functions are infinite."""


class World:
    """One block's parameters, evaluated when first asked for.

    Parameters
    ----------
    scenario : Scenario
    calendar : Calendar
    streams : Streams or None
        None stands for expected mode: distributions at their means, random dates by their shares.
    replicates : int
        Lanes in the block; 1 in expected mode.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, streams: Streams | None, replicates: int) -> None:
        self.scenario, self.calendar, self.streams, self.replicates = scenario, calendar, streams, replicates
        self.segments = calendar.segments.cut(cuts(scenario.events, calendar))
        self.drawn: dict[str, Floats] = {}
        self._known: dict[str, Floats] = {}
        self._changing = {path for event in scenario.events.values() for path in (*event.set, *event.multiply)}

    @cached_property
    def events(self) -> Events:
        """When events happen in each replicate, and how strongly they act in each segment."""
        return Events(self)

    @cached_property
    def _numbers(self) -> dict[str, Any]:
        return numbers(self.scenario)

    def value(self, path: str, number: Any = None) -> Floats:
        """Return a number by its path, after all events, shape (segment or 1, replicate or 1).

        Raises
        ------
        InputError
            If a drawn value lies outside the range its place allows.
        """
        if path not in self._known:
            number = self._numbers[path] if number is None else number
            values = self._raw(path, number)
            if path in self._changing:
                values = self.events.apply(path, values)
            self._known[path] = self._checked(path, values)
        return self._known[path]

    def once(self, path: str) -> Floats:
        """Return a number that is needed once and not over time, shape (replicate or 1,)."""
        return np.asarray(self.value(path)[0])

    def uniform(self, name: str, step: int = 0) -> Floats:
        """Return one uniform draw per replicate from a stream, above 0 and below 1."""
        assert self.streams is not None
        return np.maximum(self.streams.open(name, step).random(self.replicates), _LEAST)

    def _raw(self, path: str, number: Any) -> Floats:
        match number:
            case int() | float():
                return np.array([[float(number)]])
            case Cited():
                return np.array([[number.value]])
            case FigureValue():
                return np.array([[self.scenario.figures[number.figure].value]], dtype=float)
            case ParameterValue():
                return self.value(f"parameters.{number.parameter}")
            case Product():
                factors = (self.value(f"{path}.product.{i}", factor) for i, factor in enumerate(number.product))
                return np.asarray(np.prod(np.broadcast_arrays(*factors), axis=0) if len(number.product) > 1 else next(factors))
            case Series():
                return self._series(path, number)
            case Count():
                return self._rate_of_count(path, number)
            case Distribution():
                return self._drawn(path, number)
        raise NotImplementedError(type(number).__name__)

    def _drawn(self, path: str, number: Distribution) -> Floats:
        found = law(number)
        if self.streams is None or number.level == "case":
            return np.array([[found.mean]])
        if number.level == "replicate":
            self.drawn[path] = found.quantile(self.uniform(path))
            return self.drawn[path][np.newaxis]
        return self._by_month(lambda month: found.quantile(self.uniform(path, month)))

    def _by_month(self, draw: Any) -> Floats:
        """Draw one value per calendar month and lay it over the segments of that month."""
        months, index = np.unique(self.segments.month, return_inverse=True)
        return np.asarray(np.stack([draw(int(month)) for month in months])[index])

    def _series(self, path: str, series: Series) -> Floats:
        times = np.array([self.calendar.time(day) for day in series.series])
        values = [self.value(f"{path}.series.{day.isoformat()}", value) for day, value in series.series.items()]
        weights = _series_weights(times, self.segments.begin, self.segments.end, series.between)
        return sum((weights[:, i, np.newaxis] * value for i, value in enumerate(values)), np.zeros((1, 1)))

    def _rate_of_count(self, path: str, count: Count) -> Floats:
        last = count.by or day_after(count.through or count.from_)
        months = months_between(count.from_, last)
        cases = self.value(f"{path}.count", count.count)
        flow = self.scenario.flows[path.split(".")[1]]
        if isinstance(flow, Hazard):
            return self._hazard_of_count(path, cases, months, flow)
        share = self.shares(f"flows.{path.split('.')[1]}.outcomes")[count.of] if count.of else 1.0
        return cases / months / share

    def _hazard_of_count(self, path: str, cases: Floats, months: float, flow: Hazard) -> Floats:
        """Solve E (1 - exp(-h T)) = count for the hazard h, with E the replicate's eligible stock at the start."""
        classes = names(flow.classes or self.scenario.classes)
        eligible = sum((self.initial(stage)[kind] for stage in names(flow.from_) for kind in classes), np.zeros(1))
        short = np.broadcast_to(cases >= eligible, np.broadcast_shapes(cases.shape, eligible.shape))
        if short.any():
            worst = np.argmax(short.any(axis=0))
            found = np.broadcast_to(cases, short.shape)[0, worst], np.broadcast_to(eligible, short.shape)[0, worst]
            raise _problem("S203", path, f"a count of {found[0]:,.0f} is not below the {found[1]:,.0f} eligible cases at the start")
        return -np.log1p(-cases / eligible) / months

    def initial(self, stage: str) -> dict[str, Floats]:
        """Return the cases at the start of a stage by class, each (replicate or 1,); whole in random mode."""
        given = self.scenario.stages[stage].initial
        path = f"stages.{stage}.initial"
        if not isinstance(given, dict):
            return {kind: self._rounded(self.once(path)) for kind in self.scenario.classes}
        found = {kind: self._rounded(self.once(f"{path}.{kind}")) for kind, number in given.items() if number != REST}
        total = found.pop("total", None)
        for kind in self.scenario.classes:
            if given.get(kind) == REST and total is not None:
                found[kind] = total - sum(found.values())
                if (found[kind] < 0).any():
                    raise _problem("S202", f"{path}.{kind}", "the other classes sum to more than `total` in some replicates")
        return {kind: found.get(kind, np.zeros(1)) for kind in self.scenario.classes}

    def _rounded(self, values: Floats) -> Floats:
        return values if self.streams is None else np.rint(values)

    def shares(self, path: str) -> dict[str, Floats]:
        """Return shares that sum to 1 by name, from `flows.NAME.outcomes` or `flows.NAME.shares`."""
        section = path.rsplit(".", 1)[0]
        together = self._numbers.get(f"{section}.shares")
        if isinstance(together, Dirichlet):
            return self._dirichlet(f"{section}.shares", together)
        flow: Any = self.scenario.flows[path.split(".")[1]]
        if path.endswith(".shares"):
            written = {name: (f"{path}.{name}", share) for name, share in flow.shares.items()}
        else:
            written = {name: (f"{path}.{name}.share", outcome.share) for name, outcome in flow.outcomes.items()}
        if len(written) == 1:
            return {name: np.ones((1, 1)) for name in written}
        found = {name: self.value(where) for name, (where, share) in written.items() if share != REST}
        for name, (where, share) in written.items():
            if share == REST:
                found[name] = 1.0 - sum(found.values(), np.zeros((1, 1)))
                if (found[name] < -1e-9).any():
                    raise _problem("S202", where, f"the other shares sum to as much as {1 - found[name].min():.4g}; no rest is left")
                found[name] = np.maximum(found[name], 0.0)
        total = sum(found.values(), np.zeros((1, 1)))
        if not np.allclose(total, 1.0, rtol=0, atol=1e-6):
            raise _problem("S202", path, f"the shares sum to between {total.min():.6g} and {total.max():.6g} after all events, not to 1")
        return {name: found[name] for name in written}

    def shares_of(self, flow: str) -> dict[str | None, Floats]:
        """Return the shares of a flow's outcomes; all of it under None where it has none."""
        if getattr(self.scenario.flows[flow], "outcomes", None):
            shares = self.shares(f"flows.{flow}.outcomes")
            return {name: shares[name] for name in shares}
        return {None: np.ones((1, 1))}

    def _dirichlet(self, path: str, shares: Dirichlet) -> dict[str, Floats]:
        means = shares.dirichlet.mean
        if self.streams is None or shares.level == "case":
            return {name: np.array([[mean]]) for name, mean in means.items()}
        alphas = np.array(list(means.values())) * shares.dirichlet.n
        streams, size = self.streams, self.replicates
        if shares.level == "replicate":
            drawn = streams.open(path).dirichlet(alphas, size)[np.newaxis]
            self.drawn |= {f"{path}.{name}": drawn[0, :, i] for i, name in enumerate(means)}
        else:
            drawn = self._by_month(lambda month: streams.open(path, month).dirichlet(alphas, size))
        return {name: drawn[..., i] for i, name in enumerate(means)}

    def ar1(self, path: str, rho: float, sigma: float) -> Floats:
        """Return mean-corrected factors exp(z - sigma^2 / 2), z autoregressive by calendar month and stationary from the start."""
        if self.streams is None or sigma == 0:
            return np.ones((1, 1))
        from scipy.special import ndtri

        months = np.unique(self.segments.month)
        z = sigma * ndtri(self.uniform(path, int(months[0])))
        levels = {int(months[0]): z}
        for month in months[1:]:
            z = rho * z + sigma * np.sqrt(1 - rho**2) * ndtri(self.uniform(path, int(month)))
            levels[int(month)] = z
        return np.exp(self._by_month(levels.__getitem__) - sigma**2 / 2)

    def by_step(self, values: Floats) -> Floats:
        """Average values over the segments of each step; shape (step or 1, ...)."""
        return values if len(values) == 1 else self.segments.mean_by_step(values)

    def _checked(self, path: str, values: Floats) -> Floats:
        low, high = allowed_range(path)
        least, most = float(values.min()), float(values.max())
        if least < low or most > high + 1e-12:
            worst = least if least < low else most
            raise _problem("S201", path, f"a value of {worst:.6g} was drawn, outside [{low:g}, {high:g}]; `truncate` keeps it inside")
        return values


def _series_weights(times: Floats, begin: Floats, end: Floats, between: str) -> Floats:
    """Return how much each value of a series counts in each segment, shape (segment, value); rows sum to 1."""
    edges = np.eye(len(times))
    if between == "linear":
        integrals = [_linear_integral(times, column, begin, end) for column in edges]
        return np.stack(integrals, axis=1) / (end - begin)[:, np.newaxis]
    starts = np.concatenate([[-np.inf], times[1:]])
    ends = np.concatenate([times[1:], [np.inf]])
    held = np.minimum(end[:, np.newaxis], ends) - np.maximum(begin[:, np.newaxis], starts)
    length = (end - begin)[:, np.newaxis]
    return np.where((begin[:, np.newaxis] >= starts) & (end[:, np.newaxis] <= ends), 1.0, np.maximum(held, 0.0) / length)


def _linear_integral(times: Floats, values: Floats, begin: Floats, end: Floats) -> Floats:
    """Integrate the straight lines through (times, values), held constant outside, over each segment."""
    result = np.zeros_like(begin)
    for row, (a, b) in enumerate(zip(begin, end, strict=True)):
        cuts = np.unique([a, b, *times[(times > a) & (times < b)]])
        heights = np.interp(cuts, times, values)
        result[row] = float(np.sum(np.diff(cuts) * (heights[1:] + heights[:-1]) / 2))
    return result


def _problem(code: str, path: str, message: str) -> InputError:
    return InputError([Problem(Place("scenario"), code, path, message)])

"""What holds in each replicate of a block: numbers after events, and the counts, stocks and shares that flows are made of."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import day_after, months_between
from sim.ensemble.events import Eventful
from sim.ensemble.numbers import impossible
from sim.model.distribution import Dirichlet
from sim.model.flow import Hazard, names
from sim.model.number import Count
from sim.model.paths import REST

Floats = NDArray[np.float64]


class World(Eventful):
    """One block's world; see `sim.ensemble.numbers.Numbers` for what it is made from."""

    @cached_property
    def _together(self) -> dict[str, dict[str, Floats]]:
        """Shares that are drawn together, by the path of their flow."""
        return {}

    def at_arrival(self, later: frozenset[str]) -> World:
        """Return the world of the cases that arrived while some events were in force that apply to later cases only."""
        if later == self.later:
            return self
        if later not in self._others:
            self._others[later] = World(self.scenario, self.calendar, self.streams, self.lanes, later)
        return self._others[later]

    @cached_property
    def _others(self) -> dict[frozenset[str], World]:
        return {}

    def rate_of_count(self, path: str, count: Count) -> Floats:
        """Return cases per month for a capacity or an inflow, the hazard per month for a hazard; (1, replicate or 1).

        Assumption A25: the count came about as if there were no events, and no other flows.
        """
        last = count.by or day_after(count.through or count.from_)
        months = months_between(count.from_, last)
        cases = self.value(f"{path}.count", count.count)
        name = path.split(".")[1]
        flow = self.scenario.flows[name]
        if count.of is not None:
            cases = cases / self._share_counted(path, name, count)
        return self._hazard_of_count(path, cases, months, flow) if isinstance(flow, Hazard) else cases / months

    def _share_counted(self, path: str, flow: str, count: Count) -> Floats:
        """Return the mean share of the outcome that was counted over the count's window, before any event; (1, replicate or 1)."""
        calm = World(self.scenario.model_copy(update={"events": {}}), self.calendar, self.streams, self.lanes)
        share = calm.shares(f"flows.{flow}.outcomes")[count.of or ""]
        first, last = self.calendar.time(count.from_), self.calendar.time(count.by or day_after(count.through or count.from_))
        within = np.clip(np.minimum(calm.segments.end, last) - np.maximum(calm.segments.begin, first), 0.0, None)
        if len(share) > 1:
            share = (within if within.any() else calm.segments.length) @ share[:, :] / (within.sum() or calm.segments.length.sum())
        share = np.atleast_2d(share)
        if (share <= 0).any():
            raise impossible("S203", f"{path}.of", f"`{count.of}` has a share of 0 over the window; no rate gives this count")
        return share

    def _hazard_of_count(self, path: str, cases: Floats, months: float, flow: Hazard) -> Floats:
        """Solve E (1 - exp(-h T)) = count for the hazard h, with E the replicate's eligible stock at the start."""
        classes = names(flow.classes or self.scenario.classes)
        eligible = sum((self.initial(stage)[class_] for stage in names(flow.from_) for class_ in classes), np.zeros(1))
        short = np.broadcast_to(cases >= eligible, np.broadcast_shapes(cases.shape, eligible.shape))
        if short.any():
            worst = np.argmax(short.any(axis=0))
            found = np.broadcast_to(cases, short.shape)[0, worst], np.broadcast_to(eligible, short.shape)[0, worst]
            raise impossible("S203", path, f"a count of {found[0]:,.0f} is not below the {found[1]:,.0f} eligible cases at the start")
        return -np.log1p(-cases / eligible) / months

    def initial(self, stage: str) -> dict[str, Floats]:
        """Return the cases at the start of a stage by class, each (replicate or 1,); whole in random mode (assumption A23)."""
        given = self.scenario.stages[stage].at_start
        path = f"stages.{stage}.initial"
        if not isinstance(given, dict):
            return {class_: self._rounded(self.once(path)) for class_ in self.scenario.classes}
        found = {class_: self._rounded(self.once(f"{path}.{class_}")) for class_, number in given.items() if number != REST}
        total = found.pop("total", None)
        for class_ in self.scenario.classes:
            if given.get(class_) == REST and total is not None:
                found[class_] = total - sum(found.values())
                if (found[class_] < 0).any():
                    raise impossible("S202", f"{path}.{class_}", "the other classes sum to more than `total` in some replicates")
        return {class_: found.get(class_, np.zeros(1)) for class_ in self.scenario.classes}

    def _rounded(self, values: Floats) -> Floats:
        return values if self.streams is None else np.rint(values)

    def shares(self, path: str) -> dict[str, Floats]:
        """Return shares that sum to 1 by name, from `flows.NAME.outcomes` or `flows.NAME.shares`."""
        section = path.rsplit(".", 1)[0]
        together = self.written.get(f"{section}.shares")
        if isinstance(together, Dirichlet):
            if section not in self._together:
                self._together[section] = self._dirichlet(f"{section}.shares", together)
            return self._together[section]
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
                    raise impossible("S202", where, f"the other shares sum to as much as {1 - found[name].min():.4g}; no rest is left")
                found[name] = np.maximum(found[name], 0.0)
        total = sum(found.values(), np.zeros((1, 1)))
        if not np.allclose(total, 1.0, rtol=0, atol=1e-6):
            raise impossible("S202", path, f"the shares sum to between {total.min():.6g} and {total.max():.6g} after all events, not to 1")
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
        streams, size = self.streams, self.lanes.replicates
        if shares.level == "month":
            drawn = self.by_month(lambda month: streams.open(path, month).dirichlet(alphas, size).T)
            return {name: drawn[:, i] for i, name in enumerate(means)}
        drawn = self.lanes.shared(streams.open(path).dirichlet(alphas, size).T)
        self.drawn |= {f"{path}.{name}": drawn[i] for i, name in enumerate(means)}
        return {name: drawn[i][np.newaxis] for i, name in enumerate(means)}

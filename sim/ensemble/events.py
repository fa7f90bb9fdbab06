"""Events: when they come in each replicate, how strongly they act in each segment, and what they change.

They change parameters, and so all cases alike (assumption A10); their dates are drawn independently of everything else (assumption A26).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.streams import Streams
from sim.ensemble.lanes import Lanes
from sim.ensemble.moments import Dates, expected_strength, strength
from sim.ensemble.numbers import Numbers
from sim.model.event import Event
from sim.model.scenario import Scenario
from sim.timeline import Calendar

Floats = NDArray[np.float64]


def cuts(events: Mapping[str, Event], calendar: Calendar, laid: Iterable[str] = ()) -> list[float]:
    """Return the times at which events that change anything, as they stand or by what is laid over them, begin or end on a given day.

    Segments are cut there, so that several changes inside one step act exactly. Dates drawn from a continuous law differ between
    replicates: there each event acts by its share of the segment.
    """
    found: list[float] = []
    swept = {path.split(".")[1] for path in laid if path.startswith("events.")}
    for name, event in events.items():
        if event.set or name in swept or any(factor != 1.0 for factor in event.multiply.values()):
            until = events[event.until].on if isinstance(event.until, str) else event.until
            found += [time for when in (event.on, until) if when is not None for time, _ in Dates.of(when, calendar).points]
    return found


class Eventful(Numbers):
    """One block's numbers, with what events change in them.

    `later` names the events that apply to later cases only and were in force when the cases of this world arrived: for these cases
    they act in full, from first to last, and all other such events not at all.
    """

    def __init__(
        self, scenario: Scenario, calendar: Calendar, streams: Streams | None, lanes: Lanes, later: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(scenario, calendar, streams, lanes)
        self.later = later
        self.segments = self.segments.cut(cuts(scenario.events, calendar, lanes.laid))
        self._dates = {name: Dates.of(event.on, calendar) for name, event in scenario.events.items()}
        self._strengths: dict[str, Floats] = {}
        self._changes: dict[str, list[tuple[str, str]]] = {}
        for name, event in scenario.events.items():
            if event.applies_to == "later" and name not in later:
                continue
            for verb, targets in (("set", event.set), ("multiply", event.multiply)):
                for target in targets:
                    self._changes.setdefault(target, []).append((name, verb))

    @cached_property
    def happened(self) -> dict[str, NDArray[Any]]:
        """Whether each event acts before the end, (replicate or 1,); in expected mode the chance that it comes.

        An event that would begin only when what ends it has come does not happen.
        """
        comes = {name: self._comes(name, dates) for name, dates in self._dates.items()}
        if self.streams is None:
            return comes
        times = {name: np.where(comes[name], self._drawn_times[name], np.inf) for name in comes}
        return {name: comes[name] & (self._drawn_times[name] < self._end(name, times)) for name in comes}

    def _comes(self, name: str, dates: Dates) -> NDArray[Any]:
        chance, end = self.once(f"events.{name}.probability"), float(self.calendar.times[-1])
        if self.streams is None:
            return np.asarray(chance * dates.come(np.array([np.nextafter(end, 0)])))
        comes = self._drawn_times[name] < end
        return comes & (self.lanes.shared(self.uniform(f"events.{name}.comes")) < chance) if (chance < 1).any() else comes

    @cached_property
    def _drawn_times(self) -> dict[str, Floats]:
        """When each event would come, in months from the start, (replicate or 1,)."""
        return {name: self._time(f"events.{name}.on", dates) for name, dates in self._dates.items()}

    def _time(self, path: str, dates: Dates) -> Floats:
        if self.streams is None:
            return np.array([dates.mean])
        return np.array([dates.fixed]) if dates.fixed is not None else self.lanes.shared(dates.quantile(self.uniform(path)))

    @cached_property
    def times(self) -> dict[str, Floats]:
        """When each event comes, infinite where it does not happen; in expected mode the mean time."""
        if self.streams is None:
            return self._drawn_times
        return {name: np.where(self.happened[name], times, np.inf) for name, times in self._drawn_times.items()}

    def strength(self, name: str) -> Floats:
        """Return how strongly an event acts, shape (segment, replicate or 1), between 0 and 1."""
        if name not in self._strengths:
            self._strengths[name] = self._expected(name) if self.streams is None else self._random(name)
        return self._strengths[name]

    def _random(self, name: str) -> Floats:
        segments = self.segments
        ramp = self.once(f"events.{name}.ramp")
        on, until, ramp = np.broadcast_arrays(self.times[name], self._end(name, self.times), ramp)
        return strength(segments.begin[:, np.newaxis], segments.end[:, np.newaxis], on, until, ramp)

    def _end(self, name: str, times: Mapping[str, Floats]) -> Floats:
        """Return when an event ends, in months from the start, given when the others come; infinite where nothing ends it."""
        until = self.scenario.events[name].until
        if until is None:
            return np.array([np.inf])
        return times[until] if isinstance(until, str) else self._drawn_ends[name]

    @cached_property
    def _drawn_ends(self) -> dict[str, Floats]:
        """When events end that end by a date, (replicate or 1,)."""
        dated = {name: event.until for name, event in self.scenario.events.items() if event.until and not isinstance(event.until, str)}
        return {name: self._time(f"events.{name}.until", Dates.of(until, self.calendar)) for name, until in dated.items()}

    def _expected(self, name: str) -> Floats:
        """Return the event's expected strength; what ends it is taken as independent of when it begins (assumption A11)."""
        until = self.scenario.events[name].until
        ramp, chance = float(self.once(f"events.{name}.ramp")[0]), self._chance(name)
        endless = chance * self._mean_strength(self._dates[name], None, ramp)
        if until is None:
            return endless
        last = self._dates[until] if isinstance(until, str) else Dates.of(until, self.calendar)
        ended = chance * self._mean_strength(self._dates[name], last, ramp)
        never_ends = 1.0 - self._chance(until) if isinstance(until, str) else 0.0
        return never_ends * endless + (1.0 - never_ends) * ended

    def _chance(self, name: str) -> float:
        return float(self.once(f"events.{name}.probability")[0])

    def _mean_strength(self, on: Dates, until: Dates | None, ramp: float) -> Floats:
        begin, end = self.segments.begin[:, np.newaxis], self.segments.end[:, np.newaxis]
        if on.fixed is not None and (until is None or until.fixed is not None):
            last = np.inf if until is None or until.fixed is None else until.fixed
            return strength(begin, end, np.array([on.fixed]), np.array([last]), np.array([ramp]))
        return expected_strength(begin, end, on, until, ramp)

    def changed(self, path: str, values: Floats) -> Floats:
        """Return the values of a number after all events that change it, in order of their dates.

        `set` replaces what stood before, `multiply` stacks; while an event ramps up it acts in proportion.
        """
        changes = self._changes.get(path)
        if not changes:
            return values
        times = np.stack(np.broadcast_arrays(*(self.times[name] for name, _ in changes)))
        order = np.argsort(times, axis=0, kind="stable")
        if (order == order[:, :1]).all():
            for index in order[:, 0]:
                values = self._change(path, values, *changes[index])
            return values
        return self._change_by_replicate(path, values, changes, order)

    def _change(self, path: str, values: Floats, name: str, verb: str) -> Floats:
        force = np.ones((1, 1)) if name in self.later else self.strength(name)
        amount = self._amount(path, name, verb)
        return values + force * (amount - values) if verb == "set" else values * (1.0 + force * (amount - 1.0))

    def _amount(self, path: str, name: str, verb: str) -> Floats:
        return self.value(f"events.{name}.{verb}.{path}")

    def _change_by_replicate(self, path: str, values: Floats, changes: list[tuple[str, str]], order: Any) -> Floats:
        """Apply changes whose order differs between replicates: rank by rank, each replicate with its own event."""
        shape = np.broadcast_shapes(*(self.strength(name).shape for name, _ in changes), values.shape, (1, order.shape[1]))
        result = np.broadcast_to(values, shape).copy()
        for rank in order:
            before = result.copy()
            for index, (name, verb) in enumerate(changes):
                mine = np.flatnonzero(rank == index)
                if mine.size:
                    after = np.broadcast_to(self._change(path, before, name, verb), shape)
                    result[:, mine] = after[:, mine]
        return result

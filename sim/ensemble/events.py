"""Events: when they happen in each replicate, how strongly they act in each segment, and what they change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import Calendar
from sim.ensemble.moments import Dates, expected_strength, strength
from sim.model.event import Event

if TYPE_CHECKING:
    from sim.ensemble.world import World

Floats = NDArray[np.float64]


def cuts(events: Mapping[str, Event], calendar: Calendar) -> list[float]:
    """Return the times at which events that change anything begin or end on a given day.

    Segments are cut there, so that several changes inside one step act exactly. Dates drawn from a continuous law differ between
    replicates: there each event acts by its share of the segment.
    """
    found: list[float] = []
    for event in events.values():
        if event.set or any(factor != 1.0 for factor in event.multiply.values()):
            until = events[event.until].on if isinstance(event.until, str) else event.until
            found += [time for when in (event.on, until) if when is not None for time, _ in Dates.of(when, calendar).points]
    return found


class Events:
    """The events of one block.

    `times` holds, by event, the months from the start at which it comes, infinite where it does not happen before the end; in
    expected mode the mean time. `happened` is the indicator, in expected mode the chance.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.events = world.scenario.events
        self.dates = {name: Dates.of(event.on, world.calendar) for name, event in self.events.items()}
        self.length = float(world.calendar.times[-1])
        self.times: dict[str, Floats] = {}
        self.happened: dict[str, NDArray[Any]] = {}
        self.changes: dict[str, list[tuple[str, str]]] = {}
        for name, event in self.events.items():
            for verb in ("set", "multiply"):
                for target in getattr(event, verb):
                    self.changes.setdefault(target, []).append((name, verb))
        for name in self.events:
            self._draw(name)
        self._strengths: dict[str, Floats] = {}

    def _draw(self, name: str) -> None:
        world, dates = self.world, self.dates[name]
        if world.streams is None:
            self.times[name] = np.array([dates.mean])
            self.happened[name] = world.once(f"events.{name}.probability") * dates.come(np.array([np.nextafter(self.length, 0)]))
            return
        fixed = dates.fixed
        times = np.array([fixed]) if fixed is not None else dates.quantile(world.uniform(f"events.{name}.on"))
        chance = world.once(f"events.{name}.probability")
        happens = times < self.length
        if (chance < 1).any():
            happens = happens & (world.uniform(f"events.{name}.probability") < chance)
        self.happened[name] = happens
        self.times[name] = np.where(happens, times, np.inf)

    def strength(self, name: str) -> Floats:
        """Return how strongly an event acts, shape (segment, replicate or 1), between 0 and 1."""
        if name not in self._strengths:
            self._strengths[name] = self._expected(name) if self.world.streams is None else self._random(name)
        return self._strengths[name]

    def _random(self, name: str) -> Floats:
        segments = self.world.segments
        ramp = self.world.once(f"events.{name}.ramp")
        on, until, ramp = np.broadcast_arrays(self.times[name], self._until(name), ramp)
        return strength(segments.begin[:, np.newaxis], segments.end[:, np.newaxis], on, until, ramp)

    def _until(self, name: str) -> Floats:
        until = self.events[name].until
        if until is None:
            return np.array([np.inf])
        if isinstance(until, str):
            return self.times[until]
        dates = Dates.of(until, self.world.calendar)
        if dates.fixed is not None:
            return np.array([dates.fixed])
        return dates.quantile(self.world.uniform(f"events.{name}.until"))

    def _expected(self, name: str) -> Floats:
        """Return the event's expected strength; what ends it is taken as independent of when it begins."""
        world, until = self.world, self.events[name].until
        begin, end = world.segments.begin[:, np.newaxis], world.segments.end[:, np.newaxis]
        ramp = float(world.once(f"events.{name}.ramp")[0])
        chance = float(world.once(f"events.{name}.probability")[0])
        last = self.dates[until] if isinstance(until, str) else Dates.of(until, world.calendar) if until else None
        lasting = 1.0
        if isinstance(until, str):
            lasting = 1.0 - float(world.once(f"events.{until}.probability")[0])
        endless = chance * self._mean_strength(begin, end, self.dates[name], None, ramp)
        if last is None:
            return endless
        ended = chance * self._mean_strength(begin, end, self.dates[name], last, ramp)
        return lasting * endless + (1 - lasting) * ended if lasting < 1.0 else ended if not isinstance(until, str) else endless

    @staticmethod
    def _mean_strength(begin: Floats, end: Floats, on: Dates, until: Dates | None, ramp: float) -> Floats:
        if on.fixed is not None and (until is None or until.fixed is not None):
            last = np.inf if until is None or until.fixed is None else until.fixed
            return strength(begin, end, np.array([on.fixed]), np.array([last]), np.array([ramp]))
        return expected_strength(begin, end, on, until, ramp)

    def apply(self, path: str, values: Floats) -> Floats:
        """Return the values of a parameter after all events that change it, in order of their dates.

        `set` replaces what stood before, `multiply` stacks; while an event ramps up it acts in proportion.
        """
        changes = self.changes.get(path, [])
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
        force = self.strength(name)
        amount = self._amount(path, name, verb)
        return values + force * (amount - values) if verb == "set" else values * (1.0 + force * (amount - 1.0))

    def _amount(self, path: str, name: str, verb: str) -> Floats:
        return self.world.value(f"events.{name}.{verb}.{path}")

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

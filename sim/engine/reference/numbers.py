"""Numbers as they stand in one replicate, piece of time by piece of time, after all events."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from sim.engine.reference.chance import Chance, Coins
from sim.engine.reference.events import Moment, strength
from sim.engine.reference.laws import mean
from sim.engine.reference.periods import Periods
from sim.engine.reference.quadrature import mean as average
from sim.errors import InputError, Place, Problem
from sim.model import number as n
from sim.model.distribution import Distribution
from sim.model.paths import every_number, numbers
from sim.model.scenario import Scenario
from sim.model.support import allowed_range

L = TypeVar("L")
T = TypeVar("T")
Later = frozenset[str]
"""The events for later cases only under which a case has come from outside; they act on it for good."""

NONE: Later = frozenset()


class Numbers:
    """The numbers of a scenario in one replicate; `calm` leaves out what events change, and shares what is drawn with `origin`."""

    def __init__(self, scenario: Scenario, chance: Chance, origin: Numbers | None = None) -> None:
        if isinstance(chance, Coins) and scenario.correlations:
            raise NotImplementedError("correlations: the twin draws every number by itself")
        self.scenario, self.chance = scenario, chance
        self.periods = Periods(scenario.start, scenario.end, scenario.step)
        self.events = {} if origin else dict(scenario.events)
        self.drawn: dict[Any, Any] = origin.drawn if origin else {}
        self.written = dict(every_number(scenario))
        self.places = set(numbers(scenario))
        self.on = {name: self._moment(event.on) for name, event in self.events.items()}
        self.ends = {name: self._moment(event.until) for name, event in self.events.items() if _is_day(event.until)}
        self.pieces = self.periods.pieces(cut for name in self.events if self._changes_anything(name) for cut in self._cuts(name))
        self.known: dict[tuple[str, Later], list[float]] = {}
        self.strengths: dict[str, list[float]] = {}

    def value(self, path: str, later: Later = NONE) -> list[float]:
        """Return a number by its path in each piece of time, for cases on which the events `later` act."""
        key = path, later
        if key not in self.known:
            self.known[key] = self._checked(path, self._changed(path, self._before_events(path, later), later))
        return self.known[key]

    def once(self, path: str) -> float:
        """Return a number that is needed once: as it stands at the start."""
        return self.value(path)[0]

    def on_a_day(self, path: str, day: date) -> float:
        """Return a number as it stands at midnight of a day within the run."""
        time = self.periods.time(day)
        return next(value for piece, value in zip(self.pieces, self.value(path), strict=True) if time < piece.end)

    def by_step(self, values: list[float]) -> list[float]:
        """Average the values of pieces over the steps."""
        return self.periods.mean_by_step(self.pieces, values)

    def draw_once(self, name: Any, draw: Callable[[], T]) -> T:
        """Draw something when it is first asked for."""
        if name not in self.drawn:
            self.drawn[name] = draw()
        found: T = self.drawn[name]
        return found

    def at_level(self, path: str, level: str, law: L, draw: Callable[[L], T]) -> list[T]:
        """Draw from a law once, or once for each calendar month."""
        months = [piece.month if level == "month" else None for piece in self.pieces]
        return [self.draw_once((path, month), lambda: draw(law)) for month in months]

    def _before_events(self, path: str, later: Later) -> list[float]:
        number = self.written[path]
        match number:
            case int() | float():
                return [float(number)] * len(self.pieces)
            case n.Cited():
                return [number.value] * len(self.pieces)
            case n.FigureValue():
                value = self.scenario.figures[number.figure].value
                assert value is not None
                return [value] * len(self.pieces)
            case n.ParameterValue():
                return self.value(f"parameters.{number.parameter}", later)
            case n.Product():
                factors = [self.value(f"{path}.product.{index}", later) for index in range(len(number.product))]
                return [math.prod(each) for each in zip(*factors, strict=True)]
            case n.Series():
                return self._series(path, number, later)
            case n.Count():
                return self._rate_of_count(path, number)
            case Distribution():
                return self.at_level(path, number.level, number, mean if number.level == "case" else self.chance.value)
        raise NotImplementedError(f"{path}: {type(number).__name__}")

    def _rate_of_count(self, path: str, count: n.Count) -> list[float]:
        raise NotImplementedError(f"{path}: a count")

    def _series(self, path: str, series: n.Series, later: Later) -> list[float]:
        values = {
            self.periods.time(day): self.value(f"{path}.series.{day.isoformat()}", later) for day, value in sorted(series.series.items())
        }
        times = list(values)
        return [
            average(lambda t, index=index: _at(t, times, [each[index] for each in values.values()], series.between), *piece[:2], times)  # type: ignore[misc]
            for index, piece in enumerate(self.pieces)
        ]

    def _checked(self, path: str, values: list[float]) -> list[float]:
        low, high = allowed_range(path) if path in self.places else (-math.inf, math.inf)
        for value in values:
            if not low <= value <= high + 1e-12:
                message = f"a value of {value:.6g} was drawn, outside [{low:g}, {high:g}]"
                raise InputError([Problem(Place("scenario"), "S201", path, message)])
        return values

    def _changed(self, path: str, values: list[float], later: Later) -> list[float]:
        """Return the values after every event that changes them, in order of the events' dates."""
        for name in sorted(self.events, key=lambda name: self.on[name].mean):
            event = self.events[name]
            for verb, targets in (("set", event.set), ("multiply", event.multiply)):
                if path in targets:
                    amounts = self.value(f"events.{name}.{verb}.{path}", later)
                    forces = self.strength(name) if event.applies_to == "all" else [float(name in later)] * len(values)
                    change = _set if verb == "set" else _multiply
                    values = [change(*each) for each in zip(values, amounts, forces, strict=True)]
        return values

    def strength(self, name: str) -> list[float]:
        """Return how strongly an event acts in each piece of time, between 0 and 1; its mean in expected mode."""
        if name not in self.strengths:
            self.strengths[name] = self._strength(name)
        return self.strengths[name]

    def _strength(self, name: str) -> list[float]:
        on, until, ramp = self.on[name], self.events[name].until, self.once(f"events.{name}.ramp")
        lasting = 1.0 - self.comes(until) if isinstance(until, str) else 1.0 if until is None else 0.0
        end = self.on[until] if isinstance(until, str) else self.ends.get(name)
        return [
            self.comes(name) * (lasting * strength(piece, on, None, ramp) + (1.0 - lasting) * strength(piece, on, end, ramp))
            for piece in self.pieces
        ]

    def comes(self, name: str) -> float:
        """Return whether an event happens at all, 0 or 1; in expected mode the chance that it does."""
        return float(self.draw_once((name, "comes"), lambda: self.chance.meet(1, self.once(f"events.{name}.probability"))))

    def _moment(self, when: Any) -> Moment:
        moment = Moment.of(when, self.periods)
        return moment.draw(self.chance.rng) if isinstance(self.chance, Coins) else moment

    def _changes_anything(self, name: str) -> bool:
        event = self.events[name]
        return bool(event.set) or any(factor != 1.0 for factor in event.multiply.values())

    def _cuts(self, name: str) -> list[float]:
        until = self.events[name].until
        end = self.on[until] if isinstance(until, str) else self.ends.get(name)
        return self.on[name].jumps + (end.jumps if end else [])


def _is_day(until: Any) -> bool:
    return until is not None and not isinstance(until, str)


def _set(value: float, amount: float, force: float) -> float:
    return value + force * (amount - value)


def _multiply(value: float, amount: float, force: float) -> float:
    return value * (1.0 + force * (amount - 1.0))


def _at(t: float, times: list[float], values: list[float], between: str) -> float:
    """Return the value of a series at a time; the end values hold outside its times."""
    after = bisect_right(times, t)
    if after in (0, len(times)):
        return values[max(after - 1, 0)]
    before, part = values[after - 1], (t - times[after - 1]) / (times[after] - times[after - 1])
    return before + part * (values[after] - before) if between == "linear" else before

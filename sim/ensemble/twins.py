"""Twin classes: cases that came while an event was in force which applies to later cases only, the exception to assumption A10.

Each class of the scenario has one *kind* for every set of such events: the kind of the class itself, for the empty set, comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.engine.system import Classes, some
from sim.ensemble.world import World
from sim.model.flow import Inflow
from sim.model.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """A class of the scenario, and the events that were in force when its cases arrived."""

    class_: str
    later: frozenset[str]

    @property
    def name(self) -> str:
        """Name of the class, with the events for a twin; part of the names of streams."""
        return "@".join((self.class_, *sorted(self.later)))


@dataclass(frozen=True)
class Kinds:
    """All kinds of a scenario, in the order of the engine's class axis.

    Examples
    --------
    >>> kinds = Kinds(("adult", "minor"), ("ruling",))
    >>> [kind.name for kind in kinds.all], kinds.of(["minor"])
    (['adult', 'minor', 'adult@ruling', 'minor@ruling'], [1, 3])
    """

    classes: tuple[str, ...]
    events: tuple[str, ...]

    @classmethod
    def in_scenario(cls, scenario: Scenario) -> Kinds:
        """Return the kinds of a scenario."""
        return cls(scenario.classes, tuple(name for name, event in scenario.events.items() if event.applies_to == "later"))

    @cached_property
    def all(self) -> tuple[Kind, ...]:
        """Every kind."""
        sets = [frozenset(some) for size in range(len(self.events) + 1) for some in combinations(self.events, size)]
        return tuple(Kind(class_, later) for later in sets for class_ in self.classes)

    def of(self, classes: Iterable[str]) -> list[int]:
        """Return the indices of all kinds of some classes, in the order of the axis."""
        wanted = set(classes)
        return [index for index, kind in enumerate(self.all) if kind.class_ in wanted]

    def on(self, classes: Classes) -> list[Kind]:
        """Return the kinds at some places of the axis."""
        return [self.all[index] for index in np.arange(len(self.all))[classes]]


def inflow_shares(world: World, name: str, flow: Inflow) -> dict[str, Floats]:
    """Return the share of each class in an inflow, by segment; all of it where there is only one class."""
    return world.shares(f"flows.{name}.shares") if flow.shares else dict.fromkeys(world.scenario.classes, np.ones((1, 1)))


def arrivals(world: World, kinds: Kinds, shares: dict[str, Floats]) -> tuple[Classes, list[Floats]]:
    """Return the kinds an inflow brings, and the share of each by segment, from its shares by class.

    The share of a class that arrives while an event is in force is the event's strength.
    """
    found = [index for index in kinds.of(shares) if kinds.all[index].class_ in shares]
    if not kinds.events:
        order = [kinds.classes.index(class_) for class_ in shares]
        return some(order), list(shares.values())
    return some(found), [shares[kinds.all[i].class_] * _in_force(world, kinds.events, kinds.all[i].later) for i in found]


def _in_force(world: World, events: tuple[str, ...], later: frozenset[str]) -> Floats:
    """Return the share of each segment in which exactly these events are in force."""
    share = np.ones((1, 1))
    for name in events:
        strength = world.strength(name)
        share = share * (strength if name in later else 1.0 - strength)
    return share

"""What the engine is given: a system as arrays, ready to be stepped.

Axes are always (stage, class, replicate): replicates lie last, side by side in memory, because every operation goes over all of
them at once. A *signal* is an array (step, ..., replicate) in which the first and the last axis may have length 1 where nothing
varies along them. A *route* is one way a case can go: a flow (and outcome) from one stage to another; everything that moves is
recorded by route and class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

OUTSIDE = -1
"""The stage that arrivals come from."""

MAX_CASES = 1_000_000_000
"""Largest eligible total numpy's hypergeometric draws can take."""

MAX_WORK = 10**18
"""Units of work over the run, or cases of one move, that 64 bits can count with room to spare."""

NOBODY = 1e-9
"""Fewer cases than this are what rounding of real numbers leaves over."""

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Classes = slice | Indices
"""Some of the classes: a slice where they lie side by side, which numpy reads and writes without copying."""


def some(indices: Sequence[int]) -> Classes:
    """Return indices as a slice where they follow each other.

    Examples
    --------
    >>> some([1, 2, 3]), some([0, 2])
    (slice(1, 4, None), array([0, 2]))
    """
    first = indices[0] if indices else 0
    if list(indices) == list(range(first, first + len(indices))):
        return slice(first, first + len(indices))
    return np.array(indices, dtype=np.intp)


def at(signal: Floats, step: int) -> Floats:
    """Return the values of a signal in a step, shape (..., replicate or 1)."""
    row: Floats = signal[step if len(signal) > 1 else 0]
    return row


@dataclass(frozen=True)
class Route:
    """One way cases of some classes can go; `origin` or `to` may be `OUTSIDE`. A case keeps its class on it (assumption A18)."""

    origin: int
    to: int
    classes: Classes


@dataclass(frozen=True)
class Exits:
    """All hazards that act on some classes of one stage and compete with each other.

    `rates` is a signal (step, cause, class, replicate), per month; `routes` names one route per cause.
    """

    name: str
    stage: int
    classes: Classes
    routes: tuple[int, ...]
    rates: Floats

    @property
    def origins(self) -> tuple[int, ...]:
        """The stages it takes cases from."""
        return (self.stage,)

    @property
    def ways(self) -> tuple[tuple[int, ...], ...]:
        """Routes by outcome, then by origin."""
        return tuple((route,) for route in self.routes)


@dataclass(frozen=True)
class Inflow:
    """Arrivals along one route: `mean` cases per step, a signal, of the `classes` listed.

    `chances` is a signal (step, class less one, replicate): the chance of each class but the last, given none before it.
    `dispersion` is k per month of exposure: infinite for Poisson, 0 for no noise at all.
    """

    name: str
    route: int
    mean: Floats
    classes: Classes
    chances: Floats
    dispersion: float


@dataclass(frozen=True)
class Service:
    """A capacity flow: serves eligible cells as far as its resource goes, at a mean `price` in units of work per case.

    `origins` are its stages and `classes` those it takes from each of them; a *cell* is one class of one stage, stages first.
    `routes[outcome][origin]` is the route of an outcome from a stage; `chances` is a signal
    (step, outcome less one, cell or 1, replicate): the chance of each outcome but the last, given none before it. `tiers` are groups of
    cells, served one after the other, each in the `order` given.
    """

    name: str
    resource: int
    origins: tuple[int, ...]
    classes: Classes
    routes: tuple[tuple[int, ...], ...]
    chances: Floats
    price: Floats
    tiers: tuple[Indices, ...]
    order: Literal["random", "fifo", "lifo"]

    @property
    def ways(self) -> tuple[tuple[int, ...], ...]:
        """Routes by outcome, then by origin."""
        return self.routes


@dataclass(frozen=True)
class Charge:
    """What each case on a route takes of a resource that does not limit it: `units` of work, a signal (step, replicate)."""

    resource: int
    route: int
    units: Floats


@dataclass(frozen=True)
class Resource:
    """People and what they get through: `work`, units of work up to each bound, shape (step + 1, replicate or 1)."""

    name: str
    work: Floats


@dataclass(frozen=True)
class Pulse:
    """A one-off move at the end of `step` from the classes of some stages: a share, or a count; (replicate or 1,)."""

    name: str
    step: int
    origins: tuple[int, ...]
    classes: Classes
    routes: tuple[int, ...]
    amount: Floats
    is_share: bool

    @property
    def ways(self) -> tuple[tuple[int, ...], ...]:
        """Routes by outcome, of which there is one, then by origin."""
        return (self.routes,)


@dataclass(frozen=True)
class Adjustment:
    """Cases added to (or taken from) the active stages: a share of their stock per step, or a count per step; a signal."""

    amount: Floats
    is_share: bool


@dataclass(frozen=True)
class Ages:
    """The stages that keep ages, and when their cases arrived.

    A *row* is one class of one stage with ages: `first[stage]` is the row of its first class. `initial` holds the cases at the start by
    arrival step, oldest first, (arrival step, row, replicate or 1); `arrived` the time of each arrival step in months from the start, those
    before the run and then its steps. `known` asks for a register, which can tell the age of anyone who leaves.
    """

    first: dict[int, int]
    rows: int
    initial: Floats
    arrived: Floats
    known: bool

    def of(self, stage: int, classes: Classes) -> Classes:
        """Return the rows of some classes of a stage."""
        first = self.first[stage]
        return slice(classes.start + first, classes.stop + first) if isinstance(classes, slice) else classes + first


@dataclass(frozen=True)
class Timer:
    """A statistic of waits or ages to record, in months, or as the share of cases `over` so many months.

    A wait is that of the cases on some (route, class) over windows, given by the `shares` of each step that lie in them, (window, step);
    an age that of the cases in some (stage, class) on some `bounds`.
    """

    name: str
    kind: Literal["wait", "age"]
    statistic: Literal["mean", "median", "over"]
    over: float
    cells: tuple[tuple[int, int], ...]
    shares: Floats
    bounds: frozenset[int]


@dataclass(frozen=True)
class Probe:
    """What to record: the sum of (stage, class) cells on bounds, or of (route, class) cells over steps."""

    name: str
    kind: Literal["stock", "flow"]
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class System:
    """A system as arrays; `initial` has shape (stage, class, replicate or 1), `exposure` shape (step,), unit: months."""

    exposure: Floats
    initial: Floats
    routes: tuple[Route, ...]
    exits: tuple[Exits, ...]
    inflows: tuple[Inflow, ...]
    services: tuple[Service, ...]
    resources: tuple[Resource, ...]
    charges: tuple[Charge, ...]
    pulses: tuple[Pulse, ...]
    adjustment: Adjustment | None
    active: Indices
    probes: tuple[Probe, ...]
    ages: Ages | None
    timers: tuple[Timer, ...]
    arrivals: Literal["mid", "start", "end"]
    moves: Literal["at-once", "end"]

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.exposure)

    @property
    def flows(self) -> tuple[Exits | Service | Pulse, ...]:
        """Everything that takes cases from stages."""
        return (*self.exits, *self.services, *self.pulses)


@dataclass(frozen=True)
class Trajectories:
    """What a run of one block gives, replicate by replicate.

    `paths[probe]` has shape (step + 1, replicate): stocks on bounds, or flows cumulated from the start; a timer's path holds its statistic
    of the cases that left in the step before a bound, or that are there on it, NaN where there are none or none were asked for, and
    `windows[timer]` that of each window, (window, replicate). `unused` are units of work by resource; `shortfall` is what could not be taken: units of work by resource, cases by pulse and of the adjustment;
    all of shape (replicate,).
    """

    paths: dict[str, NDArray[np.float64] | NDArray[np.int64]]
    windows: dict[str, Floats]
    unused: dict[str, Floats]
    shortfall: dict[str, Floats]

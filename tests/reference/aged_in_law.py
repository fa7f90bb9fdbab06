"""Small systems with ages, disciplines, staff and later cases, each with the fault of the engine that must be seen."""

from dataclasses import replace

import numpy as np

import sim.engine.ages as ages
import sim.ensemble.compile as compiler
from sim.engine.ages import Queue, Taken
from sim.engine.register import Register
from sim.ensemble import staff
from sim.ensemble.twins import Kinds
from sim.ensemble.world import World


def the_oldest_leave(patch):
    """Who leaves by chance is not anyone, but those who came first."""

    def queue(self, rows, cases, source):
        parts = self._shelved(self.parts)
        parts[:, rows] -= in_order(parts[:, rows], cases)
        return []

    def register(self, rows, cases, source):
        chosen = in_order(self.counts[:, rows], cases)
        self.counts[:, rows] -= chosen
        return [Taken(slice(None), at, chosen[at]) for at in range(len(chosen)) if chosen[at].any()]

    patch.setattr(Queue, "leave", queue)
    patch.setattr(Register, "leave", register)


def in_order(stock, sample, source=None):
    """Take those of the first group first."""
    return np.clip(sample - (np.cumsum(stock, axis=0) - stock), 0, stock)


def last_in_last_out(patch):
    """Last come, first served takes those who came first."""
    patch.setattr(Register, "newest", Register.oldest)


def clocks_begin_with_the_step(patch):
    """Cases count from the beginning of their first step, and not from its middle."""
    real = compiler.ages

    def early(world, *given):
        found = real(world, *given)
        arrived = found.arrived.copy()
        arrived[len(found.initial) :] = world.calendar.times[:-1]
        return replace(found, arrived=arrived)

    patch.setattr(compiler, "ages", early)


def classes_wait_in_line(patch):
    """No class has priority."""
    real = compiler._tiers
    patch.setattr(compiler, "_tiers", lambda flow, cells: (np.concatenate(real(flow, cells)),))


def cells_one_after_the_other(patch):
    """Of those who arrived in one step, the first cell's are served first."""
    patch.setattr(ages, "choose", in_order)


def hires_are_means(patch):
    """As many heads are hired in each month as come on average."""

    def poisson(world, path, rate):
        for begin, end in zip(world.segments.begin, world.segments.end, strict=True):
            yield float(begin + end) / 2, rate[0] * (end - begin)

    patch.setattr(staff, "_poisson", poisson)


def nothing_is_lost(patch):
    """All the work that a flow frees is used again."""
    real = World.value

    def value(self, path, number=None):
        return real(self, path, number) ** (0 if path.endswith("refill.share") else 1)

    patch.setattr(World, "value", value)


def later_cases_are_like_all(patch):
    """An event for later cases never acts."""
    patch.setattr(Kinds, "in_scenario", classmethod(lambda cls, scenario: cls(scenario.classes, ())))


HALL = """
end: 2022-06-10
classes: [x, y]
stages:
  a: {kind: active, ages: {initial: {x: [9, 3, 0, 2], y: [2, 6]}}}
  b: {kind: active, ages: true, initial: {x: 5, y: 9}}
  c: {kind: closed}
flows:
  come: {kind: inflow, to: a, rate: 12, shares: {x: 0.6, y: rest}}
  serve: {kind: capacity, from: [a, b], to: c, capacity: CAPACITY, discipline: DISCIPLINE}
  leave: {kind: hazard, from: a, outcomes: {off: {share: 0.4, to: c}, on: {share: rest, to: b}}, rate: 0.25}
  return: {kind: hazard, from: b, to: a, rate: 0.3}
  once: {kind: pulse, from: a, to: b, count: 4.5, on: 2022-03-20}
adjustment: {count: -1.5}
metrics: {found: METRIC}
"""
LINE = """
end: 2022-06-01
stages: {a: {kind: active, ages: {initial: [9, 3, 0, 4, 2]}}, c: {kind: closed}}
flows:
  come: {kind: inflow, to: a, rate: 12}
  serve: {kind: capacity, from: a, to: c, capacity: 5.5, discipline: fifo}
  leave: {kind: hazard, from: a, to: c, rate: 0.35}
metrics: {found: {age: a}}
"""
TIES = """
end: 2022-04-01
classes: [x, y]
stages: {a: {kind: active, initial: {x: 15, y: 15}, ages: true}, c: {kind: closed}}
flows:
  serve: {kind: capacity, from: a, to: c, capacity: 5, discipline: fifo}
  leave: {kind: hazard, from: a, to: c, rate: 0.1}
metrics: {found: {flow: serve, classes: x}}
"""
STAFF = """
end: 2022-07-01
stages: {a: {kind: active, initial: 200}, b: {kind: closed}}
resources:
  people:
    headcount: 1
    productivity: 3
    hires: {poisson: 0.7}
    attrition: 0.1
    learning: {months: 2, from: 0.2}
    refill: {flow: leave.quick, share: 0.25}
flows:
  serve: {kind: capacity, from: a, to: b, resource: people}
  leave: {kind: hazard, from: a, outcomes: {quick: {share: 0.1, to: b}, slow: {share: rest, to: b}}, rate: 0.04}
metrics: {found: {flow: serve}}
"""
LATER = """
end: 2022-07-01
stages: {a: {kind: active, initial: 10}, b: {kind: active}, c: {kind: closed}}
flows:
  come: {kind: inflow, to: a, rate: 12}
  move: {kind: hazard, from: a, rate: 0.4, outcomes: {on: {share: 0.5, to: b}, off: {share: rest, to: c}}}
  back: {kind: hazard, from: b, to: a, rate: 0.3}
events:
  ruling:
    on: {uniform: [2022-01-15, 2022-05-01]}
    probability: 0.7
    until: {discrete: {2022-04-10: 1, 2022-06-20: 2}}
    applies_to: later
    set: {flows.move.rate: 0.05, flows.move.outcomes.on.share: 1}
metrics: {found: {stock: a}}
"""


def hall(discipline, metric, capacity=5.5):
    """Return the text of the hall with a discipline, a metric and a capacity."""
    return HALL.replace("DISCIPLINE", discipline).replace("METRIC", metric).replace("CAPACITY", f"{capacity}")


CASES = {
    "fifo, wait": (hall("fifo", "{wait: serve}"), clocks_begin_with_the_step),
    "fifo, wait of a class": (hall("fifo", "{wait: serve, classes: y, statistic: median}"), clocks_begin_with_the_step),
    "fifo, age": (LINE, the_oldest_leave),
    "fifo, age of a class": (hall("fifo", "{age: a, classes: x}"), the_oldest_leave),
    "fifo, served": (TIES, cells_one_after_the_other),
    "lifo, wait": (hall("lifo", "{wait: serve}", 14.5), last_in_last_out),
    "lifo, age": (hall("lifo", "{age: [a, b], statistic: median}"), last_in_last_out),
    "priority, served": (hall("priority, priority: [y]", "{flow: serve, classes: x}", 12.5), classes_wait_in_line),
    "priority-fifo, wait": (hall("priority-fifo, priority: [y]", "{wait: serve, classes: x}", 12.5), classes_wait_in_line),
    "random, wait": (hall("random", "{wait: serve}"), clocks_begin_with_the_step),
    "hazard, wait": (hall("random", "{wait: leave.on, classes: y}"), the_oldest_leave),
    "staff": (STAFF, hires_are_means),
    "refill": (STAFF.replace("0.1, to", "0.9, to"), nothing_is_lost),
    "later": (LATER, later_cases_are_like_all),
}

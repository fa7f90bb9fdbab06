"""The twin by itself: tiny systems whose arithmetic is written out, and what it refuses."""

import math
from datetime import date

import pytest

from sim.engine.reference import questions
from sim.engine.reference.run import run
from tests.statistical.runs import scenario

JANUARY, FEBRUARY, MARCH, APRIL = (date(2022, month, 1) for month in (1, 2, 3, 4))

LINE = """
end: 2022-03-01
classes: [x, y]
stages: {a: {kind: active, ages: {initial: {x: [4, 6], y: [5]}}}, b: {kind: closed}}
flows: {serve: {kind: capacity, from: a, to: b, capacity: 6, ORDER}}
metrics:
  wait: {wait: serve}
  median: {wait: serve, statistic: median}
  age: {age: a, dates: every-step}
  x: {flow: serve, classes: x}
"""


def line(order):
    return run(scenario(LINE.replace("ORDER", order)))


def test_first_come_first_served():
    """6 of x came at -1.5 and are served in January (0.5); then of 4 x and 5 y that came at -0.5, 6 in February (1.5), x and y alike."""
    found = line("discipline: fifo")
    assert questions.wait(found, "wait", JANUARY, FEBRUARY) == 0.5 + 1.5
    assert questions.wait(found, "wait", FEBRUARY, MARCH) == 1.5 + 0.5
    assert found.paths["x"] == pytest.approx([0, 6, 6 + 6 * 4 / 9])
    assert questions.age(found, "age", JANUARY) == pytest.approx((6 * 1.5 + 9 * 0.5) / 15)
    assert questions.age(found, "age", FEBRUARY) == 1.5
    assert questions.age(found, "age", date(2022, 1, 11)) == pytest.approx(0.9 + (1.5 - 0.9) * 10 / 31)


def test_last_come_first_served():
    """6 of the 9 that came at -0.5 in January; then the other 3 and 3 that came at -1.5."""
    found = line("discipline: lifo")
    assert questions.wait(found, "wait", JANUARY, FEBRUARY) == 1.0
    assert questions.wait(found, "wait", FEBRUARY, MARCH) == pytest.approx((3 * 2.0 + 3 * 3.0) / 6)
    assert questions.wait(found, "median", JANUARY, MARCH) == 1.0


def test_one_class_before_the_other():
    """5 of y in January and 1 of the 10 of x, the oldest where age counts, anyone where it does not."""
    found = line("priority: [y], discipline: priority-fifo")
    assert found.paths["x"] == pytest.approx([0, 1, 7])
    assert questions.wait(found, "wait", JANUARY, FEBRUARY) == pytest.approx((5 * 1.0 + 1 * 2.0) / 6)
    found = line("priority: [y]")
    assert found.paths["x"] == pytest.approx([0, 1, 7])
    assert questions.wait(found, "wait", JANUARY, FEBRUARY) == pytest.approx((5 * 1.0 + 0.4 * 1.0 + 0.6 * 2.0) / 6)


def test_a_window_takes_a_part_of_a_step():
    """Of January's 6 that had waited 2 months 17/31 (from the 15th on), of February's 6 that had waited as long 14/28."""
    found = line("discipline: lifo")
    january, february = 6 * 17 / 31, 6 * 14 / 28
    mean = (january * 1.0 + february * (3 * 2.0 + 3 * 3.0) / 6) / (january + february)
    assert questions.wait(found, "wait", date(2022, 1, 15), date(2022, 2, 15)) == pytest.approx(mean)


STEADY = """
end: 2022-02-01
stages: {a: {kind: active, initial: 100, ages: {bins: 4, initial: steady}}, b: {kind: closed}}
flows:
  come: {kind: inflow, to: a, rate: 20}
  leave: {kind: hazard, from: a, to: b, rate: 0.1}
  serve: {kind: capacity, from: a, to: b, capacity: 5, discipline: ORDER}
metrics: {age: {age: a}}
"""


def test_a_steady_history():
    """First come, first served: 20 (1 - q^a) / (1 - q) are younger than a; else each month a fifth is new. The last bin takes the rest."""
    q = math.exp(-0.1)
    ages = run(scenario(STEADY.replace("ORDER", "fifo"))).ages["age"][0]
    assert ages == pytest.approx({0.5: 20, 1.5: 20 * q, 2.5: 20 * q**2, 3.5: 100 - 20 * (1 + q + q**2)})
    ages = run(scenario(STEADY.replace("ORDER", "random"))).ages["age"][0]
    assert ages == pytest.approx({0.5: 20, 1.5: 20 * 0.8, 2.5: 20 * 0.8**2, 3.5: 100 * 0.8**3})


STAFF = """
end: 2022-04-01
stages: {a: {kind: active, initial: 1000}, b: {kind: closed}}
resources: {people: {headcount: HEADS, productivity: 10, MORE}}
flows:
  serve: {kind: capacity, from: a, to: b, resource: people}
  leave: {kind: hazard, from: a, to: b, rate: 0.01}
metrics: {served: {flow: serve}, left: {flow: leave}}
"""


def served(heads, more, seed=None):
    found = run(scenario(STAFF.replace("HEADS", heads).replace("MORE", more)), seed)
    return [after - before for before, after in zip(found.paths["served"], found.paths["served"][1:], strict=False)]


def test_hires_learn():
    """2 heads from 1 February on begin at a half and reach all after 2 months: 0.5 to 0.75 in February, to 1 in March."""
    assert served("1", "hires: {2022-02-01: 2}, learning: {months: 2, from: 0.5}") == pytest.approx([10, 10 + 20 * 0.625, 10 + 20 * 0.875])


def test_staff_leaves():
    """A head that leaves at 0.2 a month works (1 - exp(-0.2)) / 0.2 of the first month; who is hired begins to leave then."""
    first = (1 - math.exp(-0.2)) / 0.2
    found = served("1", "hires: {2022-02-01: 2}, attrition: 0.2")
    assert found == pytest.approx([10 * first, 10 * first * (math.exp(-0.2) + 2), 10 * first * (math.exp(-0.4) + 2 * math.exp(-0.2))])


def test_hires_by_chance():
    """12 a year: in expected mode one from the middle of each month on."""
    assert served("0", "hires: {poisson: 12, per: year}") == pytest.approx([5, 15, 25])
    assert served("0", "hires: {poisson: 12, per: year}", seed=1) != pytest.approx([5, 15, 25])


def test_work_that_is_freed():
    """Each case that leaves frees a unit, of which 3 quarters are lost at the next service: in January those of its first half."""
    found = served("2", "refill: {flow: leave, share: 0.25}")
    early = 1000 * (1 - math.exp(-0.005))
    assert found[0] == pytest.approx(20 - 0.75 * early)


LATER = """
end: 2022-04-01
arrivals: start
moves: end
stages: {a: {kind: active, initial: 8}, b: {kind: closed}}
flows:
  come: {kind: inflow, to: a, rate: 10, noise: none}
  leave: {kind: hazard, from: a, to: b, probability: 0.5}
events: {ruling: {on: 2022-02-01, until: 2022-03-01, applies_to: later, set: {flows.leave.probability: 0.1}}}
metrics: {a: {stock: a}}
"""


def test_later_cases_keep_what_was_in_force_when_they_came():
    """Half of 8 + 10 stay, then half of these and 0.9 of February's 10, then again, with half of March's 10."""
    january = 18 * 0.5
    assert run(scenario(LATER)).paths["a"] == pytest.approx([8, january, january / 2 + 9, january / 4 + 8.1 + 5])


BOOKS = """
end: 2022-06-20
step: STEP
classes: [x, y]
stages:
  a: {kind: active, ages: {initial: {x: [9, 3, 0, 2], y: [2, 6]}}}
  b: {kind: active, ages: true, initial: {x: 5, y: 9}}
  c: {kind: closed}
flows:
  come: {kind: inflow, to: a, rate: 12, shares: {x: 0.6, y: rest}}
  serve: {kind: capacity, from: a, to: c, capacity: 5.5, discipline: fifo}
  leave: {kind: hazard, from: a, outcomes: {off: {share: 0.4, to: c}, on: {share: rest, to: b}}, rate: 0.25}
  once: {kind: pulse, from: a, to: b, count: 4.5, on: 2022-03-20}
metrics: {wait: {wait: [serve, leave, once]}, age: {age: a, dates: every-step}, stock: {stock: a}}
"""


@pytest.mark.parametrize("seed", [None, 1, 2])
@pytest.mark.parametrize("step", ["week", "month", "quarter"])
def test_all_time_waited_is_in_the_books(step, seed):
    """Waits of all who leave, and ages at the end less those at the start, are the case-months."""
    found = run(scenario(BOOKS.replace("STEP", step)), seed)
    waited = sum(months * cases for step in found.waits["wait"] for months, cases in step.items())
    first, last = (sum(months * cases for months, cases in found.ages["age"][bound].items()) for bound in (0, -1))
    stock, lengths = found.paths["stock"], found.periods.lengths
    assert waited + last - first == pytest.approx(sum(f * (a + b) / 2 for f, a, b in zip(lengths, stock, stock[1:], strict=False)))


WINDOW = """
end: 2022-03-01
stages: {a: {kind: active, initial: 100}, b: {kind: closed}}
flows: {serve: {kind: capacity, from: a, to: b, capacity: 20}}
metrics: {clear: {clearance: a}, relief: {relief: a, target: 30}, filed: {filed: serve}}
"""


def test_arithmetic_on_a_window():
    """From 100 to 60 in 2 months: empty after 5, and 15 a month more would have reached 30; a case filed now waits for 60 at 20 a month."""
    found = run(scenario(WINDOW))
    assert [questions.arithmetic(found, name, JANUARY, MARCH) for name in ("clear", "relief", "filed")] == pytest.approx([5, 15, 3])


def test_what_it_cannot_do_it_refuses():
    text = STAFF.replace("HEADS", "{uniform: [1, 2], level: replicate}").replace("MORE", "noise: {uniform: [0, 1], level: replicate}")
    text += "correlations: [{between: [resources.people.headcount, resources.people.noise], rank: 0.5}]\n"
    with pytest.raises(NotImplementedError, match="correlations"):
        run(scenario(text), 1)

"""Capacity: what a resource gets through in the long run, what a case costs, and what is left unused."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine.capacity import Workload, serve
from sim.engine.draws import ExpectedDraws, RandomDraws
from sim.engine.streams import Streams
from sim.engine.system import Resource
from tests.statistical.kit import assert_mean
from tests.statistical.runs import result

LANES = 2_000

BUSY = """
    end: 2025-01-01
    stages: {queue: {kind: active, initial: 1_000_000}, done: {kind: closed}, back: {kind: active}}
    resources: {people: {headcount: 7, productivity: %s}}
    flows:
      heard:
        kind: capacity
        from: queue
        resource: people
        outcomes: {done: {share: 0.7, to: done, uses: %s}, back: {share: 0.3, to: back, uses: %s}}
    metrics: {heard: {flow: [heard]}, done: {flow: [heard.done]}}
"""


def workload(work, draws=None):
    cumulative = np.concatenate([[0.0], np.cumsum(work)])[:, np.newaxis]
    return Workload(Resource("people", cumulative), draws or RandomDraws(Streams(4, 0)), LANES)


def service(price=1.0):
    """What `serve` reads of a service: the price of a case, the same in all steps."""
    return SimpleNamespace(price=np.array([[price]]))


def work_through(work, queue, price=1.0):
    """Serve step by step from a queue that gets `queue[step]` more cases; returns cases served by step, and the workload."""
    people, waiting, served = workload(work), np.zeros(LANES, dtype=np.int64), []
    for step, come in enumerate(queue):
        waiting = waiting + come
        people.open(step)
        out = serve(service(price), waiting, step, people, True)
        people.close(True)
        waiting = waiting - out
        served.append(out)
    return np.array(served), people


@pytest.mark.parametrize("price", [0.1, 0.3, 1.0, 1.45, 3.0, 7.77])
@pytest.mark.parametrize("work", [0.4, 10.0, 103.7])
def test_a_busy_resource_loses_nothing_to_rounding(price, work):
    """The total served is off by less than one case and one unit of work at every bound, however many there are."""
    months = np.arange(1, 61)
    served, people = work_through([work] * 60, [10**6] * 60, price)
    total = np.cumsum(served, axis=0) * price
    assert (total <= (months * work)[:, np.newaxis] + 1 + 1e-6).all()
    assert (total > (months * work)[:, np.newaxis] - 1 - price - 1e-6).all()
    assert not people.unused.any()
    assert not people.shortfall.any()


def test_a_unit_price_serves_the_capacity_exactly_in_the_mean():
    served, _ = work_through([10.3] * 30, [10**4] * 30)
    total = np.cumsum(served, axis=0)
    assert (np.abs(total - np.arange(1, 31)[:, np.newaxis] * 10.3) < 1).all()
    assert_mean(total[0], 10.3, sd=np.sqrt(0.21), detects=0.1, name="capacity 10.3 in one month")


def test_a_starved_queue_carries_nothing():
    """Capacity that finds nobody is gone: five idle months do not make the sixth faster."""
    served, people = work_through([10.0] * 6, [0, 0, 0, 0, 0, 10**4], price=3.0)
    assert not served[:5].any()
    assert (served[5] == 3).all()
    assert (people.unused == 50).all()
    assert (people.carried == 1).all()


def test_what_is_begun_is_finished_while_cases_wait():
    """10 units at 3 a case: 3, 3, 4 cases in turn, and nothing is carried once the queue is empty."""
    served, people = work_through([10.0] * 4, [10, 0, 0, 0], price=3.0)
    assert served[:, 0].tolist() == [3, 3, 4, 0]
    assert (people.unused == 10 * 4 - 10 * 3).all()


def test_what_is_begun_is_finished_though_nobody_waits_for_the_last_flow():
    people, served = workload([10.0] * 3), []
    for step in range(3):
        people.open(step)
        served += [serve(service(3.0), np.full(LANES, waiting), step, people, whole=True)[0] for waiting in (100, 0)]
        people.close(whole=True)
    assert served == [3, 0, 3, 0, 4, 0]


def test_five_thousand_cases_at_a_tenth_fit_into_five_hundred_units():
    served, _ = work_through([500.0], [5_000], price=0.1)
    assert (served == 5_000).all()


def test_a_price_of_zero_serves_everybody():
    served, people = work_through([0.0, 0.0], [70, 5], price=0.0)
    assert served[:, 0].tolist() == [70, 5]
    assert not people.unused.any()


def test_no_capacity_serves_nobody():
    served, _ = work_through([0.0] * 3, [100] * 3)
    assert not served.any()


def test_what_hazards_used_is_taken_off_first_and_a_shortfall_recorded():
    people = workload([10.0, 10.0, 10.0])
    people.owed = people.owed + 4.5
    people.open(0)
    assert (people.left == 5.5).all()
    people.close(True)
    people.owed = people.owed + 25.0
    people.open(1)
    assert (people.left == 0).all()
    assert (people.shortfall == 15).all()
    people.close(True)
    people.open(2)
    assert (people.left == 10).all(), "a shortfall is recorded, not owed for ever"


def test_expected_mode_serves_fractions():
    people = workload([10.0, 10.0], ExpectedDraws())
    people.open(0)
    served = serve(service(3.0), np.full(LANES, 50.0), 0, people, False)
    people.close(False)
    assert served == pytest.approx(10 / 3)
    assert not people.carried.any()


@pytest.mark.parametrize(
    ("productivity", "prices"), [(10.37, (1, 1)), (10.37, (0.1, 0.1)), (2.9, (3, 3)), (4.1, (0.5, 2.75)), (1 / 3, (1, 1))]
)
def test_capacity_used_is_capacity_available(productivity, prices):
    """I4 and I6 over three years, prices by outcome: capacity over the mean price at the replicate's shares."""
    run = result(BUSY % (productivity, *prices), n=LANES)
    price = 0.7 * prices[0] + 0.3 * prices[1]
    work = 7 * productivity * np.arange(37)[:, np.newaxis]
    used = run.paths["heard"] * price
    assert (used <= work + 1 + 1e-6).all()
    assert (used >= work - 1 - price - 1e-6).all()
    assert (run.paths["done"] <= run.paths["heard"]).all()
    expected = result(BUSY % (productivity, *prices), mode="expected").paths["heard"][:, 0]
    assert expected == pytest.approx(work[:, 0] / price)


SHARED = """
    end: 2023-01-01
    stages: {first: {kind: active, initial: 500}, second: {kind: active, initial: 100_000}, done: {kind: closed}}
    resources: {people: {headcount: 10, productivity: 10}, others: {headcount: 1, productivity: 1000}}
    flows:
      one: {kind: capacity, from: first, to: done, resource: people, uses: 2}
      two: {kind: capacity, from: second, to: done, resource: people, uses: {people: 1, others: 0.5}}
      three: {kind: capacity, from: second, to: done, resource: others}
    metrics: {one: {flow: [one]}, two: {flow: [two]}, three: {flow: [three]}}
"""


def test_flows_are_served_in_the_order_of_the_file():
    """The first flow takes all there is until its queue is empty; a flow that uses a second resource is charged for it."""
    run = result(SHARED, mode="expected").paths
    one, two, three = (np.diff(run[name][:, 0]) for name in ("one", "two", "three"))
    assert one.tolist() == [50.0] * 10 + [0.0] * 2
    assert two.tolist() == [0.0] * 10 + [100.0] * 2
    assert three.tolist() == [1_000.0] * 11 + [950.0]
    random = result(SHARED, n=LANES).paths
    assert (random["one"][-1] == 500).all()
    assert (random["two"][-1] == 200).all()
    assert (random["three"][-1] == 11_950).all()


CHARGED = """
    end: 2023-01-01
    stages: {pool: {kind: active, initial: 100_000}, review: {kind: active, initial: %s}, done: {kind: closed}}
    resources: {people: {headcount: 10, productivity: 10}}
    flows:
      settled: {kind: hazard, from: review, to: done, rate: 0.1, uses: {people: 2}}
      heard: {kind: capacity, from: pool, to: done, resource: people}
    metrics: {heard: {flow: [heard]}, settled: {flow: [settled]}, review: {stock: [review]}}
"""


def test_a_hazard_is_charged_to_a_resource_and_not_limited_by_it():
    """What hazards use is taken off before the next service: half of this step's, and the second half of the last one's."""
    run = result(CHARGED % 200, mode="expected")
    left = 200 * np.exp(-0.1 * np.arange(13))
    assert run.paths["review"][:, 0] == pytest.approx(left)
    middle = 200 * np.exp(-0.1 * (np.arange(12) + 0.5))
    used = 2 * (200 - middle)
    assert run.paths["heard"][1:, 0] == pytest.approx(100 * np.arange(1, 13) - used)
    assert run.shortfall["people"].tolist() == [0.0]


def test_a_charge_beyond_the_capacity_is_a_shortfall():
    run = result(CHARGED % 20_000, mode="expected", n=1)
    served = np.diff(run.paths["heard"][:, 0])
    assert (served >= 0).all()
    assert served[0] == 0
    middle = 20_000 * np.exp(-0.1 * (np.arange(12) + 0.5))
    used = 2 * -np.diff(np.concatenate([[20_000], middle]))
    assert run.shortfall["people"][0] == pytest.approx(np.maximum(used - 100, 0).sum())
    random = result(CHARGED % 20_000, n=LANES)
    assert_mean(random.shortfall["people"], run.shortfall["people"][0], detects=60, name="shortfall")

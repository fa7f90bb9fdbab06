"""Events: what they change, from when, until when, in which order, how probably, and that nothing moves before."""

import numpy as np
import pytest

from tests.ensemble.worlds import rates, system, world
from tests.statistical.kit import assert_independent, assert_mean, assert_probability
from tests.statistical.runs import paths, result


def rate(events, *overrides, base="100", mode="expected", **options):
    """The rate in each step under some events, one column in expected mode."""
    found = rates(system(base, f"events:\n{events}"), *overrides, mode=mode, **options)
    return found[:, 0] if mode == "expected" else found


def test_set_replaces_and_multiply_stacks():
    assert rate("  a: {on: 2022-04-01, set: {flows.filed.rate: 40}}").tolist() == [100] * 3 + [40] * 9
    assert rate("  a: {on: 2022-04-01, multiply: {flows.filed.rate: 1.5}}").tolist() == [100] * 3 + [150] * 9
    both = "  a: {on: 2022-04-01, multiply: {flows.filed.rate: 2}}\n  b: {on: 2022-06-01, multiply: {flows.filed.rate: 3}}"
    assert rate(both).tolist() == [100] * 3 + [200] * 2 + [600] * 7


def test_events_act_in_order_of_date_and_not_of_the_file():
    later_first = "  b: {on: 2022-06-01, multiply: {flows.filed.rate: 3}}\n  a: {on: 2022-04-01, set: {flows.filed.rate: 10}}"
    assert rate(later_first).tolist() == [100] * 3 + [10] * 2 + [30] * 7
    set_last = "  b: {on: 2022-06-01, set: {flows.filed.rate: 10}}\n  a: {on: 2022-04-01, multiply: {flows.filed.rate: 3}}"
    assert rate(set_last).tolist() == [100] * 3 + [300] * 2 + [10] * 7


def test_an_event_inside_a_step_acts_by_its_share_of_it():
    assert rate("  a: {on: 2022-04-16, set: {flows.filed.rate: 40}}")[3] == pytest.approx(70)
    by_year = rate("  a: {on: 2022-10-01, set: {flows.filed.rate: 40}}", "step=year")
    assert by_year.tolist() == [pytest.approx(85)]
    by_week = rate("  a: {on: 2022-04-16, set: {flows.filed.rate: 40}}", "step=week")
    assert np.unique(by_week.round(9)) == pytest.approx([40, 100 - 60 * 2 / 7, 100])


def test_until_a_date_and_until_another_event():
    assert rate("  a: {on: 2022-03-01, until: 2022-06-16, set: {flows.filed.rate: 40}}").tolist() == pytest.approx(
        [100] * 2 + [40] * 3 + [70] + [100] * 6
    )
    ended = "  a: {on: 2022-03-01, until: b, multiply: {flows.filed.rate: 2}}\n  b: {on: 2022-06-01, multiply: {flows.leave.rate: 2}}"
    for mode in ("expected", "random"):
        assert rates(system("100", f"events:\n{ended}"), mode=mode)[:, 0].tolist() == [100] * 2 + [200] * 3 + [100] * 7


def test_an_event_that_ends_before_it_begins_does_nothing():
    """In the replicates in which the end is drawn before the beginning; a quarter of them here has it in force in late June."""
    events = "  a: {on: 2022-06-01, until: b, set: {flows.filed.rate: 40}}\n  b: {on: {uniform: [2022-03-01, 2022-07-01]}}"
    found = world(system("100", f"events:\n{events}"))
    values, never = found.by_step(found.value("flows.filed.rate")), found.times["b"] <= 5
    assert_probability(never, 0.75, detects=0.1, name="ended before it begins")
    assert (values[:, never] == 100).all()
    assert (values[5, ~never] < 100).all()
    assert rate(events)[5] == pytest.approx(100 - 60 / 8)


def test_an_event_goes_on_where_what_would_end_it_does_not_happen():
    events = "  a: {on: 2022-03-01, until: b, set: {flows.filed.rate: 40}}\n  b: {on: 2022-06-01, probability: 0.25}"
    assert rate(events).tolist() == pytest.approx([100] * 2 + [40] * 3 + [55] * 7)
    random = rate(events, mode="random", blocks=2)
    assert (random[4] == 40).all()
    assert_probability(random[11] == 40, 0.75, detects=0.06, name="an event that nothing ended")


@pytest.mark.parametrize("mode", ["expected", "random"])
def test_a_ramp_rises_in_a_straight_line(mode):
    for change, values in {
        "set: {flows.filed.rate: 200}": [100, 100, 125, 175] + [200] * 8,
        "multiply: {flows.filed.rate: 0}": [100, 100, 75, 25] + [0] * 8,
    }.items():
        found = rates(system("100", f"events:\n  a: {{on: 2022-03-01, ramp: 2, {change}}}"), mode=mode)
        assert found[:, 0] == pytest.approx(values)
        assert (found == found[:, :1]).all()


def test_one_event_ends_and_the_next_begins_inside_a_step():
    """In force until the 16th, then replaced: the month is half the one and half the other, exactly."""
    memo = "  memo: {on: 2022-03-01, until: ruling, multiply: {flows.filed.rate: 2}}\n"
    ruling = "  ruling: {on: 2022-06-16, set: {flows.filed.rate: 10}}"
    for mode in ("expected", "random"):
        found = rates(system("100", f"events:\n{memo}{ruling}"), mode=mode)[:, 0]
        assert found.tolist() == pytest.approx([100] * 2 + [200] * 3 + [105] + [10] * 6)


def test_three_dates_inside_a_step():
    events = "  a: {on: 2022-06-11, set: {flows.filed.rate: 40}}\n  b: {on: 2022-06-21, multiply: {flows.filed.rate: 0.5}}"
    for mode in ("expected", "random"):
        found = rates(system("100", f"events:\n{events}"), mode=mode)[:, 0]
        assert found[5] == pytest.approx((100 + 40 + 20) / 3)


def test_events_on_two_factors_of_a_product_act_together():
    """Twice the heads at half the pace from the middle of a month on: the same work in every month."""
    text = system(
        more="""
resources: {people: {headcount: 10, productivity: 8}}
events:
  hired: {on: 2022-04-16, until: 2022-07-16, multiply: {resources.people.headcount: 2}}
  slower: {on: {discrete: {2022-04-16: 1}}, until: hired_end, multiply: {resources.people.productivity: 0.5}}
  hired_end: {on: 2022-07-16}
"""
    ).replace("flows:", "flows:\n  heard: {kind: capacity, from: open, to: gone, resource: people}")
    text = text.replace("metrics: {", "metrics: {heard: {flow: [heard]}, ")
    assert np.diff(paths(text, mode="expected")["heard"][:, 0]) == pytest.approx(np.full(12, 80.0))


def test_random_dates_that_end_and_begin_inside_a_step():
    """With a date that differs between replicates: exact in all months but that of the date, and there between both rates."""
    memo = "  memo: {on: 2022-03-01, until: ruling, multiply: {flows.filed.rate: 2}}\n"
    ruling = "  ruling: {on: {uniform: [2022-05-01, 2022-09-01]}, set: {flows.filed.rate: 10}}"
    found = world(system("100", f"events:\n{memo}{ruling}"))
    before = np.clip(found.times["ruling"] - np.arange(12)[:, np.newaxis], 0, 1)
    rate = found.by_step(found.value("flows.filed.rate"))
    assert (rate[:2] == 100).all()
    later, before = rate[2:], before[2:]
    assert (later[before == 1] == 200).all()
    assert (later[before == 0] == 10).all()
    inside = (before > 0) & (before < 1)
    assert ((later[inside] > 10 - 1e-9) & (later[inside] < 200)).all()


def test_the_order_of_events_may_differ_between_replicates():
    events = """
  a: {on: {uniform: [2022-03-01, 2022-10-01]}, set: {flows.filed.rate: 10}}
  b: {on: {uniform: [2022-03-01, 2022-10-01]}, multiply: {flows.filed.rate: 3}}
"""
    found = world(system("100", f"events:\n{events}"))
    last = found.value("flows.filed.rate")[-1]
    first_a = found.times["a"] < found.times["b"]
    assert (last == np.where(first_a, 30, 10)).all()
    assert_probability(first_a, 0.5, detects=0.1, name="two dates of one law")
    assert_independent(found.times["a"], found.times["b"], detects=0.2, name="dates of two events")
    between = (found.times["a"] < 3.9) & (found.times["b"] > 5.1)
    assert (found.value("flows.filed.rate")[4][between] == 10).all()
    assert (found.value("flows.filed.rate")[1] == 100).all()


def test_probability():
    text = system("100", "events:\n  a: {on: 2022-04-01, probability: 0.3, set: {flows.filed.rate: 40}}")
    run = result(text)
    happened = run.happened["a"]
    assert_probability(happened, 0.3, detects=0.03, name="an event with probability .3")
    expected = result(text, mode="expected")
    assert expected.paths["filed"][:, 0] == pytest.approx(np.concatenate([100 * np.arange(4), 300 + 82 * np.arange(1, 10)]))
    assert expected.happened["a"].tolist() == [0.3]
    assert_mean(run.paths["filed"][12][happened], 300 + 360, detects=3, name="arrivals where it happened")
    assert_mean(run.paths["filed"][12][~happened], 1200, detects=3, name="arrivals where it did not")


def test_a_drawn_date_after_the_end_does_not_happen():
    text = system("100", "events:\n  a: {on: {exponential: {mean: 12, after: 2022-01-01}}, set: {flows.filed.rate: 0}}")
    run = result(text)
    assert_probability(run.happened["a"], 1 - np.exp(-1), detects=0.03, name="an exponential date before the end")
    assert result(text, mode="expected").happened["a"] == pytest.approx([1 - np.exp(-1)])


@pytest.mark.parametrize("kept", [0.0, 0.4])
def test_a_random_vacatur_in_closed_form(kept):
    """Reviews at c a month until an exponential date, m of them after it: E N = c [m H + (1 - m)(1 - exp(-k H)) / k]."""
    text = f"""
end: 2023-01-01
stages: {{pool: {{kind: active, initial: 1_000_000}}, done: {{kind: closed}}}}
flows: {{review: {{kind: capacity, from: pool, to: done, capacity: 1000}}}}
events: {{vacated: {{on: {{exponential: {{mean: 5, after: 2022-01-01}}}}, multiply: {{flows.review.capacity: {kept}}}}}}}
metrics: {{reviewed: {{flow: [review]}}}}
"""
    k, horizon = 1 / 5, np.arange(13.0)
    exact = 1000 * (kept * horizon + (1 - kept) * (1 - np.exp(-k * horizon)) / k)
    assert paths(text, mode="expected")["reviewed"][:, 0] == pytest.approx(exact, rel=1e-10)
    random = paths(text)["reviewed"]
    for bound in (1, 6, 12):
        assert_mean(random[bound], exact[bound], detects=0.06 * exact[bound], name=f"random vacatur, {kept} kept, {bound} months")


def test_a_random_end():
    events = "  a: {on: 2022-03-01, until: {uniform: [2022-05-01, 2022-07-01]}, set: {flows.filed.rate: 0}}"
    expected = rate(events)
    assert expected.tolist() == pytest.approx([100, 100, 0, 0, 25, 75] + [100] * 6)
    random = rate(events, mode="random")
    assert_mean(random[4], 25, detects=6, name="a random end")


# Nothing before its date

COURT = """
start: 2022-01-20
end: 2023-03-10
classes: [x, y]
stages: {open: {kind: active, initial: {x: 3000, y: 2000}}, parked: {kind: inactive}, gone: {kind: closed}}
resources: {judges: {headcount: 5, productivity: 30.3, noise: {gamma: {mean: 1, cv: 0.2}, level: month}}}
flows:
  filed: {kind: inflow, to: open, rate: 150, noise: {negbin: 5}, ar1: {rho: 0.5, sigma: 0.1}, shares: {x: 0.3, y: rest}}
  park: {kind: hazard, from: open, to: parked, rate: {uniform: [0.01, 0.03], level: replicate}}
  recall: {kind: hazard, from: parked, to: open, rate: 0.1}
  heard: {kind: capacity, from: open, resource: judges, outcomes: {granted: {share: 0.6, to: gone}, kept: {share: rest, to: parked}}}
metrics:
  open: {stock: [open]}
  parked: {stock: [parked], classes: [x]}
  filed: {flow: [filed]}
  granted: {flow: [heard.granted]}
  kept: {flow: [heard.kept]}
"""
TARGETS = {
    "flows.park.rate": "multiply: {flows.park.rate: 3}",
    "flows.filed.rate": "set: {flows.filed.rate: 400}",
    "flows.filed.shares.x": "multiply: {flows.filed.shares.x: 0.5}",
    "resources.judges.headcount": "multiply: {resources.judges.headcount: 0.5}",
    "flows.heard.outcomes.granted.share": "set: {flows.heard.outcomes.granted.share: 0.1}",
}


@pytest.mark.parametrize("mode", ["random", "expected"])
@pytest.mark.parametrize("step", ["month", "week", "quarter"])
@pytest.mark.parametrize("target", TARGETS)
def test_an_event_changes_nothing_before_its_date(target, step, mode):
    """Byte for byte in every step that ends at or before the date, whatever it changes; and something after it."""
    text = COURT.replace("start: 2022-01-20\n", "")
    more = f"{text}events: {{ruling: {{on: 2022-10-12, {TARGETS[target]}}}}}\n"
    options = ["start=2022-01-20", f"step={step}"]
    without, found = (result(each, *options, n=200, mode=mode) for each in (text, more))
    before = sum(bound.isoformat() <= "2022-10-12" for bound in found.calendar.bounds)
    assert before >= 4
    for metric, path in found.paths.items():
        assert path[:before].tobytes() == without.paths[metric][:before].tobytes(), metric
    assert any((path[-1] != without.paths[metric][-1]).any() for metric, path in found.paths.items())


@pytest.mark.parametrize("mode", ["random", "expected"])
@pytest.mark.parametrize(
    "idle",
    [
        "idle: {on: 2022-06-12}",
        "idle: {on: 2022-06-12, probability: 0, set: {flows.park.rate: 9}}",
        "idle: {on: 2022-06-12, multiply: {flows.park.rate: 1}}",
    ],
)
def test_an_event_that_does_nothing_changes_nothing(idle, mode):
    text = COURT.replace("start: 2022-01-20\n", "")
    without, found = (result(each, "start=2022-01-20", "step=week", n=200, mode=mode) for each in (text, f"{text}events: {{{idle}}}\n"))
    for metric, path in found.paths.items():
        assert path.tobytes() == without.paths[metric].tobytes()

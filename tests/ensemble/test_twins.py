"""Events that apply to later cases only: who came before keeps the old rules, who comes while they are in force keeps the new ones."""

import numpy as np
import pytest

from sim.ensemble.twins import Kinds
from tests.statistical.kit import assert_mean
from tests.statistical.runs import paths, result

COURT = """
    end: 2023-01-01
    stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}, kept: {kind: closed}}
    flows:
      filed: {kind: inflow, to: open, rate: 100, noise: none}
      leave: {kind: hazard, from: open, rate: 0.1, outcomes: {out: {share: 0.5, to: gone}, in: {share: rest, to: kept}}}
    events:
      ruling: {on: %s, applies_to: later, multiply: {flows.leave.rate: 3} %s}
    metrics: {open: {stock: [open]}, left: {flow: [leave]}, kept: {flow: [leave.in]}}
"""


def grown(months, rate, inflow=100):
    """Those who came at a constant rate in the middle of each of so many months, and are still there."""
    ages = np.arange(months) + 0.5
    return inflow * np.exp(-rate * ages).sum()


@pytest.mark.parametrize("mode", ["expected", "random"])
def test_cases_keep_the_rules_under_which_they_came(mode):
    open_ = paths(COURT % ("2022-07-01", ""), n=4_000, mode=mode)["open"][-1]
    old = (1_000 + sum(100 * np.exp(0.1 * (m + 0.5)) for m in range(6))) * np.exp(-1.2)
    wanted = old + grown(6, 0.3)
    if mode == "expected":
        assert open_ == pytest.approx(wanted)
    else:
        assert_mean(open_, wanted, detects=3.0, name="two generations of cases")


def test_a_change_for_all_is_another_thing():
    later = paths(COURT % ("2022-07-01", ""), mode="expected")["open"][-1, 0]
    everyone = paths((COURT % ("2022-07-01", "")).replace("applies_to: later,", ""), mode="expected")["open"][-1, 0]
    assert later > everyone + 200


def test_who_came_in_between_keeps_the_rule_after_it_has_ended():
    open_ = paths(COURT % ("2022-04-01", ", until: 2022-07-01"), mode="expected")["open"][-1, 0]
    first = (1_000 + sum(100 * np.exp(0.1 * (m + 0.5)) for m in range(3))) * np.exp(-1.2)
    between = sum(100 * np.exp(-0.3 * (12 - m - 0.5)) for m in range(3, 6))
    assert open_ == pytest.approx(first + between + grown(6, 0.1))


def test_a_date_inside_a_step_parts_its_arrivals():
    """On 16 June half of June's arrivals are later."""
    open_ = paths(COURT % ("2022-06-16", ""), mode="expected")["open"][-1, 0]
    old = (1_000 + sum(100 * np.exp(0.1 * (m + 0.5)) for m in range(5))) * np.exp(-1.2) + 50 * np.exp(-0.1 * 6.5)
    assert open_ == pytest.approx(old + 50 * np.exp(-0.3 * 6.5) + grown(6, 0.3))


def test_a_ruling_that_does_not_come_changes_nothing():
    never = result(COURT % ("2022-07-01", ", probability: 0"), n=50)
    none = result((COURT % ("2022-07-01", "")).split("    events:")[0] + "    metrics: {open: {stock: [open]}}", n=50)
    assert (never.paths["open"] == none.paths["open"]).all()


def test_a_chance_ruling_splits_the_replicates():
    run = result(COURT % ("2022-07-01", ", probability: 0.5"), n=4_000)
    happened = run.happened["ruling"]
    sure, never = (paths(COURT % ("2022-07-01", p), mode="expected")["open"][-1, 0] for p in ("", ", probability: 0"))
    assert_mean(run.value("open")[happened], sure, detects=5.0, name="given that the ruling comes")
    assert_mean(run.value("open")[~happened], never, detects=5.0, name="given that it does not")


def test_services_give_later_cases_other_outcomes():
    text = """
        end: 2022-05-01
        classes: [a, b]
        stages: {open: {kind: active}, granted: {kind: closed}, denied: {kind: closed}}
        flows:
          filed: {kind: inflow, to: open, rate: 100, noise: none, shares: {a: 0.25, b: 0.75}}
          heard: {kind: capacity, from: open, capacity: 1_000, outcomes: {yes: {share: 0.8, to: granted}, no: {share: rest, to: denied}}}
        events: {ruling: {on: 2022-03-01, applies_to: later, set: {flows.heard.outcomes.yes.share: 0.2}}}
        metrics: {yes: {flow: [heard.yes], classes: [b]}, waiting: {stock: [open]}}
    """
    found = paths(text, mode="expected")["yes"][:, 0]
    assert np.diff(found) == pytest.approx([60, 60, 15, 15])
    assert paths(text, n=5)["waiting"].max() == 0


def test_kinds_of_two_events():
    kinds = Kinds(("a",), ("x", "y"))
    assert [kind.name for kind in kinds.all] == ["a", "a@x", "a@y", "a@x@y"]
    assert kinds.of(["a"]) == [0, 1, 2, 3]


def test_shares_of_arrivals_go_to_the_classes_they_name():
    """Whatever the order in which they are named."""
    text = """
        end: 2022-02-01
        classes: [a, b]
        stages: {open: {kind: active}}
        flows: {filed: {kind: inflow, to: open, rate: 100, noise: none, shares: {b: 0.75, a: rest}}}
        metrics: {b: {stock: [open], classes: [b]}}
    """
    assert paths(text, mode="expected")["b"][-1] == pytest.approx(75)

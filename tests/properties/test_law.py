"""What must hold with chance in law: the names and the cutting of a system do not matter, nor does what never moves a case.

Both forms run with seeds of their own, and their means, variances and covariances are compared by z on the differences of pairs.
"""

from copy import deepcopy
from datetime import date
from itertools import combinations

import numpy as np
import pytest

import sim.engine.discipline as services
import sim.engine.simulate as engine
from sim.engine.draws import RandomDraws
from sim.engine.hazards import Chances
from sim.ensemble.blocks import run
from sim.ensemble.world import World
from tests.properties.systems import loaded
from tests.statistical import kit
from tests.statistical.kit import assert_mean

N = 8_000

COURT = {
    "title": "A court",
    "start": date(2022, 1, 10),
    "end": date(2022, 7, 20),
    "classes": ["x", "y"],
    "stages": {
        "open": {"kind": "active", "initial": {"x": 600, "y": 200}},
        "parked": {"kind": "inactive", "initial": {"x": 40, "y": 40}},
        "done": {"kind": "closed"},
        "gone": {"kind": "closed"},
    },
    "flows": {
        "filed": {"kind": "inflow", "to": "open", "rate": 60, "noise": {"negbin": 9}, "shares": {"x": 0.75, "y": "rest"}},
        "park": {"kind": "hazard", "from": "open", "to": "parked", "rate": 0.5},
        "quit": {"kind": "hazard", "from": ["open", "parked"], "to": "gone", "rate": 0.3},
        "back": {"kind": "hazard", "from": "parked", "to": "open", "rate": 0.4},
        "heard": {
            "kind": "capacity",
            "from": ["open", "parked"],
            "resource": "people",
            "outcomes": {"won": {"share": 0.4, "to": "done", "uses": 3}, "lost": {"share": "rest", "to": "done", "uses": 1}},
        },
        "called": {"kind": "pulse", "from": ["parked", "gone"], "to": "open", "on": date(2022, 4, 20), "count": 35.5},
    },
    "resources": {"people": {"headcount": 4, "productivity": 12.6}},
}


def ends(system, metrics, seed):
    """Run a system and return its metrics at the end, by name."""
    scenario = loaded(system | {"metrics": metrics}, f"replicates={N}", f"seed={seed}").scenario
    return {name: path[-1].astype(float) for name, path in run(scenario, jobs=2).paths.items()}


def same_law(one, two, name):
    """Compare two independent samples of the same metrics: what is seen is an eighth of a standard deviation, a fifth of a variance."""
    centred = [{key: values - values.mean() for key, values in sample.items()} for sample in (one, two)]
    for key, values in one.items():
        spread = max(values.std(), two[key].std())
        assert_mean(values - two[key], 0, detects=spread / 8, name=f"{name}: {key}")
    for a, b in [*((key, key) for key in one), *combinations(one, 2)]:
        products = [sample[a] * sample[b] for sample in centred]
        scale = np.sqrt(np.mean(products[0] ** 2))
        assert_mean(products[0] - products[1], 0, detects=scale / 5, name=f"{name}: {a} with {b}")


def by_class(kinds):
    """The metrics that are compared: stocks and outcomes, by class."""
    stocks = {f"{stage}_{kind}": {"stock": stage, "classes": kind} for stage in ("open", "parked") for kind in kinds}
    return stocks | {f"won_{kind}": {"flow": "heard.won", "classes": kind} for kind in kinds}


WHOLE = {"open": {"stock": "open"}, "parked": {"stock": "parked"}, "won": {"flow": "heard.won"}, "lost": {"flow": "heard.lost"}}


def classes_permuted():
    """Who is listed first is not served first."""
    other = deepcopy(COURT)
    other["classes"] = ["y", "x"]
    other["flows"]["filed"]["shares"] = {"y": 0.25, "x": "rest"}
    metrics = by_class("xy")
    same_law(ends(COURT, metrics, 1), ends(other, metrics, 2), "classes permuted")


def classes_merged():
    """Two classes that nothing tells apart are one."""
    other = deepcopy(COURT) | {"classes": ["all"]}
    for stage in other["stages"].values():
        stage["initial"] = {"all": sum(stage.get("initial", {}).values())}
    del other["flows"]["filed"]["shares"]
    same_law(ends(COURT, WHOLE, 3), ends(other, WHOLE, 4), "classes merged")


def hazard_split():
    """A hazard is two of the same sum, one of them at the end of the file."""
    other = deepcopy(COURT)
    other["flows"]["again"] = other["flows"]["park"] | {"rate": 0.35}
    other["flows"]["park"]["rate"] = 0.15
    gone = {"gone": {"stock": "gone"}}
    one, two = (
        ends(COURT, WHOLE | gone | {"park": {"flow": "park"}}, 5),
        ends(other, WHOLE | gone | {"park": {"flow": ["park", "again"]}}, 6),
    )
    same_law(one, two, "a hazard split")


def shifted_by_years():
    """Noise by calendar month is other noise of the same law four years later."""
    noisy = deepcopy(COURT)
    noisy["flows"]["filed"] |= {"ar1": {"rho": 0.6, "sigma": 0.4}}
    noisy["flows"]["park"]["rate"] = {"gamma": {"mean": 0.5, "cv": 0.4}, "level": "month"}
    other = deepcopy(noisy)
    for holder, key in ((other, "start"), (other, "end"), (other["flows"]["called"], "on")):
        holder[key] = holder[key].replace(year=2026)
    same_law(ends(noisy, WHOLE, 7), ends(other, WHOLE, 7), "four years later")


def flows_of_rate_0():
    """They join cells that nothing joined, and so other streams, and move nobody."""
    other = deepcopy(COURT)
    zero = {"one": {"kind": "hazard", "from": "done", "to": "parked", "rate": 0}, "two": {"kind": "capacity", "capacity": 0}}
    zero["two"] |= {"from": ["gone", "open"], "to": "done", "classes": ["y"]}
    zero["three"] = {"kind": "hazard", "from": "open", "to": "gone", "rate": 0, "classes": ["y"]}
    other["flows"] = {**zero, **other["flows"]}
    metrics = by_class("xy")
    same_law(ends(COURT, metrics, 8), ends(other, metrics, 9), "flows of rate 0")


FORMS = [classes_permuted, classes_merged, hazard_split, shifted_by_years, flows_of_rate_0]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_two_forms_of_a_system_have_one_law(form):
    form()


# What the comparison must notice


def the_first_cell_is_served_first(patch):
    def greedy(stock, sample, source):
        before = np.cumsum(stock, axis=0) - stock
        return np.clip(sample - before, 0, stock)

    patch.setattr(services, "choose", greedy)


def classes_share_their_draws(patch):
    """Each class reads the same numbers: means are right, sums are not."""
    real = RandomDraws.binomial

    def binomial(self, n, p):
        state, rows = self._generator.bit_generator.state, []
        for row in np.atleast_2d(n):
            self._generator.bit_generator.state = state
            rows.append(real(self, row, p if np.ndim(p) < 2 else p[0]))
        return np.reshape(rows, np.shape(n))

    patch.setattr(RandomDraws, "binomial", binomial)


def earlier_causes_win(patch):
    """One cause after the other in place of all at once, each with its whole chance of those left."""
    real = engine.chances

    def sequential(rates, f):
        stay = np.exp(-f * rates)
        return Chances(real(rates, f).leave, (1 - stay[:-1]) / (1 - np.cumprod(stay[::-1], axis=0)[::-1][:-1]))

    patch.setattr(engine, "chances", sequential)


def rate_0_is_a_little(patch):
    """What has no rate leaves all the same, one in fifty."""
    real = engine.chances
    patch.setattr(engine, "chances", lambda rates, f: real(np.maximum(rates, 0.02), f))


def every_fourth_year_is_wetter(patch):
    real = World.ar1
    patch.setattr(World, "ar1", lambda self, *law: real(self, *law) * (1.05 if self.calendar.start.year == 2026 else 1))


FAULTS = [
    (the_first_cell_is_served_first, classes_permuted),
    (classes_share_their_draws, classes_merged),
    (earlier_causes_win, hazard_split),
    (every_fourth_year_is_wetter, shifted_by_years),
    (rate_0_is_a_little, flows_of_rate_0),
]


@pytest.mark.deep
@pytest.mark.parametrize(("fault", "form"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
def test_fault_is_caught(fault, form, monkeypatch):
    monkeypatch.setattr(kit, "REGISTER", [])
    fault(monkeypatch)
    with pytest.raises(AssertionError) as caught:
        form()
    assert not isinstance(caught.value, kit.TooSmallError), caught.value

"""Small systems of every shape, as the mappings a scenario file holds, and what it takes to run them."""

from copy import deepcopy
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import sim.ensemble.blocks as blocks
from sim.reading.load import load

RUNS = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def over(strategy, few=6, many=50):
    """Make a test of a check on generated systems: on a few of them in every run, on many in deep ones.

    Failing systems are shrunk to small ones in deep runs only: that can take minutes.
    """

    def decorate(check):
        def test(examples):
            phases = [Phase.explicit, Phase.generate] + ([Phase.shrink] if examples == many else [])
            settings(RUNS, max_examples=examples, phases=phases)(given(strategy)(check))()

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        depths = [pytest.param(few, id="few"), pytest.param(many, id="many", marks=pytest.mark.deep)]
        return pytest.mark.parametrize("examples", depths)(test)

    return decorate


RATES = st.sampled_from([0.0, 0.02, 0.3, 1.1, 6.0])
COUNTS = st.integers(0, 300)

SMALL = 25
"""Replicates of a block."""


def written(system) -> str:
    """Return a system as the text of a scenario file, everything in the order in which it stands."""
    buffer = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.sort_base_mapping_type_on_output = False
    writer.dump(system, buffer)
    return buffer.getvalue()


def loaded(system, *overrides):
    """Read a system the way a user's file is read."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "test.yaml"
        file.write_text(written(system), encoding="utf-8")
        return load(file, list(overrides))


def result(system, *overrides, n=40, mode="random", jobs=1):
    """Run a system, in small blocks."""
    return ran(loaded(system, f"replicates={n}", *overrides).scenario, mode=mode, jobs=jobs)


def ran(scenario, **options):
    """Run a scenario in small blocks: the same code, with more blocks in less time."""
    with patch.object(blocks, "BLOCK", SMALL):
        return blocks.run(scenario, **options)


def paths(system, *overrides, **options):
    """Run a system and return the paths of its metrics."""
    return result(system, *overrides, **options).paths


@st.composite
def systems(
    draw,
    *,
    classes=None,
    capacities=2,
    pulses=True,
    adjustment=True,
    restricted=True,
    shared=True,
    charged=True,
    steps=("month", "week", "quarter"),
):
    """Draw a system: 2 to 4 stages, 1 to 3 classes, loops, several outcomes, capacity, arrivals of every noise, pulses.

    Every stage has a metric by class, every flow and outcome too, so that all books can be kept from outside. The arguments leave
    something out: `restricted` flows for some classes only, `shared` resources, hazards that are `charged` for one.
    """
    kinds = list("xyz")[: classes or draw(st.integers(1, 3))]
    stages = [f"s{i}" for i in range(draw(st.integers(2, 4)))]
    start = date(2022, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
    found = {
        "title": "A system",
        "start": start,
        "end": start + timedelta(days=draw(st.integers(1, 200))),
        "step": draw(st.sampled_from(steps)),
        "seed": draw(st.integers(0, 2**32)),
        "arrivals": draw(st.sampled_from(["start", "mid", "end"])),
        "moves": draw(st.sampled_from(["at-once", "end"])),
        "classes": kinds,
        "stages": {stage: _stage(draw, first, kinds) for first, stage in enumerate(stages)},
        "flows": {},
    }
    flows = found["flows"]
    for i in range(draw(st.integers(1, 4))):
        flows[f"h{i}"] = {"kind": "hazard", "rate": draw(RATES), **_mover(draw, stages, kinds, restricted)}
    for i in range(draw(st.integers(0, capacities))):
        mover = _mover(draw, stages, kinds, restricted)
        if shared and draw(st.booleans()):
            found["resources"] = {"people": {"headcount": draw(st.sampled_from([0, 3, 7.5])), "productivity": 9.9}}
            flows[f"c{i}"] = {"kind": "capacity", "resource": "people", **_priced(draw, mover)}
            if charged and draw(st.booleans()):
                flows["h0"]["uses"] = {"people": draw(st.sampled_from([0.05, 2]))}
        else:
            flows[f"c{i}"] = {"kind": "capacity", "capacity": draw(st.sampled_from([0, 0.3, 12, 90.5, 5_000])), **mover}
    for i in range(draw(st.integers(0, 2))):
        flows[f"i{i}"] = _inflow(draw, stages, kinds)
    if pulses and draw(st.booleans()):
        origin, to = draw(st.permutations(stages))[:2]
        size = draw(st.sampled_from([{"share": 0.37}, {"count": 40.5}, {"share": 1.0}, {"count": 10_000}]))
        day = start + (found["end"] - start) * draw(st.floats(0, 0.99))
        flows["p0"] = {"kind": "pulse", "from": origin, "to": to, "on": day, **size}
    if adjustment and draw(st.booleans()):
        found["adjustment"] = draw(st.sampled_from([{"rate": 0.05}, {"rate": -0.4}, {"count": -70}, {"count": 12.3, "per": "week"}]))
    found["metrics"] = metrics_of(found)
    return found


def uncertain(system):
    """Return the system with parameters drawn by replicate and by month, noise, and an event on a random date."""
    found = deepcopy(system)
    flows = found["flows"]
    flows["h0"]["rate"] = {"gamma": {"mean": 0.2, "cv": 0.5}, "level": "replicate"}
    for name, flow in flows.items():
        if flow["kind"] == "inflow":
            flow |= {"rate": {"poisson": {"mean": 40}, "level": "month"}, "ar1": {"rho": 0.5, "sigma": 0.2}}
        if name == "c0" and "capacity" in flow:
            flow["capacity"] = {"lognormal": {"mean": 30, "cv": 0.3}, "level": "month"}
    found["events"] = {
        "ruling": {"on": {"exponential": {"mean": 2, "after": found["start"]}}, "probability": 0.7, "multiply": {"flows.h0.rate": 0.5}}
    }
    return found


def _stage(draw, index, kinds):
    """The first stage is active, and no stage is empty for good."""
    kind = "active" if index == 0 else draw(st.sampled_from(["active", "inactive", "closed"]))
    return {"kind": kind, "initial": {name: draw(COUNTS) + (i == 0) for i, name in enumerate(kinds)}}


def _mover(draw, stages, kinds, restricted):
    origin, *others = draw(st.permutations(stages))
    found = {"from": origin}
    if restricted and len(kinds) > 1 and draw(st.booleans()):
        found["classes"] = sorted(draw(st.sets(st.sampled_from(kinds), min_size=1)))
    if draw(st.booleans()):
        return found | {"to": others[0]}
    share = draw(st.sampled_from([0.0, 0.25, 0.9, 1.0]))
    return found | {"outcomes": {"one": {"share": share, "to": others[0]}, "two": {"share": "rest", "to": others[-1]}}}


def _priced(draw, mover):
    """Give a service one price, or each of its outcomes its own."""
    prices = st.sampled_from([0.1, 1, 3, 1.45])
    if "outcomes" not in mover or draw(st.booleans()):
        return mover | {"uses": draw(prices)}
    return mover | {"outcomes": {name: outcome | {"uses": draw(prices)} for name, outcome in mover["outcomes"].items()}}


def _inflow(draw, stages, kinds):
    noise = draw(st.sampled_from(["poisson", "none", {"negbin": 4}]))
    found = {"kind": "inflow", "to": draw(st.sampled_from(stages)), "rate": draw(st.sampled_from([0, 0.4, 55.5, 200])), "noise": noise}
    if len(kinds) > 1:
        first = draw(st.sampled_from([0.0, 0.3, 1.0]))
        found["shares"] = {kinds[0]: first, kinds[1]: "rest"} | dict.fromkeys(kinds[2:], 0.0)
    return found


def metrics_of(system):
    """Return a metric for each stage, flow and outcome, by class."""
    found = {}
    for kind in system["classes"]:
        found |= {f"{stage}_{kind}": {"stock": [stage], "classes": [kind]} for stage in system["stages"]}
        for name, flow in system["flows"].items():
            found[f"{name}_{kind}"] = {"flow": [name], "classes": [kind]}
            found |= {f"{name}_{way}_{kind}": {"flow": [f"{name}.{way}"], "classes": [kind]} for way in flow.get("outcomes", {})}
    return found


def ways(system):
    """Yield (metric of the flow or outcome without its class, origin or None, destination)."""
    for name, flow in system["flows"].items():
        if "outcomes" in flow:
            yield from ((f"{name}_{way}", flow["from"], outcome["to"]) for way, outcome in flow["outcomes"].items())
        else:
            yield name, flow.get("from"), flow["to"]

"""Points side by side: each gives what a run of its own would give."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine.streams import BLOCK
from sim.ensemble.blocks import run, run_points
from sim.ensemble.lanes import Lanes
from sim.model.distribution import Distribution
from sim.model.paths import movable
from sim.model.support import allowed_range
from sim.reading.load import load
from sim.timeline import Calendar

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(file for file in SCENARIOS.rglob("*.yaml"))
SOME = {"tutorial", "immigration-court-hiring", "ssa-hearings-2009"}


def calendar(scenario):
    return Calendar(scenario.start, scenario.end, scenario.step)


def moved(number, low, high):
    """Return two numbers that may stand in a number's place, neither of them its own."""
    if (low, high) == (0.0, 1.0):
        return [0.05, 0.06]
    value = float(number) if isinstance(number, int | float) else 1.0
    return [value * 1.125 + 0.03125, value * 1.25 + 0.0625]


def plain_numbers(scenario):
    """Yield the paths whose values can be told apart in expected mode: no shares, which must sum to 1, and no chance of an event."""
    joined = {path for one in scenario.correlations for path in one.between}
    for path, number in movable(scenario).items():
        events_own = path.startswith("events.") and path.endswith((".probability", ".ramp"))
        share = "share" in path or ".initial." in path or path.startswith("parameters.")
        if isinstance(number, Distribution) or path in joined or events_own or share:
            continue
        if not scenario.seeds and not (".series." in path or path.endswith(".count")):
            yield path, number


@pytest.mark.parametrize("file", [pytest.param(f, marks=[] if f.stem in SOME else pytest.mark.deep, id=f.stem) for f in FILES])
def test_a_number_laid_over_a_path_gives_what_set_gives(file):
    """In expected mode, to rounding: the same numbers stand in the same places, whatever becomes of them."""
    loaded = load(file)
    scenario = loaded.scenario
    for path, number in plain_numbers(scenario):
        values = moved(number, *allowed_range(path))
        lanes = Lanes(1, 2, {path: np.array(values)})
        found = run_points(scenario, calendar(scenario), lanes, "expected", 0, "x")
        for lane, value in enumerate(values):
            alone = run(loaded.version([f"{path}={value!r}"]).scenario, mode="expected")
            for metric in scenario.metrics:
                here, there = found.paths[metric][..., lane], alone.paths[metric][..., 0]
                assert np.allclose(here, there, rtol=1e-9, atol=1e-6, equal_nan=True), (path, value, metric)


@pytest.mark.parametrize("name", ["base/immigration-court-2022", "base/tutorial", "pd-2022/depletion", "base/immigration-court-hiring"])
def test_one_point_is_a_block_of_a_run(name):
    scenario = load(SCENARIOS / f"{name}.yaml", [f"replicates={BLOCK}"]).scenario
    whole, point = run(scenario), run_points(scenario, calendar(scenario), Lanes(BLOCK), "random", 0, "")
    for metric, path in whole.paths.items():
        assert np.array_equal(path, point.paths[metric], equal_nan=True)
    for path, values in whole.drawn.items():
        assert np.array_equal(values, point.drawn[path])


def test_points_share_what_is_drawn_by_replicate_and_by_month():
    scenario = load(SCENARIOS / "base/immigration-court-2022.yaml").scenario
    lanes = Lanes(50, 3, {"parameters.grant": np.array([0.5, 0.7, 0.9])})
    found = run_points(scenario, calendar(scenario), lanes, "random", 1, "x")
    assert "parameters.grant" not in found.drawn
    for values in found.drawn.values():
        by_point = lanes.by_point(values)
        assert (by_point == by_point[0]).all()
        assert len(np.unique(by_point[0])) > 40
    assert all((lanes.by_point(happened) == lanes.by_point(happened)[0]).all() for happened in found.happened.values() if happened.size > 1)
    alone = run(scenario.model_copy(update={"replicates": BLOCK + 50}))
    for path, values in found.drawn.items():
        assert np.array_equal(values[:50], alone.drawn[path][BLOCK:])


def test_an_event_that_does_nothing_by_itself_acts_when_its_factor_is_laid_over():
    """A factor of 1 leaves no mark on the calendar; laid over, two of them inside one step must act each from its own day on."""
    loaded = load("tests/ensemble/idle.yaml")
    paths = ("events.ruling.multiply.parameters.slow", "events.appeal.multiply.parameters.fast")
    lanes = Lanes(1, 2, {path: np.array([1.0, 5.0]) for path in paths})
    found = run_points(loaded.scenario, calendar(loaded.scenario), lanes, "expected", 0, "x")
    for lane, value in enumerate((1.0, 5.0)):
        alone = run(loaded.version([f"{path}={value}" for path in paths]).scenario, mode="expected")
        assert np.allclose(found.paths["open"][..., lane], alone.paths["open"][..., 0], rtol=1e-12)


def test_random_hires_follow_the_rate_of_their_point():
    loaded = load("tests/ensemble/hires.yaml")
    lanes = Lanes(1_000, 2, {"resources.judges.hires.poisson": np.array([0.0, 60.0])})
    found = run_points(loaded.scenario, calendar(loaded.scenario), lanes, "random", 0, "x")
    none, many = lanes.by_point(found.value("heard"))
    alone = run(loaded.version(["resources.judges.hires.poisson=60", "replicates=1000"]).scenario)
    assert none.std() == 0
    assert np.allclose(many.mean(), alone.value("heard").mean(), rtol=0.01)
    assert np.array_equal(many, alone.value("heard"))

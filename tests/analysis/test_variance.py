"""The variance of a claim's value by level, against what is exact."""

import numpy as np
import pytest

import sim
from sim.analysis.variance import by_level
from sim.ensemble.blocks import run
from sim.reading.load import load

TEXT = """
title: Arrivals whose rate is not known, fluctuates, and is met by chance
start: 2022-01-01
end: 2023-01-01
replicates: 20_000
parameters:
  pace: {uniform: [900, 1_100], level: replicate}
  luck: {gamma: {mean: 1, cv: 0.2}, level: month}
stages: {open: {kind: active}}
flows: {filed: {kind: inflow, to: open, rate: {product: [{parameter: pace}, {parameter: luck}]}, noise: poisson}}
metrics: {filed: {flow: filed}}
claims: [{id: many, metric: filed, low: 12_000, readings: {a-year: {from: 2022-01-01, by: 2023-01-01}}}]
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    found = tmp_path_factory.mktemp("variance") / "arrivals.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def exact():
    """Return the three parts: of 12 P L_m with P uniform on [900, 1100] and L_m of variance .04, then Poisson."""
    variance, square = 200**2 / 12, 1_000**2 + 200**2 / 12
    return {"replicate": 144 * variance, "month": square * 12 * 0.04, "case": 12_000.0}


def test_the_parts_are_the_exact_ones(file):
    (split,) = sim.run(file, variance=True).variance
    parts = exact()
    total = sum(parts.values())
    for level, part in parts.items():
        share = getattr(split, level)
        spread = (share.high - share.low) / 2 / 1.96
        assert abs(share.share - part / total) < 4.9 * spread, level
        assert 0 < spread < 0.02
    assert sum(getattr(split, level).share for level in parts) == pytest.approx(1)
    assert split.sd == pytest.approx(np.sqrt(total), rel=0.02)


@pytest.mark.parametrize("fault", ["months kept", "replicates drawn anew"])
def test_a_run_that_redraws_too_little_or_too_much_is_caught(file, fault):
    scenario = load(file).scenario
    other = scenario.model_copy(update={"seed": 99})

    def again(redraw):
        if fault == "months kept":
            return run(scenario, redraw="cases")
        return run(other, redraw=redraw)

    (split,) = by_level(run(scenario), again)
    parts = exact()
    share = parts["replicate"] / sum(parts.values())
    assert abs(split.replicate.share - share) > 20 * (split.replicate.high - split.replicate.low) / 4


def test_what_is_shared_is_the_same_and_what_is_not_is_not(file):
    scenario = load(file, ["replicates=2000"]).scenario
    first, cases, both = run(scenario), run(scenario, redraw="cases"), run(scenario, redraw="months and cases")
    for other in (cases, both):
        assert np.array_equal(first.drawn["parameters.pace"], other.drawn["parameters.pace"])
        assert not np.array_equal(first.paths["filed"], other.paths["filed"])
    assert np.corrcoef(first.value("filed"), cases.value("filed"))[0, 1] > 0.95
    assert np.corrcoef(first.value("filed"), both.value("filed"))[0, 1] < 0.8


def test_on_the_command_line(file, tmp_path):
    import json

    from tests.cli.called import called

    said = json.loads(called("run", file, "--variance", "--replicates", "2000", "--out", tmp_path / "a", "--json").out)
    assert set(said["variance"]["many/a-year"]) == {"n", "sd", "replicate", "month", "case"}
    assert "fluctuates" in called("run", file, "--variance", "--replicates", "2000", "--out", tmp_path / "b").out

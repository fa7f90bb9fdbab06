"""Tallies: what is in a claim's range, and that blocks add up to the whole."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.claims import claim_rows
from sim.analysis.tally import asked, merged, tallies
from sim.ensemble.blocks import run
from sim.ensemble.lanes import Lanes
from sim.reading.load import load

TEXT = """
title: Counts that stand on the edges of a claim
start: 2022-01-01
end: 2022-02-01
replicates: 400
stages: {open: {kind: active, initial: {discrete: {10: 1, 11: 1, 12: 1, 13: 1, 14: 1}, level: replicate}}}
flows: {}
metrics: {open: {stock: open}}
claims: [{id: edges, metric: open, low: 11, high: 13, readings: {end: {by: 2022-02-01}}}]
"""


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40), st.data())
@settings(max_examples=100, deadline=None)
def test_two_parts_add_up_to_the_whole(values, data):
    cut = data.draw(st.integers(0, len(values)))
    whole, first, second = (of(np.array(part)) for part in (values, values[:cut], values[cut:]))
    found = merged(first, second)
    assert np.array_equal(found[:4], whole[:4])
    assert found[4:] == pytest.approx(whole[4:], rel=1e-9, abs=1e-3)


def of(values):
    """Return a tally by its definition."""
    n = len(values)
    mean = values.mean() if n else 0.0
    return np.array([n, (values < 0).sum(), (values > 5).sum(), n, mean, ((values - mean) ** 2).sum()], dtype=float)


def test_the_ends_of_a_range_are_in_it_as_they_are_in_a_run(tmp_path):
    file: Path = tmp_path / "edges.yaml"
    file.write_text(TEXT, encoding="utf-8")
    scenario = load(file).scenario
    result = run(scenario)
    (row,) = claim_rows(result)
    tally = tallies(result, Lanes(400), asked(scenario))[0, 0]
    assert tally[:4].tolist() == [400, round(row.below * 400), round(row.above * 400), 400]
    values = result.value("open")
    assert tally[1] == (values == 10).sum() > 0
    assert tally[2] == (values == 14).sum() > 0
    assert tally[4:].tolist() == pytest.approx([values.mean(), ((values - values.mean()) ** 2).sum()])


def test_what_does_not_exist_or_has_no_limit_is_counted_apart(tmp_path):
    file: Path = tmp_path / "edges.yaml"
    file.write_text(TEXT, encoding="utf-8")
    scenario = load(file).scenario
    result = run(scenario)
    path = result.paths["open"].astype(float)
    path[-1, :3] = [np.nan, np.inf, -np.inf]
    tally = tallies(result.__class__(**{**vars(result), "paths": {"open": path}}), Lanes(400), asked(scenario))[0, 0]
    assert tally[0] == 399
    assert tally[3] == 397
    assert np.isfinite(tally).all()

"""The shipped map of the claim's arithmetic, at every point of its sweep."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.reading.load import load
from sim.reading.vary import sweep
from sim.study.design import design
from sim.study.store import Store
from sim.study.sweep import Plan, run_sweep
from sim.study.swept import swept

FILE = "scenarios/pd-2022/pool-by-kept-share.yaml"
COUNT, MONTHS = 70_000, 12


@pytest.mark.parametrize(("mode", "within"), [("expected", 2e-5), ("random", 2e-3)])
def test_it_is_the_claim_s_arithmetic_at_every_point(tmp_path, mode, within):
    """N = E (1 - (1 - X/E)^((2 + m (t - 2))/2)); at random by the mean of 200 replicates, whose error is below .03%."""
    loaded = load(FILE, [], sweep(replicates=200))
    plan = Plan(loaded, design(loaded.scenario), mode)
    with Store.create(tmp_path / "map.db", {}, plan.design.points) as store, ThreadPoolExecutor(2) as pool:
        run_sweep(plan, store, pool, 2)
        found = swept(plan, store)
    assert found.done == 132
    for (pool_size, kept), closures in zip(plan.design.points, found.mean("pd-by-april-2023/by-25-april-2023"), strict=True):
        exact = pool_size * (1 - (1 - COUNT / pool_size) ** ((2 + kept * (MONTHS - 2)) / 2))
        assert closures == pytest.approx(exact, rel=within)

"""Sweeps: what they give does not depend on how they are run, nor on where they were stopped."""

import sqlite3
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import pytest

from sim.engine.streams import BLOCK
from sim.ensemble.blocks import run
from sim.errors import RunFolderError
from sim.study import parts as dividing
from sim.study.store import Store
from sim.study.sweep import run_sweep, width
from sim.study.swept import sensitivity, swept, table
from tests.study.sweeps import TEXT, plan

LEAVE, PACE = "flows.leave.rate", "parameters.pace"
AXES = (f"{LEAVE}=0.01:0.2:7", f"{PACE}=0.5:1.5:5")


class Backwards(Executor):
    """Computes what was submitted last first."""

    def __init__(self):
        self.waiting = []

    def submit(self, work, /, *given):
        future = Future()
        self.waiting.append((future, work, given))
        if len(self.waiting) >= 3:
            for one, function, some in reversed(self.waiting):
                one.set_result(function(*some))
            self.waiting.clear()
        return future


def ran(asked, file, pool=None, workers=2):
    """Run a plan into a store and return what it says."""
    with Store.create(file, {}, asked.design.points) as store:
        if pool is None:
            with ThreadPoolExecutor(2) as pool:
                run_sweep(asked, store, pool, workers)
        else:
            run_sweep(asked, store, pool, workers)
        return swept(asked, store)


@pytest.fixture
def narrow(monkeypatch):
    """Let few points share a part, so that a small sweep has many."""
    monkeypatch.setattr(dividing, "LANES", 1_000)


def test_every_point_is_done_and_its_probability_is_that_of_its_own_run(tmp_path):
    """In law: the points' runs are others, their parameters the same; each |z| < 5.5 of a paired difference."""
    found = ran(plan(tmp_path, f"{LEAVE}=0.03:0.12:4", replicates=2_000), tmp_path / "a.db")
    assert found.done == 4
    for (rate,), chance in zip(found.design.points, found.probability("few/at-the-end"), strict=True):
        alone = run(plan(tmp_path, f"{LEAVE}=1,2").loaded.version([f"{LEAVE}={rate}", "replicates=2000"]).scenario)
        share = (alone.value("open") <= 1_500).mean()
        assert abs(chance - share) < 5.5 * np.sqrt(2 * 0.25 / 2_000) / 2 + 1e-12


def test_nothing_depends_on_the_workers_or_on_the_order_of_their_answers(tmp_path, narrow):
    asked = plan(tmp_path, *AXES)
    first = ran(asked, tmp_path / "a.db")
    assert len(asked.parts) == 12
    with ThreadPoolExecutor(1) as pool:
        assert np.array_equal(ran(asked, tmp_path / "b.db", pool, 1).tallies, first.tallies)
    assert np.array_equal(ran(asked, tmp_path / "c.db", Backwards(), 1).tallies, first.tallies)


def test_stopped_anywhere_and_resumed_it_gives_the_same_and_computes_nothing_twice(tmp_path, narrow, monkeypatch):
    asked = plan(tmp_path, *AXES, precision=0.08)
    whole = ran(asked, tmp_path / "whole.db")
    real, calls, committed = dividing.compute, [], []

    def stopping(part, points, replicates, block, *rest):
        calls.append(None)
        if len(calls) in (2, 5, 9, 14):
            raise KeyboardInterrupt
        return real(part, points, replicates, block, *rest)

    def noted(store, tallies, block, replicates, commit=Store.commit):
        commit(store, tallies, block, replicates)
        committed.extend((point, block) for point in tallies)

    monkeypatch.setattr("sim.study.sweep.compute", stopping)
    monkeypatch.setattr(Store, "commit", noted)
    file = tmp_path / "stopped.db"
    Store.create(file, {}, asked.design.points).close()
    stops = 0
    while True:
        with Store.resume(file) as store, ThreadPoolExecutor(1) as pool:
            try:
                run_sweep(asked, store, pool, 1)
            except KeyboardInterrupt:
                stops += 1
                continue
            assert np.array_equal(swept(asked, store).tallies, whole.tallies)
            break
    assert stops == 4
    assert len(committed) == len(set(committed))


def test_a_precision_adds_blocks_until_every_interval_is_narrow_or_says_which_is_not(tmp_path):
    asked = plan(tmp_path, f"{LEAVE}=0.01:0.2:9", precision=0.03, most=10_000)
    found = ran(asked, tmp_path / "a.db")
    counts = found.column("few/at-the-end")[:, 0]
    assert found.done == 9
    assert set(counts) <= {300 + BLOCK * more for more in range(5)}
    assert len(set(counts)) > 1
    low, high = found.interval("few/at-the-end").T
    assert ((high - low <= 0.03) | (counts + BLOCK > 10_000)).all()
    assert counts.max() <= 10_000


def test_more_replicates_than_a_block_are_blocks_of_their_own(tmp_path):
    asked = plan(tmp_path, f"{LEAVE}=0.05,0.1", replicates=2 * BLOCK + 100)
    with Store.create(tmp_path / "a.db", {}, asked.design.points) as store, ThreadPoolExecutor(2) as pool:
        run_sweep(asked, store, pool, 2)
        assert sorted(store.finished().items()) == [((p, b), n) for p in (0, 1) for b, n in enumerate((BLOCK, BLOCK, 100))]
        assert (swept(asked, store).column("open")[:, 0] == 2 * BLOCK + 100).all()


def test_dates_and_laws_make_versions_and_numbers_lanes(tmp_path):
    asked = plan(tmp_path, "events.ruling.on=2022-02-01,2022-05-01", f"{LEAVE}=0.05:0.1:3", "events.ruling.probability=0,1")
    assert [len(part.points) for part in asked.parts] == [6, 6]
    assert sorted(asked.parts[0].laid) == ["events.ruling.probability", LEAVE]
    expected = plan(
        tmp_path, "events.ruling.on=2022-02-01,2022-05-01", f"{LEAVE}=0.05:0.1:3", "events.ruling.probability=0,1", mode="expected"
    )
    assert [len(part.points) for part in expected.parts] == [3, 3, 3, 3]
    found = ran(expected, tmp_path / "a.db")
    early, late = (found.mean("left")[i] for i in (1, 7))
    assert early > late


def test_alternatives_set_several_paths_at_once(tmp_path):
    text = TEXT + (
        "sweep:\n  vary:\n    version: {as-is: {parameters.pace: 1}, calm: {parameters.pace: 1, events.ruling.multiply.flows.leave.rate: 1},"
        " later: {parameters.pace: 1, events.ruling.on: 2022-05-01}}\n"
    )
    found = ran(plan(tmp_path, text=text, mode="expected"), tmp_path / "a.db")
    as_is, calm, later = found.mean("left")
    assert as_is > later > calm
    assert next(table(found)[1])[0] == "as-is"


def test_sobol_indices_of_a_sum_and_of_a_product_of_uniforms(tmp_path):
    """Of a sum of uniforms of widths 1, 2 and 4 the shares are 1, 4 and 16 of 21. Of a product X Y of two with mean m and variance v
    each alone makes v m^2 of 2 v m^2 + v^2, and v^2 is theirs together."""
    text = """
title: A sum and a product
start: 2022-01-01
end: 2022-02-01
stages: {open: {kind: active, initial: 1e8}, gone: {kind: closed}}
flows:
  a: {kind: inflow, to: open, rate: {uniform: [0, 1000], level: replicate}}
  b: {kind: inflow, to: open, rate: {uniform: [0, 2000], level: replicate}}
  c: {kind: inflow, to: open, rate: {uniform: [0, 4000], level: replicate}}
  heard: {kind: capacity, from: open, to: gone, resource: judges}
resources: {judges: {headcount: {uniform: [10, 30], level: replicate}, productivity: {uniform: [10, 30], level: replicate}}}
metrics: {sum: {flow: [a, b, c]}, product: {flow: heard}}
claims:
  - {id: sum, metric: sum, low: 0, readings: {all: {from: 2022-01-01, by: 2022-02-01}}}
  - {id: product, metric: product, low: 0, readings: {all: {from: 2022-01-01, by: 2022-02-01}}}
"""
    axes = ("flows.a.rate", "flows.b.rate", "flows.c.rate", "resources.judges.headcount", "resources.judges.productivity")
    found = ran(plan(tmp_path, *axes, text=text, mode="expected", design="saltelli", points=512), tmp_path / "a.db")
    mean, variance = 20.0, 20.0**2 / 12
    total = variance**2 + 2 * variance * mean**2
    exact = {
        "sum/all": {"flows.a.rate": (1 / 21,) * 2, "flows.b.rate": (4 / 21,) * 2, "flows.c.rate": (16 / 21,) * 2},
        "product/all": dict.fromkeys(axes[3:], (variance * mean**2 / total, (variance * mean**2 + variance**2) / total)),
    }
    for name, shares in exact.items():
        indices = sensitivity(found, name)
        assert indices is not None
        assert indices.chance == 0
        for index in indices.axes:
            first, whole = shares.get(index.axis, (0.0, 0.0))
            assert index.first_low - 1e-9 <= first <= index.first_high + 1e-9, (name, index)
            assert index.total_low - 1e-9 <= whole <= index.total_high + 1e-9, (name, index)
            assert index.noise == (index.axis not in shares)


def test_chance_has_a_share_of_its_own(tmp_path):
    """Arrivals with mean m, uniform on [900, 1100] over one month: variance between 200^2 / 12, within 1,000."""
    text = """
title: Arrivals
start: 2022-01-01
end: 2022-02-01
stages: {open: {kind: active, initial: 0}}
flows: {filed: {kind: inflow, to: open, rate: {uniform: [900, 1_100], level: replicate}, noise: poisson}}
metrics: {filed: {flow: filed}}
claims: [{id: many, metric: filed, low: 1_000, readings: {all: {from: 2022-01-01, by: 2022-02-01}}}]
"""
    found = ran(plan(tmp_path, "flows.filed.rate", text=text, design="saltelli", points=128, replicates=200), tmp_path / "a.db")
    indices = sensitivity(found, "many/all")
    assert indices is not None
    between = 200**2 / 12
    assert indices.chance == pytest.approx(1_000 / (1_000 + between), abs=0.03)
    assert indices.axes[0].first == pytest.approx(between / (1_000 + between), abs=0.06)


def test_widths_are_those_of_wilson():
    assert width(np.array([100.0, 30.0, 20.0, 100.0, 0.0, 0.0])) == pytest.approx(0.1924, abs=1e-4)


@pytest.mark.parametrize("text", ["", "garbage that is no database at all" * 40])
def test_a_damaged_file_is_named(tmp_path, text):
    file = tmp_path / "sweep.db"
    file.write_text(text)
    with pytest.raises(RunFolderError, match=r"S603.*damaged"):
        Store.resume(file)


def test_a_file_cut_short_is_named(tmp_path):
    asked = plan(tmp_path, *AXES)
    file = tmp_path / "sweep.db"
    ran(asked, file)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(RunFolderError, match=r"S603.*damaged"):
        Store.resume(file)


def test_a_second_writer_is_refused(tmp_path):
    file = tmp_path / "sweep.db"
    with Store.create(file, {}, [(1,)]), pytest.raises(RunFolderError, match=r"S605.*another process"):
        Store.resume(file)


def test_a_newer_format_is_refused(tmp_path):
    file = tmp_path / "sweep.db"
    Store.create(file, {"format": 99}, [(1,)]).close()
    with pytest.raises(RunFolderError, match="S604"):
        Store.resume(file)


def test_a_full_disk_loses_nothing_that_was_committed(tmp_path):
    file = tmp_path / "sweep.db"
    with Store.create(file, {}, [(1,), (2,)]) as store:
        store.commit({0: np.zeros((1, 6))}, 0, 10)
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(RunFolderError, match=r"S602.*disk is full.*resume"):
            store.commit({1: np.zeros((2_000, 6))}, 0, 10)
    with Store.resume(file) as store:
        assert store.finished() == {(0, 0): 10}


def test_a_read_only_folder_is_named(tmp_path):
    with pytest.raises(RunFolderError, match="S602"):
        Store.create(tmp_path / "nowhere" / "sweep.db", {}, [(1,)])


def test_the_store_is_an_ordinary_sqlite_file(tmp_path):
    asked = plan(tmp_path, f"{LEAVE}=0.05,0.1")
    ran(asked, tmp_path / "a.db")
    with sqlite3.connect(tmp_path / "a.db") as database:
        assert database.execute("SELECT count(*) FROM finished").fetchone() == (2,)
        assert database.execute("SELECT place FROM points WHERE point = 1").fetchone() == ("[0.1]",)
    database.close()

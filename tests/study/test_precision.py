"""Runs that are lengthened until they are precise: whole blocks, in order, and no number other than a longer run would give."""

import json

import numpy as np

import sim
from sim.engine.streams import BLOCK
from tests.cli.called import called
from tests.study.sweeps import TEXT, written


def test_it_stops_once_every_interval_is_narrow_enough(tmp_path):
    file = written(tmp_path, TEXT)
    found = sim.run(file, precision=0.02)
    row = found.record.claims[0]
    assert row.probability_high - row.probability_low <= 0.02
    assert found.precision.missed == ()
    assert found.precision.replicates == found.result.replicates == found.loaded.scenario.replicates
    assert found.result.replicates % BLOCK == 0
    shorter = sim.run(file, replicates=max(300, found.result.replicates - 2 * BLOCK)).record.claims[0]
    assert shorter.probability_high - shorter.probability_low > 0.02


def test_the_numbers_are_those_of_a_run_that_long(tmp_path):
    file = written(tmp_path, TEXT)
    found = sim.run(file, precision=0.03, jobs=2)
    again = sim.run(file, replicates=found.result.replicates, jobs=1)
    assert found.record.claims == again.record.claims
    for name, path in again.result.paths.items():
        assert np.array_equal(path, found.result.paths[name])


def test_what_is_not_reached_is_named(tmp_path):
    file = written(tmp_path, TEXT)
    found = sim.run(file, precision=0.001, max_replicates=4_000)
    assert found.precision.replicates == 4_000
    assert [name for name, _ in found.precision.missed] == ["few/at-the-end"]
    done = called("run", file, "--precision", "0.001", "--max-replicates", "4000", "--out", tmp_path / "a")
    assert "precision: few/at-the-end is" in done.out
    said = json.loads(called("run", file, "--precision", "0.05", "--out", tmp_path / "b", "--json").out)
    assert said["precision"]["missed"] == []
    assert said["replicates"] == said["precision"]["replicates"]


def test_a_run_that_is_precise_from_the_start_is_not_lengthened(tmp_path):
    found = sim.run(written(tmp_path, TEXT), precision=0.5)
    assert found.result.replicates == 300

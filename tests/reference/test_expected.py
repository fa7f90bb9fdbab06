"""Expected mode: the engine and the twin give the same numbers to the last digits, and a fault of the engine is seen."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings

import sim.engine.simulate as engine
from sim.engine.reference.run import run as twin
from sim.ensemble.blocks import run
from sim.errors import InputError
from sim.reading.load import load
from tests.properties.systems import RUNS, loaded, systems
from tests.reference.rich import rich
from tests.statistical import faults

SCENARIOS = [file for folder in ("base", "pd-2022") for file in sorted((Path(__file__).parents[2] / "scenarios" / folder).glob("*.yaml"))]
FEW = settings(RUNS, max_examples=6, phases=[Phase.explicit, Phase.generate])
DEEP = settings(RUNS, max_examples=400)


def close(scenario):
    """Hold all paths, unused work and shortfalls of both against each other, relative to the largest stock or flow."""
    found, wanted = run(scenario, mode="expected"), twin(scenario)
    scale = 1.0 + max((np.abs(path).max() for path in found.paths.values()), default=0.0)
    for name, path in wanted.paths.items():
        assert found.paths[name][:, 0] == pytest.approx(np.array(path), rel=0, abs=1e-9 * scale), name
    for theirs, ours in ((found.unused, wanted.unused), (found.shortfall, wanted.shortfall)):
        for name, value in theirs.items():
            assert value[0] == pytest.approx(ours.get(name, 0.0), rel=0, abs=1e-9 * scale), name


def possible(system):
    """Hold both against each other where the reader takes the system; both refuse what cannot be."""
    try:
        scenario = loaded(system).scenario
    except InputError:
        return
    try:
        run(scenario, mode="expected")
    except InputError:
        with pytest.raises(InputError):
            twin(scenario)
    else:
        close(scenario)


@given(systems())
@FEW
def test_systems(system):
    close(loaded(system).scenario)


@given(rich())
@FEW
def test_rich_systems(system):
    possible(system)


@pytest.mark.deep
@given(systems())
@DEEP
def test_many_systems(system):
    close(loaded(system).scenario)


@pytest.mark.deep
@given(rich())
@DEEP
def test_many_rich_systems(system):
    possible(system)


@pytest.mark.parametrize(
    "file",
    [file if file.parent.name == "base" else pytest.param(file, marks=pytest.mark.deep) for file in SCENARIOS],
    ids=lambda file: file.stem,
)
def test_shipped_scenarios(file):
    close(load(file).scenario)


def stages_in_file_order_twice(patch):
    """The second half of the hazards does not visit the stages in reverse."""
    real = engine._Run._leave
    patch.setattr(engine._Run, "_leave", lambda run, step, part, groups, share: real(run, step, part, run.system.exits, share))


@pytest.mark.parametrize("fault", [stages_in_file_order_twice, faults.arrivals_first], ids=lambda fault: fault.__name__)
def test_faults_are_seen(fault, monkeypatch):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        close(load(SCENARIOS[0]).scenario)

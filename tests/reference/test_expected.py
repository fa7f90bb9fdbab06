"""Expected mode: the engine and the twin give the same numbers to the last digits, and a fault of the engine is seen."""

from pathlib import Path

import numpy as np
import pytest

import sim.engine.simulate as engine
from sim.engine.reference.run import run as twin
from sim.ensemble.blocks import run
from sim.errors import InputError
from sim.reading.load import load
from tests.properties.systems import loaded, over, systems
from tests.reference.aged import later, staffed
from tests.reference.rich import rich
from tests.statistical import faults
from tests.statistical.runs import scenario

SCENARIOS = [file for folder in ("base", "pd-2022") for file in sorted((Path(__file__).parents[2] / "scenarios" / folder).glob("*.yaml"))]
COURT = Path(__file__).parents[2] / "scenarios" / "base" / "immigration-court-2022.yaml"
QUICK = ("immigration-court-2022", "tutorial", "crown-court", "patents-2010")
DEEP = [file if file.stem in QUICK else pytest.param(file, marks=pytest.mark.deep) for file in SCENARIOS]


def close(scenario):
    """Hold all paths, unused work and shortfalls of both against each other, relative to the largest stock or flow; return both."""
    found, wanted = run(scenario, mode="expected"), twin(scenario)
    scale = 1.0 + max((np.abs(found.paths[name]).max() for name in wanted.paths), default=0.0)
    for name, path in wanted.paths.items():
        assert found.paths[name][:, 0] == pytest.approx(np.array(path), rel=0, abs=1e-9 * scale), name
    for theirs, ours in ((found.unused, wanted.unused), (found.shortfall, wanted.shortfall)):
        for name, value in theirs.items():
            assert value[0] == pytest.approx(ours.get(name, 0.0), rel=0, abs=1e-9 * scale), name
    return found, wanted


def possible(system):
    """Read a system; None where the reader, or both the engine and the twin, refuse it."""
    try:
        scenario = loaded(system).scenario
    except InputError:
        return None
    try:
        run(scenario, mode="expected")
    except InputError:
        with pytest.raises(InputError):
            twin(scenario)
        return None
    return scenario


@over(systems(), few=15, many=300)
def test_systems(system):
    close(loaded(system).scenario)


@over(rich(), few=12, many=300)
def test_rich_systems(system):
    found = possible(system)
    if found:
        close(found)


@over(staffed(), few=10, many=200)
def test_staff(system):
    close(loaded(system).scenario)


@over(later(), few=10, many=200)
def test_later_cases(system):
    if scenario := possible(system):
        close(scenario)


@pytest.mark.parametrize("file", DEEP, ids=lambda file: file.stem)
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
        close(load(COURT).scenario)


FEW_CASES = """
end: 2022-02-01
stages: {a: {kind: active, initial: 0.5}, b: {kind: closed}}
flows: {leave: {kind: hazard, from: a, to: b, rate: 0}}
adjustment: {count: 10}
metrics: {a: {stock: a}}
"""


def test_an_adjustment_finds_less_than_one_case():
    found, _ = close(scenario(FEW_CASES))
    assert found.paths["a"][:, 0].tolist() == [0.5, 10.5]

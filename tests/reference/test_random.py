"""Random mode: the engine and the twin have one law, and each comparison sees the fault it is there for."""

import pytest

from sim.engine.invariants import Ledger
from tests.reference.systems_in_law import CASES, of_the_engine, of_the_twin
from tests.statistical import kit

QUICK, DEEP = 500, 5_000


def faulty(text, fault):
    """Return what the engine gives with a fault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "check", lambda *args: None)
        fault(patch)
        return of_the_engine(text)


def compare(name, n, found):
    """Compare the twin's mean, variance and whole law with what was found; the power is that against the fault."""
    text, fault = CASES[name]
    wrong, twin = faulty(text, fault), of_the_twin(text, n)
    kit.assert_same_law(twin, found, detects=wrong, name=f"twin: {name}")
    kit.assert_same_mean(twin, found, detects=0.4 * found.std(), name=f"twin: {name}")
    if n == DEEP:
        kit.assert_same_variance(twin, found, detects=0.6 * found.var(), name=f"twin: {name}")


@pytest.mark.parametrize("name", CASES)
def test_one_law(name):
    compare(name, QUICK, of_the_engine(CASES[name][0]))


@pytest.mark.parametrize("name", CASES)
def test_faults_are_caught(name, monkeypatch):
    monkeypatch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError) as caught:
        compare(name, QUICK, faulty(*CASES[name]))
    assert not isinstance(caught.value, kit.TooSmallError)


@pytest.mark.deep
@pytest.mark.parametrize("name", CASES)
def test_one_law_in_depth(name):
    compare(name, DEEP, of_the_engine(CASES[name][0]))

"""Random mode: the engine and the twin have one law, and each comparison sees the fault it is there for."""

import numpy as np
import pytest

from sim.engine.invariants import Ledger
from tests.reference import aged_in_law, systems_in_law
from tests.reference.systems_in_law import of_the_engine, of_the_twin
from tests.statistical import kit

CASES = systems_in_law.CASES | aged_in_law.CASES
AT_ONCE = ("network", "unknown", "fifo, age", "later")
"""Those that are compared in every run of the tests, and not in depth only."""

FEW, MANY = 250, 3_000


def faulty(text, fault):
    """Return what the engine gives with a fault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "check", lambda *args: None)
        fault(patch)
        return of_the_engine(text)


def compare(name, n, found):
    """Compare the twin's whole law, mean and (of many) variance with what was found; the law must be told from the faulty one."""
    text, fault = CASES[name]
    wrong, twin = faulty(text, fault), of_the_twin(text, n)
    edges = np.unique(np.nanquantile(found, np.linspace(0, 1, 21)[1:-1]).round(9))
    twin_cells, found_cells, wrong_cells = (np.where(np.isnan(x), 0, 1 + np.searchsorted(edges, x.round(9))) for x in (twin, found, wrong))
    kit.assert_same_law(twin_cells, found_cells, detects=wrong_cells, name=f"twin: {name}")
    twin, found = (sample[~np.isnan(sample)] for sample in (twin, found))
    kit.assert_same_mean(twin, found, detects=0.6 * found.std(), name=f"twin: {name}")
    if n == MANY:
        kit.assert_same_variance(twin, found, detects=0.6 * found.var(), name=f"twin: {name}")


def caught(name, n, patch):
    patch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError) as error:
        compare(name, n, faulty(*CASES[name]))
    assert not isinstance(error.value, kit.TooSmallError)


@pytest.mark.parametrize("name", AT_ONCE)
def test_one_law(name):
    compare(name, FEW, of_the_engine(CASES[name][0]))


@pytest.mark.parametrize("name", AT_ONCE)
def test_fault_is_caught(name, monkeypatch):
    caught(name, FEW, monkeypatch)


@pytest.mark.deep
@pytest.mark.parametrize("name", CASES)
def test_one_law_in_depth(name):
    compare(name, MANY, of_the_engine(CASES[name][0]))


@pytest.mark.deep
@pytest.mark.parametrize("name", CASES)
def test_fault_is_caught_in_depth(name, monkeypatch):
    caught(name, MANY, monkeypatch)

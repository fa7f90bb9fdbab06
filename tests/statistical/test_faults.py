"""Beside each closed form stands the fault it must catch: with the fault applied, its check fails, and not for want of cases."""

import pytest

import tests.statistical.test_closed_forms as forms
from sim.engine.invariants import Ledger
from tests.statistical import faults, kit

FAULTS = [
    (faults.one_step_short, forms.pure_death),
    (faults.hazard_as_chance, forms.pure_death),
    (faults.one_draw_for_all, forms.pure_death),
    (faults.one_draw_for_a_block, forms.independence),
    (faults.one_stream_for_all_blocks, forms.independence),
    (faults.one_cause_after_the_other, forms.competing_risks),
    (faults.poisson_for_binomial, forms.competing_risks),
    (faults.arrivals_first, forms.immigration_death),
    (faults.dispersion_inverted, forms.negative_binomial),
    (faults.shape_not_dispersion, forms.negative_binomial),
    (faults.no_mean_correction, forms.autoregressive),
    (faults.noise_starts_at_zero, forms.autoregressive),
    (faults.capacity_is_kept, forms.queue),
    (faults.moves_land_at_once, forms.switching),
    (faults.moves_land_at_once, forms.reopening),
    (faults.poisson_for_binomial, forms.reviews),
    (faults.chance_without_its_draw, forms.acceptance_by_case),
    (faults.months_drawn_once, forms.acceptance_by_month),
    (faults.replicates_drawn_by_month, forms.acceptance_by_replicate),
]


@pytest.mark.parametrize(("fault", "case"), FAULTS, ids=[f"{fault.__name__}-{case.__name__}" for fault, case in FAULTS])
def test_fault_is_caught(fault, case, monkeypatch):
    fault(monkeypatch)
    monkeypatch.setattr(Ledger, "check", lambda *args: None)
    monkeypatch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError) as caught:
        case()
    assert not isinstance(caught.value, kit.TooSmallError)


def test_every_case_has_a_fault():
    assert {case for _, case in FAULTS} == set(forms.CASES)

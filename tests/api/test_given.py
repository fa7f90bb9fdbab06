"""What users give as texts or as a mapping."""

import pytest

import sim
from sim.api.given import varied
from tests.study.sweeps import written

AXES = {"flows.leave.rate": [0.02, 0.05], "stages.open.initial": {"from": 100, "to": 300, "points": 3}}


def test_axes_by_path_are_those_of_the_command_line(tmp_path):
    file = written(tmp_path)
    texts = ["flows.leave.rate=0.02,0.05", "stages.open.initial=100:300:3"]
    mapped, told = (sim.sweep(file, vary, replicates=50).points for vary in (AXES, texts))
    assert len(mapped) == 6
    assert mapped.equals(told)


def test_none_is_the_number_s_own_law(tmp_path):
    drawn = "flows.leave.rate={uniform: [0.02, 0.05], level: replicate}"
    found = sim.sweep(written(tmp_path), {"flows.leave.rate": None}, set=[drawn], replicates=50).points["flows.leave.rate"]
    assert len(found) > 5
    assert 0.02 <= found.min() < found.max() <= 0.05


def test_dates_are_written_as_days(tmp_path):
    from datetime import date

    assert varied({"events.ruling.on": [date(2022, 3, 1)]}) == ['events.ruling.on=["2022-03-01"]']
    assert len(sim.sweep(written(tmp_path), {"events.ruling.on": [date(2022, 3, 1), date(2022, 4, 1)]}, replicates=50).points) == 2


@pytest.mark.parametrize("call", [lambda file: sim.sweep(file, "flows.leave.rate=0.1,0.2"), lambda file: sim.run(file, set="seed=3")])
def test_one_text_in_place_of_a_list_is_refused(tmp_path, call):
    with pytest.raises(TypeError, match="a list of texts is wanted"):
        call(written(tmp_path))

"""Designs: their points, and that they are the same every time."""

from datetime import date
from itertools import product

import numpy as np
import pytest

from sim.ensemble.laws import law
from sim.errors import InputError
from sim.reading.load import load
from sim.reading.vary import axis
from tests.study.sweeps import TEXT, plan, written

LEAVE, PACE, RULING = "flows.leave.rate", "parameters.pace", "events.ruling.on"


def test_a_grid_takes_all_values_of_all_axes_the_last_fastest(tmp_path):
    found = plan(tmp_path, f"{LEAVE}=0.01:0.05:3", f"{RULING}=2022-03-01,2022-05-01").design
    assert found.kind == "grid"
    assert [point[0] for point in found.points] == pytest.approx([0.01, 0.01, 0.03, 0.03, 0.05, 0.05])
    assert [point[1] for point in found.points] == [date(2022, 3, 1), date(2022, 5, 1)] * 3


def test_a_file_may_say_what_varies_and_the_command_line_takes_its_place(tmp_path):
    text = TEXT + f"sweep: {{vary: {{{LEAVE}: {{from: 0, to: 1, points: 3}}}}, replicates: 50}}\n"
    assert plan(tmp_path, text=text).design.points == ((0.0,), (0.5,), (1.0,))
    own = plan(tmp_path, f"{PACE}=1,2", text=text).design
    assert own.axes == (PACE,)
    assert own.replicates == 50
    assert plan(tmp_path, text=text, points=7).design.kind == "lhs"


def test_the_number_s_own_law_is_the_default_range(tmp_path):
    own = law(load(written(tmp_path)).scenario.parameters["pace"])
    assert plan(tmp_path, PACE).design.column(PACE) == pytest.approx(own.quantile((np.arange(11) + 0.5) / 11))
    assert plan(tmp_path, PACE, design="lhs", points=64).design.column(PACE) != pytest.approx(own.quantile((np.arange(64) + 0.5) / 64))


@pytest.mark.parametrize("kind", ["lhs", "sobol", "saltelli"])
def test_points_are_the_same_every_time_and_follow_the_seed(tmp_path, kind):
    axes = (f"{LEAVE}=0:1", PACE)
    first, again = (plan(tmp_path, *axes, design=kind, points=16).design.points for _ in range(2))
    assert first == again
    assert plan(tmp_path, *axes, design=kind, points=16, text=TEXT.replace("seed: 5", "seed: 6")).design.points != first


@pytest.mark.parametrize("count", [5, 16, 37])
def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_axis(tmp_path, count):
    found = plan(tmp_path, f"{LEAVE}=0:1", f"{PACE}=10:20", design="lhs", points=count).design
    for axis_name, low, width in ((LEAVE, 0.0, 1.0), (PACE, 10.0, 10.0)):
        slices = np.floor((np.array(found.column(axis_name)) - low) / width * count).astype(int)
        assert sorted(slices) == list(range(count))


def test_a_sobol_design_fills_every_quarter_of_the_square_alike(tmp_path):
    found = np.array(plan(tmp_path, f"{LEAVE}=0:1", f"{PACE}=0:1", design="sobol", points=64).design.points)
    quarters = np.histogram2d(*found.T, bins=[8, 8], range=[[0, 1], [0, 1]])[0]
    assert (quarters == 1).all()


def test_a_saltelli_design_changes_one_axis_at_a_time(tmp_path):
    points = np.array(
        plan(tmp_path, f"{LEAVE}=0:1", f"{PACE}=0:1", f"{'flows.filed.rate.product.0'}=1:2", design="saltelli", points=8).design.points
    )
    a, b, *mixed = points.reshape(5, 8, 3)
    for axis_index, part in enumerate(mixed):
        for column in range(3):
            assert np.array_equal(part[:, column], (b if column == axis_index else a)[:, column])


def test_lists_and_alternatives_take_equal_parts_of_a_random_design(tmp_path):
    text = TEXT + (
        "sweep:\n  vary:\n    flows.leave.rate: [0.1, 0.2, 0.3, 0.4]\n"
        "    version: {slow: {parameters.pace: 0.5}, fast: {parameters.pace: 1.5, events.ruling.on: 2022-02-01}}\n  points: 32\n"
    )
    points = plan(tmp_path, text=text).design.points
    assert [sum(point[0] == rate for point in points) for rate in (0.1, 0.2, 0.3, 0.4)] == [8] * 4
    assert sum(point[1] == "slow" for point in points) == 16


WRONG = {
    "flows.leve.rate=0:1": ("S106", "flows.leave.rate"),
    "flows.leave.rate=1:0": ("S105", None),
    "flows.leave.rate=-1:1": ("S201", None),
    "flows.leave.rate=0:1:1": ("S201", None),
    "flows.leave.rate=0:2022-01-01": ("S105", None),
    "flows.leave.rate": ("S105", None),
    "flows.leave.rate=": ("S106", None),
    "flows.leave.rate=a:b": ("S103", None),
    "flows.leave.rate=2022-01-01,2022-02-01": ("S103", None),
    "replicates=1,2": ("S106", None),
    "events.ruling.on=2022-02-31:2022-03-01": ("S009", None),
    "=1,2": ("S106", None),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_axis_is_one_problem_with_its_place(tmp_path, text):
    with pytest.raises(InputError) as found:
        plan(tmp_path, text)
    for problem in found.value.problems:
        assert (problem.code, problem.meant) == WRONG[text]
        assert str(problem.place) == f"--vary {text}"


def test_axes_that_change_the_same_value_are_refused(tmp_path):
    for axes in ([f"{LEAVE}=1,2", f"{LEAVE}=3,4"], ["flows.filed.rate=1,2", "flows.filed.rate.product.0=1,2"]):
        with pytest.raises(InputError, match=r"S005|S105"):
            plan(tmp_path, *axes)


def test_what_would_be_wrong_in_one_version_only_is_said_before_anything_runs(tmp_path):
    with pytest.raises(InputError, match=r"--vary events.ruling.on=2023-01-01: \[S302\]"):
        _ = plan(tmp_path, "events.ruling.on=2022-03-01,2023-01-01").parts


@pytest.mark.parametrize("text", ["a.b=1:2:3", "a=1,2.5,x", "a", "a=2022-01-01:2022-02-01", "a=[1, {uniform: [0, 1], level: replicate}]"])
def test_the_forms_of_an_axis(text):
    path, node = axis(text)
    assert path == text.partition("=")[0]
    assert node.plain() is not None


def test_a_grid_is_the_product_whatever_the_axes(tmp_path):
    found = plan(tmp_path, f"{LEAVE}=0.1,0.2", "seed=1,2,3").design
    assert found.points == tuple(product((0.1, 0.2), (1, 2, 3)))

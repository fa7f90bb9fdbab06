"""Pictures of sweeps: which there are, what they draw and say, and the same bytes again."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.sensitivity import Effect
from sim.api.sweep import Sweep, sweep
from sim.errors import RunFolderError
from sim.plots.answers import answer
from sim.plots.binned import highest, slices
from sim.plots.curve import draw_curve, draw_rows
from sim.plots.heatmap import draw_cells, draw_contours, lattice
from sim.plots.parallel import MOST, draw_parallel, front
from sim.plots.scale import moving, scale
from sim.plots.sweep_describe import sweep_alternative
from sim.plots.sweep_figures import sweep_figure, sweep_svgs
from sim.plots.sweep_wanted import sweep_choose, sweep_wanted
from sim.plots.tornado import draw_tornado
from sim.report.sweeps import draw
from sim.study.swept import Swept
from tests.plots.swept import LONG, NAMES, awkward, cube, made

SWEEPS = awkward()


def written(picture: Figure) -> str:
    texts = [text.get_text() for ax in picture.axes for text in [*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label]]
    return " ".join(" ".join(texts).split())


def panel() -> Axes:
    return Figure(figsize=(5, 4)).add_axes((0.1, 0.1, 0.8, 0.8))


def kinds(found: Swept) -> list[str]:
    return [picture.kind for picture in sweep_wanted(found).values()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("line", ["curve"]),
        ("plane", ["heatmap", "heatmap", "tornado"]),
        ("scattered", ["heatmap", "heatmap", "tornado"]),
        ("four axes", ["multiples", "parallel", "tornado"]),
        ("saltelli", ["multiples", "parallel", "tornado", "indices"]),
        ("on a constant", ["curve"]),
        ("one of three", ["curve"]),
    ],
)
def test_what_varies_decides_which_pictures_there_are(name: str, expected: list[str]) -> None:
    assert kinds(SWEEPS[name]) == expected


def test_every_reading_has_a_map_and_only_the_first_has_other_pictures_unless_asked_for() -> None:
    found = SWEEPS["plane"]
    assert [picture.readings for picture in sweep_wanted(found).values()] == [("year/r0",), ("year/r1",), ("year/r0",)]
    assert "reading r1" in written(sweep_figure(found, reading="year/r1"))


def test_file_names_are_safe_and_not_the_same() -> None:
    found = made(["a", "b"], [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)], [0.1, 0.2, 0.3, 0.4])
    columns = tuple(replace(column, name=f"Y<{i}>: $*?/r/..\\{i}", claim=i) for i, column in enumerate(found.columns))
    subjects = {column.name: replace(found.subjects[f"year/r{i}"], claim=f"c{i}") for i, column in enumerate(columns)}
    stems = list(sweep_wanted(replace(found, columns=columns, subjects=subjects)))
    assert len({stem.lower() for stem in stems}) == len(stems) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", stem) for stem in stems)


def test_a_curve_holds_probabilities_bands_and_the_scenarios_own_value() -> None:
    found = SWEEPS["line"]
    ax = draw_curve(panel(), moving(found)[0], [answer(found, "year/r0")])
    line = next(line for line in ax.lines if line.get_label() == "year/r0")
    assert np.asarray(line.get_ydata()) == pytest.approx(found.probability("year/r0"))
    band = ax.collections[0].get_paths()[0].vertices
    assert {round(float(y), 9) for y in found.interval("year/r0").ravel()} <= {round(float(y), 9) for y in np.asarray(band)[:, 1]}
    assert any(list(np.asarray(line.get_xdata())) == [22.0, 22.0] for line in ax.lines)
    assert "in the scenario itself: a 22" in written(sweep_figure(found))


def test_readings_that_find_no_place_are_said() -> None:
    assert "1 further reading is not drawn here." in written(sweep_figure(SWEEPS["line"]))
    assert "not drawn" not in written(sweep_figure(SWEEPS["line"], reading="year/r1"))


def test_an_own_value_outside_the_axis_is_said() -> None:
    assert "In the scenario itself a is 99, outside the picture." in written(sweep_figure(SWEEPS["line expected"]))


def test_in_expected_mode_values_and_the_claims_range_are_shown() -> None:
    text = written(sweep_figure(SWEEPS["line expected"]))
    assert "range of the claim: 3,500 to 4,500 cases" in text
    assert "probability" not in text
    ax = draw_curve(panel(), moving(SWEEPS["line expected"])[0], [answer(SWEEPS["line expected"], "year/r0")])
    assert ax.patches[0].get_extents().transformed(ax.transData.inverted()).intervaly == pytest.approx([3500, 4500])


def test_names_are_points_with_error_bars_and_no_line() -> None:
    found = SWEEPS["names"]
    ax = draw_rows(panel(), moving(found)[0], [answer(found, "year/r0")])
    assert [line.get_linestyle() for line in ax.lines] == ["None"]
    assert len(ax.collections[0].get_paths()) == len(NAMES)
    assert ax.yaxis.get_inverted()
    assert [(round(float(x), 9), round(float(y))) for x, y in ax.lines[0].get_xydata()] == [(0.2, 0), (0.5, 1), (1.0, 2)]  # type: ignore[union-attr]


def test_a_heat_map_has_each_answer_where_it_belongs_and_labelled_contours() -> None:
    found = made(["a", "b"], [(x, y) for x in (3.0, 1.0, 2.0) for y in (20.0, 10.0)], [0.6, 0.5, 0.2, 0.1, 0.4, 0.3])
    across, up = moving(found)
    one = answer(found, "year/r0")
    assert np.allclose(lattice(across, up, one.values), [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
    page = sweep_figure(SWEEPS["plane"])
    assert [text.get_text() for text in page.axes[1].texts] == ["5%", "20%", "45%", "55%", "80%", "95%"]
    ax = draw_cells(panel(), across, up, one)
    draw_contours(ax, across, up, one)
    heights = np.array([point for path in ax.collections[1].get_paths() for point in path.vertices])
    assert 10.0 <= heights[:, 1].min() <= heights[:, 1].max() <= 20.0


def test_the_own_place_is_a_cross_or_a_line_where_one_axis_alone_has_a_value() -> None:
    crosses = [line for line in sweep_figure(SWEEPS["plane"]).axes[1].lines if line.get_marker() == "+"]
    assert {(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in crosses} == {(0.7, 22.0)}  # type: ignore[index]
    assert not [line for line in sweep_figure(SWEEPS["plane expected"]).axes[1].lines if line.get_marker() == "+"]


def test_points_that_are_not_done_are_left_out_and_that_is_said() -> None:
    found = SWEEPS["plane with holes"]
    left_out = int(np.isnan(found.probability("year/r0")).sum())
    assert left_out > 5
    for kind in ("heatmap", "tornado"):
        assert f"{left_out} points are not done: left out." in written(sweep_figure(found, kind))
    tallies = SWEEPS["line"].tallies.copy()
    tallies[0, :, :4] = 0
    assert "1 point is without a value: left out." in written(sweep_figure(replace(SWEEPS["line"], tallies=tallies)))


def test_an_axis_that_stands_still_is_said() -> None:
    assert "b is 3 at every point." in written(sweep_figure(SWEEPS["on a constant"]))


def test_slices_average_over_the_other_axes() -> None:
    found = made(["a", "b", "c"], [(a, b, c) for a in (0.0, 1.0) for b in (0.0, 1.0) for c in (0.0, 1.0)], np.arange(1, 9) / 10)
    one = answer(found, "year/r0")
    assert [(part.place, round(part.mean, 9)) for part in slices(moving(found)[0], one)] == [(0.0, 0.25), (1.0, 0.65)]
    assert highest(moving(found), one) is None
    rare = made(["a", "b", "c"], found.design.points, [0.01] * 8)
    assert highest(moving(rare), answer(rare, "year/r0")) == 0.05


def test_bins_hold_every_point_once() -> None:
    found = SWEEPS["ten thousand"]
    one = answer(found, "year/r0")
    parts = slices(moving(found)[0], one)
    assert len(parts) == 10
    assert np.mean([part.mean for part in parts]) == pytest.approx(one.values.mean())
    assert all(part.mean == pytest.approx(0.8 * part.place, abs=0.01) for part in parts)


def test_the_points_where_the_claim_holds_stand_in_front() -> None:
    found = SWEEPS["four axes"]
    ahead, holds = front(answer(found, "year/r0"))
    assert holds
    assert ahead.tolist() == (found.probability("year/r0") >= 0.5).tolist()
    assert "points where the probability of 3,500 to 4,500 cases is one half or more" in written(sweep_figure(found, "parallel"))


def test_where_it_holds_nowhere_the_top_fifth_stands_in_front() -> None:
    found = made(["a", "b", "c"], cube(100, 3), np.arange(100) / 250, kind="lhs")
    ahead, holds = front(answer(found, "year/r0"))
    assert not holds
    assert np.flatnonzero(ahead).tolist() == list(range(80, 100))
    assert "up to a fifth of the points" in written(sweep_figure(found, "parallel"))
    nowhere = sweep_figure(SWEEPS["four axes never"], "parallel")
    assert "is the same at all points, so none stands in front" in written(nowhere)


def test_in_expected_mode_values_within_the_range_stand_in_front() -> None:
    found = SWEEPS["four axes expected"]
    ahead, holds = front(answer(found, "year/r0"))
    assert holds
    assert ahead.tolist() == (found.mean("year/r0") >= 3500).tolist()


def test_parallel_coordinates_of_many_points_draw_some_of_them_and_say_so() -> None:
    found = SWEEPS["ten thousand"]
    ax = draw_parallel(panel(), moving(found), answer(found, "year/r0"), 4.7)
    assert [len(collection.get_paths()) for collection in ax.collections] == [MOST, MOST]
    assert f"Of more than {MOST} lines {MOST} are drawn" in written(sweep_figure(found, "parallel"))


def test_a_tornado_is_sorted_and_its_ends_are_named() -> None:
    text = written(sweep_figure(SWEEPS["four axes"], "tornado"))
    assert "25 June 2022" in text
    rows = [Effect("wide", "1", "9", 0.2, 0.8, 0.01), Effect("narrow", "x", "y", 0.5, 0.4, None)]
    ax = draw_tornado(panel(), rows, answer(SWEEPS["plane"], "year/r0"), 0.5, 4.0)
    places = {text.get_text(): text.get_position()[0] for text in ax.texts}
    assert places["1"] < 0.2 < 0.8 + 1.96 * 0.01 < places["9"]
    assert places["y"] < 0.4 < 0.5 < places["x"]


def test_indices_that_are_noise_are_called_so() -> None:
    found = SWEEPS["saltelli"]
    text = written(sweep_figure(found, "indices"))
    assert "chance, and all that does not vary here" in text
    assert "b.c_d (not told from none)" in text
    assert "a (not told" not in text


@pytest.mark.parametrize("name", ["line", "scattered", "saltelli"])
def test_the_same_sweep_gives_the_same_bytes_well_formed_and_with_words(name: str) -> None:
    svgs = sweep_svgs(SWEEPS[name])
    assert svgs == sweep_svgs(awkward()[name])
    for stem, picture in sweep_wanted(SWEEPS[name]).items():
        root = ElementTree.fromstring(svgs[stem])
        assert root.findtext("{http://www.w3.org/2000/svg}title") == sweep_alternative(SWEEPS[name], picture)
        assert b"<dc:date>" not in svgs[stem]


def test_words_hold_the_ends_of_the_answer() -> None:
    found = SWEEPS["plane"]
    assert f"from 0% (parameters.offer 0.3, {LONG} 10) to 100% (" in sweep_alternative(found, sweep_choose(found, "heatmap"))
    assert f"{LONG} moves the mean from" in sweep_alternative(found, sweep_choose(found, "tornado"))


def test_a_picture_of_ten_thousand_points_is_not_large() -> None:
    for name in ("ten thousand of one", "ten thousand of two"):
        assert all(len(svg) < 800_000 for svg in sweep_svgs(SWEEPS[name]).values())


def test_nothing_done_has_no_picture_and_says_so() -> None:
    found = made(["a"], [(1.0,), (2.0,)], [np.nan, np.nan])
    assert sweep_svgs(found) == {}
    with pytest.raises(RunFolderError, match="no point of the sweep has a value yet"):
        Sweep(found).plot()


@pytest.mark.parametrize(
    ("kind", "reading", "message"),
    [
        ("heatmap", None, "no plot of this reading `heatmap`; there are curve"),
        ("curve", "year/r9", "no reading `year/r9`; there are year/r0, year/r1"),
    ],
)
def test_what_the_sweep_does_not_have_is_refused(kind: str, reading: str | None, message: str) -> None:
    with pytest.raises(RunFolderError, match=message):
        sweep_figure(SWEEPS["dates"], kind, reading)


def test_plots_are_written_whole(tmp_path: Path) -> None:
    for _ in range(2):
        draw(tmp_path, SWEEPS["dates"])
        assert [file.name for file in (tmp_path / "plots").iterdir()] == ["curve-year.svg"]
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="S602"):
        draw(tmp_path / "file", SWEEPS["dates"])


def test_a_sweep_knows_the_scenarios_own_values_and_what_its_readings_are_about() -> None:
    plain, cited, published = "parameters.reviews_per_attorney", "parameters.grant", "resources.attorneys.headcount"
    vary = [f"{plain}=20,30", f"{cited}=.8,.9", f"{published}=1000,1300", "parameters.offer=0.6", "events.hearings_pick_up.on=2022-04-26"]
    given = {cited: {"value": 0.95, "source": "somewhere", "known_on": "2022-01-01"}}
    found = sweep("scenarios/pd-2022/attorney-capacity.yaml", vary, replicates=2, set=given).swept
    assert found.own == {plain: 22.0, cited: 0.95, published: 1225.0, "events.hearings_pick_up.on": date(2022, 4, 26)}
    assert scale(found, "events.hearings_pick_up.on").own_inside is not None
    assert set(found.subjects) == set(found.readings)
    one = answer(found, found.readings[0])
    assert (one.range, one.topic) == ("360,000 to 480,000 cases", "pd dismissals, 25 April 2022 to 1 April 2023")

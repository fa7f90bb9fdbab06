"""How far outcomes fell: ratios by hand, and a picture that tells forecasts, targets and open intervals apart."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.figures import save
from sim.plots.horizons import draw_horizons, horizons
from sim.plots.labels import label
from sim.study.entry import Entry
from sim.study.ratios import Ratio, ratio


def entry(id: str = "a", **keys: Any) -> Entry:
    empty = {field.name: None for field in dataclasses.fields(Entry)}
    about = {
        "id": id,
        "reading": "r",
        "main": True,
        "kind": "forecast",
        "horizon": 12.0,
        "premise": False,
        "window": {"from": None, "to": "2023-01-01"},
    }
    return Entry(**(empty | about | keys))


def missed_below(low: float | None, high: float, **keys: Any) -> Entry:
    return entry(low=100.0, high=200.0, status="missed", outcome_low=low, outcome_high=high, distance=high - 100.0, **keys)


def missed_above(low: float, high: float | None, **keys: Any) -> Entry:
    return entry(low=100.0, high=200.0, status="missed", outcome_low=low, outcome_high=high, distance=low - 200.0, **keys)


MET = entry("met", low=100.0, high=200.0, status="met", outcome_low=110.0, outcome_high=120.0, distance=0.0, kind="target")
ROWS = [
    missed_below(25.0, 50.0, id="half"),
    missed_below(0.0, 50.0, id="from-zero", horizon=24.0),
    missed_above(400.0, 800.0, id="double", kind="target", horizon=36.0),
    missed_above(300.0, None, id="endless", kind=None, horizon=30.0),
    MET,
]


def ends(row: Entry) -> tuple[float | None, float | None, float]:
    found = ratio(row)
    assert found is not None
    return found.low, found.high, found.near


def test_a_ratio_is_to_the_bound_that_was_missed() -> None:
    assert ends(missed_below(25.0, 50.0)) == (0.25, 0.5, 0.5)
    assert ends(missed_above(400.0, 800.0)) == (2.0, 4.0, 2.0)
    assert ends(MET) == (1.0, 1.0, 1.0)


def test_an_end_that_is_open_or_zero_has_no_ratio() -> None:
    assert ends(missed_below(0.0, 50.0)) == ends(missed_below(None, 50.0)) == (None, 0.5, 0.5)
    assert ends(missed_above(300.0, None)) == (1.5, None, 1.5)


@pytest.mark.parametrize(
    "row",
    [
        entry(high=0.0, status="missed", outcome_low=5.0, outcome_high=6.0, distance=5.0),
        entry(low=10.0, status="missed", outcome_low=0.0, outcome_high=0.0, distance=-10.0),
        entry(low=10.0, status="undetermined", outcome_low=0.0, outcome_high=20.0),
        entry(low=10.0, status="open"),
        entry(low=10.0),
    ],
)
def test_what_has_no_ratio(row: Entry) -> None:
    assert ratio(row) is None


def drawn(rows: list[Entry]) -> Axes:
    return draw_horizons(Figure(figsize=(5, 4)).add_axes((0.1, 0.1, 0.8, 0.8)), [found for row in rows if (found := ratio(row))])


def lines(ax: Axes, name: str) -> list[tuple[list[float], list[float]]]:
    return [([float(x) for x in line.get_xdata()], [float(y) for y in line.get_ydata()]) for line in ax.lines if line.get_label() == name]


def test_marks_stand_at_the_nearest_end_and_bars_reach_to_the_other() -> None:
    ax = drawn(ROWS)
    bottom, top = ax.get_ylim()
    assert lines(ax, "forecast") == [([12.0], [-1.0]), ([24.0], [-1.0])]
    assert lines(ax, "target") == [([36.0], [1.0]), ([12.0], [0.0])]
    bars = [
        ([12.0] * 2, [-2.0, -1.0]),
        ([24.0] * 2, [bottom, -1.0]),
        ([36.0] * 2, [1.0, 2.0]),
        ([30.0] * 2, [math.log2(1.5), top]),
        ([12.0] * 2, [0.0] * 2),
    ]
    assert lines(ax, "outcome") == bars
    assert lines(ax, "open") == [([24.0], [bottom]), ([30.0], [top])]


def test_forecasts_and_targets_differ_without_colour() -> None:
    ax = drawn(ROWS)
    markers = {
        line.get_label(): (line.get_marker(), line.get_markerfacecolor() == "white")
        for line in ax.lines
        if line.get_label() in ("forecast", "target")
    }
    assert len({marker for marker, _ in markers.values()}) == 2
    assert markers["target"][1] is True
    assert markers["forecast"][1] is False


def test_ticks_are_ratios() -> None:
    ax = drawn(ROWS)
    values = ax.yaxis.get_major_locator().tick_values(*ax.get_ylim())
    assert [ax.yaxis.get_major_formatter()(value, index) for index, value in enumerate(values)] == ["1/4", "1/2", "1", "2", "4"]


def test_marks_are_not_cut_off_at_the_edges() -> None:
    ax = drawn([missed_below(25.0, 50.0, horizon=-3.0), missed_below(25.0, 50.0, horizon=60.0)])
    left, right = ax.get_xlim()
    assert left < -5
    assert right > 62


def texts(figure: Figure) -> str:
    return " ".join(text.get_text() for ax in figure.axes for text in ax.texts)


def test_the_picture_counts_what_it_does_not_show(tmp_path: Path) -> None:
    zero = entry("zero", high=0.0, status="missed", outcome_low=5.0, outcome_high=6.0, distance=5.0)
    found = horizons([*ROWS, zero, entry("open", status="open")])
    said = texts(found)
    for words in ("6 determined claims, 1 of them met", "forecast", "target", "1 of them has no ratio", "half", "double"):
        assert words in said, words
    save(found, tmp_path / "a.png")
    save(horizons([*ROWS, zero]), tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("rows", [[], [entry()], [MET]], ids=["nothing", "not-recorded", "one-met"])
def test_few_claims_or_none_can_be_drawn(rows: list[Entry], tmp_path: Path) -> None:
    save(horizons(rows), tmp_path / "a.svg")


def test_names_cover_nothing() -> None:
    found = horizons([missed_below(40.0, 50.0 + index / 10, id=f"claim-{index}", horizon=12.0 + index) for index in range(20)])
    ax = next(ax for ax in found.axes if ax.get_label() == "panel 0")
    found.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    marks = ax.transData.transform([(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines if line.get_label() == "forecast"])  # type: ignore[index]
    assert 0 < len(boxes) <= 8
    assert not any(one.overlaps(other) for index, one in enumerate(boxes) for other in boxes[:index])
    assert not any(box.contains(*mark) for box in boxes for mark in marks)


def test_names_keep_within_the_axes_and_their_number() -> None:
    ax = Figure(figsize=(5, 4)).add_axes((0.1, 0.1, 0.8, 0.8))
    points = [(0.1, 0.2), (0.1, 0.5), (0.1, 0.8)]
    bars = [(x, y, y) for x, y in points]
    assert label(ax, list(zip(points, ["a", "b" * 200, "c"], strict=True)), bars, 5) == ["a", "c"]
    assert label(ax, list(zip(points, "abc", strict=True)), bars, 2) == ["a", "b"]
    close = [(0.1, 0.5), (0.1, 0.53)]
    assert label(ax, list(zip(close, ["first", "second"], strict=True)), [(x, y, y) for x, y in close], 5) == ["first"]


def test_a_ratio_keeps_its_row() -> None:
    assert ratio(MET) == Ratio(MET, 1.0, 1.0)

"""Pictures: drawn into the Axes that is given, with all that is said on a sheet; without one on a sheet of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

import sim
from tests.plots.swept import awkward

Draw = Callable[[dict[str, Any], Axes | None], Axes]

SWEEPS = awkward()
KINDS: dict[str, Draw] = {
    "fan": lambda of, ax: of["run"].plot("fan", ax=ax),
    "distribution": lambda of, ax: of["run"].plot("distribution", ax=ax),
    "opened": lambda of, ax: of["opened"].plot("fan", reading="pd-million-2024/by-30-june-2024", ax=ax),
    "waterfall": lambda of, ax: of["comparison"].plot(ax=ax),
    "solution": lambda of, ax: of["solved"].plot(ax=ax),
    "horizons": lambda of, ax: of["claims"].plot(ax=ax),
    "curve": lambda of, ax: of["sweep"].plot(ax=ax),
    "rows": lambda of, ax: sim.Sweep(SWEEPS["names"]).plot(ax=ax),
    "heatmap": lambda of, ax: sim.Sweep(SWEEPS["plane"]).plot("heatmap", ax=ax),
    "scattered": lambda of, ax: sim.Sweep(SWEEPS["scattered"]).plot("heatmap", ax=ax),
    "tornado": lambda of, ax: sim.Sweep(SWEEPS["four axes"]).plot("tornado", ax=ax),
    "parallel": lambda of, ax: sim.Sweep(SWEEPS["four axes"]).plot("parallel", ax=ax),
    "indices": lambda of, ax: sim.Sweep(SWEEPS["saltelli"]).plot("indices", ax=ax),
}

FIRST = ("fan", "distribution", "heatmap", "waterfall", "solution", "curve")
"""Looked at in every test run."""


@pytest.fixture(autouse=True)
def agg(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def words(texts: Any) -> str:
    """Return the words of texts, whatever their lines."""
    return " ".join(" ".join(text.get_text() for text in texts).split()).replace(" ", "")


def samples(ax: Axes) -> int:
    """Count what a legend shows of marks."""
    legend = ax.get_legend()
    assert legend is not None
    return sum(isinstance(part, Line2D | Patch) and part.get_visible() for part in legend.findobj()) - 1


@pytest.mark.parametrize("kind", [kind if kind in FIRST else pytest.param(kind, marks=pytest.mark.deep) for kind in KINDS])
def test_without_axes_it_is_a_sheet(objects: dict[str, Any], kind: str) -> None:
    ax = KINDS[kind](objects, None)
    assert isinstance(ax.figure, Figure)
    assert ax in ax.figure.axes
    assert not plt.get_fignums()


def test_a_notebook_shows_the_sheet_as_the_value_of_a_cell(objects: dict[str, Any]) -> None:
    ax = objects["run"].plot("fan")
    assert ax._repr_png_().startswith(b"\x89PNG")
    assert ax.figure._repr_png_() == ax._repr_png_()


LAID_OUT = [
    *((kind, "constrained") for kind in FIRST),
    *((kind, None) for kind in ("fan", "heatmap")),
    *(pytest.param(kind, layout, marks=pytest.mark.deep) for kind in KINDS for layout in ("constrained", "tight") if kind not in FIRST),
]
BAR = Counter("5%20%45%55%80%95%")
"""What stands at the shades of a sheet; in an Axes it stands beside it."""


@pytest.mark.parametrize(("kind", "layout"), LAID_OUT)
def test_into_axes_with_title_labels_and_legend(objects: dict[str, Any], kind: str, layout: str | None) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(12, 6), layout=layout)
    returned = KINDS[kind](objects, axes[0])
    assert returned is axes[0]
    assert not axes[1].has_data()
    sheet = KINDS[kind](objects, None).figure
    paper = words(sheet.axes[0].texts)
    title = words([axes[0].title if axes[0].get_title() else axes[0]._left_title])
    legend = words(axes[0].get_legend().get_texts())
    assert title
    assert paper.startswith(title)
    more = Counter(paper.removeprefix(title).replace(".", ""))
    more.subtract(legend.replace(".", ""))
    assert +more == (BAR if kind in ("heatmap", "scattered") else Counter())
    assert not -more
    figure.draw_without_rendering()
    inside = figure.bbox.padded(2)
    box = axes[0].get_tightbbox()
    assert inside.x0 <= box.x0
    assert inside.y0 <= box.y0
    assert box.x1 <= inside.x1
    assert box.y1 <= inside.y1
    assert axes[0].get_window_extent().height > 0.5 * figure.dpi


def test_axes_that_are_given_show_the_samples_of_the_key(objects: dict[str, Any]) -> None:
    figure, ax = plt.subplots(figsize=(7, 6))
    assert samples(objects["run"].plot("fan", ax=ax)) >= 8
    figure.canvas.draw()
    shown = [part for part in ax.get_legend().findobj(Line2D) if part.get_visible()]
    assert all(not part.get_clip_on() for part in shown)


def test_title_and_legend_are_the_users_to_change(objects: dict[str, Any]) -> None:
    _, ax = plt.subplots()
    objects["run"].plot("fan", ax=ax)
    ax.set_title("Mine", loc="left")
    ax.get_legend().remove()
    assert ax.get_title(loc="left") == "Mine"
    assert ax.get_legend() is None


def test_several_panels_need_a_sheet(objects: dict[str, Any]) -> None:
    _, ax = plt.subplots()
    sweep = sim.Sweep(SWEEPS["four axes"])
    for plot in (objects["run"].plot, sweep.plot):
        with pytest.raises(ValueError, match="several panels"):
            plot("multiples", ax=ax)
    assert not ax.has_data()
    panel = sweep.plot("multiples")
    assert panel is panel.figure.axes[1]
    assert len(panel.figure.axes) == 5


def test_axes_of_a_subfigure_and_of_a_narrow_column(objects: dict[str, Any]) -> None:
    figure = plt.figure(figsize=(10, 6), layout="constrained")
    left, right = figure.subfigures(1, 2)
    assert isinstance(left, SubFigure)
    for part, kind in ((left, "fan"), (right, "distribution")):
        KINDS[kind](objects, part.subplots())
    figure.canvas.draw()
    assert [len(part.axes) for part in (left, right)] == [1, 1]


def test_settings_of_pyplot_are_put_back(objects: dict[str, Any]) -> None:
    before = dict(plt.rcParams)
    _, ax = plt.subplots()
    objects["run"].plot("distribution", ax=ax)
    assert dict(plt.rcParams) == before


def test_a_solution_without_any_value_says_so(objects: dict[str, Any]) -> None:
    solved = objects["solved"]
    empty = tuple(replace(place, n=0) for place in solved.solution.curve)
    with pytest.raises(sim.RunFolderError, match="S701"):
        replace(solved, solution=replace(solved.solution, curve=empty)).plot()

"""Pictures of sweeps: nothing is cut off and nothing overlaps, whatever varies; and their marks keep apart in grey."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from sim.plots.curve import STROKES
from sim.plots.indices import ALONE, CHANCE, TOTAL
from sim.plots.palette import MEDIAN
from sim.plots.parallel import OTHERS
from sim.plots.shades import SHADES, on
from sim.plots.sweep_figures import sweep_figure
from sim.plots.sweep_wanted import sweep_wanted
from tests.plots.swept import LONG, awkward, made
from tests.plots.test_layout import boxes

SWEEPS = awkward()
QUICK = {
    "line": ["curve"],
    "dates": ["curve"],
    "names": ["curve"],
    "one point": ["curve"],
    "plane with holes": ["heatmap"],
    "names and numbers": ["heatmap"],
    "dates and numbers": ["heatmap"],
    "scattered": ["heatmap"],
    "always": ["tornado"],
    "four axes": ["multiples", "parallel", "tornado"],
    "saltelli": ["indices"],
}
"""What is looked at every time; the others are much like these."""

PICTURES = [
    pytest.param(name, kind, id=f"{name} {kind}", marks=[] if kind in QUICK.get(name, ()) else [pytest.mark.deep])
    for name, found in SWEEPS.items()
    for kind in dict.fromkeys(one.kind for one in sweep_wanted(found).values())
]


def overlaps(picture: Figure) -> list[str]:
    found = []
    for (one, a), (other, b) in combinations(boxes(picture), 2):
        across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > 0.5 and down > 2.5:
            found.append(f"`{one}` overlaps `{other}` by {across:.1f} x {down:.1f}")
    return found


def cut_off(picture: Figure) -> list[str]:
    paper = picture.bbox
    return [text for text, box in boxes(picture) if box.x0 < 0 or box.y0 < 0 or box.x1 > paper.width or box.y1 > paper.height]


@pytest.mark.parametrize(("name", "kind"), PICTURES)
def test_every_text_is_on_the_paper_and_on_no_other(name: str, kind: str) -> None:
    picture = sweep_figure(SWEEPS[name], kind)
    assert cut_off(picture) == []
    assert overlaps(picture) == []


def test_every_kind_is_looked_at() -> None:
    assert {(name, kind) for name, kinds in QUICK.items() for kind in kinds} <= {picture.values for picture in PICTURES}
    assert {kind for kinds in QUICK.values() for kind in kinds} == {
        "curve",
        "heatmap",
        "multiples",
        "parallel",
        "tornado",
        "indices",
    }


def test_the_check_would_find_an_overlap_and_a_cut() -> None:
    picture = sweep_figure(SWEEPS["saltelli"], "tornado")
    panel = picture.axes[1]
    name = next(text for text in panel.texts if text.get_text() == "b.c_d")
    panel.text(*name.get_position(), "on top of it", transform=name.get_transform(), va="center")
    panel.text(0.98, 0.5, "beyond the edge of the paper", transform=panel.transAxes)
    assert any("on top of it" in found for found in overlaps(picture))
    assert cut_off(picture) == ["beyond the edge of the paper"]


def lightness(colour: object) -> float:
    """Return how light a colour is, from 0 to 1: the cube root of its relative luminance."""
    linear = np.array([part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)])  # type: ignore[arg-type]
    return float(np.cbrt(linear @ [0.2126, 0.7152, 0.0722]))


def test_shades_grow_darker_all_the_way() -> None:
    steps = np.diff([lightness(SHADES(share)) for share in np.linspace(0, 1, 101)])
    assert (steps < -0.002).all()
    assert all(abs(lightness(SHADES(share)) - lightness(on(share))) > 0.3 for share in np.linspace(0, 1, 101))


def test_lines_of_readings_keep_apart_without_colour() -> None:
    assert len({str(stroke.dashes) for stroke in STROKES}) == len({stroke.marker for stroke in STROKES}) == len(STROKES)
    assert all(lightness(stroke.colour) < 0.75 for stroke in STROKES)


@pytest.mark.parametrize("colours", [(ALONE, TOTAL, CHANCE), (MEDIAN, OTHERS)])
def test_areas_and_lines_keep_apart_in_grey(colours: tuple[str, ...]) -> None:
    assert all(abs(lightness(one) - lightness(other)) > 0.15 for one, other in combinations(colours, 2))


def test_a_long_path_is_broken_at_its_dots_and_not_cut() -> None:
    picture = sweep_figure(made([LONG], [(1.0,), (2.0,)], [0.2, 0.3]))
    below = picture.axes[1].xaxis.label.get_text()
    assert below.replace("\n", "") == LONG
    assert all(line.endswith((".", "_")) for line in below.split("\n")[:-1])

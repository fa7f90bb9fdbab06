"""Nothing is cut off and nothing overlaps, whatever the numbers and however long the words."""

from itertools import combinations
from typing import Any

import pytest
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.analysis.record import Record
from sim.plots.figures import standard
from sim.plots.style import SIZES, WIDTH


def ticks(axis: Axis) -> list[Text]:
    low, high = sorted(axis.get_view_interval())
    return [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]


def boxes(picture: Figure) -> list[tuple[str, Bbox]]:
    canvas: Any = FigureCanvasAgg(picture)
    canvas.draw()
    found: list[Text] = []
    for ax in picture.axes:
        found += ax.texts
        if ax.axison:
            found += [ax.title, ax.xaxis.label, ax.yaxis.label, *ticks(ax.xaxis), *ticks(ax.yaxis)]
    return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in found if text.get_text().strip()]


@pytest.mark.parametrize("name", ["ordinary", "odd", "flat", "times"])
def test_every_text_is_on_the_paper(records: dict[str, Record], name: str) -> None:
    for stem, picture in standard(records[name]).items():
        for text, box in boxes(picture):
            paper = picture.bbox
            inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= paper.width and box.y1 <= paper.height
            assert inside, f"{stem}: `{text}` is cut off: {box} in {paper}"


@pytest.mark.parametrize("name", ["ordinary", "odd", "flat", "times"])
def test_no_two_texts_overlap(records: dict[str, Record], name: str) -> None:
    for stem, picture in standard(records[name]).items():
        for (one, a), (other, b) in combinations(boxes(picture), 2):
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            down = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across <= 0.5 or down <= 2.5, f"{stem}: `{one}` overlaps `{other}` by {across:.1f} x {down:.1f}"


def test_the_layout_check_would_find_an_overlap(records: dict[str, Record]) -> None:
    picture = standard(records["ordinary"])["fan-left"]
    picture.axes[0].text(*picture.axes[0].texts[0].get_position(), "on top of it")
    found = [box for text, box in boxes(picture) if text in ("on top of it", "left since 1 January 2022")]
    assert Bbox.intersection(*found) is not None


def test_panels_of_a_column_stand_one_below_the_other(records: dict[str, Record]) -> None:
    """Two metrics whose counts have other lengths; a margin of its own for each would set their zeros apart."""
    several = [
        picture for record in records.values() for stem, picture in standard(record).items() if stem.startswith(("mult", "distributions-"))
    ]
    places = [[ax.get_position() for ax in picture.axes if ax.get_label() != "paper"] for picture in several]
    assert max(map(len, places)) > 2
    for found in places:
        for first, other in ((one, two) for one, two in combinations(found, 2) if (one.x0 < 0.5) == (two.x0 < 0.5)):
            assert (first.x0, first.width) == pytest.approx((other.x0, other.width), abs=1e-9)


def test_letters_stay_readable_on_a_phone() -> None:
    assert min(SIZES.values()) / 72 / WIDTH * 375 >= 10

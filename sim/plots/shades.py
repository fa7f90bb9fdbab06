"""Answers as shades: from light to dark without turning back, so that they read in grey; and the bar that explains them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from sim.plots.answers import Answer, percent
from sim.plots.marks import Floats
from sim.plots.palette import INK, QUIET
from sim.plots.style import FONT, SIZES
from sim.plots.text import width

SHADES = LinearSegmentedColormap.from_list("shades", ["#f4f8fc", "#cfe1f1", "#9cc3e2", "#5a9bd0", "#26699f", "#0b3c66", "#061f38"])
"""Lightness falls all the way."""

LINES = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)
"""Probabilities whose contours are drawn."""

BAR = 0.42
"""Height of the bar with its labels, unit: inches."""

_STEPS = 100


def ends(answer: Answer) -> tuple[float, float]:
    """Return what the lightest and the darkest shade stand for."""
    if answer.chance:
        return 0.0, 1.0
    values = answer.values[answer.known]
    low, high = float(values.min()), float(values.max())
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def shares(answer: Answer, values: Floats) -> Floats:
    """Return how dark each value is, from 0 to 1."""
    low, high = ends(answer)
    return np.asarray((values - low) / (high - low))


def contours(answer: Answer) -> list[float]:
    """Return the answers at which a contour is drawn: fixed probabilities, or the bounds of the claim."""
    if answer.chance:
        return list(LINES)
    bounds = (answer.subject.low, answer.subject.high)
    return sorted({bound for bound in bounds if bound is not None})


def on(shade: float) -> str:
    """Return the colour of letters and lines that can be seen on a shade."""
    return "white" if shade > 0.5 else INK


def colour_bar(ax: Axes, answer: Answer) -> None:
    """Put the scale of shades beside an Axes of somebody else's figure, with the contours' values."""
    low, high = ends(answer)
    drawn = ax.figure.colorbar(ScalarMappable(Normalize(low, high), SHADES), ax=ax, pad=0.02)
    marked = contours(answer) if answer.chance else [low, high, *contours(answer)]
    drawn.set_ticks([value for value in marked if low <= value <= high])
    drawn.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: answer.write(value)))
    drawn.ax.tick_params(labelsize=SIZES["small"], labelcolor=QUIET, labelfontfamily=FONT, length=3, color=QUIET)
    drawn.ax.minorticks_off()


def draw_bar(paper: Axes, answer: Answer, x: float, y: float, room: float) -> None:
    """Draw the scale of shades on paper from (x, y) downwards over `room` inches, with the contours' values under it."""
    low, high = ends(answer)
    for step in range(_STEPS):
        place = (x + room * step / _STEPS, y)
        paper.add_patch(Rectangle(place, room / _STEPS * 1.02, 0.16, facecolor=SHADES((step + 0.5) / _STEPS), linewidth=0))
    paper.add_patch(Rectangle((x, y), room, 0.16, facecolor="none", edgecolor=QUIET, linewidth=0.8))
    taken: list[tuple[float, float]] = []
    marked = contours(answer) if answer.chance else [low, high, *contours(answer)]
    for value in marked:
        share, text = (value - low) / (high - low), percent(value) if answer.chance else answer.write(value)
        half, at = width(text, SIZES["small"]) / 2, x + room * share
        at = min(max(at, x + half), x + room - half)
        if 0 <= share <= 1 and all(at - half > right + 0.06 or at + half < left - 0.06 for left, right in taken):
            taken.append((at - half, at + half))
            paper.plot([x + room * share] * 2, [y + 0.08, y + 0.16], color=on(share), linewidth=1)
            font = {"fontsize": SIZES["small"], "family": FONT}
            paper.text(at, y + 0.28, text, ha="center", va="center_baseline", color=QUIET, parse_math=False, **font)  # type: ignore[arg-type]

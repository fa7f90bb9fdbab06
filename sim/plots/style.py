"""What every picture looks like: letters, sizes that stay readable on a phone, light rules.

A picture is 5.2 inches wide whatever it shows, so that its smallest letters are 10 pixels high where it is scaled to 375 pixels.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.axes import Axes

from sim.plots.palette import QUIET, RULE

FONT = "DejaVu Sans"
"""Ships with matplotlib: the same letters everywhere."""

WIDTH = 5.2
"""Width of a picture, unit: inches."""

SIZES = {"title": 13.0, "text": 10.5, "small": 10.0}
"""Sizes of letters, unit: points."""

_PARAMETERS: Any = {
    "font.family": [FONT],
    "font.size": SIZES["small"],
    "axes.formatter.use_locale": False,
    "axes.unicode_minus": False,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": 100.0,
    "savefig.bbox": None,
    "svg.fonttype": "path",
    "svg.hashsalt": "sim",
    "svg.image_inline": True,
    "text.usetex": False,
    "path.simplify": True,
}
_LOCK = threading.RLock()


@contextmanager
def style() -> Iterator[None]:
    """Hold matplotlib's settings as the pictures need them; one thread at a time, put back afterwards."""
    with _LOCK, matplotlib.rc_context(_PARAMETERS):
        yield


def dress(ax: Axes) -> None:
    """Leave an Axes with a baseline, light rules and small letters."""
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(QUIET)
    ax.tick_params(axis="both", labelsize=SIZES["small"], labelcolor=QUIET, labelfontfamily=FONT, length=3, color=QUIET, width=0.8)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=RULE, linewidth=0.6)
    ax.set_axisbelow(True)


def unit_label(ax: Axes, unit: str) -> None:
    """Write the unit of the vertical axis above it, where it reads without turning the head."""
    ax.set_ylabel(unit, rotation="horizontal", ha="left", va="bottom", fontsize=SIZES["small"], color=QUIET, family=FONT)
    ax.yaxis.set_label_coords(0.0, 1.02)
    ax.yaxis.label.set_parse_math(False)

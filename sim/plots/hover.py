"""What a reader sees who points at a mark: words that the SVG carries with it, shown by the browser without any script."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

_SAYS = "says: "
_GROUP = re.compile(rf'<g id="{_SAYS}([^"]*)">')

MOST = 40
"""Strips over one Axes at most, so that a picture in short steps stays small."""


def says(artist: Artist, text: str) -> None:
    """Let a mark say something to whoever points at it."""
    artist.set_gid(_SAYS + " ".join(text.split()))


def strips(ax: Axes, edges: Sequence[float], texts: Sequence[str]) -> None:
    """Lay strips that cannot be seen over an Axes whose limits are set, each with something to say; an empty text has no strip.

    Parameters
    ----------
    ax : Axes
    edges : sequence of float, shape (text + 1,)
        Where the strips begin and end, in the units of the horizontal axis.
    texts : sequence of str
    """
    low, high = ax.get_ylim()
    for left, right, text in zip(edges[:-1], edges[1:], texts, strict=True):
        if text:
            says(ax.add_artist(Rectangle((left, low), right - left, high - low, fill=False, linewidth=0, label="_strip")), text)


def told(svg: str) -> str:
    """Turn what marks say into the titles that browsers show, also where nothing is painted.

    Examples
    --------
    >>> told('<g id="says: 1 &lt; 2"><path/></g>')
    '<g style="pointer-events: all"><title>1 &lt; 2</title><path/></g>'
    """
    return _GROUP.sub(r'<g style="pointer-events: all"><title>\1</title>', svg)

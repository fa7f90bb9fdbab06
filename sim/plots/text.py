"""How wide words are in print, and how to break lines so that nothing is cut off."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from sim.plots.style import FONT, SIZES

POINTS = 72.0
"""Points in an inch."""

_SAFETY = 1.04
"""Letters in a bitmap can be wider than their outlines by this much."""

_LONG = 200
"""Letters of a word that are measured at once; what is longer is broken, whatever it consists of."""

LINE = 1.32
"""Height of a line, unit: height of its letters."""


@lru_cache(maxsize=20_000)
def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a line of text is, unit: inches."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    wide, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(wide) / POINTS * _SAFETY


def height(lines: int, size: float) -> float:
    """Return how high so many lines are, unit: inches."""
    return lines * size / POINTS * LINE


@lru_cache(maxsize=4_000)
def clean(text: str) -> str:
    """Return text on one line, with a replacement mark for each letter that the font lacks."""
    font = get_font(findfont(FontProperties(family=FONT)))
    return "".join(letter if letter == " " or font.get_char_index(ord(letter)) else "\ufffd" for letter in " ".join(text.split()))


def wrap(text: str, room: float, kind: str = "small", bold: bool = False) -> list[str]:
    """Break text into lines no wider than `room` inches; a word wider than that is broken too.

    Examples
    --------
    >>> wrap("small multiples of fans", 1.2)
    ['small multiples', 'of fans']
    """
    size, lines = SIZES[kind], [""]
    for word in clean(text).split():
        for piece in _pieces(word, room, size, bold):
            longer = f"{lines[-1]} {piece}".strip()
            if lines[-1] and width(longer, size, bold) > room:
                lines.append(piece)
            else:
                lines[-1] = longer
    return lines


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    """Break a word that is wider than the room; only its beginning is measured, by halving, as a word may have any length."""
    pieces: list[str] = []
    while word:
        head = word[:_LONG]
        pieces.append(head if width(head, size, bold) <= room else head[: _fitting(head, room, size, bold)])
        word = word[len(pieces[-1]) :]
    return pieces


def _fitting(word: str, room: float, size: float, bold: bool) -> int:
    """Return how many letters of a word, which is too wide, fit into the room; at least one."""
    return max(bisect_right(range(1, len(word)), room, key=lambda n: width(word[:n], size, bold)), 1)

"""Plots inside a page: only drawing elements are let through, no two plots share an id, and all share one set of letters and colours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from markupsafe import Markup

from sim.plots.palette import PALETTE

_ELEMENTS = {
    "svg",
    "g",
    "defs",
    "path",
    "use",
    "clipPath",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "title",
}
_ATTRIBUTES = {
    "viewBox", "preserveAspectRatio", "id", "href", "transform", "style", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry",
    "width", "height", "points", "clip-path", "fill", "stroke", "stroke-width", "opacity", "text-anchor", "font-family", "font-size",
}  # fmt: skip
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']*)[\"']?\s*\)")
_LETTERS = "DejaVuSans"
"""How the ids of letters begin."""

_LONG = re.compile(r"-?\d+\.\d{3,}")
_COLOURS = {code: f"var(--plot-{name}, {code})" for name, code in PALETTE.items()}
_COLOUR = re.compile("|".join(_COLOURS))
_OUTSIDE = re.compile(r"url\((?!\s*[\"']?#)|expression|javascript:|@import|\\", re.IGNORECASE)


def inlined(plots: Iterable[tuple[str, str]]) -> list[Markup]:
    """Return SVGs as elements of one page, each with its alternative text.

    Letters are drawn once for all of them, places are rounded to a hundredth of a point, and the palette's colours become variables
    `--plot-<name>` of the page.

    Raises
    ------
    ValueError
        If a text is no SVG.
    """
    letters: set[str] = set()
    return [_inline(svg, f"plot{index}", label, letters) for index, (svg, label) in enumerate(plots, start=1)]


def _inline(svg: str, prefix: str, label: str, letters: set[str]) -> Markup:
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError(f"not an SVG: {error}") from error
    if _plain(root.tag) != "svg":
        raise ValueError(f"not an SVG: <{_plain(root.tag)}>")
    _keep_drawing(root, prefix, letters)
    for size in ("width", "height", "id"):
        root.attrib.pop(size, None)
    root.attrib |= {"role": "img", "aria-label": label, "style": "stroke-linejoin: round; stroke-linecap: butt"}
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=False))


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _keep_drawing(element: ElementTree.Element, prefix: str, letters: set[str]) -> None:
    element.tag = _plain(element.tag)
    kept = {_plain(key): value for key, value in element.attrib.items()}
    element.attrib = {key: _own(key, value, prefix) for key, value in kept.items() if key in _ATTRIBUTES and _is_inside(key, value)}
    element.text = element.text if element.tag in ("text", "tspan", "title") else None
    element.tail = None
    for child in list(element):
        if _plain(child.tag) in _ELEMENTS and not _known(child, letters) and not _is_metadata(child, element):
            _keep_drawing(child, prefix, letters)
        else:
            element.remove(child)


def _known(element: ElementTree.Element, letters: set[str]) -> bool:
    """Tell whether an element is a letter that the page has; from now on it has."""
    name = element.attrib.get("id", "")
    known = name in letters
    if name.startswith(_LETTERS):
        letters.add(name)
    return known


def _is_metadata(element: ElementTree.Element, parent: ElementTree.Element) -> bool:
    """Tell whether an element is the title of a whole plot, which its alternative text says."""
    return _plain(element.tag) == "title" and _plain(parent.tag) == "svg"


def _is_inside(key: str, value: str) -> bool:
    return value.startswith("#") if key == "href" else not _OUTSIDE.search(value)


def _own(key: str, value: str, prefix: str) -> str:
    if key == "id":
        return value if value.startswith(_LETTERS) else f"{prefix}-{value}"
    if key == "href":
        return value if value.startswith(f"#{_LETTERS}") else f"#{prefix}-{value[1:]}"
    if key in ("d", "x", "y"):
        return _LONG.sub(lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."), value)
    return _COLOUR.sub(lambda found: _COLOURS[found.group()], _REFERENCE.sub(rf"url(#{prefix}-\1)", value))

"""A plot inside the page: only drawing elements are let through, and its ids get a prefix so that no two plots share one."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markupsafe import Markup

_ELEMENTS = {"svg", "g", "defs", "path", "use", "clipPath", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}
_ATTRIBUTES = {
    "viewBox", "preserveAspectRatio", "id", "href", "transform", "style", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry",
    "width", "height", "points", "clip-path", "fill", "stroke", "stroke-width", "opacity", "text-anchor", "font-family", "font-size",
}  # fmt: skip
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']*)[\"']?\s*\)")
_OUTSIDE = re.compile(r"url\((?!\s*[\"']?#)|expression|javascript:|@import|\\", re.IGNORECASE)


def inline(svg: str, prefix: str, label: str) -> Markup:
    """Return an SVG as an element of the page, with `label` as its alternative text.

    Raises
    ------
    ValueError
        If the text is no SVG.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError(f"not an SVG: {error}") from error
    if _plain(root.tag) != "svg":
        raise ValueError(f"not an SVG: <{_plain(root.tag)}>")
    _keep_drawing(root, prefix)
    for size in ("width", "height", "id"):
        root.attrib.pop(size, None)
    root.attrib |= {"role": "img", "aria-label": label, "style": "stroke-linejoin: round; stroke-linecap: butt"}
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=False))


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _keep_drawing(element: ElementTree.Element, prefix: str) -> None:
    element.tag = _plain(element.tag)
    kept = {_plain(key): value for key, value in element.attrib.items()}
    element.attrib = {key: _own(key, value, prefix) for key, value in kept.items() if key in _ATTRIBUTES and _is_inside(key, value)}
    element.text = element.text if element.tag in ("text", "tspan") else None
    element.tail = None
    for child in list(element):
        if _plain(child.tag) in _ELEMENTS:
            _keep_drawing(child, prefix)
        else:
            element.remove(child)


def _is_inside(key: str, value: str) -> bool:
    return value.startswith("#") if key == "href" else not _OUTSIDE.search(value)


def _own(key: str, value: str, prefix: str) -> str:
    if key == "id":
        return f"{prefix}-{value}"
    if key == "href":
        return f"#{prefix}-{value[1:]}"
    return _REFERENCE.sub(rf"url(#{prefix}-\1)", value)

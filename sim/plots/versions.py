"""One reading under several sets of assumptions: fans and distributions that share their axes, each with the claim's range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.analysis.claims import ClaimRow
from sim.analysis.existing import existing
from sim.analysis.record import Record
from sim.plots.describe import distance
from sim.plots.distribution import draw_distribution, highest, limits_of, sides
from sim.plots.fan import draw_fan, limits
from sim.plots.key import KeyRow, shared_key, stacked_key
from sim.plots.marks import begin_of, marks
from sim.plots.palette import QUIET
from sim.plots.say import between
from sim.plots.sheet import Grid, Sheet, Words, sheet, words_of
from sim.plots.style import SIZES, WIDTH, style
from sim.plots.text import height, wrap
from sim.plots.titles import reading_title, title
from sim.plots.wanted import row_of

_ORDER = "Ordered by how far the assumptions lie from published bounds, the nearest first; not by probability."
_ROOM = WIDTH - 1.0

_FLAT = 5.0
"""Bars that are so many times lower than those of another panel have a scale of their own."""


def fans(records: Sequence[Record], reading: str) -> Sheet:
    """Return small fans of one reading, named `claim/reading`, under several scenarios, with one scale and its claim's range in each."""
    rows = [row_of(record, reading) for record in records]
    claim = rows[0].id
    places = [(row.metric or "", begin_of(record, row)) for record, row in zip(records, rows, strict=True)]
    ends = [limits(record, *place, claim) for record, place in zip(records, places, strict=True)]
    found = [mark for record, place in zip(records, places, strict=True) for mark in marks(record, *place, claim)]
    key = (*shared_key({record.replicates for record in records}, found), *_scales("All panels have one vertical scale.", rows))
    titles = [(record.scenario, distance(record)) for record in records]
    words = Words(title(records[0], *places[0]), _claimed(rows[0]), key, _ORDER, "")
    with style():
        page, places_of_titles = _page(words, titles, Grid(len(records), 2, 1.35, foot=0.5))
        for ax, record, place in zip(page.panels, records, places, strict=True):
            draw_fan(ax, record, *place, small=True, within=(min(low for low, _ in ends), max(high for _, high in ends)), claim=claim)
        _finish(page, places_of_titles)
    return page


def distributions(shown: Sequence[tuple[Record, str]]) -> Sheet:
    """Return distributions of readings one below the other: of one run's readings, or of one reading under several scenarios.

    They share their horizontal axis where they share their unit, and then the vertical one too unless that would flatten one of them.
    """
    rows = [(record, row_of(record, reading)) for record, reading in shown]
    edges = [limits_of(row, existing(record.values[row.name])) for record, row in rows]
    units = {record.about[row.metric or ""].unit for record, row in rows}
    shared = (min(low for low, _ in edges), max(high for _, high in edges)) if len(units) == 1 else None
    first, several = rows[0], len({record.scenario for record, _ in shown}) > 1
    head = reading_title(*first) if several else "Distribution by reading"
    titles = [(record.scenario, distance(record)) if several else (row.reading, reading_title(record, row)) for record, row in rows]
    top = _top([highest(existing(record.values[row.name]), shared) for record, row in rows]) if shared else None
    own = "one scale" if top else "one horizontal scale, and each a vertical one of its own"
    said = _scales(f"All panels have {own}.", rows) if shared else ()
    key, claimed = (*stacked_key(rows), *said), _claimed(first[1])
    words = Words(head, claimed, key, _ORDER, "") if several else words_of(first[0], head, claimed, key)
    lines = max(len(wrap(text, _ROOM / 3 - 0.1)) for _, row in rows for text in sides(row)) + 1
    with style():
        page, places = _page(words, titles, Grid(len(rows), 1, 0.7, foot=0.45), height(lines, SIZES["small"]) + 0.1)
        for ax, (record, row) in zip(page.panels, rows, strict=True):
            draw_distribution(ax, record, row.name, room=_ROOM, within=shared, top=top)
        _finish(page, places)
    return page


def _top(heights: Sequence[float]) -> float | None:
    """Return the height that panels share, or None where the lowest would be flat beside the highest."""
    return max(heights) if max(heights) <= _FLAT * min(heights) else None


def _scales(said: str, panels: Sequence[object]) -> tuple[KeyRow, ...]:
    """Return what the key says of scales, where there is more than one panel."""
    return ((None, said),) if len(panels) > 1 else ()


def _claimed(row: ClaimRow) -> str:
    return f"claim {row.id}: {between(row.low, row.high)}"


Written = list[tuple[float, float, list[str], list[str]]]
"""Where each panel's title stands, and its lines: the name, and what is said of it."""


def _page(words: Words, titles: Sequence[tuple[str, str]], grid: Grid, above: float = 0.3) -> tuple[Sheet, Written]:
    """Return a sheet whose panels have room for their titles, and `above` inches more, over them."""
    lines = [(wrap(head, grid.cell[0], bold=True), wrap(said, grid.cell[0])) for head, said in titles]
    top = height(max(len(head) + len(said) for head, said in lines), SIZES["small"])
    page = sheet(words, replace(grid, header=top + above))
    return page, [(x, y, *one) for (x, y), one in zip(page.corners, lines, strict=True)]


def _finish(page: Sheet, titles: Written) -> None:
    for x, y, head, said in titles:
        page.write(said, x, page.write(head, x, y, bold=True), colour=QUIET)
    page.fit()

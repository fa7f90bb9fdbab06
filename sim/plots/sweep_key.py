"""What stands around a picture of a sweep: samples of its marks, how many points it shows, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.plots.answers import Answer
from sim.plots.curve import PARTS, STROKES, Stroke, crowded
from sim.plots.indices import ALONE, CHANCE, NOISE, TOTAL
from sim.plots.key import KeyRow, area_sample
from sim.plots.palette import BANDS, CLAIM, INK, MEDIAN
from sim.plots.parallel import MOST, OTHERS, front
from sim.plots.scale import Scale, moving, scale
from sim.plots.sheet import Swatch
from sim.study.swept import Swept

_WIDE = 0.36

DESIGNS = {
    "grid": "on a grid",
    "lhs": "of a Latin hypercube",
    "sobol": "of a Sobol' sequence",
    "saltelli": "of two Sobol' sets and their mixtures",
}


def said(found: Swept, answers: Sequence[Answer]) -> list[KeyRow]:
    """Say how many points are shown, how each was run, which were left out, and which axes stand still."""
    shown, points = len({point for one in answers for point in one.known}), len(found.design.points)
    counts = found.tallies[:, 0, 0]
    most = float(np.nanmax(counts)) if found.done else 0.0
    more = " or more" if most > found.design.replicates else ""
    runs = "in expected mode" if found.mode == "expected" else f"with {found.design.replicates:,} replicates{more} each"
    rows: list[KeyRow] = [(None, f"{shown:,} {'point' if shown == 1 else 'points'} {DESIGNS[found.design.kind]}, {runs}.")]
    left_out = {"not done": points - found.done, "without a value": found.done - shown}
    missing = [f"{count:,} {'point is' if count == 1 else 'points are'} {why}" for why, count in left_out.items() if count]
    if missing:
        rows.append((None, f"{' and '.join(missing)}: left out."))
    still = [one for axis in found.design.axes if axis not in {one.axis for one in moving(found)} for one in [scale(found, axis)]]
    rows += [(None, f"{one.axis} is {one.write(float(one.levels[0]))} at every point.") for one in still]
    return rows


def own_rows(scales: Sequence[Scale], sample: Swatch) -> list[KeyRow]:
    """Say which value the scenario itself has on each axis."""
    inside = [one for one in scales if one.own_inside is not None]
    outside = [one for one in scales if one.own is not None and one.own_inside is None]
    rows: list[KeyRow] = []
    if inside:
        rows.append((sample, f"in the scenario itself: {'; '.join(f'{one.axis} {one.write(one.own or 0.0)}' for one in inside)}"))
    rows += [(None, f"In the scenario itself {one.axis} is {one.write(one.own or 0.0)}, outside the picture.") for one in outside]
    return rows


def curve_key(answers: Sequence[Answer], rows: bool) -> list[KeyRow]:
    """Return the key of a curve or of rows: each reading, and the band of simulation error."""
    many = len(answers) > 1
    found: list[KeyRow] = [
        (_stroke(stroke, not rows), f"{one.subject.reading}: {one.topic}" if many else one.topic)
        for one, stroke in zip(answers, STROKES, strict=False)
    ]
    if crowded(answers[0]) and not rows:
        found.append((None, f"The points are many: each line has the means of {PARTS} parts of them, side by side."))
    if answers[0].chance:
        meant = "of these means" if crowded(answers[0]) and not rows else "of simulation error"
        found.append((_bar if rows else _band, f"95% interval {meant}"))
    else:
        found.append((area_sample, f"range of the claim: {answers[0].range}"))
    return found


def not_drawn(more: int) -> list[KeyRow]:
    """Say how many readings of a claim found no place in its curve."""
    return [(None, f"{more} further {'reading is' if more == 1 else 'readings are'} not drawn here.")] * bool(more)


def slices_key(answer: Answer, sampled: bool) -> list[KeyRow]:
    """Return the key of small multiples."""
    rows: list[KeyRow] = [(_line, "mean of the points with about this value, over all values of the others")]
    if sampled:
        rows.append((_area(BANDS[0.50]), "95% interval of this mean, as only some points were looked at"))
    rows.append((_area(BANDS[0.95]), "the middle 80% of these points"))
    return rows if answer.chance else [*rows, (area_sample, f"range of the claim: {answer.range}")]


def parallel_key(answer: Answer) -> list[KeyRow]:
    """Return the key of parallel coordinates."""
    ahead, holds = front(answer)
    n, others = int(ahead[answer.known].sum()), len(answer.known) - int(ahead[answer.known].sum())
    where = "where the claim holds" if holds else "in front"
    rows: list[KeyRow] = [(_plain(MEDIAN), f"{n:,} {'point' if n == 1 else 'points'} {where}")] * bool(n)
    rows += [(_plain(OTHERS), f"{'the other ' if n else ''}{others:,}{'' if n else ' points'}")] * bool(others)
    if max(n, others) > MOST:
        rows.append((None, f"Of more than {MOST} lines {MOST} are drawn, evenly chosen."))
    rows.append((None, "Points that share a value lie side by side around it."))
    return rows


def front_words(answer: Answer) -> str:
    """Say which points stand in front of the others."""
    ahead, holds = front(answer)
    what = f"the probability of {answer.range}" if answer.chance else "the value"
    if holds:
        return f"in front of the others: points where {what} is {'one half or more' if answer.chance else answer.range}"
    if not ahead.any():
        return f"{what} is the same at all points, so none stands in front"
    nearest = "is highest; it is one half nowhere" if answer.chance else f"comes nearest to {answer.range}, which none has"
    return f"in front of the others: up to a fifth of the points, where {what} {nearest}"


def tornado_key(answer: Answer, middle: float, sampled: bool) -> list[KeyRow]:
    """Return the key of a tornado."""
    rows: list[KeyRow] = [
        (_dot("white", MEDIAN), "mean at the lowest value (of many values: at the lowest tenth; of alternatives: the lowest mean)"),
        (_dot(CLAIM, CLAIM), "mean at the highest; where each lies stands beside it"),
        (_dashed, f"mean of all points: {answer.write(middle)}"),
    ]
    return [*rows, (_bar, "95% error of the difference, as only some points were looked at")] if sampled else rows


def indices_key(noise: bool, clipped: bool) -> list[KeyRow]:
    """Return the key of Sobol' indices."""
    rows: list[KeyRow] = [
        (_area(ALONE), "alone (first order)"),
        (_area(TOTAL), "with all interactions (total)"),
        (_bar, "95% interval (bootstrap)"),
        (_chance, "differs between replicates of one point"),
    ]
    if noise:
        rows.append((_hollow, f"{NOISE}: such a share may be nothing but noise"))
    if clipped:
        rows.append((None, "Intervals that leave the picture are longer than drawn."))
    return rows


def own_line(paper: Axes, x: float, y: float) -> None:
    """Draw a sample of the line at the scenario's own value."""
    paper.plot([x + 0.18] * 2, [y - 0.08, y + 0.06], color=INK, linewidth=1.2, linestyle=(0, (3, 2)))
    paper.plot([x + 0.18], [y + 0.06], marker="^", markersize=6, color=INK)


def own_cross(paper: Axes, x: float, y: float) -> None:
    """Draw a sample of the cross at the scenario's own place."""
    paper.plot([x + 0.18], [y], marker="+", markersize=11, markeredgewidth=3, color=CLAIM)


def own_dashes(paper: Axes, x: float, y: float) -> None:
    """Draw a sample of the line where one axis alone has a value of the scenario's own."""
    paper.plot([x, x + _WIDE], [y, y], color=CLAIM, linewidth=1.8, linestyle=(0, (5, 2)))


def own_wedge(paper: Axes, x: float, y: float) -> None:
    """Draw a sample of the wedge on an axis at the scenario's own value."""
    paper.plot([x + 0.18], [y], marker="v", markersize=8, color=INK)


def absent(paper: Axes, x: float, y: float) -> None:
    """Draw a sample of the cross of a point without a value."""
    paper.plot([x + 0.18], [y], marker="x", markersize=4, color=INK)


def _stroke(stroke: Stroke, line: bool) -> Swatch:
    def draw(paper: Axes, x: float, y: float) -> None:
        if line:
            paper.plot([x, x + _WIDE], [y, y], color=stroke.colour, linestyle=stroke.dashes, linewidth=1.9)
        paper.plot([x + 0.18], [y], color=stroke.colour, marker=stroke.marker, markersize=5)

    return draw


def _plain(colour: str) -> Swatch:
    def draw(paper: Axes, x: float, y: float) -> None:
        paper.plot([x, x + _WIDE], [y, y], color=colour, linewidth=1.6)

    return draw


def _area(colour: str) -> Swatch:
    def draw(paper: Axes, x: float, y: float) -> None:
        paper.add_patch(Rectangle((x, y - 0.06), _WIDE, 0.12, facecolor=colour, linewidth=0))

    return draw


def _dot(face: str, edge: str) -> Swatch:
    def draw(paper: Axes, x: float, y: float) -> None:
        at = ([x + 0.18], [y])
        paper.plot(*at, marker="o", markersize=6.5, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=1.6)

    return draw


def _line(paper: Axes, x: float, y: float) -> None:
    paper.plot([x, x + _WIDE], [y, y], color=MEDIAN, linewidth=1.8, marker="o", markersize=4, markevery=[0])


def _band(paper: Axes, x: float, y: float) -> None:
    paper.add_patch(Rectangle((x, y - 0.06), _WIDE, 0.12, facecolor=MEDIAN, alpha=0.16, linewidth=0))


def _bar(paper: Axes, x: float, y: float) -> None:
    paper.plot([x, x + _WIDE], [y, y], color=INK, linewidth=1.5)


def _dashed(paper: Axes, x: float, y: float) -> None:
    paper.plot([x + 0.18] * 2, [y - 0.08, y + 0.08], color=INK, linewidth=1.2, linestyle=(0, (3, 2)))


def _chance(paper: Axes, x: float, y: float) -> None:
    paper.add_patch(Rectangle((x, y - 0.06), _WIDE, 0.12, facecolor=CHANCE, edgecolor=INK, linewidth=0.8))


def _hollow(paper: Axes, x: float, y: float) -> None:
    paper.add_patch(Rectangle((x, y - 0.06), _WIDE, 0.12, facecolor="white", edgecolor=MEDIAN, linewidth=1.2))

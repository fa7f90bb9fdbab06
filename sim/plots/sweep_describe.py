"""The pictures of a sweep in one or two sentences, for those who do not see them."""

from __future__ import annotations

import numpy as np

from sim.plots.answers import Answer, answer, percent
from sim.plots.say import capital, listed
from sim.plots.scale import moving, scale
from sim.plots.sweep_key import front_words
from sim.plots.sweep_wanted import SweepPicture
from sim.study.swept import Swept, moved, sensitivity

_SHOWN = 3
"""So many axes are named."""

_KINDS = {
    "curve": "Curve",
    "heatmap": "Heat map",
    "multiples": "Small multiples",
    "parallel": "Parallel coordinates",
    "tornado": "Tornado",
    "indices": "Sobol' indices",
}


def sweep_alternative(found: Swept, picture: SweepPicture) -> str:
    """Say what one of the pictures of a sweep shows, with its numbers."""
    one = answer(found, picture.reading)
    axes = listed([each.axis for each in moving(found)[:_SHOWN]])
    said = [_extremes(found, answer(found, name), places=picture.kind in ("curve", "heatmap")) for name in picture.readings]
    more = {"tornado": _moves, "indices": _indices, "parallel": _front}.get(picture.kind)
    topic = f"claim {one.subject.claim}" if len(picture.readings) > 1 else one.topic
    start = f'{_KINDS[picture.kind]} of {topic}, over {axes}, under the scenario "{found.title}"'
    return " ".join(filter(None, [f"{start}: {'; '.join(said)}.", more(found, one) if more else ""]))


def _extremes(found: Swept, one: Answer, *, places: bool) -> str:
    """Name the lowest and the highest answer, with where they lie if asked for."""
    ends = [int(find(one.values)) for find in (np.nanargmin, np.nanargmax)]
    what = f"probability of {one.range}" if one.chance else f"value in {one.subject.info.unit}"
    low, high = (f"{one.write(one.values[end])}{f' ({_at(found, end)})' if places else ''}" for end in ends)
    return f"{one.subject.reading}, {what}, from {low} to {high}"


def _at(found: Swept, point: int) -> str:
    """Name a point by its values on the first axes."""
    axes = [scale(found, each.axis) for each in moving(found)[:_SHOWN]]
    return ", ".join(f"{each.axis} {each.about(float(each.places[point]))}" for each in axes)


def _moves(found: Swept, one: Answer) -> str:
    rows = [f"{row.axis} moves the mean from {one.write(row.low)} to {one.write(row.high)}" for row in moved(found, one.reading)[:_SHOWN]]
    return f"{'; '.join(rows)}."


def _indices(found: Swept, one: Answer) -> str:
    shares = sensitivity(found, one.reading)
    assert shares is not None
    rows = [f"{row.axis} {percent(row.first)} alone and {percent(row.total)} in all" for row in shares.axes[:_SHOWN]]
    return f"Of the variance of its value: {'; '.join([*rows, f'chance {percent(shares.chance)}'])}."


def _front(found: Swept, one: Answer) -> str:
    words = front_words(one)
    return f"{capital(words)}."

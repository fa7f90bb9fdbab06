"""What was known when a claim was made, carried on in a straight line: the reference every projection is held against.

A flow goes on at the rate of one count: so many cases over the months of its window, times the months of the claim's window. A stock
lies on the line through two counts. Months are those of `sim.calendar`, so that a month of any length is one month. That it goes on so is
assumption A34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sim.calendar import day_after, months_between
from sim.model.claim import Reading, StraightLine
from sim.model.figure import Figure
from sim.model.noun import Objection

Counted = tuple[float, date, date]
"""Cases counted over a window, from midnight to midnight."""

Points = list[tuple[date, float]]
"""Two midnights, in order, and the stock at each."""


def straight_line(line: StraightLine, reading: Reading, figures: Mapping[str, Figure]) -> float | None:
    """Return what a straight line gives for a reading.

    Parameters
    ----------
    line : StraightLine
        To which `objections` has none.
    reading : Reading
        Its window; of a stock its end counts.
    figures : mapping of id to Figure

    Returns
    -------
    float or None
        In the unit of the counts; None where a flow is carried on and the reading has no beginning.

    Examples
    --------
    >>> line = StraightLine(**{"count": 70_000, "from": date(2022, 4, 25), "through": date(2022, 6, 24)})
    >>> straight_line(line, Reading(**{"from": date(2022, 4, 25), "by": date(2023, 4, 25)}), {})
    420000.0
    """
    known = _known(line, figures)
    if isinstance(known, list):
        (first, before), (last, after) = known
        return before + (after - before) / months_between(first, last) * months_between(first, reading.end)
    count, begin, end = known
    return count / months_between(begin, end) * months_between(reading.begin, reading.end) if reading.begin else None


def objections(line: StraightLine, made_on: date | None, figures: Mapping[str, Figure]) -> Iterator[Objection]:
    """Object to figures that are not in the seeds, are no single number, or were not known when the claim was made."""
    found = list(_of_figures(line.figures or (), made_on, figures))
    yield from found
    if found:
        return
    known = _known(line, figures)
    first, last = (known[0][0], known[1][0]) if isinstance(known, list) else known[1:]
    key = "points" if line.points else "figures" if line.figures else "through" if line.through else "by"
    if first >= last:
        yield Objection("S301", f"it ends {last}, not after it begins, {first}", (key,), key)
    elif made_on and not line.figures and last > day_after(made_on):
        yield Objection("S401", f"it is counted to {last}, and the claim was made on {made_on}", (key,), key)


def _of_figures(named: tuple[str, ...], made_on: date | None, figures: Mapping[str, Figure]) -> Iterator[Objection]:
    for index, name in enumerate(named):
        at, figure = f"figures.{index}", figures.get(name)
        if figure is None:
            yield Objection("S402", f"no figure `{name}` in the seeds", (at,), at)
        elif figure.value is None:
            is_range = figure.low is not None or figure.high is not None
            text = f"`{name}` {'is a range' if is_range else 'has no value'}; a figure with one value is allowed"
            yield Objection("S403", text, (at,), at)
        elif figure.to is None or (figure.from_ is None) != (len(named) == 2):
            yield Objection("S105", f"`{name}` does not fit; one figure of a flow (from, to) or two of a stock (to) are allowed", (at,), at)
        elif made_on and (figure.known_on is None or figure.known_on > made_on):
            when = f"was first public on {figure.known_on}" if figure.known_on else "has no day on which it was first public"
            yield Objection("S401", f"`{name}` {when}, and the claim was made on {made_on}", (at,), at)


def _known(line: StraightLine, figures: Mapping[str, Figure]) -> Counted | Points:
    """Return the count or the two points of a line that is in order."""
    if line.points:
        return sorted(line.points.items())
    if line.count is not None:
        end = day_after(line.through) if line.through else line.by
        assert line.from_ is not None
        assert end is not None
        return line.count, line.from_, end
    counted = [(figures[name].value or 0.0, figures[name].from_, day_after(figures[name].to or date.min)) for name in line.figures or ()]
    if len(counted) == 2:
        return sorted((end, value) for value, _, end in counted)
    value, begin, end = counted[0]
    assert begin is not None
    return value, begin, end

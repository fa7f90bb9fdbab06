"""The key of a picture: a sample of each mark beside what it stands for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.analysis.claims import ClaimRow
from sim.analysis.existing import existing
from sim.analysis.record import Record
from sim.plots.describe import median_of
from sim.plots.marks import Mark, happened
from sim.plots.palette import BANDS, BARS, CLAIM, CLAIM_AREA, MEDIAN, OUTCOME
from sim.plots.say import between
from sim.plots.sheet import Swatch
from sim.plots.tails import not_drawn, trimmed

KeyRow = tuple[Swatch | None, str]

_WIDE = 0.36


def fan_key(record: Record, found: list[Mark]) -> list[KeyRow]:
    """Return the key of a fan with its claims."""
    rows: list[KeyRow] = [(_bands, f"median; 50%, 80% and 95% of {_replicates(record.replicates)} lie within the bands")]
    for mark in found:
        rows.append((_swatch_of(mark), mark.label))
        rows += [(_bar, happened(outcome)) for _, outcome in mark.outcomes]
    return rows


def shared_key(counts: Collection[int], found: list[Mark]) -> list[KeyRow]:
    """Return the key of several fans, of runs with so many replicates: what each mark is, not its numbers."""
    rows: list[KeyRow] = [(_bands, f"median; 50%, 80% and 95% of {_of_each(counts)} lie within the bands")]
    if found:
        rows.append((_bracket(True, True), "range of a claim at the end of its window"))
    if any(mark.outcomes for mark in found):
        rows.append((_bar, "what happened"))
    return rows


def distribution_key(record: Record, row: ClaimRow) -> list[KeyRow]:
    """Return the key of a distribution."""
    values = existing(record.values[row.name])
    left_out = "; the outermost thousandth is not drawn" if trimmed(values) else ""
    rows: list[KeyRow] = [(_bars, f"share of {_replicates(len(values))} in each bar; median {median_of(record, row)}{left_out}")]
    rows.append((area_sample, f"range of the claim: {between(row.low, row.high)}"))
    if row.premise:
        rows.append((None, f"The probability {row.words}."))
    if row.outcome:
        rows.append((_lying, happened(row.outcome)))
    return [*rows, *((None, text) for text in not_drawn(record, row.name))]


def stacked_key(rows: Sequence[tuple[Record, ClaimRow]]) -> list[KeyRow]:
    """Return the key of several distributions, of readings under runs: what each mark is, not its numbers."""
    bars = f"share of {_of_each({row.n or 1 for _, row in rows})} in each bar"
    found: list[KeyRow] = [(_bars, bars), (area_sample, "range of the claim")]
    if any(row.outcome for _, row in rows):
        found.append((_lying, "what happened"))
    if any(trimmed(existing(record.values[row.name])) for record, row in rows):
        found.append((None, "Where values lie far out, the outermost thousandth is not drawn."))
    return [*found, *((None, f"{record.scenario}, {row.reading}: {text}") for record, row in rows for text in not_drawn(record, row.name))]


def _of_each(counts: Collection[int]) -> str:
    return _replicates(next(iter(counts))) if len(set(counts)) == 1 else "the replicates of each"


def _replicates(n: int) -> str:
    return f"{n:,} replicates" if n > 1 else "the one replicate"


def _bands(paper: Axes, x: float, y: float) -> None:
    for share, colour in BANDS.items():
        paper.add_patch(Rectangle((x, y - 0.08 * share), _WIDE, 0.16 * share, color=colour, linewidth=0))
    paper.plot([x, x + _WIDE], [y, y], color=MEDIAN, linewidth=2, solid_capstyle="butt")


def _swatch_of(mark: Mark) -> Swatch:
    return _bracket(mark.low is not None, mark.high is not None)


def _bracket(low: bool, high: bool) -> Swatch:
    """Return a sample of a bracket, with an arrow on a side that is open; downwards is more on paper."""

    def draw(paper: Axes, x: float, y: float) -> None:
        right, left = x + 0.6 * _WIDE, x + 0.3 * _WIDE
        xs = [*([left] if high else []), right, right, *([left] if low else [])]
        ys = [*([y - 0.06] if high else []), y - 0.06, y + 0.06, *([y + 0.06] if low else [])]
        paper.plot(xs, ys, color=CLAIM, linewidth=2.4, solid_capstyle="butt")
        if not (low and high):
            paper.plot([right], [y + 0.06 if high else y - 0.06], color=CLAIM, marker="v" if high else "^", markersize=6)

    return draw


def _bar(paper: Axes, x: float, y: float) -> None:
    paper.plot([x + 0.5 * _WIDE] * 2, [y - 0.07, y + 0.07], color=OUTCOME, linewidth=4.5, solid_capstyle="butt")


def _lying(paper: Axes, x: float, y: float) -> None:
    paper.plot([x, x + _WIDE], [y, y], color=OUTCOME, linewidth=4.5, solid_capstyle="butt")


def _bars(paper: Axes, x: float, y: float) -> None:
    paper.add_patch(Rectangle((x, y - 0.06), _WIDE, 0.12, facecolor=BARS, edgecolor=MEDIAN, linewidth=0.9))


def area_sample(paper: Axes, x: float, y: float) -> None:
    """Draw a sample of a claim's range as an area."""
    paper.add_patch(Rectangle((x, y - 0.06), _WIDE, 0.12, facecolor=CLAIM_AREA, linewidth=0))
    for edge in (x, x + _WIDE):
        paper.plot([edge, edge], [y - 0.06, y + 0.06], color=CLAIM, linewidth=1.8, solid_capstyle="butt")

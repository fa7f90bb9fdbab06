"""Every number of the page as text: rounded to what it means, with the exact value kept beside it by the page."""

from __future__ import annotations

from markupsafe import Markup, escape

from sim.analysis.claims import ClaimRow, Reach
from sim.analysis.intervals import wilson
from sim.analysis.words import shown, words
from sim.markdown import ADDRESS
from sim.plots.say import number, significant


def interval(row: ClaimRow) -> str:
    """Write a probability's interval with the digits of the probability itself, or "" where it has none.

    A probability that follows from the assumption has no interval: no number of replicates would change it.
    """
    if row.premise or row.probability is None or row.probability_low is None or row.probability_high is None or not row.n:
        return ""
    if row.probability in (0.0, 1.0):
        return f"{row.probability_low:.1g} to {row.probability_high:.1g}" if row.probability == 0.0 else f"{row.probability_low:.4f} to 1"
    text = shown(row.probability, row.probability_low, row.probability_high, row.n)
    digits = max(len(text.partition(".")[2]), 2)
    return f"{row.probability_low:.{digits}f} to {row.probability_high:.{digits}f}"


def share(value: float, n: int) -> str:
    """Write a share of n replicates with no more digits than simulation error allows.

    Examples
    --------
    >>> share(0.0773, 20_000), share(0.0, 20_000)
    ('0.077', '< 0.00015')
    """
    return shown(value, *wilson(round(value * n), n), n) if n > 3 else f"{value:.2g}"


def months(value: float) -> str:
    """Write a time in months.

    Examples
    --------
    >>> months(11.856)
    '11.9 months'
    """
    return f"{value:,.1f} months"


def reach(found: Reach, n: int) -> str:
    """Say when a bound is reached: the median with 80% of replicates, and the share that never does.

    Examples
    --------
    >>> reach(Reach(4_150.0, 11.73, 11.86, 11.99, 0.0), 20_000)
    '11.9 months (80%: 11.7 to 12.0)'
    >>> reach(Reach(4_250.0, None, None, None, 0.9201), 20_000)
    'not in half of the replicates; not before the run ends in 0.920'
    """
    if found.never == 1.0:
        return "not within the run, in any replicate"
    never = f"; not before the run ends in {share(found.never, n)}" if found.never else ""
    if found.q50 is None:
        early = f"; one in ten by {months(found.q10)}" if found.q10 is not None else ""
        return f"not in half of the replicates{early}{never}"
    late = "beyond the run" if found.q90 is None else f"{found.q90:,.1f}"
    return f"{months(found.q50)} (80%: {found.q10 or 0.0:,.1f} to {late}){never}"


def rates(row: ClaimRow) -> str:
    """Write the constant rates per month that would just reach the bounds.

    They are arithmetic: the bound over the months of the window.
    """
    found = [significant(rate) for rate in (row.implied_low, row.implied_high) if rate is not None]
    return f"{' to '.join(found)} a month" if found else ""


def distance(row: ClaimRow, unit: str = "") -> str:
    """Write how far what happened lies from a claim's range, and beyond which end; "" where that is not known.

    Of what is known as a range, or from one side only, it is the least distance.
    """
    if row.distance is None or row.outcome is None:
        return ""
    if row.distance == 0:
        return "within the range"
    least = "" if row.outcome.low == row.outcome.high else "at least "
    side = "above the upper" if row.distance > 0 else "below the lower"
    return f"{least}{number(abs(row.distance))}{unit} {side} end of the range"


def worded(row: ClaimRow) -> str:
    """Write a probability in words: those of both ends of its interval where simulation error leaves open which are right."""
    if row.premise or row.probability is None or row.probability_low is None or row.probability_high is None:
        return row.words or ""
    return " to ".join(dict.fromkeys(_worded(end) for end in (row.probability_low, row.probability_high)))


def _worded(probability: float) -> str:
    """Return the scale's words for a probability, and beyond its ends how many of a hundred."""
    return words(probability) or ("less than 1 in 100" if probability < 0.5 else "more than 99 in 100")


def linked(text: str) -> Markup:
    """Escape a text and turn the web addresses in it into links.

    Examples
    --------
    >>> print(linked("<b> https://example.org/a."))
    &lt;b&gt; <a href="https://example.org/a" rel="noreferrer">https://example.org/a</a>.
    """
    link = Markup('<a href="{0}" rel="noreferrer">{0}</a>')
    return Markup("").join(link.format(part) if index % 2 else escape(part) for index, part in enumerate(ADDRESS.split(text)))

"""Numbers, dates, ranges and names as a reader sees them, in plots and on the page."""

from __future__ import annotations

import math
import re
from datetime import date

from sim.calendar import in_words

EXACT = 0.0


def number(value: float, error: float = EXACT) -> str:
    """Write a number with thousands separators, and no digit smaller than its error.

    Parameters
    ----------
    value : float
        Any finite number.
    error : float, same unit
        Standard error of the value; 0 where it is exact.

    Examples
    --------
    >>> number(328_417.0, error=660.0), number(4_200.5), number(1_776_050.0)
    ('328,400', '4,200.5', '1,776,050')
    """
    if error > 0:
        unit = 10.0 ** math.floor(math.log10(error))
        value = round(value / unit) * unit
    text = f"{value:,.3f}" if abs(value) >= 0.01 or value == 0 else f"{value:.2g}"
    text = text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
    return "0" if text == "-0" else text


def significant(value: float, digits: int = 4) -> str:
    """Write a number rounded to so many significant digits.

    Examples
    --------
    >>> significant(29_411.76), significant(0.0123456)
    ('29,410', '0.012')
    """
    if value == 0 or not math.isfinite(value):
        return number(value) if value == 0 else "no value" if math.isnan(value) else "without limit"
    return number(value, 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1))


def spread(low: float, high: float, digits: int = 4) -> str:
    """Write where most replicates lie, rounded; an infinite number has no limit.

    Examples
    --------
    >>> spread(29_411.76, 31_020.4), spread(61.23, math.inf), spread(math.inf, math.inf)
    ('between 29,410 and 31,020', 'above 61.23, without limit', 'without limit')
    """
    if math.isinf(high):
        return "without limit" if math.isinf(low) else f"above {significant(low, digits)}, without limit"
    return f"between {significant(low, digits)} and {significant(high, digits)}"


def day(when: date | str) -> str:
    """Write a date in words.

    Examples
    --------
    >>> day("2022-04-25")
    '25 April 2022'
    """
    return in_words(date.fromisoformat(when) if isinstance(when, str) else when)


def between(low: float | None, high: float | None) -> str:
    """Write a range, open where a bound is None.

    Examples
    --------
    >>> between(360_000.0, 480_000.0), between(1_000_000.0, None), between(None, 5.0)
    ('360,000 to 480,000', 'at least 1,000,000', 'at most 5')
    """
    if low is None:
        return "not known" if high is None else f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def known_to_be(low: float | None, high: float | None) -> str:
    """Write what is known of a count or time that happened: one that begins at 0 is known from above only.

    Examples
    --------
    >>> known_to_be(0.0, 249_000.0), known_to_be(11.0, 13.0), known_to_be(0.0, 0.0)
    ('at most 249,000', '11 to 13', '0')
    """
    return between(low or None if high else low, high)


def window(bounds: dict[str, str | None]) -> str:
    """Write a claim's window: its two midnights, or the one of a stock.

    Examples
    --------
    >>> window({"from": "2022-04-25", "to": "2023-04-25"}), window({"from": None, "to": "2023-04-25"})
    ('25 April 2022 to 25 April 2023', '25 April 2023')
    """
    begin, end = bounds["from"], bounds["to"]
    return f"{day(begin)} to {day(end or '')}" if begin else day(end or "")


def name(identifier: str) -> str:
    """Write the name of a metric or quantity in words; what is no such name stands as it is.

    Examples
    --------
    >>> name("pd_dismissals"), name("closed, in TRAC's sense")
    ('pd dismissals', "closed, in TRAC's sense")
    """
    return re.sub("[_-]+", " ", identifier).strip() if re.fullmatch(r"[\w-]+", identifier) else identifier


def listed(words: list[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def capital(text: str) -> str:
    """Begin a sentence with a capital letter, and leave the rest of it as it is.

    Examples
    --------
    >>> capital("no value by 1 June in TRAC's sense")
    "No value by 1 June in TRAC's sense"
    """
    return f"{text[:1].upper()}{text[1:]}"


STATUS = {
    "met": "met",
    "missed": "missed",
    "undetermined": "undetermined: what is known neither meets nor misses it",
}
"""What became of a claim, in words."""

"""Words of a file to values, by the rules of YAML 1.2 as people mean them.

`1e6` is a number, `no` is a word, `2022-04-25` is a date, `10_000` is 10000, `12:30` is a text and `010` is ten.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from sim.model.noun import ISO_DATE, LAST_YEAR

_INTEGER = re.compile(r"[-+]?\d+(_\d+)*", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.\d+(_\d+)*|\d+(_\d+)*(\.(\d+(_\d+)*)?)?)([eE][-+]?\d+)?", re.ASCII)
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_LONG = 300
"""More digits than this are no integer Python should be asked to read; as a float they are infinite, and refused."""

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


def scalar(text: str) -> Any:
    """Return what an unquoted word stands for.

    Raises
    ------
    ValueError
        If it is written as a date and is none.

    Examples
    --------
    >>> [scalar(word) for word in ("10_000", "1e6", "no", "true", "2022-04-25", "0o17", "1_")]
    [10000, 1000000.0, 'no', True, datetime.date(2022, 4, 25), 15, '1_']
    """
    if text in _WORDS:
        return _WORDS[text]
    if ISO_DATE.fullmatch(text):
        return day(text)
    if _INTEGER.fullmatch(text) and len(text) < _LONG:
        return int(text.replace("_", ""))
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return int(text, 0) if _BASED.fullmatch(text) and len(text) < _LONG else text


def day(text: str) -> date:
    """Return the day written as YYYY-MM-DD.

    Raises
    ------
    ValueError
        If there is no such day, or none this package can count with.
    """
    if int(text[:4]) > LAST_YEAR:
        raise ValueError(f"lies after the year {LAST_YEAR}")
    return date.fromisoformat(text)


def key(text: str) -> Any:
    """Return what a word stands for as a key: a number or a date, or else the word itself."""
    value = scalar(text)
    return text if value is None or isinstance(value, bool | str) else value


def known_day(text: str | date | None) -> date | None:
    """Return the day a date written to the day, month or year had certainly come; None where it is unknown.

    Examples
    --------
    >>> known_day("2022-06"), known_day("2022-06-24"), known_day("undated")
    (datetime.date(2022, 6, 30), datetime.date(2022, 6, 24), None)
    """
    if text is None or isinstance(text, date):
        return text
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(text), re.ASCII)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        return date(year or 1, month or 12, day or monthrange(year or 1, month or 12)[1])
    except ValueError:
        return None

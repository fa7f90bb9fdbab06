"""Lists, counts, dates and percentages as an English sentence has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sim.calendar import in_words


def listed(words: Iterable[str], word: str = "and") -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    found = list(words)
    return f" {word} ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def names(words: Iterable[str], noun: str = "", plural: str | None = None) -> str:
    """Join names in quotes, after the noun they are names of.

    Examples
    --------
    >>> names(["a"], "class", "classes"), names(["a", "b"], "class", "classes")
    ('class `a`', 'classes `a` and `b`')
    """
    found = [f"`{word}`" for word in words]
    kind = (noun if len(found) == 1 else plural or f"{noun}s") if noun else ""
    return f"{kind} {listed(found)}".strip()


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """Write so many of something, small numbers as words.

    Examples
    --------
    >>> counted(1, "claim"), counted(2, "class", "classes"), counted(1_000, "replicate")
    ('one claim', 'two classes', '1,000 replicates')
    """
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return f"{small[n] if n < len(small) else f'{n:,}'} {noun if n == 1 else plural or f'{noun}s'}"


def plain(value: float) -> str:
    """Write a number with all the digits it was given, up to ten.

    Examples
    --------
    >>> plain(1_448_600.0), plain(0.00138)
    ('1,448,600', '0.00138')
    """
    return f"{value:,.10g}"


def percent(value: float) -> str:
    """Write a share as a percentage.

    Examples
    --------
    >>> percent(0.7), percent(0.0068)
    ('70%', '0.68%')
    """
    return f"{100 * value:,.10g}%"


def window(begin: date | None, by: date | None, through: date | None) -> str:
    """Write a window with its own kind of end.

    Examples
    --------
    >>> window(date(2022, 4, 25), None, date(2022, 6, 24)), window(None, date(2023, 1, 1), None)
    ('from 25 April 2022 through 24 June 2022', 'at the beginning of 1 January 2023')
    """
    if begin is None:
        return f"at the end of {in_words(through)}" if through else f"at the beginning of {in_words(by)}" if by else ""
    return f"from {in_words(begin)} " + (f"through {in_words(through)}" if through else f"to {in_words(by)}" if by else "on")


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop.

    Examples
    --------
    >>> sentence("cases come"), sentence("Why? ")
    ('Cases come.', 'Why?')
    """
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"

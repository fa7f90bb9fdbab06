"""The real calendar, counted in months.

A whole month is 1 whatever its length; a part of one is its days over the days of that month (assumption A1). A date means its
midnight.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

Step = Literal["week", "month", "quarter", "year", "fiscal-year"]
Per = Literal["year", "month", "week", "day"]

DAYS_PER_MONTH = 365.2425 / 12
"""Mean length of a month of the Gregorian calendar, for rates given per day or week (assumption A33)."""

PER_MONTH: dict[Per, float] = {"year": 1 / 12, "month": 1.0, "week": DAYS_PER_MONTH / 7, "day": DAYS_PER_MONTH}
"""What a rate in the file's unit is multiplied by to be a rate per month."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Names of the months, whatever the locale."""

STEP_MONTHS: dict[Step, float] = {"week": 7 / DAYS_PER_MONTH, "month": 1.0, "quarter": 3.0, "year": 12.0, "fiscal-year": 12.0}
"""Length of a whole step; of a week, on average."""


def months_between(a: date, b: date) -> float:
    """Count the calendar months from midnight of `a` to midnight of `b`.

    Examples
    --------
    >>> months_between(date(2022, 4, 25), date(2023, 4, 25)), months_between(date(2022, 4, 25), date(2022, 6, 25))
    (12.0, 2.0)
    """
    return 12 * (b.year - a.year) + (b.month - a.month) + (_part_of_month(b) - _part_of_month(a))


def _part_of_month(day: date) -> float:
    return (day.day - 1) / monthrange(day.year, day.month)[1]


def day_after(day: date) -> date:
    """Return the midnight that ends `day`, so that `through: DAY` includes the day."""
    return day + timedelta(days=1)


def in_words(day: date) -> str:
    """Write a date in words.

    Examples
    --------
    >>> in_words(date(2022, 4, 25))
    '25 April 2022'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def fiscal_year(year: int) -> tuple[date, date]:
    """Return the bounds of US fiscal year `year`, 1 October to 30 September.

    Examples
    --------
    >>> fiscal_year(2023)
    (datetime.date(2022, 10, 1), datetime.date(2023, 10, 1))
    """
    return date(year - 1, 10, 1), date(year, 10, 1)


def next_bound(day: date, step: Step) -> date:
    """Return the first calendar bound of `step` after `day`.

    Examples
    --------
    >>> next_bound(date(2022, 4, 25), "month"), next_bound(date(2022, 4, 25), "fiscal-year")
    (datetime.date(2022, 5, 1), datetime.date(2022, 10, 1))
    """
    if step == "week":
        return day + timedelta(days=7 - day.weekday())
    length, offset = {"month": (1, 0), "quarter": (3, 0), "year": (12, 0), "fiscal-year": (12, 9)}[step]
    month = day.year * 12 + day.month - 1
    following = ((month - offset) // length + 1) * length + offset
    return date(following // 12, following % 12 + 1, 1)


def previous_bound(day: date, step: Step) -> date:
    """Return the last calendar bound of `step` before `day`."""
    earlier = day - timedelta(days=1)
    while next_bound(earlier, step) >= day:
        earlier -= timedelta(days=1)
    return next_bound(earlier, step)

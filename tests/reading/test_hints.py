"""A hint is what was meant, or there is none: never a number of another size, nor a day that no calendar has."""

from __future__ import annotations

import pytest

from sim.reading.words import meant


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,03", "0.03"),
        ("1,5", "1.5"),
        ("-12,34", "-12.34"),
        ("12,5%", "0.125"),
        ("0,5 %", "0.005"),
        ("0,500", "0.500"),
        ("1,250", "1250"),
        ("63,205", "63205"),
        ("1,250,000.5", "1250000.5"),
        ("1,25,0", None),
        ("1,250,00", None),
        ("1.2,5", None),
    ],
)
def test_a_comma_is_a_decimal_point_unless_it_parts_groups_of_three(text: str, number: str | None) -> None:
    assert meant({"type": "not_a_number", "loc": ("rate",)}, text) == number


def test_a_whole_number_is_not_hinted_at_by_a_part_of_one() -> None:
    assert meant({"type": "int_type"}, "1,5") is None
    assert meant({"type": "int_type"}, "1,500") == "1500"


@pytest.mark.parametrize(
    ("text", "day"),
    [("2022/1/1", "2022-01-01"), ("2022-06-24T12:00", "2022-06-24"), ("2026-07-0", None), ("2026/13/45", None), ("2026-7-32", None)],
)
def test_only_a_day_of_the_calendar_is_hinted_at(text: str, day: str | None) -> None:
    assert meant({"type": "date_type"}, text) == day
